import Extracts

extension ScoreModelChoice {
    private static let keys = [
        "covariates", "link", "missing", "ridge", "firth", "select", "select_by", "select_threshold",
    ]
    /// What each selection goes by; the first is the default.
    private static let criteria = [
        "none": [], "backward": ["lr", "wald"], "forward": ["lr", "wald"], "lasso": ["bic"],
    ]

    /// The score model of a request's `score_model` mapping; the defaults where it says nothing.
    ///
    /// The terms themselves are read where the covariates are known.
    init(_ fields: inout YAMLFields) {
        self.init()
        guard var given = fields.mapping("score_model") else { return }
        given.refuseUnknown(except: Self.keys)
        if let value = given.texts("covariates") { covariates = value }
        if covariates.isEmpty {
            given.note("covariates", "names no term; write \(Self.otherCovariates) for all covariates")
        }
        if given.has("link"), let word = given.word("link", in: ["logit", "probit"]) { link = word }
        if given.has("missing"), let word = given.word("missing", in: ["indicator", "level", "mean", "refuse"]) {
            missing = word
        }
        if let value = given.number("ridge", in: 0...1e6) { ridge = value }
        if given.has("firth"), let value = given.flag("firth") { firth = value }
        if given.has("select"), let word = given.word("select", in: Self.criteria.keys.sorted()) { select = word }
        let allowed = Self.criteria[select] ?? []
        if given.has("select_by") {
            if allowed.isEmpty {
                given.note("select_by", "means nothing without select")
            } else {
                selectBy = given.word("select_by", in: allowed)
            }
        }
        if let value = given.number("select_threshold", in: 1e-12...(1 - 1e-12)) { selectThreshold = value }
        if firth, link != "logit" { given.note("firth", "is of the logit only; leave out link") }
        if firth, ridge > 0 { given.note("firth", "is a second penalty beside ridge; choose one") }
        if select != "none", firth || ridge > 0 {
            given.note("select", "goes by maximum likelihood; leave out ridge and firth")
        }
        fields.take(problemsOf: given)
    }
}

extension YAMLFields {
    /// A word of a closed vocabulary.
    fileprivate mutating func word(_ key: String, in words: [String]) -> String? {
        word(key, of: words.map { ($0, $0) })
    }
}
