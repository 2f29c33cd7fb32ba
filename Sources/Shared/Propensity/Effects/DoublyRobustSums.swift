/// The doubly robust effect on the treated as sums over rows, once the outcome of people without treatment is regressed.
///
/// A treated row contributes c = y − m₀(x), a control row c = −e/(1 − e) (y − m₀(x)); the effect is τ = Σc / N₁, and its
/// influence function (c − tτ) / N₁ (Mercatanti and Li 2014, doi:10.1214/13-AOAS703). It is what
/// ``AdjustedEffect/doublyRobust(_:_:specification:outcome:probabilities:estimand:)`` gives for the estimand `att`.
package struct DoublyRobustSums: Equatable, Sendable {
    /// Rows with an outcome, treated.
    package var treatedCount: Int
    /// Rows with an outcome, controls.
    package var controlCount: Int
    /// Σ c.
    package var total: Double
    /// Σ c over the treated.
    package var treatedTotal: Double
    /// Σ c².
    package var squares: Double

    /// Sums from their parts; by default those of nobody.
    package init(
        treatedCount: Int = 0,
        controlCount: Int = 0,
        total: Double = 0,
        treatedTotal: Double = 0,
        squares: Double = 0
    ) {
        self.treatedCount = treatedCount
        self.controlCount = controlCount
        self.total = total
        self.treatedTotal = treatedTotal
        self.squares = squares
    }

    /// Adds a row.
    ///
    /// - Parameters:
    ///   - residual: The outcome less what the regression of the controls predicts.
    ///   - odds: The odds of treatment, e/(1 − e); not used of a treated row.
    ///   - isTreated: The row's group.
    package mutating func add(residual: Double, odds: Double, isTreated: Bool) {
        let part = isTreated ? residual : -odds * residual
        total += part
        squares += part * part
        if isTreated {
            treatedCount += 1
            treatedTotal += part
        } else {
            controlCount += 1
        }
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: DoublyRobustSums) {
        treatedCount += later.treatedCount
        controlCount += later.controlCount
        total += later.total
        treatedTotal += later.treatedTotal
        squares += later.squares
    }

    /// The effect; nil when a group is empty.
    package var effect: Double? { treatedCount > 0 && controlCount > 0 ? total / Double(treatedCount) : nil }

    /// The standard error by the influence function, rows being independent; nil when a group is empty.
    package var standardError: Double? {
        guard let effect else { return nil }
        let count = Double(treatedCount)
        return max(0, squares - 2 * effect * treatedTotal + count * effect * effect).squareRoot() / count
    }
}
