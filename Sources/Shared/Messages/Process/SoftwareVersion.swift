/// The release that coordinator and workers compare: both must be the same.
package enum SoftwareVersion {
    /// Semantic version.
    package static let current = "0.1.0"
}
