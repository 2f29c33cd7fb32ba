import Foundation

/// Arrays of many rows on large pages, where the system has them: fewer page faults, and columns side by side stay in reach of
/// the processor's address tables.
package enum LargePages {
    private static let pageBytes = 4_096
    /// Smaller arrays do not fill a large page.
    private static let bytesMin = 4 << 20

    /// An array whose elements a closure writes.
    ///
    /// - Parameters:
    ///   - count: The elements.
    ///   - fill: Writes every element, unless all are written before they are read.
    /// - Returns: The array.
    package static func array<Value: BitwiseCopyable>(
        count: Int,
        _ fill: (UnsafeMutableBufferPointer<Value>) -> Void
    ) -> [Value] {
        [Value](unsafeUninitializedCapacity: max(count, 1)) { buffer, filled in
            prefer(UnsafeMutableRawBufferPointer(buffer))
            fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            filled = count
        }
    }

    private static func prefer(_ memory: UnsafeMutableRawBufferPointer) {
        guard memory.count >= bytesMin, let base = memory.baseAddress else { return }
        let skipped = (pageBytes - Int(bitPattern: base) % pageBytes) % pageBytes
        madvise(base + skipped, (memory.count - skipped) / pageBytes * pageBytes, MADV_HUGEPAGE)
    }
}
