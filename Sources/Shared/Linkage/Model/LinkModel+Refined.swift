extension LinkModel {
    /// The model with m estimated again, from candidates that compete for each record of the cohort.
    ///
    /// This is a model as estimated, without classes. First one m for each level; then, for texts whose values are counted,
    /// one for each class of how common the cohort's value is. The m of a level is that of all classes together.
    ///
    /// - Parameters:
    ///   - candidates: The candidates by this model.
    ///   - scorer: This model's weights.
    ///   - options: What the model was estimated with.
    /// - Returns: The model; this one where m rests on trusted columns alone.
    /// - Throws: ``LinkageError`` as the estimation does.
    package func refined(
        by candidates: CandidateList,
        scorer: LinkScorer,
        options: FellegiSunter.Options = .init()
    ) throws(LinkageError) -> LinkModel {
        precondition(comparisons.allSatisfy { $0.classes == nil }, "a model is refined once")
        guard !options.trainsOnTrustedFieldsOnly else { return self }
        let fixed = try FixedProbability.table(options.fixed, plan: plan, \.m)
        let first = comparisons.map { $0.levels.map(\.m) }
        func estimated(_ known: [[[Double]]], _ classes: FrequencyClasses?) -> CompetingCandidates {
            let prior = CompetingCandidates.Prior(matches: known, fixed: fixed)
            var estimation = CompetingCandidates(
                candidates,
                first: first,
                scorer: scorer,
                classes: classes,
                prior: prior
            )
            estimation.run(tolerance: options.tolerance, iterationCountMax: options.iterationCountMax)
            return estimation
        }
        let known = first.map { [$0.map { Self.firstMatchCount * $0 }] }
        let common = estimated(known, nil)
        let classes = scorer.classes
        let hasClasses = fixed.indices.map { classes.hasClasses[$0] && fixed[$0].allSatisfy { $0 == nil } }
        let classified = estimated(
            known.indices.map { comparison in
                guard hasClasses[comparison] else { return known[comparison] }
                let ofAll = common.m[comparison][0].map { Self.classMatchCount * $0 }
                return [[Double]](repeating: ofAll, count: FrequencyClasses.count)
            },
            classes
        )
        var refined = self
        for comparison in refined.comparisons.indices {
            let m = classified.m[comparison]
            let overall = hasClasses[comparison] ? classified.overall(comparison, known: known[comparison][0]) : m[0]
            for level in overall.indices { refined.comparisons[comparison].levels[level].m = overall[level] }
            refined.comparisons[comparison].classes = hasClasses[comparison] ? m : nil
        }
        refined.training.isConverged = training.isConverged && common.isConverged && classified.isConverged
        refined.training.recordLogLikelihoods = classified.logLikelihoods
        return refined
    }

    /// How many matches the first m count as.
    ///
    /// A few hundred records cannot teach m alone: absent ones whose namesakes are there would pass for matches with
    /// another date of birth. The rules' mixtures, from which the first m come, know how many pairs chance brings.
    private static let firstMatchCount = 2_000.0
    /// How many matches the m of all values count as in each class.
    private static let classMatchCount = 100.0
}
