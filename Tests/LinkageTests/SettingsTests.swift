import Linkage
import Testing

@Suite("Plans, rules and levels")
struct SettingsTests {
    @Test(
        "levels are read as they are written",
        arguments: [
            Level.exact, .nickname, .jaroWinkler(0.92), .edits(1), .words(0.5), .namesSwapped, .days(31), .otherwise,
        ]
    )
    func levels(level: Level) {
        #expect(Level(level.description) == level)
    }

    @Test(
        "words that are no level are refused",
        arguments: ["", "exactly", "jaro_winkler", "jaro_winkler 2", "edits 0"]
    )
    func wrongLevels(text: String) {
        #expect(Level(text) == nil)
    }

    @Test("rules are read as they are written")
    func rules() throws {
        for rule in BlockingRule.standard(for: .service) { #expect(try BlockingRule(rule.description) == rule) }
        #expect(throws: LinkageError.self) { try BlockingRule("surname +") }
        #expect(throws: LinkageError.self) { try BlockingRule("metaphone(surname)") }
    }

    @Test("plans that make no sense are refused")
    func plans() throws {
        try LinkPlan.service(seed: 1).validate()
        func refuses(_ change: (inout LinkPlan) throws -> Void) rethrows {
            var plan = LinkPlan.service(seed: 1)
            try change(&plan)
            #expect(throws: LinkageError.self) { try plan.validate() }
        }
        try refuses { $0.rules = [try BlockingRule("postcode")] }
        try refuses { $0.rules = [try BlockingRule("prefix(date_of_birth,3)")] }
        try refuses { $0.rules = [try BlockingRule("surname=date_of_birth")] }
        refuses { $0.rules = [] }
        refuses { $0.rules = [BlockingRule([])] }
        refuses { $0.comparisons = [] }
        refuses { $0.comparisons[0] = Comparison(field: "forename", levels: [.exact]) }
        refuses { $0.comparisons[0] = Comparison(field: "forename", levels: [.nickname, .exact, .otherwise]) }
        refuses {
            $0.comparisons[0] = Comparison(
                field: "forename",
                levels: [.jaroWinkler(0.8), .jaroWinkler(0.9), .otherwise]
            )
        }
        refuses { $0.comparisons[0] = Comparison(field: "forename", levels: [.exact, .sameYear, .otherwise]) }
        refuses { $0.candidateCountMax = 0 }
    }
}
