import Extracts
import Linkage
import MapReduce
import Passes
import Tables
import TestSupport

/// A small partition of people with releases in 2020 and 2021, and plans over it.
struct AnalysisFixture {
    static let extractEnd = day("2024-12-31")
    let view: PartitionView

    /// Ten people: person *i* was released on the first of month *i* + 1 of 2020; even ones again in 2021; odd ones reoffended.
    init() throws {
        var builder = HistoryBuilder()
        for person in 0..<10 {
            let month = person + 1 < 10 ? "0\(person + 1)" : "\(person + 1)"
            var sentences = [HistoryBuilder.Sentence.custody(convicted: "2019-06-01", released: "2020-\(month)-01")]
            if person % 2 == 0 { sentences.append(.custody(convicted: "2021-01-05", released: "2021-\(month)-01")) }
            let offences: [HistoryBuilder.Offence] =
                person % 2 == 1 ? [.init("2020-12-15", proven: "2021-01-05")] : []
            builder.add(sex: person < 5 ? .female : .male, sentences: sentences, offences: offences)
        }
        let table = builder.table()
        let description = PartitionDescription(
            number: 3,
            people: 10,
            parts: [.init(name: .history, digest: Digest.of(table.bytes), bytes: table.count)]
        )
        view = try PartitionView(
            description,
            blobs: [.history: table],
            context: Digest.of([]),
            cache: DerivedCache(byteCountMax: 0)
        )
    }

    /// A plan: some treated by their 2020 release, some excluded, a pool of custody releases of some years.
    static func plan(treated: [Int], excluded: [Int] = [], years: [Int32] = [2_020, 2_021], seed: UInt64 = 1)
        -> AnalysisPlan
    {
        let rule = IndexEventRule(
            disposals: [Disposal.custody.rawValue],
            toleranceDays: 7,
            daysBefore: 30,
            daysAfter: 180,
            firstYear: 2_002,
            extractEnd: extractEnd,
            followUp: FollowUpRule(followUpMonths: 12, waitingMonths: 6, breachGroups: [])
        )
        return AnalysisPlan(
            rule: rule,
            seed: seed,
            treated: treated.map { person in
                let month = person + 1 < 10 ? "0\(person + 1)" : "\(person + 1)"
                return TreatedPerson(
                    reference: PersonReference(partition: 3, person: person),
                    ordinal: 100 + person,
                    dates: InterventionDates(
                        index: day("2020-\(month)-01"),
                        conviction: .missing,
                        start: .missing,
                        end: .missing
                    )
                )
            },
            excluded: excluded.map { PersonReference(partition: 3, person: $0) },
            pool: PoolRule(years: years, disposals: [Disposal.custody.rawValue], regions: []),
            levels: CategoryLevels([:]),
            exactStrata: ["sex"]
        )
    }
}
