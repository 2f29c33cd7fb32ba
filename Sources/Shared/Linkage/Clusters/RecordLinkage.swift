import Foundation
import Statistics
import Tables

/// Finds the pairs of one file, or of two, that are one person: deduplication, and many-to-many linkage.
///
/// The same comparisons, rules, model and weights as in linking a cohort to a population. What differs: every pair counts
/// once and no record with itself; u comes from pairs of two different records of the file, all of them where that is
/// no more than the plan's number of random pairs; the prior is a share of all pairs (see ``ScoredPairs``).
package struct RecordLinkage: Sendable {
    private static let tileSize = 1_024
    /// Pairs this many bits below even odds are counted and not kept: their probability is below 0.1 %.
    private static let floorBits = 12.0

    /// What is compared.
    package let plan: LinkPlan
    /// The records.
    package let records: LinkRecords
    private let pairs: RecordPairs
    private let cohort: LinkCohort
    private let partition: LinkPartition

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - plan: What is compared; `blockRowCountMax` bounds the blocks of all records.
    ///   - records: One file's records, or those of two with their sources.
    /// - Throws: ``LinkageError`` when the plan is not valid or the columns do not fit it.
    package init(plan: LinkPlan, records: LinkRecords) throws(LinkageError) {
        try plan.validate()
        try plan.validateSingleKeys()
        self.plan = plan
        self.records = records
        pairs = RecordPairs(records, rules: plan.rules, blockRowCountMax: plan.blockRowCountMax)
        // Both sides are the same records. Pairs come from the index above, so one rule is enough for this one.
        var narrow = plan
        narrow.rules = Array(plan.rules.prefix(1))
        cohort = try LinkCohort(plan: narrow, columns: records.columns)
        partition = try LinkPartition(columns: records.columns, number: 0, cohort: cohort)
    }

    /// The blocks that are left out because too many records share them: rule and number of records.
    package var cutBlocks: [(rule: BlockingRule, rowCount: Int)] {
        pairs.cutBlocks.map { (plan.rules[$0.rule], $0.rowCount) }
    }

    /// Estimates the model.
    ///
    /// - Throws: ``LinkageError/nothingToLearn(reason:)``.
    package func estimate(options: FellegiSunter.Options = .init()) throws(LinkageError) -> LinkModel {
        let first = records.sources.map { $0.count { $0 == 0 } }
        var options = options
        options.isOneToOne = false
        return try FellegiSunter.estimate(
            plan: plan,
            random: countRandomPairs(),
            blocked: countVectors(),
            cohortRowCount: first ?? records.count,
            personCount: first.map { max(records.count - $0, 1) } ?? records.count,
            options: options
        )
    }

    /// How often each value occurs among all records, for term frequencies.
    package func countValues() -> ValueCounts {
        partition.countValues(people: 0..<records.columns.personCount)
    }

    /// The model with the frequencies of the records' values, as it is written to a file.
    package func modelFile(_ model: LinkModel, values: ValueCounts) -> LinkModelFile {
        LinkModelFile(model: model, cohort: cohort, values: values)
    }

    /// What weighs and explains pairs; the first record of a pair stands for the cohort's.
    package func scorer(_ model: LinkModel, values: ValueCounts) -> LinkScorer {
        LinkScorer(model: model, cohort: cohort, values: values)
    }

    /// Scores all pairs that the rules find.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - values: How often each value occurs.
    /// - Returns: The pairs that may be one person, by record.
    package func score(_ model: LinkModel, values: ValueCounts) -> ScoredPairs {
        let scorer = scorer(model, values: values)
        let floor = log2(max(pairs.possibleCount / Double(max(records.count, 1)), 2)) - Self.floorBits
        var histogram = WeightSteps()
        var kept: [ScoredPair] = []
        for part in Tiles.map(count: records.count, size: Self.tileSize, { scored($0, scorer, floor: floor) }) {
            histogram.merge(part.histogram)
            kept += part.kept
        }
        return ScoredPairs(pairs: kept, histogram: histogram, possibleCount: pairs.possibleCount)
    }

    private func scored(
        _ rows: Range<Int>,
        _ scorer: LinkScorer,
        floor: Double
    ) -> (histogram: WeightSteps, kept: [ScoredPair]) {
        var histogram = WeightSteps()
        var kept: [ScoredPair] = []
        partition.withEvaluator { evaluator in
            pairs.forEach(rows: rows) { left, right, rule in
                evaluator.take(row: right)
                let vector = evaluator.vector(cohortRow: left)
                let weight = scorer.weight(vector, cohortRow: left)
                histogram.add(weight)
                guard weight >= floor else { return }
                kept.append(
                    ScoredPair(
                        left: UInt32(left),
                        right: UInt32(right),
                        weight: weight,
                        vector: vector,
                        rule: UInt8(rule)
                    )
                )
            }
        }
        kept.sort { ($0.left, $0.right) < ($1.left, $1.right) }
        return (histogram, kept)
    }

    private func countVectors() -> VectorCounts {
        var total = VectorCounts()
        for part in Tiles.map(
            count: records.count,
            size: Self.tileSize,
            { rows in
                var counts = VectorCounts()
                partition.withEvaluator { evaluator in
                    pairs.forEach(rows: rows) { left, right, rule in
                        evaluator.take(row: right)
                        let rules = pairs.rules(of: left, right, from: rule)
                        counts.add(evaluator.vector(cohortRow: left), rules: rules)
                    }
                }
                return counts
            }
        ) { total.merge(part) }
        return total
    }

    // MARK: Random pairs

    /// The vectors of all pairs, or of random ones where there are too many.
    private func countRandomPairs() -> VectorCounts {
        let isExhaustive = pairs.possibleCount <= Double(plan.randomPairCount)
        let firsts = records.sources.map { sources in sources.indices.filter { sources[$0] == 0 } }
        let seconds = records.sources.map { sources in sources.indices.filter { sources[$0] != 0 } }
        guard firsts?.isEmpty != true, seconds?.isEmpty != true, records.count > 1 else { return VectorCounts() }
        let random = CounterRandom(seed: plan.seed, purpose: "linkage random pairs of records")
        let count = isExhaustive ? firsts?.count ?? records.count : plan.randomPairCount
        var total = VectorCounts()
        for part in Tiles.map(
            count: count,
            size: isExhaustive ? 64 : 8 * Self.tileSize,
            { range in
                var counts = VectorCounts()
                partition.withEvaluator { evaluator in
                    func add(_ left: Int, _ right: Int) {
                        evaluator.take(row: right)
                        counts.add(evaluator.vector(cohortRow: left), rules: 0)
                    }
                    for index in range {
                        if isExhaustive {
                            if let firsts, let seconds {
                                for right in seconds { add(firsts[index], right) }
                            } else {
                                for right in index + 1..<max(records.count, index + 1) { add(index, right) }
                            }
                        } else if let firsts, let seconds {
                            add(
                                firsts[random.below(firsts.count, at: UInt64(2 * index))],
                                seconds[random.below(seconds.count, at: UInt64(2 * index + 1))]
                            )
                        } else {
                            let left = random.below(records.count, at: UInt64(2 * index))
                            let other = random.below(records.count - 1, at: UInt64(2 * index + 1))
                            let right = other < left ? other : other + 1
                            add(min(left, right), max(left, right))
                        }
                    }
                }
                return counts
            }
        ) { total.merge(part) }
        return total
    }
}
