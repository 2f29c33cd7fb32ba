/// How probable each level is among pairs of two people (u), and which comparisons go together there.
struct ChanceAgreement {
    /// u by comparison and level, levels counted from 0.
    private(set) var u: [[Double]]
    /// Random pairs of two people by comparison and level.
    private(set) var randomCounts: [[Double]]
    /// What corrects the product of u.
    private(set) var dependence = Dependence()

    private let vectors: [ComparisonVector]
    private let counts: [Double]
    private let pairCount: Double
    private let isIdentifier: [Bool]
    private let isNear: [[Bool]]
    private let plan: LinkPlan
    private let agreements: ExactAgreements?
    private let personCount: Int
    private let cohortRowCount: Int
    private let fixed: [[Double?]]

    /// Matches as far as they are known.
    struct KnownMatches {
        /// m by comparison and level.
        let m: [[Double]]
        /// Pairs of a record of the cohort and its own person, in all.
        let count: Double
        /// Whether these are estimates, not starting values.
        let isEstimated: Bool
        /// Pairs of two people that the rules with exact comparisons found, with the comparisons.
        let chanceFindings: [(comparisons: [Int], rule: Int, count: Double)]
        /// Pairs of two people among all that blocking found, by comparison and level.
        let blockedChance: [[Double]]
    }

    /// Starts from random pairs as if all were of two people.
    init(
        plan: LinkPlan,
        random: VectorCounts,
        agreements: ExactAgreements?,
        cohortRowCount: Int,
        personCount: Int,
        fixed: [[Double?]]
    ) {
        let entries = random.entries
        vectors = entries.map(\.vector)
        counts = entries.map { Double($0.count) }
        pairCount = counts.reduce(0, +)
        isIdentifier = plan.comparisons.map { comparison in
            plan.schema.index(of: comparison.field).map { plan.schema.fields[$0].role == .identifier } ?? false
        }
        isNear = plan.comparisons.map { comparison in
            comparison.levels.map { $0.isAgreement && $0 != .namesSwapped && $0 != .dayMonthSwapped }
        }
        self.plan = plan
        self.agreements = agreements
        self.personCount = personCount
        self.cohortRowCount = cohortRowCount
        self.fixed = fixed
        u = plan.comparisons.map { $0.levels.map { _ in 0 } }
        randomCounts = u
        count(counts)
        for comparison in u.indices { u[comparison] = finished(comparison, randomShares(comparison)) }
        let start = KnownMatches(
            m: MatchPrior.startingValues(plan),
            count: 0.5 * Double(cohortRowCount),
            isEstimated: false,
            chanceFindings: [],
            blockedChance: u.map { $0.map { _ in 0 } }
        )
        refine(start)
    }

    /// Records of the cohort times records of the population.
    var allPairCount: Double {
        Double(cohortRowCount) * (agreements?.recordCount ?? Double(personCount))
    }

    /// Estimates again, with what is a match taken out.
    mutating func refine(_ matches: KnownMatches) {
        let distinct = weightsOfTwo(matches)
        count(distinct)
        for comparison in u.indices {
            var shares = randomShares(comparison)
            liftRareLevels(comparison, &shares, matches)
            let firstLevels = [agreements?.shares[comparison], agreements?.swappedShares[comparison]]
            for (level, counted) in firstLevels.enumerated() {
                guard let counted, matches.isEstimated else { continue }
                let own = matches.count * (counted.pairCount / allPairCount) * matches.m[comparison][level]
                let pairCount = max(counted.agreeingPairCount - own, 0.05 * counted.agreeingPairCount, 0.5)
                Self.set(&shares, level: level, to: min(pairCount / counted.pairCount, 0.999))
            }
            if isIdentifier[comparison], matches.isEstimated {
                setIdentifier(comparison, &shares, matches)
            }
            u[comparison] = finished(comparison, shares)
        }
        let surpluses = matches.chanceFindings.compactMap { finding -> Dependence.Surplus? in
            guard finding.comparisons.count == 2, let expected = agreements?.rulePairCounts[finding.rule] else {
                return nil
            }
            let (first, second) = (finding.comparisons[0], finding.comparisons[1])
            var cells: [Int] = []
            for (row, isRowNear) in isNear[first].enumerated() where isRowNear {
                for (column, isColumnNear) in isNear[second].enumerated() where isColumnNear {
                    cells.append(16 * (row + 1) + column + 1)
                }
            }
            return Dependence.Surplus(
                first: first,
                second: second,
                observed: finding.count,
                expected: expected,
                cells: cells,
                pairCount: allPairCount
            )
        }
        dependence = Dependence(
            vectors: vectors,
            counts: distinct,
            levelCounts: u.map(\.count),
            surpluses: surpluses
        )
    }

    /// u of a vector, missing values left out.
    func probability(_ vector: ComparisonVector) -> Double {
        var product = dependence.factor(vector)
        for comparison in u.indices {
            let level = vector.level(comparison)
            if level > 0 { product *= u[comparison][level - 1] }
        }
        return product
    }

    /// u of a vector of open comparisons where others agree exactly.
    func probabilities(of block: TrainingBlock) -> [Double] {
        var given = u
        for comparison in block.comparisons {
            for edge in dependence.edges {
                for level in u[comparison].indices {
                    if edge.second == comparison, block.agreeing.contains(edge.first) {
                        given[comparison][level] *= edge.factors[16 + level + 1]
                    } else if edge.first == comparison, block.agreeing.contains(edge.second) {
                        given[comparison][level] *= edge.factors[16 * (level + 1) + 1]
                    }
                }
            }
            let total = given[comparison].reduce(0, +)
            for level in given[comparison].indices { given[comparison][level] /= total }
        }
        return block.vectors.map { vector in
            var product = dependence.factor(vector)
            for comparison in block.comparisons {
                let level = vector.level(comparison)
                if level > 0 { product *= given[comparison][level - 1] }
            }
            return product
        }
    }

    // MARK: Parts

    /// For each random vector how many of its pairs are of two people.
    private func weightsOfTwo(_ matches: KnownMatches) -> [Double] {
        let share = min(matches.count / allPairCount, 0.5)
        return zip(vectors, counts).map { vector, count in
            var ratio = 1 / probability(vector)
            for comparison in u.indices {
                let level = vector.level(comparison)
                if level > 0 { ratio *= matches.m[comparison][level - 1] }
            }
            return count * (1 - share) / (share * ratio + 1 - share)
        }
    }

    private mutating func count(_ weights: [Double]) {
        for comparison in u.indices {
            var levels = [Double](repeating: 0, count: u[comparison].count)
            for (index, vector) in vectors.enumerated() {
                let level = vector.level(comparison)
                if level > 0 { levels[level - 1] += weights[index] }
            }
            randomCounts[comparison] = levels
        }
    }

    /// Shares of random pairs; half a pair is added to each level, so none is 0.
    private func randomShares(_ comparison: Int) -> [Double] {
        let total = randomCounts[comparison].reduce(0, +) + 0.5 * Double(u[comparison].count)
        return randomCounts[comparison].map { ($0 + 0.5) / total }
    }

    /// Levels that hardly any random pair has: what blocking found of them is a lower bound, and the two are weighed as
    /// Poisson counts (one pair prior, mean half as much again as blocking found).
    private func liftRareLevels(_ comparison: Int, _ shares: inout [Double], _ matches: KnownMatches) {
        let total = randomCounts[comparison].reduce(0, +)
        for level in shares.indices.dropFirst() where randomCounts[comparison][level] < 10 {
            let found = 1.5 * matches.blockedChance[comparison][level] / allPairCount
            guard found * allPairCount > 3 else { continue }
            Self.set(&shares, level: level, to: (randomCounts[comparison][level] + 1) / (total + 1 / found))
        }
    }

    /// A rule on an identifier alone finds every pair that agrees on it; those of two people give its u, half a pair added.
    private func setIdentifier(_ comparison: Int, _ shares: inout [Double], _ matches: KnownMatches) {
        guard let finding = matches.chanceFindings.first(where: { $0.comparisons == [comparison] }) else { return }
        let present = randomCounts[comparison].reduce(0, +) / max(pairCount, 1)
        guard present > 0 else { return }
        Self.set(&shares, level: 0, to: (finding.count + 0.5) / (present * allPairCount))
    }

    /// An identifier that agrees by chance must belong to two people at once; fixed values are set.
    private func finished(_ comparison: Int, _ shares: [Double]) -> [Double] {
        var shares = shares
        if isIdentifier[comparison] {
            Self.set(&shares, level: 0, to: min(shares[0], 1 / Double(personCount)))
        }
        return FixedProbability.respected(fixed[comparison], in: shares)
    }

    /// Sets one share and scales the others.
    private static func set(_ shares: inout [Double], level: Int, to value: Double) {
        let rest = 1 - shares[level]
        guard rest > 0 else { return }
        for other in shares.indices where other != level { shares[other] *= (1 - value) / rest }
        shares[level] = value
    }
}
