/// How the share of a candidate falls with its distance in kernel matching, up to a factor that shares lose.
///
/// The kernels of psmatch2 (Leuven and Sianesi 2003); u is the distance over the bandwidth.
package enum Kernel: String, CaseIterable, Sendable {
    /// 1 − u² up to 1 (Epanechnikov).
    case epan
    /// exp(−u²/2), never 0.
    case gaussian
    /// (1 − u²)² up to 1.
    case biweight
    /// 1 up to 1: radius matching with the bandwidth as caliper.
    case uniform
    /// (1 − |u|³)³ up to 1.
    case tricube

    /// The largest u with a share above 0, or, of the bell curve, with one that a double can hold.
    package var reach: Double { self == .gaussian ? 38.5 : 1 }

    /// The coefficients of the powers of u at 0 ≤ u ≤ 1; of the bell curve nothing.
    var coefficients: [Double] {
        switch self {
        case .epan: [1, 0, -1]
        case .biweight: [1, 0, -2, 0, 1]
        case .uniform: [1]
        case .tricube: [1, 0, 0, -3, 0, 0, 3, 0, 0, -1]
        case .gaussian: []
        }
    }
}
