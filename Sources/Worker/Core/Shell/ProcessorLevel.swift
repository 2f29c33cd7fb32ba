import Foundation

/// The x86-64 level of this machine's processor (System V ABI, microarchitecture levels 1 to 4).
///
/// A job runs on one level, since compilers and libraries may round differently on another.
package enum ProcessorLevel {
    /// What each level needs beyond the one below.
    private static let needs: [Set<Substring>] = [
        ["cx16", "popcnt", "sse4_1", "sse4_2", "ssse3"],
        ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe"],
        ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"],
    ]

    /// This machine's level; 1 when it cannot be found out.
    package static var current: UInt8 {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
        else { return 1 }
        return level(flags: Set(line.split(separator: " ")))
    }

    static func level(flags: Set<Substring>) -> UInt8 {
        UInt8(1 + needs.prefix { $0.isSubset(of: flags) }.count)
    }
}
