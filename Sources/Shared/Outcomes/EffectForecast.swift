private import Statistics

/// What a study of some size could show, from the treated group's size and the comparison group alone.
///
/// Nothing here looks at an outcome of a treated person, so a forecast may be made, and a study dropped or enlarged, before
/// anybody knows what it would find. Both groups are taken as independent samples, as in the service's own test, and the
/// normal distribution stands for that of the estimate (Chow, Shao and Wang 2008, Sample Size Calculations in Clinical
/// Research, chapters 3 and 4).
package struct EffectForecast: Sendable {
    /// The two groups as they would be compared.
    package struct Groups: Hashable, Sendable {
        /// Treated people who would be analysed, at least 1.
        package var treated: Int
        /// Effective sample size of the comparison group, above 0.
        package var comparison: Double
        /// Mean of the comparison group: a share from 0 to 1, or a count a person.
        package var baseline: Double
        /// Standard deviation between people; of a share it follows from `baseline`.
        package var deviation: Double

        /// Groups whose outcome is a count or another number.
        package init(treated: Int, comparison: Double, baseline: Double, deviation: Double) {
            precondition(treated > 0 && comparison > 0 && deviation >= 0, "groups have people")
            self.treated = treated
            self.comparison = comparison
            self.baseline = baseline
            self.deviation = deviation
        }

        /// Groups whose outcome is a share.
        package init(treated: Int, comparison: Double, share: Double) {
            precondition((0...1).contains(share), "a share lies between 0 and 1")
            self.init(
                treated: treated,
                comparison: comparison,
                baseline: share,
                deviation: (share * (1 - share)).squareRoot()
            )
        }
    }

    /// What is to be measured.
    package enum Kind: Hashable, Sendable {
        /// A yes or no a person.
        case share
        /// A number a person, which varies alike in both groups.
        case mean
    }

    /// The groups.
    package let groups: Groups
    /// What is to be measured.
    package let kind: Kind
    private let settings: OutcomeSettings

    /// A forecast for some groups.
    package init(_ groups: Groups, kind: Kind, settings: OutcomeSettings = OutcomeSettings()) {
        self.groups = groups
        self.kind = kind
        self.settings = settings
    }

    private var significanceQuantile: Double { Normal.quantile(0.5 + settings.confidence / 2) }

    /// Standard error of the difference if the treated group's true mean is the baseline plus `effect`.
    package func standardError(effect: Double) -> Double {
        let comparison = groups.deviation * groups.deviation / groups.comparison
        return (treatedVariance(effect: effect) / Double(groups.treated) + comparison).squareRoot()
    }

    private func treatedVariance(effect: Double) -> Double {
        guard kind == .share else { return groups.deviation * groups.deviation }
        let share = min(max(groups.baseline + effect, 0), 1)
        return share * (1 - share)
    }

    /// Half the width of the interval that would be reported if nothing changed.
    package var intervalHalfWidth: Double { significanceQuantile * standardError(effect: 0) }

    /// The chance that a true effect is found significant, in its own direction.
    package func power(effect: Double) -> Double {
        let error = standardError(effect: effect)
        guard error > 0 else { return effect == 0 ? 0 : 1 }
        return Normal.cdf(abs(effect) / error - significanceQuantile)
    }

    /// The smallest true reduction that would be found significant with the settings' power; nil when even a fall of the
    /// outcome to zero would not.
    package var detectableReduction: Double? {
        guard let size = detectable(direction: -1), size <= groups.baseline else { return nil }
        return size
    }

    /// The smallest true increase that would be found significant with the settings' power; nil when even everyone's
    /// having the outcome would not.
    package var detectableIncrease: Double? {
        guard let size = detectable(direction: 1) else { return nil }
        return kind == .share && size > 1 - groups.baseline ? nil : size
    }

    /// Solves δ = (z₁ + z₂) · standard error(± δ), which is a quadratic equation in δ for a share.
    ///
    /// With k = (z₁ + z₂)², q = p(1 − p), n treated, m comparison people and s = ± 1 the direction:
    /// (1 + k/n) δ² − s (k/n)(1 − 2p) δ − k q (1/n + 1/m) = 0.
    private func detectable(direction: Double) -> Double? {
        let quantile = significanceQuantile + Normal.quantile(settings.power)
        guard kind == .share else { return quantile * standardError(effect: 0) }
        let share = groups.baseline
        let factor = quantile * quantile
        let treated = Double(groups.treated)
        let square = 1 + factor / treated
        let linear = -direction * factor / treated * (1 - 2 * share)
        let constant = -factor * share * (1 - share) * (1 / treated + 1 / groups.comparison)
        let root = (linear * linear - 4 * square * constant).squareRoot()
        let size = (-linear + root) / (2 * square)
        return size > 0 ? size : nil
    }

    /// Treated people with whom a true effect would be found significant with the settings' power, the comparison group
    /// growing in proportion; nil for no effect, or for more than 10 billion.
    package func peopleNeeded(effect: Double) -> Int? {
        let quantile = significanceQuantile + Normal.quantile(settings.power)
        let ratio = groups.comparison / Double(groups.treated)
        let variance = treatedVariance(effect: effect) + groups.deviation * groups.deviation / ratio
        let people = (quantile * quantile * variance / (effect * effect)).rounded(.up)
        return people < 1e10 ? max(Int(people), 1) : nil
    }
}
