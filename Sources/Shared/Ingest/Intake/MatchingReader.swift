import Extracts

extension MatchingChoice {
    /// The method of a request's `matching` mapping; radius where it says nothing.
    init(_ fields: inout YAMLFields) {
        self.init()
        guard var given = fields.mapping("matching") else { return }
        given.refuseUnknown(except: ["method", "ratio", "replacement"])
        if given.has("method"), let value = given.word("method", of: Method.allCases.map { ($0.rawValue, $0) }) {
            method = value
        }
        if let value = given.integer("ratio", in: 1...100) { ratio = value }
        if given.has("replacement"), let value = given.flag("replacement") { replacement = value }
        if method == .radius {
            for name in ["ratio", "replacement"] where given.has(name) {
                given.note(name, "is for the method nearest; radius matching takes everybody within the caliper")
            }
        }
        fields.take(problemsOf: given)
    }
}
