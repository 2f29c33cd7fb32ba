import Linkage
import MapReduce
import Outcomes
import Passes
import Propensity
import Tables

/// Who is with whom in a match whose comparison people were chosen one by one; stays with the coordinator.
struct ChosenSets: Sendable {
    /// A comparison person of a treated person.
    struct Pair: Sendable {
        /// The treated person's place among the matched treated, by their numbers within the request.
        let set: Int
        /// The comparison person's place among the chosen.
        let choice: Int
        /// Its share in the treated person's set.
        let share: Double
    }

    /// Every pair.
    let pairs: [Pair]
    /// The score of each chosen person.
    let scores: [Double]
    /// The stratum of each.
    let strata: [UInt16]
}

extension ChosenSets {
    /// The sets of listed pairs.
    ///
    /// - Parameters:
    ///   - pairs: Treated people by their place among `treated`, comparison people after them by their place in `pool`.
    ///   - treated: All treated people.
    ///   - pool: The comparison people within the caliper of somebody.
    init(_ pairs: [MatchPair], treated: [TreatedScore], pool: PoolScores) {
        var isMatched = Array(repeating: false, count: treated.count)
        for pair in pairs { isMatched[pair.treated] = true }
        let matched = treated.indices.filter { isMatched[$0] }.sorted { treated[$0].ordinal < treated[$1].ordinal }
        var setOf = Array(repeating: 0, count: treated.count)
        for (set, person) in matched.enumerated() { setOf[person] = set }
        // The pool is in the order of partitions and of people in them, as the choices are.
        var placeOf = Array(repeating: 0, count: pool.count)
        var isChosen = Array(repeating: false, count: pool.count)
        for pair in pairs { isChosen[pair.control - treated.count] = true }
        let rows = isChosen.indices.filter { isChosen[$0] }
        for (place, row) in rows.enumerated() { placeOf[row] = place }
        self.init(
            pairs: pairs.map { pair in
                Pair(set: setOf[pair.treated], choice: placeOf[pair.control - treated.count], share: pair.weight)
            },
            scores: rows.map { pool.scores[$0] },
            strata: rows.map { pool.strata[$0] }
        )
    }
}

/// Tests the outcomes of a match by sets with the standard error of its design: clustered by set, or that of Abadie and Imbens
/// where somebody may be chosen again.
///
/// Outcomes of comparison people come here by their place among the chosen; those of the treated, whose names the submission
/// holds, stay where they are stored (decision 0014).
struct MatchedSetErrors {
    let matching: Matching
    let chosen: ChosenControls
    let sets: ChosenSets
    let hasReplacement: Bool
    let plan: Shared<AnalysisPlan>
    let executor: any Executor

    /// The comparison people's side of one outcome.
    private struct Side {
        /// By set.
        let controls: SetControls
        /// The value of each chosen person.
        let values: [Double]
    }

    /// The same estimates with the design's error, as far as it is defined for each.
    ///
    /// - Parameters:
    ///   - estimates: One for each measured outcome.
    ///   - sums: The sums that they were made from.
    /// - Returns: The estimates, p-values not adjusted.
    /// - Throws: An error of a pass.
    func tested(_ estimates: [OutcomeEstimate], _ sums: OutcomeSums) throws -> [OutcomeEstimate] {
        let outcomes = matching.outcomes
        let gathered = try executor.run(ChosenOutcomesPass.self, context: plan, broadcast: matching).values
        guard gathered.count == outcomes.count * chosen.choices.count else {
            throw DecodingFault.malformed("outcomes of some of the chosen people")
        }
        let sides = outcomes.indices.map { place in
            side(
                stride(from: place, to: gathered.count, by: outcomes.count).map { gathered[$0] },
                treatedMean: sums.moments(outcomes[place], .treated)?.mean ?? 0,
                controlMean: sums.moments(outcomes[place], .comparison)?.mean ?? 0
            )
        }
        let totals = try executor.run(
            MatchedSetsPass.self,
            context: plan,
            broadcast: MatchedSets(ordinals: matching.matched, outcomes: outcomes, controls: sides.map(\.controls))
        ).outcomes
        let reusedErrors = hasReplacement ? try abadieImbens(sides, totals) : []
        return estimates.enumerated().map { place, estimate in
            guard !hasReplacement else {
                return OutcomeEstimator().estimate(
                    estimate,
                    standardError: reusedErrors[place],
                    by: outcomes[place].population == .everyone ? .abadieImbens : .linearised
                )
            }
            var tested = OutcomeEstimator().estimate(
                estimate,
                standardError: clusteredError(outcomes[place], sides[place].controls, totals[place], sums),
                by: .matchedSets
            )
            if outcomes[place].scale == .binary, outcomes[place].population == .everyone {
                tested.pair(pairs(totals[place]))
            }
            return tested
        }
    }

    private func side(_ values: [Double], treatedMean: Double, controlMean: Double) -> Side {
        var weights = Array(repeating: 0.0, count: matching.matched.count)
        var sums = weights
        for pair in sets.pairs where !values[pair.choice].isNaN {
            weights[pair.set] += pair.share
            sums[pair.set] += pair.share * values[pair.choice]
        }
        return Side(
            controls: SetControls(
                treatedMean: treatedMean,
                controlMean: controlMean,
                weights: weights,
                totals: sums
            ),
            values: values
        )
    }

    private func clusteredError(
        _ outcome: OutcomeDefinition,
        _ controls: SetControls,
        _ totals: MatchedSetSums,
        _ sums: OutcomeSums
    ) -> Double? {
        guard let treated = sums.moments(outcome, .treated), let comparison = sums.moments(outcome, .comparison) else {
            return nil
        }
        return controls.clusteredError(
            totals,
            treated: (treated.weight, treated.people),
            controls: (comparison.weight, comparison.people)
        )
    }

    /// The pairs of one and one in which both have a value; nil when sets may be larger.
    private func pairs(_ totals: MatchedSetSums) -> PairedOutcome? {
        guard sets.pairs.count == matching.matched.count else { return nil }
        return PairedOutcome(
            MatchedPairs(
                treatedOnly: totals.above,
                comparisonOnly: totals.below,
                concordant: totals.equalPositive + totals.equalZero
            ),
            both: totals.equalPositive
        )
    }

    // MARK: - With replacement

    /// The error of Abadie and Imbens of each outcome that everybody has; nil for the others.
    private func abadieImbens(_ sides: [Side], _ totals: [MatchedSetSums]) throws -> [Double?] {
        let everyones = matching.outcomes.indices.filter { matching.outcomes[$0].population == .everyone }
        let nearest = try executor.run(
            NearestOthersPass.self,
            context: plan,
            broadcast: NeighbourPlan(
                model: matching.plan.model,
                chosen: chosen,
                scores: sets.scores,
                strata: sets.strata,
                outcomes: everyones.map { matching.outcomes[$0] }
            )
        )
        var shares = Array(repeating: (sum: 0.0, squares: 0.0), count: chosen.choices.count)
        for pair in sets.pairs {
            shares[pair.choice].sum += pair.share
            shares[pair.choice].squares += pair.share * pair.share
        }
        var errors = [Double?](repeating: nil, count: sides.count)
        for (column, place) in everyones.enumerated() {
            let reused = chosen.choices.indices.map { choice in
                ReusedControl(
                    value: sides[place].values[choice],
                    shares: shares[choice].sum,
                    squares: shares[choice].squares,
                    nearest: (Int(nearest.counts[choice]), nearest.totals[choice * everyones.count + column])
                )
            }
            errors[place] = AbadieImbens(totals[place], sides[place].controls, reused: reused).standardError
        }
        return errors
    }
}
