import Extracts
import Foundation
import Linkage
import MapReduce
import Passes
import Propensity
import Statistics
import Tables
import TestSupport
import Testing

@Suite("Covariates as of the index date")
struct CovariateTests {
    private static let items = ["S3Q3", "S4Q2"]

    /// A life with something on either side of every boundary; the index event is the release of 1 March 2020.
    private static let builder: HistoryBuilder = {
        var builder = HistoryBuilder(items: items)
        var index = HistoryBuilder.Sentence.custody(convicted: "2019-09-01", released: "2020-03-01")
        index.group = 2
        index.prison = 1
        builder.add(
            sex: .female,
            born: "1990-03-02",
            sentences: [.custody(convicted: "2012-05-01", released: "2012-08-01"), index],
            offences: [
                .init("2006-01-10", proven: "2006-02-01", .reprimand), .init("2008-03-02", proven: "2008-06-01"),
                .init("2008-04-02", proven: "2008-06-01"), .init("2012-01-01", proven: "2012-05-01", custodial: true),
                .init("2013-01-01", proven: "2013-01-05", .penaltyNotice),
                .init("2019-07-01", proven: "2019-09-01", severity: 90),
                .init("2019-08-01", proven: "2019-09-01", severity: 70),
                .init("2019-05-01", proven: "2019-10-01"), .init("2020-03-05", proven: "2020-06-01", severity: 200),
            ],
            levels: .init(ethnicity: 2, nationality: 1, region: 1),
            spells: [
                .init(.employment, from: "2018-01-01", to: "2019-02-28"),
                .init(.employment, from: "2019-06-01", to: "2019-09-01"),
                .init(.jobseekersAllowance, from: "2020-03-01"),
                .init(.outOfWorkBenefit, from: "2020-02-29", to: "2020-03-10"),
            ],
            assessments: [
                .init("2019-10-01", [2, 1]), .init("2020-03-01", [0, 255]), .init("2020-03-02", [1, 2]),
            ]
        )
        return builder
    }()

    private static func plan(items: [String] = items, controlsForRegion: Bool = true) -> AnalysisPlan {
        let rule = IndexEventRule(
            disposals: [Disposal.custody.rawValue],
            toleranceDays: 7,
            daysBefore: 30,
            daysAfter: 180,
            firstYear: 2_002,
            extractEnd: day("2024-12-31"),
            followUp: FollowUpRule(followUpMonths: 12, waitingMonths: 6, breachGroups: [])
        )
        let dates = InterventionDates(index: day("2020-03-01"), conviction: .missing, start: .missing, end: .missing)
        return AnalysisPlan(
            rule: rule,
            seed: 1,
            treated: [TreatedPerson(reference: PersonReference(partition: 0, person: 0), ordinal: 0, dates: dates)],
            excluded: [],
            pool: PoolRule(years: [2_019, 2_020], disposals: [Disposal.custody.rawValue], regions: []),
            levels: CategoryLevels([
                "ethnicity": ["", "asian", "black"], "nationality": ["", "British", "Polish"], "region": ["", "Wales"],
                "offence_group": ["", "drugs", "theft"], "prison": ["", "HMP A"],
            ]),
            exactStrata: ["sex"],
            covariates: CovariateChoice(controlsForRegion: controlsForRegion, assessmentItems: items)
        )
    }

    private static func frame(_ table: Blob, _ plan: AnalysisPlan, people: Int = 1) throws -> CovariateFrame {
        let part = PartitionDescription.Part(name: .history, digest: Digest.of(table.bytes), bytes: table.count)
        let view = try PartitionView(
            PartitionDescription(number: 0, people: people, parts: [part]),
            blobs: [.history: table],
            context: Digest.of([]),
            cache: DerivedCache(byteCountMax: 0)
        )
        return try TileCohort.of(Tile(index: 0, people: 0..<people), view, plan).frame
    }

    /// The only row of a frame as words and numbers, by covariate.
    private static func row(_ frame: CovariateFrame, _ plan: AnalysisPlan) -> [String: String] {
        var row: [String: String] = [:]
        for (covariate, column) in zip(HistoryCovariate.declarations(plan), frame.columns) {
            switch (covariate.kind, column) {
            case (.categorical(let levels, _), .codes(let codes)):
                row[covariate.name] = codes[0] == 255 ? "missing" : levels[Int(codes[0])]
            case (_, .singles(let values)): row[covariate.name] = values[0].isNaN ? "missing" : "\(values[0])"
            default: row[covariate.name] = "of another kind"
            }
        }
        return row
    }

    @Test("a hand-written history has the values that its dates allow")
    func handWritten() throws {
        let plan = Self.plan()
        let row = Self.row(try Self.frame(Self.builder.table(), plan), plan)
        #expect(
            row == [
                "sex": "female", "ethnicity": "black", "UK national": "yes", "region": "Wales",
                // Thirty the day after the release.
                "age group at index": "25 to 29", "age at index": "29.0", "index year": "2020", "disposal": "custody",
                "index offence group": "theft", "prison": "HMP A", "age at first offence": "15.0",
                "severity of the index offence": "90.0",
                "log of sentence length in days": "\(Float(log(1 + Double(182))))",
                // 2008 and 2012; the conviction of October 2019 came after that of the index sentence.
                "previous convictions": "2.0", "log of previous convictions": "\(Float(log(3.0)))",
                "previous offences": "4.0", "previous cautions": "1.0", "previous custodial sentences": "1.0",
                "rate of offending (Copas)":
                    "\(Float(log(3 / ((Double(day("2019-09-01").number - day("2006-01-10").number) / 365.25) + 10))))",
                // The month ends on 29 February: the benefit of that day counts, that of 1 March does not.
                "employed in the month before": "no", "employed in the year before": "yes",
                "out-of-work benefit in the month before": "yes", "out-of-work benefit in the year before": "yes",
                // The assessment of the index date, not that of the day after; its second item has no answer.
                "OASys S3Q3": "0.0", "OASys S4Q2": "missing",
            ]
        )
    }

    @Test("every covariate of the service's list is declared, under a name of its own, levels before numbers")
    func declared() {
        let declarations = HistoryCovariate.allCases.map(\.declaration)
        #expect(Set(declarations.map(\.name)).count == declarations.count)
        let levels = declarations.map { $0.kind != .number }
        #expect(levels == levels.sorted { $0 && !$1 })
        for name in [
            "sex", "ethnicity", "UK national", "age at index", "age at first offence", "index year",
            "index offence group",
            "severity of the index offence", "disposal", "log of sentence length in days", "previous convictions",
            "previous offences", "previous cautions", "previous custodial sentences", "rate of offending (Copas)",
            "region",
            "prison", "employed in the month before", "employed in the year before",
            "out-of-work benefit in the month before", "out-of-work benefit in the year before",
        ] { #expect(declarations.contains { $0.name == name }, "\(name)") }
        #expect(HistoryCovariate.declaration(item: "S4Q2").source == .assessments)
    }

    @Test("the documentation lists every covariate with its name")
    func documented() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appendingPathComponent("docs/methods/events-and-covariates.md"),
            encoding: .utf8
        )
        for covariate in HistoryCovariate.allCases { #expect(page.contains(covariate.name), "\(covariate.name)") }
    }

    @Test("without control for region there is no such covariate")
    func withoutRegion() throws {
        let plan = Self.plan(items: [], controlsForRegion: false)
        let row = Self.row(try Self.frame(Self.builder.table(), plan), plan)
        #expect(row["region"] == nil && row["OASys S3Q3"] == nil && row.count == HistoryCovariate.allCases.count - 1)
    }

    @Test("what is dated after the index date never changes a covariate", arguments: 0..<200)
    func asOf(seed: Int) throws {
        let random = CounterRandom(seed: UInt64(seed), purpose: "history")
        var counter: UInt64 = 0
        func below(_ count: Int) -> Int {
            counter += 1
            return random.below(count, at: counter)
        }
        let index = day("2020-03-01")
        func near() -> Day { index.adding(days: below(3_000) - 2_200) }
        // The index conviction itself may be misdated to after the release.
        var sentence = HistoryBuilder.Sentence.custody(convicted: "2019-09-01", released: "2020-03-01")
        if seed % 3 == 0 { sentence.conviction = index.adding(days: below(40) - 10) }
        var offences: [HistoryBuilder.Offence] = []
        for number in 0..<20 {
            var offence = HistoryBuilder.Offence("2019-01-01", proven: "2019-01-01", severity: UInt8(below(200)))
            offence.date = near()
            offence.outcomeDate = number % 4 == 0 ? sentence.conviction : offence.date.adding(days: below(300))
            offences.append(offence)
        }
        var spells: [HistoryBuilder.Spell] = []
        var assessments: [HistoryBuilder.Assessment] = []
        for _ in 0..<6 {
            var spell = HistoryBuilder.Spell(below(2) == 0 ? .employment : .jobseekersAllowance, from: "2019-01-01")
            spell.start = near()
            spell.end = spell.start.adding(days: below(500))
            spells.append(spell)
            var assessment = HistoryBuilder.Assessment("2019-01-01", [UInt8(below(3)), UInt8(below(3))])
            assessment.date = near()
            assessments.append(assessment)
        }
        func row(_ isKept: (Day) -> Bool) throws -> [String: String] {
            var builder = HistoryBuilder(items: Self.items)
            builder.add(
                sentences: [sentence],
                offences: offences.filter { isKept($0.date) && isKept($0.outcomeDate) },
                spells: spells.filter { isKept($0.start) },
                assessments: assessments.filter { isKept($0.date) }
            )
            return Self.row(try Self.frame(builder.table(), Self.plan()), Self.plan())
        }
        let whole = try row { _ in true }
        #expect(try row { $0 <= index } == whole, "seed \(seed)")
        // The same test would notice a cut a month earlier, in some of the histories.
        if seed == 0 { #expect(try row { $0 <= index.adding(days: -900) } != whole) }
    }
}
