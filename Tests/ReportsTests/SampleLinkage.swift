import Linkage
import Reports
import Statistics
import Tables

/// A small linkage whose truth is known, for the tests of the linkage report.
struct SampleLinkage: Sendable {
    /// The linkage that the tests share.
    static let shared = Result { try SampleLinkage() }

    static let forenames = [
        "JAMES", "MARY", "WILLIAM", "BILL", "SUSAN", "AMIR", "CHLOE", "OLUWASEUN", "LIAM", "AVA", "ZOE", "PRIYA",
    ]
    static let surnames = [
        "SMITH", "JONES", "PATEL", "KHAN", "OBRIEN", "WILLIAMS", "TAYLOR", "EVANS", "SMYTH", "NOWAK", "HUGHES",
        "OKAFOR",
    ]
    static let endings = ["", "SON", "LEY", "MAN", "WORTH", "FORD"]
    static let cohortCount = 260
    static let presentCount = 220

    let linkage: LocalLinkage
    let model: LinkModel
    let scorer: LinkScorer
    let result: LinkResult
    let cohortRows: [[String]]
    let poolRows: [[String]]

    /// Links 260 records, 220 of them copies of the first people with errors, to 4,000 people.
    init() throws {
        let pool = Self.people(4_000, seed: 3)
        var cohort = (0..<Self.presentCount).map { Self.copy(pool[$0], number: $0) }
        cohort += Self.people(Self.cohortCount - Self.presentCount, seed: 99).map { Array($0[..<5]) + ["", ""] }
        cohortRows = cohort
        poolRows = pool
        var plan = LinkPlan.service(seed: 5)
        plan.randomPairCount = 50_000
        linkage = try LocalLinkage(plan: plan, cohort: try Self.columns(cohort), pool: try Self.columns(pool))
        model = try linkage.estimate()
        scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan)
    }

    private static func people(_ count: Int, seed: UInt64) -> [[String]] {
        let random = CounterRandom(seed: seed)
        return (0..<count).map { person in
            let draw = { (what: Int, bound: Int) in random.below(bound, at: UInt64(person * 16 + what)) }
            let day = Day(number: Int32(draw(9, 12_000)))
            return [
                forenames[draw(0, forenames.count)], draw(1, 3) == 0 ? forenames[draw(2, forenames.count)] : "",
                surnames[draw(3, surnames.count)] + endings[draw(4, endings.count)], "\(day)",
                draw(5, 2) == 0 ? "F" : "M", "20\(10 + draw(6, 10))\(1_000_000 + person)X",
                draw(7, 2) == 0 ? "" : "A\(1_000 + draw(8, 9_000))\(person % 10)C",
            ]
        }
    }

    private static func copy(_ person: [String], number: Int) -> [String] {
        var row = person
        switch number % 7 {
        case 0: (row[0], row[2]) = (row[2], row[0])
        case 2: row[2] = String(row[2].dropLast()) + "X"
        case 4: row[3] = "\((Day(row[3]) ?? .missing).adding(days: 1))"
        case 5: row[3] = ""
        default: break
        }
        if number % 2 == 0 { row[5] = "" }
        if number % 5 != 0 { row[6] = "" }
        return row
    }

    static func columns(_ rows: [[String]]) throws -> LinkColumns {
        let values: [LinkColumns.Values] = (0..<7).map { column in
            column == 3
                ? .days(rows.map { Day($0[column]) ?? .missing }) : .texts(rows.map { $0[column] })
        }
        return try LinkColumns(TableView(LinkColumns.table(schema: .service, values: values)), schema: .service)
    }

    /// The links set against the truth.
    func judged() throws -> JudgedLinks {
        let labels = (0..<Self.cohortCount).map { row in
            LinkLabels.Label(
                cohortRow: row + 1,
                target: row < Self.presentCount ? .row(row + 1) : .nobody,
                answer: .yes
            )
        }
        return try JudgedLinks(result, labels: LinkLabels(labels), cohortRows: Array(0..<Self.cohortCount)) { target in
            guard case .row(let row) = target else { return nil }
            return PersonReference(partition: 0, person: row - 1)
        }
    }

    /// What a report needs.
    func bareSource() -> LinkageReportSource {
        LinkageReportSource(
            model: model,
            result: result,
            scorer: scorer,
            cohort: linkage.cohort,
            grades: GradeRule(),
            cohortRow: { $0 + 1 },
            poolRow: { Int($0.row) + 1 }
        )
    }

    /// Everything that a report can show, with values of records only when asked.
    func source(showValues: Bool = false) throws -> LinkageReportSource {
        var source = bareSource()
        let blocked = linkage.partition.countVectors(people: 0..<linkage.partition.columns.personCount)
        var weights = WeightHistogram()
        for entry in blocked.entries { weights.add(model.levelWeight(entry.vector), count: entry.count) }
        var completeness = (Completeness(schema: .service), Completeness(schema: .service))
        completeness.0.add(linkage.cohort.columns)
        completeness.1.add(linkage.partition.columns)
        source.poolRowCount = poolRows.count
        source.pairWeights = weights
        source.blocked = blocked
        source.blocks = [
            .init(rule: "surname + forename", cohortRowCount: 12, poolRowCount: 88, isCut: false),
            .init(rule: "soundex(surname)", cohortRowCount: 90, poolRowCount: nil, isCut: true),
        ]
        source.cohortCompleteness = completeness.0
        source.poolCompleteness = completeness.1
        source.judged = try judged()
        source.clusters = LinkageReport.Clusters(
            recordCount: 19,
            singleCount: 10,
            clusters: [
                .init(number: 4, recordCount: 2, edgeCount: 1, density: 1, bridgeCount: 1, probabilityMin: 0.97),
                .init(number: 7, recordCount: 3, edgeCount: 3, density: 1, bridgeCount: 0, probabilityMin: 0.91),
                .init(number: 9, recordCount: 4, edgeCount: 3, density: 0.5, bridgeCount: 3, probabilityMin: 0.62),
            ]
        )
        source.leftOut = [("row_number", "it numbers the rows")]
        source.settings = [("Seed", "5"), ("Random pairs", "50,000")]
        source.seconds = [("read", 0.41), ("estimate", 1.25), ("total", 2.5)]
        source.peakBytes = 64 << 20
        source.softwareVersion = "1.0.0"
        if showValues {
            source.values = .init(
                columns: LinkSchema.service.fields.map(\.name),
                cohort: { cohortRows[$0] },
                pool: { poolRows[Int($1.row)] }
            )
        }
        return source
    }
}
