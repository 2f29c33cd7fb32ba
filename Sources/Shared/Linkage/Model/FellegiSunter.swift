import Foundation

/// Estimates the m and u probabilities of a Fellegi–Sunter model from counts of comparison vectors.
///
/// u comes from random pairs and from counts of values, with what the model takes for one person taken out. m comes from
/// expectation maximisation over the pairs of every blocking rule at once: within a rule the comparisons of its own
/// columns are left out (their agreement is given), the share of matches is the rule's own, and m is common to all rules.
/// See docs/methods/linkage.md (Fellegi and Sunter 1969; Winkler 1988; Linacre et al. 2022).
package enum FellegiSunter {
    /// The stopping rule, and what the user knows.
    package struct Options: Sendable {
        /// The most iterations of a round.
        package var iterationCountMax = 500
        /// The last round ends when no probability moved by more.
        package var tolerance = 1e-6
        /// Rounds of u, then m.
        package var roundCount = 3
        /// The starting values count as so many labelled pairs of each comparison, so that no level gets m = 0.
        package var startingPairCount = 4.0
        /// Probabilities that are not estimated.
        package var fixed: [FixedProbability] = []
        /// Vectors of pairs that are known to be one person, from labels; each counts as much as a pair found.
        package var labelledMatches = VectorCounts()
        /// Columns whose agreement shows one person beyond doubt: pairs found by a rule on them are all matches.
        package var trustedFields: Set<String> = []
        /// Whether m rests on the trusted columns alone.
        package var trainsOnTrustedFieldsOnly = false
        /// Whether a record of the cohort is one person at most; not so within one file, where a person may stand often.
        package var isOneToOne = true
        /// The rules that find only matches, and the share of matches that they find; gives the prior.
        package var deterministicPrior: DeterministicPrior?

        /// The default options.
        package init() {}
    }

    /// Rules that hardly ever pair two people: their pairs, divided by the share that they find, are the matches.
    package struct DeterministicPrior: Codable, Hashable, Sendable {
        /// Blocking rules of the plan.
        package let rules: [BlockingRule]
        /// The share of all matches that these rules find, in (0, 1].
        package let recall: Double

        /// A prior by rules.
        package init(rules: [BlockingRule], recall: Double) {
            self.rules = rules
            self.recall = recall
        }
    }

    /// Estimates a model.
    ///
    /// - Parameters:
    ///   - plan: What was compared.
    ///   - random: Random pairs, see `LinkPartition.countRandomPairs`.
    ///   - blocked: Pairs that the rules find, see `LinkPartition.countVectors`.
    ///   - agreements: Exact agreement among all pairs, where values were counted.
    ///   - cohortRowCount: Records of the cohort.
    ///   - personCount: People in the population.
    ///   - options: Stopping rule, and what the user knows.
    /// - Returns: The model with the path of its last round.
    /// - Throws: ``LinkageError/nothingToLearn(reason:)`` without random or blocked pairs, or for fixed values that make
    ///   no sense.
    /// - Complexity: O(*v* · *r* · *c*) an iteration, for *v* vectors, *r* rules and *c* comparisons.
    package static func estimate(
        plan: LinkPlan,
        random: VectorCounts,
        blocked: VectorCounts,
        agreements: ExactAgreements? = nil,
        cohortRowCount: Int,
        personCount: Int,
        options: Options = Options()
    ) throws(LinkageError) -> LinkModel {
        guard random.pairCount > 0, personCount > 0 else {
            throw .nothingToLearn(reason: "the cohort or the population is empty")
        }
        guard blocked.pairCount > 0 else {
            throw .nothingToLearn(reason: "no blocking rule finds a pair; check that both sides write values alike")
        }
        var chance = ChanceAgreement(
            plan: plan,
            random: random,
            agreements: agreements,
            cohortRowCount: cohortRowCount,
            personCount: personCount,
            fixed: try FixedProbability.table(options.fixed, plan: plan, \.u)
        )
        func blocks() -> [TrainingBlock] {
            TrainingBlock.blocks(
                of: blocked,
                plan: plan,
                cohortRowCount: cohortRowCount,
                agreements: agreements,
                dependence: chance.dependence,
                options: options
            )
        }
        var mixture = MixtureEstimation(
            blocks: blocks(),
            prior: try MatchPrior(plan: plan, options: options),
            options: options
        )
        let tally = MatchTally(
            random: random,
            blocked: blocked,
            matchCountMax: options.isOneToOne ? Double(cohortRowCount) : .infinity
        )
        var outcome = MixtureEstimation.Outcome()
        var totals = MatchTally.Totals()
        for round in 1...max(options.roundCount, 1) {
            let isLast = round >= options.roundCount
            outcome = mixture.run(chance, tolerance: isLast ? options.tolerance : max(options.tolerance, 1e-4))
            totals = tally.complete(&mixture, chance)
            if !isLast {
                chance.refine(totals.known(mixture))
                mixture.take(tally.bounded(blocks(), mixture))
            }
        }
        let prior = try options.deterministicPrior.map { (prior) throws(LinkageError) in
            try prior.presentShare(blocked, plan: plan, cohortRowCount: cohortRowCount)
        }
        return LinkModel(
            plan: plan,
            comparisons: comparisons(plan, mixture.m, chance.u),
            dependence: chance.dependence.edges.map { LinkModel.DependenceModel($0, plan: plan) },
            personCount: personCount,
            presentShare: prior,
            foundShare: totals.foundShare,
            training: training(plan, chance, outcome, random.pairCount)
        )
    }

    private static func comparisons(
        _ plan: LinkPlan,
        _ m: [[Double]],
        _ u: [[Double]]
    ) -> [LinkModel.ComparisonModel] {
        plan.comparisons.enumerated().map { position, comparison in
            LinkModel.ComparisonModel(
                field: comparison.field,
                levels: comparison.levels.enumerated().map { index, level in
                    LinkModel.LevelModel(level: level, m: m[position][index], u: u[position][index])
                }
            )
        }
    }

    private static func training(
        _ plan: LinkPlan,
        _ chance: ChanceAgreement,
        _ outcome: MixtureEstimation.Outcome,
        _ randomPairCount: Int64
    ) -> LinkModel.Training {
        var warnings: [String] = []
        if !outcome.isConverged {
            warnings.append("The estimation of m stopped at its last iteration before it converged.")
        }
        for (position, comparison) in plan.comparisons.enumerated() {
            if outcome.matches[position].reduce(0, +) < 1 {
                warnings.append("No blocking rule could train \(comparison.field); its m are starting values.")
            }
            for (index, level) in comparison.levels.enumerated() {
                let isSeen = outcome.matches[position][index] >= 0.5
                let isRandom = chance.randomCounts[position][index] >= 0.5
                if !isSeen, !isRandom {
                    warnings.append("The level \(level) of \(comparison.field) was never seen.")
                } else if !isSeen {
                    warnings.append("The level \(level) of \(comparison.field) was never seen among matches.")
                } else if !isRandom {
                    warnings.append("The level \(level) of \(comparison.field) was never seen among random pairs.")
                }
            }
        }
        return LinkModel.Training(
            isConverged: outcome.isConverged,
            logLikelihoods: outcome.logLikelihoods,
            rules: outcome.rules.map { rule, pairs, share in
                LinkModel.RuleTraining(rule: plan.rules[rule], pairCount: pairs, matchShare: share)
            },
            randomPairCount: randomPairCount,
            warnings: warnings
        )
    }
}

extension FellegiSunter.DeterministicPrior {
    /// The share of the cohort that is in the population.
    ///
    /// - Throws: ``LinkageError`` when a rule is not one of the plan's or the recall is no share.
    func presentShare(
        _ blocked: VectorCounts,
        plan: LinkPlan,
        cohortRowCount: Int
    ) throws(LinkageError) -> Double {
        guard recall > 0, recall <= 1, !rules.isEmpty else {
            throw .unusable("The prior from rules needs at least one rule and a recall above 0 and at most 1.")
        }
        var mask: UInt64 = 0
        for rule in rules {
            guard let index = plan.rules.firstIndex(of: rule) else {
                throw .rule(name: "\(rule)", reason: "the prior names it, but it is not one of the blocking rules")
            }
            mask |= 1 << UInt64(index)
        }
        var pairs = 0.0
        for entry in blocked.entries where entry.rules & mask != 0 { pairs += Double(entry.count) }
        return min(max(pairs / recall / Double(max(cohortRowCount, 1)), 1e-6), 1 - 1e-6)
    }
}
