/// How the standard error behind an interval and a test was made; it follows from how people were matched, never from a result.
package enum StandardErrorKind: String, Codable, Sendable, CaseIterable {
    /// Two independent samples, the weighted one with its effective size.
    case independentSamples
    /// Each person's weighted contribution.
    case linearised
    /// Contributions added up over matched sets first.
    case matchedSets
    /// That of Abadie and Imbens, for nearest neighbours who may be chosen again.
    case abadieImbens
}
