import Glibc
import Propensity
import Statistics
import Testing

@Suite("Exact balance of the rows of one process")
struct ExactBalanceTests {
    /// Kinds of numbers: how they lie decides how their distribution is found.
    enum Numbers: String, CaseIterable, Sendable {
        case whole, thousandths, fractions, heavyTailed, twoClusters, constantButOne, large

        func value(_ u: Double, _ row: Int) -> Double {
            switch self {
            case .whole: (u * 40).rounded()
            case .thousandths: (u * 5_000).rounded() / 1_000 - 2
            case .fractions: u * u
            case .heavyTailed: pow(u, -8)
            case .twoClusters: row % 2 == 0 ? u * 1e-9 : 1 + u * 1e-9
            case .constantButOne: row == 17 ? 0.1 : 0.3
            case .large: 1e15 + (u * 1e6).rounded()
            }
        }
    }

    private static let rowCount = 3_000

    private func distance(_ values: [Double], _ left: (Int) -> Double, _ right: (Int) -> Double) -> Double {
        let rows = values.indices.filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
        let totals = (rows.reduce(0) { $0 + left($1) }, rows.reduce(0) { $0 + right($1) })
        var gap = 0.0
        var largest = 0.0
        for (place, row) in rows.enumerated() {
            gap += left(row) / totals.0 - right(row) / totals.1
            if place + 1 == rows.count || values[rows[place + 1]] != values[row] { largest = max(largest, abs(gap)) }
        }
        return largest
    }

    @Test("distances, means and ratios are those of the definition", arguments: Numbers.allCases, [false, true])
    func definition(numbers: Numbers, isSingle: Bool) throws {
        let random = CounterRandom(seed: 31)
        let count = Self.rowCount
        var values = (0..<count).map { row -> Double in
            let u = random.uniform(at: UInt64(row))
            return row % 50 == 3 ? .nan : numbers.value(u, row)
        }
        if isSingle { values = values.map { Double(Float($0)) } }
        let treatment = (0..<count).map { row -> UInt8 in
            random.uniform(at: UInt64(10_000 + row)) < 0.2 + (values[row] > 0.5 ? 0.2 : 0) ? 1 : 0
        }
        let weights = (0..<count).map { row -> Double in
            let u = random.uniform(at: UInt64(20_000 + row))
            return treatment[row] == 1 ? (u < 0.9 ? 1 : 0) : (u < 0.4 ? 0 : 2 * u)
        }
        let covariates = [Covariate(name: "x", kind: .continuous)]
        let frame = CovariateFrame(
            columns: [isSingle ? .singles(values.map { Float($0) }) : .doubles(values)],
            treatment: treatment
        )
        let scores = (0..<count).map { random.uniform(at: UInt64(30_000 + $0)) }
        let table = BalanceTable(
            MatchInput(frame: frame, covariates: covariates, keys: (0..<count).map { UInt64($0) }),
            survey: CovariateSurvey(frame, covariates: covariates, rows: 0..<count),
            scores: scores,
            weights: weights
        )
        let row = try #require(table.rows.first { $0.level == nil })
        let after = try #require(row.after)
        let group = { (flag: UInt8) in { (row: Int) in treatment[row] == flag ? 1.0 : 0 } }
        let matched = { (flag: UInt8) in { (row: Int) in treatment[row] == flag ? weights[row] : 0 } }
        #expect(abs(row.before.kolmogorovSmirnov - distance(values, group(1), group(0))) < 1e-12)
        #expect(abs(after.kolmogorovSmirnov - distance(values, matched(1), matched(0))) < 1e-12)
        #expect(abs(table.score.before.kolmogorovSmirnov - distance(scores, group(1), group(0))) < 1e-12)
        let used = (0..<count).filter { !values[$0].isNaN && treatment[$0] == 0 }
        let total = used.reduce(0.0) { $0 + weights[$1] }
        let mean = used.reduce(0.0) { $0 + weights[$1] * values[$1] } / total
        #expect(abs(after.controlMean - mean) <= 1e-12 * max(1, abs(mean)))
        let missing = try #require(table.rows.first { $0.level == "missing" })
        let absent = (0..<count).filter { values[$0].isNaN && treatment[$0] == 1 }.count
        #expect(abs(missing.before.treatedMean - Double(absent) / Double(treatment.count { $0 == 1 })) < 1e-12)
    }
}
