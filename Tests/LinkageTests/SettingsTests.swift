import Linkage
import Testing

@Suite("Plans, rules and levels")
struct SettingsTests {
    @Test(
        "levels are read as they are written",
        arguments: [
            Level.exact, .nickname, .jaroWinkler(0.92), .edits(1), .words(0.5), .namesSwapped, .days(31), .otherwise,
            .initial, .compound, .jaro(0.9), .levenshtein(2), .damerau(1), .qgrams(length: 2, bound: 0.5), .cosine(0.7),
            .prefix(3), .dayMonthSwapped, .oneDigit, .transposedDigits, .firstOfJanuary, .months(1), .years(10),
            .sameYear, .sameMonth, .sameDay, .checkFails, .lookAlike, .arrayCommon(2), .arrayOverlap(0.5),
            .postcode(.sector), .kilometres(2.5), .within(10), .withinPercent(5), .all([.edits(1), .checkFails]),
            .any([.oneDigit, .all([.sameDay, .sameMonth]), .days(31)]),
        ]
    )
    func levels(level: Level) {
        #expect(Level(level.description) == level)
    }

    @Test(
        "words that are no level are refused",
        arguments: [
            "", "exactly", "jaro_winkler", "jaro_winkler 2", "edits 0", "exact |", "exact & exact", "edits 1 | else",
            "qgrams 9 0.5", "qgrams 2", "km 0", "km nan", "km inf", "postcode street", "names_swapped | exact",
        ]
    )
    func wrongLevels(text: String) {
        #expect(Level(text) == nil)
    }

    @Test("rules are read as they are written")
    func rules() throws {
        for rule in BlockingRule.standard(for: .service) { #expect(try BlockingRule(rule.description) == rule) }
        #expect(throws: LinkageError.self) { try BlockingRule("surname +") }
        #expect(throws: LinkageError.self) { try BlockingRule("sounds(surname)") }
        let functions = [
            "prefix(surname,3)", "suffix(surname,3)", "word(surname,-1)", "digits(surname)", "letters(surname)",
            "soundex(surname)", "metaphone(surname)", "nysiis(surname)", "formal(forename)", "year(date_of_birth)",
            "month(date_of_birth)", "day(date_of_birth)",
            "year_month(date_of_birth)", "month_day(date_of_birth)", "year_day(date_of_birth)",
            "swapped(date_of_birth)",
            "missing(date_of_birth)=any(date_of_birth)", "qgram(surname,2)", "deletion(surname)", "near(date_of_birth)",
        ]
        for text in functions { #expect(try BlockingRule(text).description == text) }
        #expect(try BlockingRule("initial(forename)").description == "prefix(forename,1)")
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
        try refuses { $0.rules = [try BlockingRule("any(surname)")] }
        try refuses { $0.rules = [try BlockingRule("month(date_of_birth) + day(date_of_birth)")] }
        try refuses { $0.rules = [try BlockingRule("qgram(surname,2) + deletion(forename)")] }
        refuses { $0.comparisons[3] = Comparison(field: "date_of_birth", levels: [.years(1), .days(300), .otherwise]) }
        refuses { $0.comparisons[3] = Comparison(field: "date_of_birth", levels: [.postcode(.area), .otherwise]) }
        refuses {
            let both = Level.any([.edits(1), .jaroWinkler(0.8)])
            $0.comparisons[0] = Comparison(field: "forename", levels: [both, .jaroWinkler(0.9), .otherwise])
        }
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
