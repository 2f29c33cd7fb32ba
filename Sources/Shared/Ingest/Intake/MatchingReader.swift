import Extracts

extension MatchingChoice {
    /// The method of a request's `matching` mapping; radius where it says nothing.
    init(_ fields: inout YAMLFields) {
        self.init()
        guard var given = fields.mapping("matching") else { return }
        given.refuseUnknown(except: ["method", "ratio", "replacement", "kernel"])
        if given.has("method"), let value = given.word("method", of: Method.allCases.map { ($0.rawValue, $0) }) {
            method = value
        }
        if let value = given.integer("ratio", in: 1...100) { ratio = value }
        if given.has("replacement"), let value = given.flag("replacement") { replacement = value }
        if given.has("kernel"), let value = given.word("kernel", of: Kernel.allCases.map { ($0.rawValue, $0) }) {
            kernel = value
        }
        let uses: [(key: String, methods: [Method])] = [
            ("ratio", [.nearest, .optimal]), ("replacement", [.nearest]), ("kernel", [.kernel]),
        ]
        for (key, methods) in uses where given.has(key) && !methods.contains(method) {
            let names = methods.map(\.rawValue).joined(separator: " and ")
            given.note(key, "is for the method \(names), not for \(method.rawValue)")
        }
        fields.take(problemsOf: given)
    }
}
