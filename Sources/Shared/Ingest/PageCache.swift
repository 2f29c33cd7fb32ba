import Foundation
import Tables

/// What a process keeps in memory of the files that it has mapped.
enum PageCache {
    private static let pageBytes = 4_096

    /// Lets go of the pages that lie wholly inside a range of a mapped file; never for memory of the process's own.
    ///
    /// They are read again from the page cache when touched, so a reader of the same range is not disturbed.
    static func release(_ mapped: Blob, _ range: Range<Int>) {
        guard let start = mapped.bytes.baseAddress else { return }
        let low = (range.lowerBound + pageBytes - 1) / pageBytes * pageBytes
        let high = range.upperBound / pageBytes * pageBytes
        guard low < high else { return }
        madvise(UnsafeMutableRawPointer(mutating: start + low), high - low, MADV_DONTNEED)
    }
}
