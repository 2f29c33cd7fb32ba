import Foundation

/// Expectation maximisation of m over the blocking rules, with u given.
struct MixtureEstimation {
    /// What a round of m found.
    struct Outcome {
        var isConverged = false
        var logLikelihoods: [Double] = []
        /// Expected and labelled matches by comparison and level.
        var matches: [[Double]] = []
        /// Rule, its pairs, its share of matches.
        var rules: [(rule: Int, pairCount: Int64, share: Double)] = []
    }

    /// m by comparison and level, levels counted from 0.
    private(set) var m: [[Double]]
    /// The share of matches of each block.
    private(set) var shares: [Double]

    private(set) var blocks: [TrainingBlock]
    private let prior: MatchPrior
    private let options: FellegiSunter.Options

    init(blocks: [TrainingBlock], prior: MatchPrior, options: FellegiSunter.Options) {
        self.blocks = blocks
        self.prior = prior
        self.options = options
        m = prior.start
        shares = blocks.map(\.startingShare)
    }

    /// Takes other blocks of the same rules, which start from the shares that were found.
    mutating func take(_ other: [TrainingBlock]) {
        let known = Dictionary(uniqueKeysWithValues: zip(blocks.map(\.rule), shares))
        blocks = other
        shares = other.map { min(known[$0.rule] ?? $0.startingShare, $0.shareMax) }
    }

    /// Iterates from where the last round ended.
    ///
    /// - Parameters:
    ///   - chance: u, and how comparisons go together by chance.
    ///   - tolerance: The largest change of a probability at which it stops.
    /// - Returns: The path, and what was expected at its end.
    mutating func run(_ chance: ChanceAgreement, tolerance: Double) -> Outcome {
        var outcome = Outcome()
        let background = blocks.map { chance.probabilities(of: $0) }
        var constant = 0.0
        for (block, probabilities) in zip(blocks, background) {
            for (count, probability) in zip(block.counts, probabilities) { constant += count * log(probability) }
        }
        var sums = [Double](repeating: 0, count: 16 * m.count)
        for _ in 0..<options.iterationCountMax {
            for index in sums.indices { sums[index] = 0 }
            var logLikelihood = constant + prior.logLikelihood(m)
            var newShares: [Double] = []
            let table = flatM()
            for (index, block) in blocks.enumerated() {
                let part = Self.expectation(block, shares[index], table, background[index], &sums)
                logLikelihood += part.logLikelihood + block.logPrior(share: shares[index])
                newShares.append(block.share(expectedMatches: part.matches))
            }
            outcome.logLikelihoods.append(logLikelihood)
            outcome.matches = m.indices.map { comparison in
                m[comparison].indices.map { sums[16 * comparison + $0 + 1] + prior.labelled[comparison][$0] }
            }
            if maximise(outcome.matches, newShares) <= tolerance {
                outcome.isConverged = true
                break
            }
        }
        outcome.rules = blocks.indices.map { (blocks[$0].rule, blocks[$0].pairCount, shares[$0]) }
        if outcome.matches.isEmpty { outcome.matches = prior.labelled }
        return outcome
    }

    /// Sets m of a level that no block could train.
    mutating func complete(comparison: Int, level: Int, to value: Double) {
        m[comparison] = prior.completed(m[comparison], comparison: comparison, level: level, to: value)
    }

    /// m by 16 · comparison + level, levels counted from 1; 1 for a missing value.
    private func flatM() -> [Double] {
        var table = [Double](repeating: 1, count: 16 * m.count)
        for comparison in m.indices {
            for level in m[comparison].indices { table[16 * comparison + level + 1] = m[comparison][level] }
        }
        return table
    }

    /// One block's expected matches by level, added to `sums`, and its log-likelihood relative to u.
    private static func expectation(
        _ block: TrainingBlock,
        _ share: Double,
        _ table: [Double],
        _ background: [Double],
        _ sums: inout [Double]
    ) -> (matches: Double, logLikelihood: Double) {
        let width = block.comparisons.count
        var total = 0.0
        var logLikelihood = 0.0
        table.withUnsafeBufferPointer { table in
            block.cells.withUnsafeBufferPointer { cells in
                sums.withUnsafeMutableBufferPointer { sums in
                    for index in block.counts.indices {
                        var product = share
                        for position in index * width..<(index + 1) * width { product *= table[Int(cells[position])] }
                        let ratio = product / background[index]
                        let likelihood = ratio + (1 - share)
                        let expected = block.counts[index] * (ratio / likelihood)
                        logLikelihood += block.counts[index] * log(likelihood)
                        total += expected
                        for position in index * width..<(index + 1) * width { sums[Int(cells[position])] += expected }
                    }
                }
            }
        }
        return (total, logLikelihood)
    }

    /// Sets m and the shares to what the expectations say; returns the largest change.
    private mutating func maximise(_ matches: [[Double]], _ newShares: [Double]) -> Double {
        var change = 0.0
        let values = prior.estimate(matches)
        for comparison in m.indices {
            for level in m[comparison].indices {
                change = max(change, abs(values[comparison][level] - m[comparison][level]))
            }
        }
        m = values
        for index in shares.indices {
            change = max(change, abs(newShares[index] - shares[index]))
            shares[index] = newShares[index]
        }
        return change
    }
}
