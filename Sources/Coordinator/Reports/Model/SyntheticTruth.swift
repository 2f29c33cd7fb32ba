/// What is known to be true of synthetic data, to be shown beside the headline.
package struct SyntheticTruth: Codable, Sendable, Equatable {
    /// The programme's true effect on the rate of the people analysed (a fraction; negative is lower).
    package var effect: Double

    /// A known effect.
    package init(effect: Double) {
        self.effect = effect
    }
}
