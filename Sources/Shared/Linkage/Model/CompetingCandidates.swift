import Foundation

/// Expectation maximisation of m over the cohort's records, each of which is one of its candidates or nobody.
///
/// The mixtures of the blocking rules judge a pair by the comparisons that a rule leaves open. Here all comparisons of a
/// pair count, and the candidates of a record compete: a namesake born in the same year is no match where the record's own
/// person stands beside it. With Bayes factors B_ij of record *i* and candidate *j*, *N* people and a share π of the
/// records that are found, the likelihood is the one that the posterior of a link rests on (``Posterior``):
///
///   log L = Σ_i log( (1 − π) + π Σ_j B_ij / N )
///
/// m may differ by class of the cohort's value (``FrequencyClasses``). u, dependence and frequencies stay, so B changes by
/// the product of m over its first value at the levels of a vector. Candidates that are not kept weigh as they did.
struct CompetingCandidates {
    /// m by comparison, class and level, levels counted from 0; one class where a comparison has no more.
    private(set) var m: [[[Double]]]
    /// Expected matches of the last iteration by comparison, class and level.
    private var matches: [[[Double]]]
    /// log L with what is known beforehand, after each iteration; it never falls.
    private(set) var logLikelihoods: [Double] = []
    /// Whether the last iteration moved no probability by more than the tolerance.
    private(set) var isConverged = false

    private let list: CandidateList
    private let factors: CandidateFactors
    /// m at the weights of the list.
    private let first: [[Double]]
    private let prior: Prior
    private let classes: FrequencyClasses?
    private var share: Double
    private let isShareKnown: Bool

    /// Matches that are known beforehand, and values that are given.
    struct Prior {
        /// By comparison, class and level.
        let matches: [[[Double]]]
        /// By comparison and level.
        let fixed: [[Double?]]
    }

    private static let tileSize = 4_096

    /// - Parameters:
    ///   - list: The candidates by the model's weights.
    ///   - first: The model's m by comparison and level.
    ///   - scorer: The model's weights.
    ///   - classes: Classes of the cohort's values, if m may differ by them.
    ///   - prior: What is known of m; its shape says which comparisons have classes.
    init(_ list: CandidateList, first: [[Double]], scorer: LinkScorer, classes: FrequencyClasses?, prior: Prior) {
        self.list = list
        self.first = first
        self.prior = prior
        self.classes = classes
        factors = CandidateFactors(list, scorer: scorer)
        m = zip(prior.matches, first).map { classes, first in classes.map { _ in first } }
        matches = m
        share = FoundShares(factors, scorer: scorer).common
        isShareKnown = scorer.presentShare != nil
    }

    /// Iterates until no probability moves by more than `tolerance`.
    ///
    /// - Complexity: O(*n* · *k* · *c*) an iteration, for *n* records with *k* candidates and *c* comparisons.
    mutating func run(tolerance: Double, iterationCountMax: Int) {
        while logLikelihoods.count < iterationCountMax, !isConverged {
            let expected = expectation()
            logLikelihoods.append(expected.logLikelihood + logLikelihoodOfKnown())
            var change = 0.0
            for comparison in m.indices {
                for group in m[comparison].indices {
                    let cell = Self.cell(comparison, group)
                    for level in m[comparison][group].indices {
                        matches[comparison][group][level] = expected.matches[cell + level + 1]
                    }
                    let known = zip(prior.matches[comparison][group], matches[comparison][group]).map { $0 + $1 }
                    let total = known.reduce(0, +)
                    let next = FixedProbability.respected(prior.fixed[comparison], in: known.map { $0 / total })
                    for (old, new) in zip(m[comparison][group], next) { change = max(change, abs(new - old)) }
                    m[comparison][group] = next
                }
            }
            if !isShareKnown {
                // One record each way, as in the posterior.
                let next = (expected.present + 1) / Double(list.rowCount + 2)
                change = max(change, abs(next - share))
                share = next
            }
            isConverged = change <= tolerance
        }
    }

    /// m of a comparison's levels over all of its classes.
    ///
    /// - Parameters:
    ///   - comparison: The comparison.
    ///   - known: Matches that count beforehand, by level.
    /// - Returns: m by level.
    func overall(_ comparison: Int, known: [Double]) -> [Double] {
        var sums = known
        for part in matches[comparison] {
            for level in sums.indices { sums[level] += part[level] }
        }
        let total = sums.reduce(0, +)
        return sums.map { $0 / total }
    }

    /// Where the levels of a comparison's class begin in a flat table, level 0 first.
    private static func cell(_ comparison: Int, _ group: Int) -> Int {
        16 * (comparison * FrequencyClasses.count + group)
    }

    /// What an expectation step finds.
    private struct Expectation {
        /// Expected matches, as a flat table.
        var matches: [Double]
        /// Expected records that are present.
        var present = 0.0
        var logLikelihood = 0.0
    }

    /// m over its first value, as a flat table; 1 for missing values.
    private func ratiosToFirst() -> [Double] {
        var ratios = [Double](repeating: 1, count: Self.cell(m.count, 0))
        for comparison in m.indices {
            for group in m[comparison].indices {
                for level in m[comparison][group].indices {
                    ratios[Self.cell(comparison, group) + level + 1] =
                        m[comparison][group][level] / first[comparison][level]
                }
            }
        }
        return ratios
    }

    private func expectation() -> Expectation {
        let width = m.count
        let ratios = ratiosToFirst()
        let hasClasses = m.map { $0.count > 1 }
        let parts = Tiles.map(count: list.rowCount, size: Self.tileSize) { rows in
            var part = Expectation(matches: [Double](repeating: 0, count: ratios.count))
            var cells = [Int](repeating: 0, count: width)
            var weights: [Double] = []
            for row in rows {
                let places = list.places(ofRow: row)
                for comparison in 0..<width {
                    let group = hasClasses[comparison] ? Int(classes?.numbers[row * width + comparison] ?? 0) : 0
                    cells[comparison] = Self.cell(comparison, group)
                }
                weights.removeAll(keepingCapacity: true)
                var sum = factors.rests[row]
                for place in places {
                    var weight = factors.kept[place]
                    let vector = list.kept[place].vector
                    for comparison in 0..<width { weight *= ratios[cells[comparison] + vector.level(comparison)] }
                    weights.append(weight)
                    sum += weight
                }
                let likelihood = 1 - share + share * sum
                part.logLikelihood += log(likelihood)
                part.present += share * (sum / likelihood)
                for (place, weight) in zip(places, weights) {
                    let expected = share * (weight / likelihood)
                    let vector = list.kept[place].vector
                    for comparison in 0..<width {
                        part.matches[cells[comparison] + vector.level(comparison)] += expected
                    }
                }
            }
            return part
        }
        return parts.reduce(into: Expectation(matches: [Double](repeating: 0, count: ratios.count))) { sum, part in
            sum.present += part.present
            sum.logLikelihood += part.logLikelihood
            for index in sum.matches.indices { sum.matches[index] += part.matches[index] }
        }
    }

    /// The logarithm of the likelihood of what is known beforehand.
    private func logLikelihoodOfKnown() -> Double {
        var sum = isShareKnown ? 0 : log(share) + log(1 - share)
        for (known, m) in zip(prior.matches.joined().joined(), m.joined().joined()) where known > 0 {
            sum += known * log(m)
        }
        return sum
    }
}
