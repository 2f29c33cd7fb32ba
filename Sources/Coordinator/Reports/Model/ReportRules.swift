/// The thresholds by which a report turns figures into words.
///
/// They are part of the results, so that a reader of `results.json` sees by which rules a verdict was reached.
package struct ReportRules: Codable, Sendable, Equatable {
    /// A difference is significant when its p-value is at most this; intervals have the level one minus this.
    package var significanceLevel = 0.05
    /// Fewest reoffenders in the treatment group for times, and for the list of significant results.
    package var treatmentReoffendersMin = 30
    /// Fewest people of the treatment group with an outcome for the list of significant results.
    package var withOutcomeMin = 10
    /// Largest absolute standardised mean difference of the green band (a fraction of a standard deviation).
    package var balanceGreenMax = 0.05
    /// Largest absolute standardised mean difference of the amber band.
    package var balanceAmberMax = 0.10
    /// Power at which the number of people needed is worked out.
    package var power = 0.80

    /// The service's defaults.
    package static let standard = ReportRules()

    /// The service's defaults, to be changed one by one.
    package init() {}
}
