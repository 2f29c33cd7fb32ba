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

    /// Estimates the model from random pairs and from all pairs that the rules find, and refines it by the candidates.
    ///
    /// - Parameters:
    ///   - values: How often the cohort's values occur, see ``countValues()``.
    ///   - options: Stopping rule, and what the user knows.
    ///   - refines: Whether m is estimated again from each record's candidates.
    /// - Returns: The model.
    /// - Throws: ``LinkageError/nothingToLearn(reason:)``.
    package func estimate(
        values: ValueCounts? = nil,
        options: FellegiSunter.Options = .init(),
        refines: Bool = true
    ) throws(LinkageError) -> LinkModel {
        let plan = cohort.plan
        let values = values ?? countValues()
        var random = VectorCounts()
        let pairs = plan.randomPairCount
        for part in Tiles.map(count: pairs, size: Self.tileSize, { partition.countRandomPairs(indices: $0) }) {
            random.merge(part)
        }
        var blocked = VectorCounts()
        for part in mapTiles(partition.countVectors) { blocked.merge(part) }
        let model = try FellegiSunter.estimate(
            plan: plan,
            random: random,
            blocked: blocked,
            agreements: ExactAgreements(cohort: cohort, values: values),
            cohortRowCount: cohort.rowCount,
            personCount: partition.columns.personCount,
            options: options
        )
        guard refines else { return model }
        let scorer = LinkScorer(model: model, cohort: cohort, values: values)
        return try model.refined(by: candidates(scorer: scorer), scorer: scorer, options: options)
    }

    /// The best candidates of each record of the cohort.
    package func candidates(scorer: LinkScorer) -> CandidateList {
        var list = CandidateList(rowCount: cohort.rowCount, countMax: cohort.plan.candidateCountMax)
        for part in mapTiles({ partition.candidates(people: $0, scorer: scorer) }) { list.merge(part) }
        return list
    }

    private func mapTiles<T: Sendable>(_ body: @Sendable (Range<Int>) -> T) -> [T] {
        Tiles.map(count: partition.columns.personCount, size: Self.tileSize, body)
    }
}
