import Dispatch
import Synchronization

/// Links a cohort to a population that is in memory, in this process, on all cores.
///
/// The same partials and merges as the passes over partitions, in the same order; used by `jdl link` and by tests.
package struct LocalLinkage: Sendable {
    /// People in a tile.
    package static let tileSize = 8_192

    /// The cohort.
    package let cohort: LinkCohort
    /// The population, as one partition.
    package let partition: LinkPartition

    /// Prepares a run.
    ///
    /// - Throws: ``LinkageError`` when the plan is not valid or the columns do not fit it.
    package init(plan: LinkPlan, cohort: LinkColumns, pool: LinkColumns) throws(LinkageError) {
        self.cohort = try LinkCohort(plan: plan, columns: cohort)
        partition = try LinkPartition(columns: pool, number: 0, cohort: self.cohort)
    }

    /// How often the cohort's values occur in the population.
    package func countValues() -> ValueCounts {
        var total = ValueCounts(cohort)
        for part in mapTiles(partition.countValues) { total.merge(part) }
        return total
    }

    /// Estimates the model from random pairs and from all pairs that the rules find.
    ///
    /// - Parameters:
    ///   - values: How often the cohort's values occur, see ``countValues()``.
    ///   - options: Stopping rule, and what the user knows.
    /// - Returns: The model.
    /// - Throws: ``LinkageError/nothingToLearn(reason:)``.
    package func estimate(
        values: ValueCounts? = nil,
        options: FellegiSunter.Options = .init()
    ) throws(LinkageError) -> LinkModel {
        let plan = cohort.plan
        var random = VectorCounts()
        let tileCount = max((plan.randomPairCount + Self.tileSize - 1) / Self.tileSize, 1)
        for part in Self.map(
            count: tileCount,
            { tile in
                let start = tile * Self.tileSize
                return partition.countRandomPairs(indices: start..<min(start + Self.tileSize, plan.randomPairCount))
            }
        ) { random.merge(part) }
        var blocked = VectorCounts()
        for part in mapTiles(partition.countVectors) { blocked.merge(part) }
        return try FellegiSunter.estimate(
            plan: plan,
            random: random,
            blocked: blocked,
            agreements: ExactAgreements(cohort: cohort, values: values ?? countValues()),
            cohortRowCount: cohort.rowCount,
            personCount: partition.columns.personCount,
            options: options
        )
    }

    /// The best candidates of each record of the cohort.
    package func candidates(scorer: LinkScorer) -> CandidateList {
        var list = CandidateList(rowCount: cohort.rowCount, countMax: cohort.plan.candidateCountMax)
        for part in mapTiles({ partition.candidates(people: $0, scorer: scorer) }) { list.merge(part) }
        return list
    }

    private func mapTiles<T: Sendable>(_ body: @Sendable (Range<Int>) -> T) -> [T] {
        let people = partition.columns.personCount
        return Self.map(count: (people + Self.tileSize - 1) / Self.tileSize) { tile in
            body(tile * Self.tileSize..<min((tile + 1) * Self.tileSize, people))
        }
    }

    /// The results of `body` for 0 ..< `count`, in order, computed on all cores.
    private static func map<T: Sendable>(count: Int, _ body: @Sendable (Int) -> T) -> [T] {
        let slots = Mutex([T?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let value = body(index)
            slots.withLock { $0[index] = value }
        }
        return slots.withLock { slots in slots.compactMap { $0 } }
    }
}
