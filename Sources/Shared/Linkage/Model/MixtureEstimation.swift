import Foundation

/// The pairs of one blocking rule, reduced to the comparisons that the rule leaves open.
struct TrainingBlock {
    /// The rule's position in the plan; -1 for random pairs.
    let rule: Int
    /// Comparisons that are evidence here.
    let comparisons: [Int]
    /// The vectors in ascending order, other comparisons set to null.
    let vectors: [ComparisonVector]
    /// Pairs of each vector.
    let counts: [Double]
    /// Pairs in all.
    let pairCount: Int64
    /// The share of matches from which the estimation starts.
    let startingShare: Double

    /// One block for each rule that finds pairs and leaves at least one comparison open.
    static func blocks(of counts: VectorCounts, plan: LinkPlan, cohortRowCount: Int) -> [TrainingBlock] {
        let entries = counts.entries
        return plan.rules.indices.compactMap { rule in
            let fields = plan.rules[rule].fields
            let open = plan.comparisons.indices.filter { !fields.contains(plan.comparisons[$0].field) }
            let mask = open.reduce(UInt64(0)) { $0 | UInt64(15) << UInt64(4 * $1) }
            var reduced = VectorCounts()
            for entry in entries where entry.rules >> UInt64(rule) & 1 == 1 {
                reduced.add(ComparisonVector(word: entry.vector.word & mask), rules: 0, count: entry.count)
            }
            let pairs = reduced.pairCount
            guard pairs > 0, !open.isEmpty else { return nil }
            let share = min(0.9, 0.9 * Double(cohortRowCount) / Double(pairs))
            return TrainingBlock(rule: rule, comparisons: open, reduced.entries, startingShare: share)
        }
    }

    /// Random pairs: every comparison is evidence.
    static func whole(_ counts: VectorCounts, plan: LinkPlan, personCount: Int) -> TrainingBlock {
        TrainingBlock(
            rule: -1,
            comparisons: Array(plan.comparisons.indices),
            counts.entries,
            startingShare: min(0.5, 0.5 / Double(personCount))
        )
    }

    private init(rule: Int, comparisons: [Int], _ entries: [VectorCounts.Entry], startingShare: Double) {
        self.rule = rule
        self.comparisons = comparisons
        vectors = entries.map(\.vector)
        counts = entries.map { Double($0.count) }
        pairCount = entries.reduce(0) { $0 + $1.count }
        self.startingShare = startingShare
    }
}

/// The state of the estimation: m and u by comparison and level (levels counted from 0).
struct MixtureEstimation {
    /// What a round of m found.
    struct Outcome {
        var isConverged = false
        var logLikelihoods: [Double] = []
        /// Expected matches by comparison and level.
        var matches: [[Double]] = []
        /// Rule, its pairs, its share of matches.
        var rules: [(rule: Int, pairCount: Int64, share: Double)] = []
    }

    private(set) var m: [[Double]]
    private(set) var u: [[Double]]
    /// Random pairs of two people by comparison and level.
    private(set) var randomCounts: [[Double]]
    private let start: [[Double]]
    private let isIdentifier: [Bool]
    private let options: FellegiSunter.Options

    init(plan: LinkPlan, options: FellegiSunter.Options) {
        start = plan.comparisons.map { Self.startingValues($0.levels) }
        m = start
        u = start.map { $0.map { _ in 0 } }
        randomCounts = u
        isIdentifier = plan.comparisons.map { comparison in
            plan.schema.index(of: comparison.field).map { plan.schema.fields[$0].role == .identifier } ?? false
        }
        self.options = options
    }

    /// Starting m: 0.85 for the first level, 0.05 for the last, the rest shared.
    private static func startingValues(_ levels: [Level]) -> [Double] {
        guard levels.count > 2 else { return [0.9, 0.1] }
        return levels.indices.map { index in
            index == 0 ? 0.85 : index == levels.count - 1 ? 0.05 : 0.1 / Double(levels.count - 2)
        }
    }

    // MARK: u

    /// Sets u from random pairs, after taking out those that the current model holds for one person.
    ///
    /// Half a pair is added to each level, so none is 0. An identifier that agrees by chance must belong to two people at
    /// once; its u is at most the ceiling.
    mutating func estimateU(from block: TrainingBlock, identifierCeiling: Double) {
        var distinct = [Double](repeating: 1, count: block.vectors.count)
        if u[0][0] > 0 {
            var share = block.startingShare
            for _ in 0..<50 {
                let posterior = posteriors(block, share: share)
                let matches = zip(posterior, block.counts).reduce(0) { $0 + $1.0 * $1.1 }
                share = max(matches / Double(block.pairCount), 1e-12)
                distinct = posterior.map { 1 - $0 }
            }
        }
        for comparison in u.indices {
            var counts = [Double](repeating: 0, count: u[comparison].count)
            for (index, vector) in block.vectors.enumerated() {
                let level = vector.level(comparison)
                if level > 0 { counts[level - 1] += block.counts[index] * distinct[index] }
            }
            randomCounts[comparison] = counts
            let total = counts.reduce(0, +) + 0.5 * Double(counts.count)
            u[comparison] = counts.map { ($0 + 0.5) / total }
            if isIdentifier[comparison], u[comparison][0] > identifierCeiling {
                u[comparison][0] = identifierCeiling
                let rest = u[comparison].dropFirst().reduce(0, +)
                for level in 1..<u[comparison].count { u[comparison][level] *= (1 - identifierCeiling) / rest }
            }
        }
    }

    private func posteriors(_ block: TrainingBlock, share: Double) -> [Double] {
        block.vectors.map { vector in
            var ratio = 1.0
            for comparison in block.comparisons {
                let level = vector.level(comparison)
                if level > 0 { ratio *= m[comparison][level - 1] / u[comparison][level - 1] }
            }
            return share * ratio / (share * ratio + 1 - share)
        }
    }

    // MARK: m

    /// Expectation maximisation with u fixed, from the starting values.
    mutating func estimateM(from blocks: [TrainingBlock]) -> Outcome {
        var outcome = Outcome()
        m = start
        var shares = blocks.map(\.startingShare)
        let logU = blocks.map { logLikelihoodOfTwo($0) }
        for _ in 0..<options.iterationCountMax {
            var matches = u.map { $0.map { _ in 0.0 } }
            var logLikelihood = 0.0
            var newShares: [Double] = []
            for (index, block) in blocks.enumerated() {
                let part = expectation(block, share: shares[index], &matches)
                logLikelihood += part.logLikelihood + logU[index]
                newShares.append(min(max(part.matches / Double(block.pairCount), 1e-12), 1 - 1e-9))
            }
            logLikelihood += logLikelihoodOfStart()
            outcome.logLikelihoods.append(logLikelihood)
            let change = maximise(matches, &shares, newShares)
            outcome.matches = matches
            if change <= options.tolerance {
                outcome.isConverged = true
                break
            }
        }
        outcome.rules = blocks.indices.map { (blocks[$0].rule, blocks[$0].pairCount, shares[$0]) }
        if outcome.matches.isEmpty { outcome.matches = u.map { $0.map { _ in 0 } } }
        return outcome
    }

    /// One block's expected matches by level, added to `matches`, and its log-likelihood relative to u.
    private func expectation(
        _ block: TrainingBlock,
        share: Double,
        _ matches: inout [[Double]]
    ) -> (matches: Double, logLikelihood: Double) {
        var ratios = [Double](repeating: 1, count: 16 * m.count)
        for comparison in block.comparisons {
            for level in m[comparison].indices {
                ratios[16 * comparison + level + 1] = m[comparison][level] / u[comparison][level]
            }
        }
        var sums = [Double](repeating: 0, count: 16 * m.count)
        var total = 0.0
        var logLikelihood = 0.0
        for (index, vector) in block.vectors.enumerated() {
            var ratio = 1.0
            for comparison in block.comparisons { ratio *= ratios[16 * comparison + vector.level(comparison)] }
            let likelihood = share * ratio + 1 - share
            let expected = block.counts[index] * (share * ratio / likelihood)
            logLikelihood += block.counts[index] * log(likelihood)
            total += expected
            for comparison in block.comparisons { sums[16 * comparison + vector.level(comparison)] += expected }
        }
        for comparison in block.comparisons {
            for level in m[comparison].indices { matches[comparison][level] += sums[16 * comparison + level + 1] }
        }
        return (total, logLikelihood)
    }

    /// Sets m and the shares to what the expectations say; returns the largest change.
    private mutating func maximise(_ matches: [[Double]], _ shares: inout [Double], _ newShares: [Double]) -> Double {
        var change = 0.0
        for comparison in m.indices {
            let total = matches[comparison].reduce(0, +) + options.startingPairCount
            for level in m[comparison].indices {
                let value = (matches[comparison][level] + options.startingPairCount * start[comparison][level]) / total
                change = max(change, abs(value - m[comparison][level]))
                m[comparison][level] = value
            }
        }
        for index in shares.indices {
            change = max(change, abs(newShares[index] - shares[index]))
            shares[index] = newShares[index]
        }
        return change
    }

    private func logLikelihoodOfTwo(_ block: TrainingBlock) -> Double {
        var sum = 0.0
        for (index, vector) in block.vectors.enumerated() {
            for comparison in block.comparisons where vector.level(comparison) > 0 {
                sum += block.counts[index] * log(u[comparison][vector.level(comparison) - 1])
            }
        }
        return sum
    }

    private func logLikelihoodOfStart() -> Double {
        var sum = 0.0
        for comparison in m.indices {
            for level in m[comparison].indices {
                sum += options.startingPairCount * start[comparison][level] * log(m[comparison][level])
            }
        }
        return sum
    }
}
