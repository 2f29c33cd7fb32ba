import Foundation

/// Estimates the m and u probabilities of a Fellegi–Sunter model from counts of comparison vectors.
///
/// u comes from random pairs, almost all of which are two people; what the model takes for one person among them is
/// taken out. m comes from expectation maximisation over the pairs of every blocking rule at once: within a rule the
/// comparisons of its own columns are left out (their agreement is given), the share of matches is the rule's own, and m
/// is common to all rules. See docs/methods/linkage.md (Fellegi and Sunter 1969; Winkler 1988; Linacre et al. 2022).
package enum FellegiSunter {
    /// The stopping rule and the strength of the starting values.
    package struct Options: Hashable, Sendable {
        /// The most iterations of a round.
        package var iterationCountMax = 500
        /// A round ends when no probability moved by more.
        package var tolerance = 1e-6
        /// Rounds of u, then m.
        package var roundCount = 3
        /// The starting values count as so many labelled pairs of each comparison, so that no level gets m = 0.
        package var startingPairCount = 4.0

        /// The default options.
        package init() {}
    }

    /// Estimates a model.
    ///
    /// - Parameters:
    ///   - plan: What was compared.
    ///   - random: Random pairs, see `LinkPartition.countRandomPairs`.
    ///   - blocked: Pairs that the rules find, see `LinkPartition.countVectors`.
    ///   - cohortRowCount: Records of the cohort.
    ///   - personCount: People in the population.
    ///   - options: Stopping rule.
    /// - Returns: The model with the path of its last round.
    /// - Throws: ``LinkageError/nothingToLearn(reason:)`` without random or blocked pairs.
    /// - Complexity: O(*v* · *r* · *c*) an iteration, for *v* vectors, *r* rules and *c* comparisons.
    package static func estimate(
        plan: LinkPlan,
        random: VectorCounts,
        blocked: VectorCounts,
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
        var estimation = MixtureEstimation(plan: plan, options: options)
        let blocks = TrainingBlock.blocks(of: blocked, plan: plan, cohortRowCount: cohortRowCount)
        let randomBlock = TrainingBlock.whole(random, plan: plan, personCount: personCount)
        var outcome = MixtureEstimation.Outcome()
        for _ in 0..<options.roundCount {
            estimation.estimateU(from: randomBlock, identifierCeiling: 1 / Double(personCount))
            outcome = estimation.estimateM(from: blocks)
        }
        return model(estimation, outcome, plan, random, personCount)
    }

    private static func model(
        _ estimation: MixtureEstimation,
        _ outcome: MixtureEstimation.Outcome,
        _ plan: LinkPlan,
        _ random: VectorCounts,
        _ personCount: Int
    ) -> LinkModel {
        var warnings: [String] = []
        if !outcome.isConverged {
            warnings.append("The estimation of m stopped at its last iteration before it converged.")
        }
        var comparisons: [LinkModel.ComparisonModel] = []
        for (position, comparison) in plan.comparisons.enumerated() {
            if outcome.matches[position].reduce(0, +) < 1 {
                warnings.append("No blocking rule could train \(comparison.field); its m are starting values.")
            }
            for (index, level) in comparison.levels.enumerated() {
                let isSeen = outcome.matches[position][index] >= 0.5
                let isRandom = estimation.randomCounts[position][index] >= 0.5
                if !isSeen, !isRandom {
                    warnings.append("The level \(level) of \(comparison.field) was never seen.")
                } else if !isSeen {
                    warnings.append("The level \(level) of \(comparison.field) was never seen among matches.")
                } else if !isRandom {
                    warnings.append("The level \(level) of \(comparison.field) was never seen among random pairs.")
                }
            }
            let levels = comparison.levels.enumerated().map { index, level in
                LinkModel.LevelModel(level: level, m: estimation.m[position][index], u: estimation.u[position][index])
            }
            comparisons.append(LinkModel.ComparisonModel(field: comparison.field, levels: levels))
        }
        let training = LinkModel.Training(
            isConverged: outcome.isConverged,
            logLikelihoods: outcome.logLikelihoods,
            rules: outcome.rules.map { rule, pairs, share in
                LinkModel.RuleTraining(rule: plan.rules[rule], pairCount: pairs, matchShare: share)
            },
            randomPairCount: random.pairCount,
            warnings: warnings
        )
        return LinkModel(plan: plan, comparisons: comparisons, personCount: personCount, training: training)
    }
}
