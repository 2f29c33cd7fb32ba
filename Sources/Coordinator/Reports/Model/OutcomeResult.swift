/// One outcome by group, with the estimated difference.
package struct OutcomeResult: Codable, Sendable, Equatable {
    /// Why figures are not shown.
    package enum Withheld: String, Codable, Sendable {
        /// The treatment group has fewer reoffenders than ``ReportRules/treatmentReoffendersMin``.
        case fewReoffenders
        /// Fewer people of the treatment group than ``ReportRules/withOutcomeMin`` have the outcome.
        case fewWithOutcome
        /// A group is too small or nothing varies, so that nothing can be tested.
        case notMeasurable
    }

    /// One group's mean.
    package struct GroupEstimate: Codable, Sendable, Equatable {
        /// People measured.
        package var people: Int
        /// Effective sample size (equal to `people` without weights).
        package var effectiveSize: Double
        /// The mean: a share from 0 to 1 for rates, reoffences for frequency, days for time.
        package var estimate: Double
        /// Standard error of the mean.
        package var standardError: Double
        /// Lower end of the mean's interval.
        package var lower: Double
        /// Upper end of the mean's interval.
        package var upper: Double

        /// A group's mean with its uncertainty.
        package init(
            people: Int,
            effectiveSize: Double,
            estimate: Double,
            standardError: Double,
            lower: Double,
            upper: Double
        ) {
            self.people = people
            self.effectiveSize = effectiveSize
            self.estimate = estimate
            self.standardError = standardError
            self.lower = lower
            self.upper = upper
        }
    }

    /// An outcome that people have or not, in matched pairs of one and one.
    package struct Pairs: Codable, Sendable, Equatable {
        /// Pairs in which both were measured.
        package var pairs: Int
        /// Pairs in which only the treated person has the outcome.
        package var treatmentOnly: Int
        /// Pairs in which only the comparison person has it.
        package var comparisonOnly: Int
        /// The p-value of McNemar's test; absent when no pair differs.
        package var mcNemarPValue: Double?
        /// That of its exact form.
        package var mcNemarExactPValue: Double?

        /// Pairs with their test.
        package init(
            pairs: Int,
            treatmentOnly: Int,
            comparisonOnly: Int,
            mcNemarPValue: Double?,
            mcNemarExactPValue: Double?
        ) {
            self.pairs = pairs
            self.treatmentOnly = treatmentOnly
            self.comparisonOnly = comparisonOnly
            self.mcNemarPValue = mcNemarPValue
            self.mcNemarExactPValue = mcNemarExactPValue
        }
    }

    /// Everything measured of an outcome; absent as a whole when withheld.
    package struct Figures: Codable, Sendable, Equatable {
        /// The treatment group.
        package var treatment: GroupEstimate
        /// The matched comparison group, weighted.
        package var comparison: GroupEstimate
        /// Treatment minus comparison.
        package var difference: EstimatedDifference
        /// How the standard error of `difference` was made; absent in results from before there was a choice.
        package var standardErrorKind: StandardErrorKind?
        /// People of the treatment group needed for a difference as measured to be significant, at the rules' power.
        package var peopleNeeded: Int?
        /// The same difference with a standard error that allows for matching with reuse.
        package var robust: EstimatedDifference?
        /// Name of the method of `robust`.
        package var robustMethod: String?
        /// The outcome by matched pair; absent unless each treated person has one comparison person.
        package var paired: Pairs?
        /// The same difference by other methods; absent when none was asked for.
        package var checks: [EffectCheck]?

        /// An outcome's figures.
        package init(
            treatment: GroupEstimate,
            comparison: GroupEstimate,
            difference: EstimatedDifference,
            standardErrorKind: StandardErrorKind? = nil,
            peopleNeeded: Int? = nil,
            robust: EstimatedDifference? = nil,
            robustMethod: String? = nil,
            paired: Pairs? = nil,
            checks: [EffectCheck]? = nil
        ) {
            self.treatment = treatment
            self.comparison = comparison
            self.difference = difference
            self.standardErrorKind = standardErrorKind
            self.peopleNeeded = peopleNeeded
            self.robust = robust
            self.robustMethod = robustMethod
            self.paired = paired
            self.checks = checks
        }
    }

    /// Which outcome.
    package var code: Code
    /// People of the treatment group with this outcome: a value above zero (for frequency and time: who reoffended).
    package var withOutcome: Int
    /// What was measured, or `nil` when withheld.
    package var figures: Figures?
    /// Why the figures are withheld.
    package var withheld: Withheld?

    /// An outcome with its figures.
    package init(code: Code, withOutcome: Int, figures: Figures) {
        self.code = code
        self.withOutcome = withOutcome
        self.figures = figures
        self.withheld = nil
    }

    /// An outcome that could not be measured.
    package init(notMeasurable code: Code, withOutcome: Int) {
        self.code = code
        self.withOutcome = withOutcome
        self.withheld = .notMeasurable
    }

    /// The same outcome without the figures that the rules do not allow to be shown.
    func gated(treatmentReoffenders: Int, rules: ReportRules) -> OutcomeResult {
        guard figures != nil else { return self }
        let people = code == .violentTime ? withOutcome : treatmentReoffenders
        var result = self
        if code.isTime, people < rules.treatmentReoffendersMin {
            result.withheld = .fewReoffenders
        } else if code.family == .detail, withOutcome < rules.withOutcomeMin {
            result.withheld = .fewWithOutcome
        } else {
            return self
        }
        result.figures = nil
        return result
    }

    /// Whether it may stand in the list of significant results.
    package func isReportedAsSignificant(_ groups: AnalysisGroups, rules: ReportRules) -> Bool {
        guard let figures, figures.difference.verdict.isSignificant else { return false }
        return groups.treatmentReoffenders >= rules.treatmentReoffendersMin && withOutcome >= rules.withOutcomeMin
    }
}
