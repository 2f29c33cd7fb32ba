import Foundation

/// How far the levels of two comparisons come together among pairs of two people more often than by chance.
///
/// Given that two people are compared, comparisons are not independent: who has the same forename mostly has the same
/// sex, and names of one origin come together. A forest of such pairs of comparisons (Chow and Liu 1968) corrects the
/// product of the u: u(γ) = Π u_k(γ_k) · Π d_kl(γ_k, γ_l) over the edges, with d_kl = u_kl / (u_k · u_l). Missing values
/// take no part.
struct Dependence: Equatable, Sendable {
    /// Two comparisons and their factors.
    struct Edge: Equatable, Sendable {
        /// The earlier comparison.
        let first: Int
        /// The later comparison.
        let second: Int
        /// d by 16 · level of the first + level of the second, levels counted from 1; 1 where either is 0.
        var factors: [Double]
    }

    /// The edges, ascending by their comparisons; no cycle.
    var edges: [Edge] = []

    /// Independence.
    init() {}

    /// The correction of a vector's u.
    func factor(_ vector: ComparisonVector) -> Double {
        edges.reduce(1.0) { $0 * $1.factors[16 * vector.level($1.first) + vector.level($1.second)] }
    }

    /// The comparisons that an edge joins to one.
    func neighbours(of comparison: Int) -> [Int] {
        edges.compactMap { $0.first == comparison ? $0.second : $0.second == comparison ? $0.first : nil }
    }

    // MARK: Estimation

    /// Pairs that count as if independent are added to both sides of a cell.
    private static let shrinkage = 5.0
    /// A cell deviates if it does so by so many standard errors.
    private static let deviationMin = 4.0

    /// Counts of two comparisons' levels beyond those that independence expects.
    struct Surplus {
        let first: Int
        let second: Int
        /// Pairs that were found in the cells with ``cells``.
        let observed: Double
        /// Pairs that independence expects there.
        let expected: Double
        /// Cells, as 16 · level + level.
        let cells: [Int]
        /// All pairs, to weigh the surplus against others.
        let pairCount: Double
    }

    /// The forest that explains most of the deviation from independence.
    ///
    /// - Parameters:
    ///   - vectors: Vectors of random pairs.
    ///   - counts: How many pairs of two people have each.
    ///   - levelCounts: Levels of each comparison.
    ///   - surpluses: What blocking rules show of pairs too rare to be seen at random.
    init(
        vectors: [ComparisonVector],
        counts: [Double],
        levelCounts: [Int],
        surpluses: [Surplus]
    ) {
        var found: [(information: Double, edge: Edge)] = []
        for first in levelCounts.indices {
            for second in (first + 1)..<max(levelCounts.count, first + 1) {
                var table = [Double](repeating: 0, count: 256)
                for (index, vector) in vectors.enumerated() {
                    table[16 * vector.level(first) + vector.level(second)] += counts[index]
                }
                var (information, factors) = Self.factors(table, levelCounts[first], levelCounts[second])
                for surplus in surpluses where surplus.first == first && surplus.second == second {
                    let ratio = (surplus.observed + 2 * Self.shrinkage) / (surplus.expected + 2 * Self.shrinkage)
                    let error = (max(surplus.observed, surplus.expected) + 1).squareRoot()
                    guard abs(surplus.observed - surplus.expected) > Self.deviationMin * error else { continue }
                    for cell in surplus.cells where factors[cell] == 1 { factors[cell] = ratio }
                    information += abs(log(ratio)) * surplus.observed / surplus.pairCount
                }
                if information > 0 {
                    found.append((information, Edge(first: first, second: second, factors: factors)))
                }
            }
        }
        found.sort { ($1.information, $0.edge.first, $0.edge.second) < ($0.information, $1.edge.first, $1.edge.second) }
        var trees = Array(levelCounts.indices)
        for (_, edge) in found where trees[edge.first] != trees[edge.second] {
            let (kept, joined) = (trees[edge.first], trees[edge.second])
            for index in trees.indices where trees[index] == joined { trees[index] = kept }
            edges.append(edge)
        }
        edges.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    /// The factors of two comparisons and the information (per pair, in nats) of the cells that deviate.
    private static func factors(_ table: [Double], _ firstCount: Int, _ secondCount: Int) -> (Double, [Double]) {
        var rows = [Double](repeating: 0, count: 16)
        var columns = rows
        for row in 1...firstCount {
            for column in 1...secondCount {
                rows[row] += table[16 * row + column]
                columns[column] += table[16 * row + column]
            }
        }
        let total = rows.reduce(0, +)
        var factors = [Double](repeating: 1, count: 256)
        var information = 0.0
        guard total > 0 else { return (0, factors) }
        for row in 1...firstCount {
            for column in 1...secondCount {
                let observed = table[16 * row + column]
                let expected = rows[row] * columns[column] / total
                let deviation = abs(observed - expected)
                guard deviation > deviationMin * (max(observed, expected) + 1).squareRoot() else { continue }
                let factor = (observed + shrinkage) / (expected + shrinkage)
                factors[16 * row + column] = factor
                information += observed / total * log(factor) - (observed - expected) / total
            }
        }
        return (information, factors)
    }
}
