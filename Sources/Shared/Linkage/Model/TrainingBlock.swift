import Foundation

/// The pairs of one blocking rule, reduced to the comparisons that the rule leaves open.
struct TrainingBlock {
    /// The rule's position in the plan.
    let rule: Int
    /// Comparisons that are evidence here.
    let comparisons: [Int]
    /// Comparisons that agree exactly in every pair of the rule.
    let agreeing: [Int]
    /// Whether the rule is nothing but that.
    let isExact: Bool
    /// The vectors in ascending order, other comparisons set to null.
    let vectors: [ComparisonVector]
    /// For each vector and each of ``comparisons`` 16 · comparison + level.
    let cells: [Int32]
    /// Pairs of each vector.
    let counts: [Double]
    /// Pairs in all.
    let pairCount: Int64
    /// The share of matches from which the estimation starts.
    let startingShare: Double
    /// The largest share of matches: no record of the cohort has two people.
    private(set) var shareMax: Double
    /// Whether all pairs are taken as matches.
    let isTrusted: Bool
    /// Pairs of two people that the rule finds if its columns are independent, and how far log of the true number may
    /// lie from log of this one (a standard deviation); nil where nothing is known.
    let chancePairs: (count: Double, deviation: Double)?

    /// One block for each rule that finds pairs and leaves at least one comparison open.
    static func blocks(
        of counts: VectorCounts,
        plan: LinkPlan,
        cohortRowCount: Int,
        agreements: ExactAgreements?,
        dependence: Dependence,
        options: FellegiSunter.Options
    ) -> [TrainingBlock] {
        let entries = counts.entries
        return plan.rules.indices.compactMap { rule in
            let fields = plan.rules[rule].fields
            let agreeing = plan.rules[rule].agreeingComparisons(in: plan)
            // What depends on a column of the rule is evidence only where that column's level is known.
            let open = plan.comparisons.indices.filter { position in
                !fields.contains(plan.comparisons[position].field)
                    && dependence.neighbours(of: position).allSatisfy { other in
                        !fields.contains(plan.comparisons[other].field) || agreeing.contains(other)
                    }
            }
            let mask = open.reduce(UInt64(0)) { $0 | UInt64(15) << UInt64(4 * $1) }
            var reduced = VectorCounts()
            for entry in entries where entry.rules >> UInt64(rule) & 1 == 1 {
                reduced.add(ComparisonVector(word: entry.vector.word & mask), rules: 0, count: entry.count)
            }
            guard reduced.pairCount > 0, !open.isEmpty else { return nil }
            let isTrusted = !options.trustedFields.isDisjoint(with: fields)
            if !isTrusted, options.trainsOnTrustedFieldsOnly { return nil }
            let hasDate = plan.rules[rule].fields.contains { field in
                plan.schema.index(of: field).map { plan.schema.fields[$0].role.isDate } ?? false
            }
            let chance = agreements?.rulePairCounts[rule].map { (count: $0, deviation: hasDate ? 0.03 : 0.5) }
            return TrainingBlock(
                rule: rule,
                comparisons: open,
                agreeing: agreeing,
                isExact: plan.rules[rule].exactComparisons(in: plan) != nil,
                reduced.entries,
                matchCountMax: options.isOneToOne ? Double(cohortRowCount) : .infinity,
                isTrusted: isTrusted,
                chancePairs: chance
            )
        }
    }

    private init(
        rule: Int,
        comparisons: [Int],
        agreeing: [Int],
        isExact: Bool,
        _ entries: [VectorCounts.Entry],
        matchCountMax: Double,
        isTrusted: Bool,
        chancePairs: (count: Double, deviation: Double)?
    ) {
        self.rule = rule
        self.comparisons = comparisons
        self.agreeing = agreeing
        self.isExact = isExact
        vectors = entries.map(\.vector)
        cells = entries.flatMap { entry in comparisons.map { Int32(16 * $0 + entry.vector.level($0)) } }
        counts = entries.map { Double($0.count) }
        let pairCount = entries.reduce(0) { $0 + $1.count }
        let shareMax = isTrusted ? 1 : min(1 - 1e-9, matchCountMax / Double(pairCount))
        self.pairCount = pairCount
        self.isTrusted = isTrusted
        self.shareMax = shareMax
        let byChance = chancePairs.map { 1 - $0.count / Double(pairCount) } ?? 1
        startingShare = isTrusted ? 1 : min(max(byChance, 0.01), 0.9 * shareMax, 0.95)
        self.chancePairs = chancePairs
    }

    // MARK: The share of matches

    /// Lowers ``shareMax`` to what the cohort's records give if all of them are in the population: each agrees on the
    /// rule's columns with probability `agreement`.
    mutating func bound(matchCountMax: Double, agreement: Double) {
        guard !isTrusted else { return }
        shareMax = min(shareMax, max(matchCountMax * agreement / Double(pairCount), 1e-9))
    }

    /// The share of matches that fits expected matches best, given what chance leads to expect.
    ///
    /// Maximises A log λ + (n − A) log(1 − λ) − (log((1 − λ) n / E) / s)² / 2 over λ in (0, ``shareMax``], with A expected
    /// matches among n pairs, E pairs by chance and s its deviation. The slope falls in λ, so halving finds its zero.
    func share(expectedMatches matches: Double) -> Double {
        if isTrusted { return 1 }
        let pairs = Double(pairCount)
        let plain = min(max(matches / pairs, 1e-12), shareMax)
        guard let chancePairs, chancePairs.count > 0 else { return plain }
        let precision = 1 / (chancePairs.deviation * chancePairs.deviation)
        var (low, high) = (1e-12, shareMax)
        for _ in 0..<60 {
            let share = (low + high) / 2
            let shift = Self.log((1 - share) * pairs / chancePairs.count)
            let slope = matches / share - (pairs - matches - shift * precision) / (1 - share)
            if slope > 0 { low = share } else { high = share }
        }
        return (low + high) / 2
    }

    /// The logarithm of what chance leads to expect of a share, up to a constant.
    func logPrior(share: Double) -> Double {
        guard !isTrusted, let chancePairs, chancePairs.count > 0 else { return 0 }
        let shift = Self.log((1 - share) * Double(pairCount) / chancePairs.count) / chancePairs.deviation
        return -shift * shift / 2
    }

    private static func log(_ value: Double) -> Double { Foundation.log(max(value, 1e-300)) }
}
