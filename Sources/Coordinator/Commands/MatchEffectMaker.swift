import Outcomes
import Propensity
import Statistics

/// Works out everything that `effects.json` has.
struct MatchEffectMaker {
    let request: MatchRequest
    let data: MatchData
    let model: LocalModel?
    let result: MatchResult
    let survey: CovariateSurvey

    private var settings: MatchSettings { request.settings }
    private var frame: CovariateFrame { data.input.frame }
    private var isReused: Bool { settings.isReused }
    /// The sets of the matching, or those of the pairs that one group chose.
    private var memberships: SetMemberships? {
        if let sets = result.sets { return SetMemberships(setOfRow: sets) }
        return oneWayPairs.map { SetMemberships($0, rowCount: frame.rowCount) }
    }
    /// The pairs, when one group chose: for the effect on everybody both did, and a pair does not say whose set it is.
    private var oneWayPairs: [MatchPair]? {
        settings.estimand == .att || settings.estimand == .atc ? result.pairs : nil
    }

    /// The score as one that was estimated, where the theory of matching on it holds: nearest neighbours with replacement
    /// on the maximum likelihood of pre-specified terms, everybody taking part and nothing else deciding.
    private var estimated: (score: EstimatedScore, matches: Int)? {
        guard let model, settings.effectDesign == .nearestWithReplacement, settings.nearness == .score,
            settings.model.estimation == .likelihood, settings.model.selection.method == .none,
            settings.discard == .none, settings.reuseMax == nil, settings.variableRatio == nil,
            data.input.caseWeights == nil, data.input.conditions.restrictsNothing, data.stratumCount == 1
        else { return nil }
        return EstimatedScore(model, frame).map { ($0, settings.ratio) }
    }

    /// Which error the design calls for; several rows a person change it.
    private var errorChoice: StandardErrorChoice {
        data.people == nil ? settings.errorChoice : settings.errorChoice.clusteredByPeople(hasSets: memberships != nil)
    }

    /// The difference of weighted means; nil without an outcome, or when a group has none.
    private var effect: MatchedEffect? {
        data.outcome.flatMap {
            MatchedEffect(
                outcome: $0,
                treatment: frame.treatment,
                weights: result.weights,
                pairs: oneWayPairs,
                isReused: isReused,
                positions: (result.scores, frame.strata),
                sets: memberships,
                people: data.people,
                mutualPairs: result.mutualPairs,
                estimated: estimated
            )
        }
    }

    /// Effects, or nothing but the names of the findings that stop them.
    func effects(withheldFor stops: [DiagnosticFinding]) -> MatchEffects {
        let shown = stops.isEmpty ? effect : nil
        let choice = shown.map { errorChoice.available(among: $0.standardErrors.keys) }
        let inference = choice.flatMap { shown?.inference($0.kind) }
        let values = shown == nil ? [] : data.outcome ?? []
        let isBinary = shown != nil && values.allSatisfy { $0.isNaN || $0 == 0 || $0 == 1 }
        var notes: [String] = []
        let adjusted = shown == nil ? nil : self.adjusted(values, isBinary, choice, &notes)
        let robust = shown == nil ? nil : self.doublyRobust(values, isBinary, &notes)
        let ratios = shown.map { isBinary ? self.ratios($0, choice) : [] } ?? []
        return MatchEffects(
            outcome: request.outcome,
            estimand: settings.estimand.rawValue,
            withheldFor: stops.map(\.name.rawValue),
            estimate: shown?.difference,
            treatedMean: shown?.treatedMean,
            controlMean: shown?.controlMean,
            treatedRows: shown?.treatedCount,
            controlRows: shown?.controlCount,
            effectiveTreated: shown?.effectiveTreatedCount,
            effectiveControls: shown?.effectiveControlCount,
            design: settings.effectDesign.rawValue,
            standardErrorKind: inference?.kind.rawValue,
            standardErrorReason: inference == nil ? nil : choice?.reason,
            standardError: inference?.standardError,
            degreesOfFreedom: inference?.degreesOfFreedom,
            pValue: inference?.pValue,
            intervalLow: inference?.interval.lowerBound,
            intervalHigh: inference?.interval.upperBound,
            standardErrors: shown.map { effect in
                Dictionary(uniqueKeysWithValues: effect.standardErrors.map { ($0.key.rawValue, $0.value) })
            },
            ratios: ratios.map { MatchContrast($0) },
            scoreInterval: shown.flatMap { isBinary ? newcombe($0) : nil },
            paired: shown.flatMap { _ in paired(values, isBinary) },
            adjusted: adjusted,
            doublyRobust: robust,
            bootstrap: shown.flatMap { _ in bootstrap(values) },
            sensitivity: shown.flatMap { _ in sensitivity(values, isBinary, ratios) },
            power: shown.flatMap { effect in inference.flatMap { power(effect, $0) } },
            notes: notes
        )
    }

    // MARK: - Ratios and intervals

    private func ratios(_ effect: MatchedEffect, _ choice: StandardErrorChoice?) -> [EffectContrast] {
        let kinds = [choice?.kind, choice?.adjustedKind, .survey].compactMap(\.self)
        guard let covariance = kinds.lazy.compactMap({ effect.covariances[$0] }).first else { return [] }
        return [EffectContrast.Measure.riskRatio, .oddsRatio].compactMap {
            EffectContrast($0, means: (effect.treatedMean, effect.controlMean), covariance: covariance)
        }
    }

    private func newcombe(_ effect: MatchedEffect) -> MatchInterval {
        MatchInterval(
            ScoreInterval.newcombe(
                treated: (effect.treatedMean, effect.effectiveTreatedCount),
                comparison: (effect.controlMean, effect.effectiveControlCount)
            )
        )
    }

    /// The outcomes of pairs of one and one; nil for other matching.
    private func pairedOutcomes(_ values: [Double]) -> [(treated: Double, control: Double)]? {
        guard let pairs = oneWayPairs, !pairs.isEmpty, !isReused, pairs.allSatisfy({ $0.weight == 1 }) else {
            return nil
        }
        let both = pairs.map { (treated: values[$0.treated], control: values[$0.control]) }
        return both.filter { !$0.treated.isNaN && !$0.control.isNaN }
    }

    private func paired(_ values: [Double], _ isBinary: Bool) -> MatchPaired? {
        guard let pairs = pairedOutcomes(values) else { return nil }
        guard isBinary else {
            return MatchPaired(
                pairs: pairs.count,
                treatedOnly: nil,
                controlOnly: nil,
                mcnemarPValue: nil,
                mcnemarCorrectedPValue: nil,
                mcnemarExactPValue: nil,
                newcombe: nil
            )
        }
        let (counts, both) = table(pairs)
        let test = counts.mcNemar
        return MatchPaired(
            pairs: counts.pairs,
            treatedOnly: counts.treatedOnly,
            controlOnly: counts.comparisonOnly,
            mcnemarPValue: test?.pValue,
            mcnemarCorrectedPValue: test?.correctedPValue,
            mcnemarExactPValue: test?.exactPValue,
            newcombe: counts.newcombe(both: both).map { MatchInterval($0) }
        )
    }

    private func table(_ pairs: [(treated: Double, control: Double)]) -> (MatchedPairs, both: Int) {
        let treatedOnly = pairs.count { $0.treated > $0.control }
        let controlOnly = pairs.count { $0.treated < $0.control }
        let counts = MatchedPairs(
            treatedOnly: treatedOnly,
            comparisonOnly: controlOnly,
            concordant: pairs.count - treatedOnly - controlOnly
        )
        return (counts, pairs.count { $0.treated == 1 && $0.control == 1 })
    }

    // MARK: - Adjusted effects

    /// The covariates as they are: what the score model makes of them is its own affair.
    private func specification() throws(PropensityError) -> DesignSpecification {
        try DesignSpecification(covariates: data.input.covariates, survey: survey)
    }

    private func adjusted(
        _ values: [Double],
        _ isBinary: Bool,
        _ choice: StandardErrorChoice?,
        _ notes: inout [String]
    ) -> MatchAdjusted? {
        guard request.effects.adjusts else { return nil }
        do {
            let family: OutcomeRegression.Family = isBinary ? .logistic : .linear
            let scores = try AdjustedEffect.standardised(
                family,
                frame,
                specification: specification(),
                outcome: values,
                weights: result.weights,
                estimand: settings.estimand
            )
            guard let scores else { return nil }
            let covariances = scores.covariances(memberships, isReused: isReused, people: data.people)
            let kind = choice.flatMap { covariances[$0.adjustedKind] == nil ? nil : $0.adjustedKind } ?? .survey
            return described("g_computation", family, scores, covariances[kind], kind.rawValue)
        } catch {
            notes.append("No adjusted effect: \(error)")
            return nil
        }
    }

    private func doublyRobust(_ values: [Double], _ isBinary: Bool, _ notes: inout [String]) -> MatchAdjusted? {
        guard request.effects.adjusts, let model else { return nil }
        do {
            let family: OutcomeRegression.Family = isBinary ? .logistic : .linear
            let scores = try AdjustedEffect.doublyRobust(
                family,
                frame,
                specification: specification(),
                outcome: values,
                probabilities: model.scores.map { settings.link.probability($0) },
                estimand: settings.estimand
            )
            return scores.flatMap {
                let covariance = $0.influence(people: data.people)
                return described("augmented_inverse_probability", family, $0, covariance, "influence_function")
            }
        } catch {
            notes.append("No doubly robust effect: \(error)")
            return nil
        }
    }

    private func described(
        _ method: String,
        _ family: OutcomeRegression.Family,
        _ scores: MeanScores,
        _ covariance: MeanCovariance?,
        _ kind: String
    ) -> MatchAdjusted? {
        guard let covariance else { return nil }
        let measures: [EffectContrast.Measure] =
            family == .logistic ? EffectContrast.Measure.allCases : [.difference]
        return MatchAdjusted(
            method: method,
            outcomeModel: family.rawValue,
            treatedMean: scores.treatedMean,
            controlMean: scores.controlMean,
            standardErrorKind: kind,
            contrasts: measures.compactMap { measure in
                EffectContrast(
                    measure,
                    means: (scores.treatedMean, scores.controlMean),
                    covariance: covariance
                ).map { MatchContrast($0) }
            }
        )
    }

    // MARK: - Bootstrap, sensitivity, power

    private func bootstrap(_ values: [Double]) -> MatchBootstrap? {
        guard request.effects.bootstrap > 0 else { return nil }
        guard settings.effectDesign != .nearestWithReplacement else {
            return MatchBootstrap(
                replicates: 0,
                unit: nil,
                standardError: nil,
                interval: nil,
                refused: "The bootstrap is not valid for nearest neighbours with replacement (Abadie and Imbens 2008)."
            )
        }
        let keys = rowKeys
        var units = data.people.map { $0.map { UInt64($0) } } ?? keys
        // A few subclasses are too few units to draw.
        let isBySet = !isReused && settings.effectDesign != .subclasses && data.people == nil
        let sets = isBySet ? memberships : nil
        if let sets {
            var keyOfSet = Array(repeating: UInt64(0), count: sets.setCount)
            // The first row of a set names it: the one that chose.
            for member in sets.rows.indices.reversed() {
                keyOfSet[Int(sets.sets[member])] = keys[Int(sets.rows[member])]
            }
            for member in sets.rows.indices {
                units[Int(sets.rows[member])] = keyOfSet[Int(sets.sets[member])]
            }
        }
        let used = result.weights.indices.filter { result.weights[$0] > 0 && !values[$0].isNaN }
        var sums = BootstrapSums(replicates: request.effects.bootstrap, seed: settings.seed)
        sums.add(
            outcomes: [used.map { values[$0] }],
            weights: used.map { result.weights[$0] },
            isTreated: used.map { frame.treatment[$0] == 1 },
            units: used.map { units[$0] }
        )
        let estimate = BootstrapEstimate(sums)
        return MatchBootstrap(
            replicates: estimate?.replicates ?? 0,
            unit: sets == nil ? "person" : "matched_set",
            standardError: estimate?.standardError,
            interval: estimate.map { MatchInterval($0.interval) },
            refused: nil
        )
    }

    /// A key of each row's own: rows of equal content are told apart by their place among each other.
    private var rowKeys: [UInt64] {
        let hash = KeyedHash(key: 0x626f_6f74)
        var seen: [UInt64: UInt64] = [:]
        return data.input.keys.map { key in
            let place = seen[key, default: 0]
            seen[key] = place + 1
            return hash.hash(key, place)
        }
    }

    private func sensitivity(_ values: [Double], _ isBinary: Bool, _ ratios: [EffectContrast]) -> MatchSensitivity? {
        let ratio = ratios.first { $0.measure == .riskRatio }
        let eValue = ratio.map {
            EValue(
                RiskRatio(
                    estimate: $0.estimate,
                    interval: ConfidenceInterval(lower: $0.interval.lowerBound, upper: $0.interval.upperBound)
                )
            )
        }
        var test: String?
        var gamma: Double?
        var pValue: Double?
        if let pairs = pairedOutcomes(values) {
            if isBinary {
                let counts = table(pairs).0
                test = "mcnemar"
                gamma = counts.criticalGamma()
                pValue = counts.rosenbaumBound(gamma: 1)?.upper
            } else if let bounds = SignedRankBounds(pairs.map { $0.treated - $0.control }) {
                test = "signed_rank"
                gamma = bounds.criticalGamma()
                pValue = bounds.bound(gamma: 1).upper
            }
        }
        guard eValue != nil || test != nil else { return nil }
        return MatchSensitivity(
            eValue: eValue?.estimate,
            eValueOfInterval: eValue?.interval,
            rosenbaumTest: test,
            gammaAtFivePercent: gamma,
            pValueWithoutBias: pValue
        )
    }

    private func power(_ effect: MatchedEffect, _ inference: MatchedEffect.Inference) -> MatchPower? {
        let difference = DifferenceEstimate(
            estimate: effect.difference,
            standardError: inference.standardError,
            interval: ConfidenceInterval(
                lower: inference.interval.lowerBound,
                upper: inference.interval.upperBound
            ),
            statistic: effect.difference / inference.standardError,
            degreesOfFreedom: inference.degreesOfFreedom,
            pValue: inference.pValue
        )
        let calculation = PowerCalculation()
        return MatchPower(
            peopleNeeded: calculation.peopleForSignificance(difference, people: effect.treatedCount),
            peopleNeededWithPower: calculation.peopleForPower(difference, people: effect.treatedCount),
            minimumDetectableEffect: calculation.minimumDetectableEffect(standardError: inference.standardError),
            power: 0.8
        )
    }
}
