import CStringKernels
import Foundation

/// The instructions that comparisons of many strings use; results are the same at every level.
package enum KernelLevel: String, CaseIterable, Comparable, Sendable {
    /// 128-bit vectors as the compiler makes them, on any processor.
    case portable
    /// 256-bit vectors.
    case avx2
    /// 512-bit vectors with mask registers.
    case avx512

    /// The environment variable that sets a lower level than the processor has: `portable`, `avx2` or `avx512`.
    package static let environmentName = "JDL_KERNELS"

    /// The highest level of this processor.
    package static let highest: KernelLevel =
        switch jdl_kernel_level_max() {
        case JDL_KERNEL_AVX512: .avx512
        case JDL_KERNEL_AVX2: .avx2
        default: .portable
        }

    /// The level in use: the highest, or what ``environmentName`` says if that is lower.
    package static let chosen: KernelLevel = {
        let wanted = ProcessInfo.processInfo.environment[environmentName].flatMap { KernelLevel(rawValue: $0) }
        return min(wanted ?? highest, highest)
    }()

    package static func < (left: KernelLevel, right: KernelLevel) -> Bool { left.code.rawValue < right.code.rawValue }

    /// The level as the kernels number it.
    var code: jdl_kernel_level {
        switch self {
        case .portable: JDL_KERNEL_PORTABLE
        case .avx2: JDL_KERNEL_AVX2
        case .avx512: JDL_KERNEL_AVX512
        }
    }
}
