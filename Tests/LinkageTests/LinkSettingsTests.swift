import Linkage
import Testing

@Suite("Settings files")
struct LinkSettingsTests {
    private func text(_ text: String, _ line: Int) -> SettingsValue { SettingsValue(.text(text), line: line) }

    private func mapping(_ entries: [(String, SettingsValue)], _ line: Int = 1) -> SettingsValue {
        SettingsValue(.mapping(entries.map { (key: $0.0, value: $0.1) }), line: line)
    }

    private func list(_ values: [SettingsValue], _ line: Int) -> SettingsValue {
        SettingsValue(.list(values), line: line)
    }

    private func problems(_ root: SettingsValue) -> [String] {
        do throws(SettingsProblems) {
            _ = try LinkSettings(root, file: "link.yaml")
            return []
        } catch {
            return error.problems.map { "\($0.place)" }
        }
    }

    @Test("what is said is used, the rest stays standard")
    func plan() throws {
        let levels = list(
            [
                text("exact", 5),
                mapping([("level", text("jaro 0.9", 6)), ("m", text("0.05", 7)), ("u", text("0.001", 8))], 6),
                text("else", 9),
            ],
            5
        )
        let root = mapping([
            ("columns", mapping([("Post Code", text("postcode", 2)), ("notes", text("leave_out", 3))], 2)),
            ("comparisons", list([mapping([("column", text("Last Name", 4)), ("levels", levels)], 4)], 4)),
            ("rules", list([text("surname + date_of_birth", 10)], 10)), ("candidates", text("8", 11)),
            ("confident", text("0.95", 12)), ("seed", text("7", 13)),
        ])
        let settings = try LinkSettings(root, file: "link.yaml")
        #expect(settings.roles["post_code"] == .some(.postcode))
        #expect(settings.roles["notes"] == .some(nil))
        #expect(settings.grades.confidentProbability == 0.95)
        #expect(settings.given.map(\.level) == [.jaro(0.9)])
        let plan = try settings.plan(for: .service)
        #expect(plan.comparisons[2].levels == [.exact, .jaro(0.9), .otherwise])
        #expect(plan.comparisons[0] == LinkPlan.service(seed: 7).comparisons[0])
        #expect(plan.rules.map(\.description) == ["surname + date_of_birth"])
        #expect(plan.candidateCountMax == 8)
        #expect(plan.seed == 7)
    }

    @Test("trusted columns, a prior from rules and partial use of frequencies are read")
    func estimation() throws {
        let levels = list(
            [
                mapping([("level", text("exact", 4)), ("frequency_minimum", text("0.001", 4))], 4),
                mapping([("level", text("jaro_winkler 0.9", 5)), ("frequency_weight", text("0.5", 5))], 5),
                text("else", 6),
            ],
            4
        )
        let prior = mapping([("rules", list([text("pnc_id", 9)], 9)), ("recall", text("0.6", 10))], 9)
        let surname = mapping(
            [("column", text("surname", 3)), ("term_frequency", text("true", 3)), ("levels", levels)],
            3
        )
        let root = mapping([
            ("comparisons", list([surname], 3)), ("trusted", text("PNC ID", 7)), ("trusted_only", text("true", 8)),
            ("prior", prior),
        ])
        let settings = try LinkSettings(root, file: "link.yaml")
        #expect(settings.trusted.map(\.value) == ["pnc_id"])
        #expect(settings.learnsFromTrustedOnly)
        #expect(settings.prior?.value == .init(rules: [try BlockingRule("pnc_id")], recall: 0.6))
        let uses: [Comparison.FrequencyUse] = [
            .init(level: .exact, minimum: 0.001), .init(level: .jaroWinkler(0.9), weight: 0.5),
        ]
        #expect(try settings.plan(for: .service).comparisons[2].frequencyUses == uses)
    }

    @Test("what is said of the estimation has its place when it makes no sense")
    func estimationPlaces() throws {
        let root = mapping([
            ("trusted_only", text("true", 1)),
            ("prior", mapping([("rules", list([text("surname +", 3)], 3)), ("recall", text("1.5", 4))], 2)),
        ])
        #expect(
            problems(root) == [
                "line 1, trusted_only", "line 3, prior.rules[1]", "line 3, prior.rules", "line 4, prior.recall",
            ]
        )
        let unknown = mapping([
            ("trusted", text("passport", 1)),
            ("prior", mapping([("rules", list([text("surname", 3)], 3)), ("recall", text("0.5", 4))], 2)),
        ])
        let settings = try LinkSettings(unknown, file: "link.yaml")
        let error = #expect(throws: SettingsProblems.self) { try settings.plan(for: .service) }
        #expect(error?.problems.map { "\($0.place)" } == ["line 1, trusted[1]", "line 2, prior"])
    }

    @Test("no settings are the standard plan")
    func empty() throws {
        let settings = try LinkSettings(SettingsValue(.empty), file: "link.yaml")
        #expect(try settings.plan(for: .service) == LinkPlan.service(seed: 1))
    }

    @Test("everything that is wrong is named at once, with line and path")
    func places() {
        let surname = mapping(
            [
                ("column", text("surname", 3)),
                ("levels", list([text("exact", 4), text("jaro 0.8", 5), text("jaro 0.9", 6), text("else", 7)], 4)),
            ],
            3
        )
        let forename = mapping(
            [
                ("column", text("forename", 8)),
                ("levels", list([text("exact", 9), text("spelling", 10), text("else", 11)], 9)),
            ],
            8
        )
        let root = mapping([
            ("column", text("x", 1)), ("columns", mapping([("age", text("years", 2))], 2)),
            ("comparisons", list([surname, forename], 3)), ("rules", list([text("surname +", 12)], 12)),
            ("candidates", text("99", 13)), ("suspect", text("1.5", 14)), ("seed", text("-1", 15)),
        ])
        #expect(
            problems(root) == [
                "line 1, column", "line 2, columns.age", "line 6, comparisons[1].levels[3]",
                "line 10, comparisons[2].levels[2]", "line 12, rules[1]", "line 13, candidates", "line 15, seed",
                "line 14, suspect",
            ]
        )
    }

    @Test(
        "settings that make no sense are refused",
        arguments: [
            ("confident", "0"), ("confident", "2"), ("suspect", "0.999"), ("random_pairs", "10"),
            ("block_rows_max", "0"),
            ("seed", "x"), ("rules", "surname"), ("comparisons", "surname"), ("columns", "surname"),
        ]
    )
    func refused(key: String, value: String) {
        #expect(problems(mapping([(key, text(value, 1))])) == ["line 1, \(key)"])
    }

    @Test(
        "levels that make no sense are refused",
        arguments: [
            ["jaro 0.9", "exact", "else"], ["exact", "jaro 0.9"], ["exact", "else", "jaro 0.9"],
            ["exact", "jaro_winkler 0.8", "jaro 0.9", "else"], ["exact", "exact", "else"],
            ["edits 1 | prefix 2", "prefix 3", "else"], ["years 1", "months 11", "else"],
        ]
    )
    func levels(words: [String]) {
        let levels = list(words.enumerated().map { text($1, $0 + 2) }, 2)
        let root = mapping([("comparisons", list([mapping([("column", text("x", 1)), ("levels", levels)])], 1))])
        #expect(!problems(root).isEmpty)
    }

    @Test("what does not fit the files is named with its place")
    func misfits() throws {
        let levels = list([text("exact", 3), text("days 2", 4), text("else", 5)], 3)
        let comparisons = ["surname", "shoe_size"].map { mapping([("column", text($0, 2)), ("levels", levels)], 2) }
        let root = mapping([
            ("comparisons", list(comparisons, 2)),
            ("rules", list([text("pnc", 6), text("year(surname)", 7), text("any(sex) + month(date_of_birth)", 8)], 6)),
        ])
        let settings = try LinkSettings(root, file: "link.yaml")
        do {
            _ = try settings.plan(for: .service)
            Issue.record("the plan was accepted")
        } catch let error as SettingsProblems {
            #expect(
                error.problems.map { "\($0.place)" } == [
                    "line 2, comparisons[1]", "line 2, comparisons[2]", "line 6, rules[1]", "line 7, rules[2]",
                    "line 8, rules[3]",
                ]
            )
            #expect("\(error)".hasPrefix("link.yaml has 5 problems:\n  line 2, comparisons[1]: "))
        }
    }
}
