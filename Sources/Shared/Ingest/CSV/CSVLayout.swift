import Foundation
import Tables

/// Finds where the rows of a CSV file lie, before any of them is read.
///
/// Chunks begin after line ends guessed in parallel. A guess is right when the chunk before it ends outside quotation
/// marks, since the first chunk's start is known; if any chunk does not, the rows are walked once from the start.
struct CSVLayout {
    /// The header line.
    struct Header {
        fileprivate let fields: [[UInt8]]
        /// The byte after the line.
        let end: Int

        /// The number of columns.
        var columnCount: Int { fields.count }

        /// The columns' names, in UTF-8 and without spaces around them.
        func names(_ encoding: CSVEncoding) -> [String] {
            fields.map { field in
                field.withUnsafeBufferPointer { bytes in
                    if encoding == .utf8 { return String(decoding: bytes, as: UTF8.self) }
                    return String(unsafeUninitializedCapacity: bytes.count * 3) { target in
                        guard let memory = target.baseAddress else { return 0 }
                        return CSVEncoding.transcode(bytes, into: memory)
                    }
                }.trimmingCharacters(in: .whitespacesAndNewlines)
            }
        }
    }

    /// The most columns that are read.
    private static let columnCountMax = 65_536

    let blob: Blob
    let isMapped: Bool
    let bodyStart: Int
    let dialect: CSVDialect
    let chunkBytes: Int
    let threads: Int

    private var bytes: UnsafeBufferPointer<UInt8> { blob.bytes.bindMemory(to: UInt8.self) }

    /// The header, or nil if the file has no line that is not blank.
    func header() -> Header? {
        var columnCount = 1
        var isQuoted = false
        var isBlank = true
        // Counts every separator of the first line, so that the reader has room for all names.
        for byte in bytes[bodyStart...] {
            if byte == CSVDialect.quote { isQuoted.toggle() }
            if byte == dialect.delimiter { columnCount += 1 }
            if byte == dialect.terminator, !isQuoted, !isBlank { break }
            if byte != dialect.terminator, byte != CSVDialect.carriageReturn { isBlank = false }
        }
        let capacity = min(columnCount, Self.columnCountMax)
        var rows = reader(of: bodyStart..<blob.count, columnCount: capacity)
        guard rows.next() else { return nil }
        return Header(fields: (0..<min(rows.fieldCount, capacity)).map { Array(rows[$0]) }, end: rows.offset)
    }

    /// What a look at all bytes tells.
    struct Survey {
        /// UTF-8 if all of the file is valid, Windows-1252 otherwise.
        let encoding: CSVEncoding
        /// The chunks of the rows after the header.
        let chunks: [CSVChunk]
    }

    /// Looks at all bytes once: their encoding, and where the rows after the header lie.
    func survey(after header: Header) -> Survey {
        let ranges = guessedRanges(from: header.end)
        let columnCount = header.columnCount
        let parts = work(count: ranges.count) { index -> (isText: Bool, rowCount: Int?) in
            let chunk = UnsafeBufferPointer(rebasing: bytes[ranges[index]])
            let glance = CSVGlance(chunk, dialect.terminator)
            let isText = glance.isASCII || isUTF8(chunk)
            let isLast = index == ranges.count - 1
            let count = glance.rowCount ?? rowCount(ranges[index], columnCount: columnCount, isLast: isLast)
            if isMapped { PageCache.release(blob, ranges[index]) }
            return (isText, count)
        }
        let isText = isUTF8(UnsafeBufferPointer(rebasing: bytes[bodyStart..<header.end])) && parts.allSatisfy(\.isText)
        return Survey(
            encoding: isText ? .utf8 : .windows1252,
            chunks: chunks(ranges, parts.map(\.rowCount)) ?? walkedChunks(from: header.end, columnCount: columnCount)
        )
    }

    /// The chunks of guessed ranges, or nil where a range ends inside quotation marks.
    private func chunks(_ ranges: [Range<Int>], _ counts: [Int?]) -> [CSVChunk]? {
        var chunks: [CSVChunk] = []
        var row = 1
        for (range, count) in zip(ranges, counts) {
            guard let count else { return nil }
            if count == 0 { continue }
            chunks.append(CSVChunk(index: chunks.count, range: range, firstRow: row, rowCount: count))
            row += count
        }
        return chunks
    }

    private func reader(of range: Range<Int>, columnCount: Int) -> CSVRowReader {
        CSVRowReader(
            blob: blob,
            range: range,
            firstRow: 1,
            columnCount: columnCount,
            dialect: dialect,
            encoding: .utf8
        )
    }

    /// Maps without errors, which `Parallel.map` declares.
    private func work<R: Sendable>(count: Int, _ body: @Sendable (Int) -> R) -> [R] {
        do { return try Parallel.map(count: count, threads: threads) { _, index in body(index) } } catch {
            preconditionFailure("this work cannot fail")
        }
    }

    private func guessedRanges(from start: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var low = start
        while low < blob.count {
            var high = min(low + chunkBytes, blob.count)
            if high < blob.count, let base = bytes.baseAddress {
                let found = memchr(base + high, Int32(dialect.terminator), blob.count - high)
                high = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) + 1 } ?? blob.count
            }
            ranges.append(low..<high)
            low = high
        }
        return ranges
    }

    /// Rows of a guessed chunk, or nil when it ends inside quotation marks.
    private func rowCount(_ range: Range<Int>, columnCount: Int, isLast: Bool) -> Int? {
        let chunk = UnsafeBufferPointer(rebasing: bytes[range])
        if let base = chunk.baseAddress, memchr(base, Int32(CSVDialect.quote), chunk.count) == nil {
            return plainRowCount(chunk)
        }
        var rows = reader(of: range, columnCount: columnCount)
        var count = 0
        while rows.next() {
            count += 1
            if rows.endsInsideQuotes, !isLast { return nil }
        }
        return count
    }

    /// Rows of a chunk without quotation marks: its line ends, less those of blank lines.
    private func plainRowCount(_ chunk: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = chunk.baseAddress else { return 0 }
        let end = base + chunk.count
        var count = 0
        var rowStart = base
        while rowStart < end, let found = memchr(rowStart, Int32(dialect.terminator), end - rowStart) {
            let place = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
            if !isBlank(rowStart, place) { count += 1 }
            rowStart = place + 1
        }
        return !isBlank(rowStart, end) ? count + 1 : count
    }

    @inline(__always)
    private func isBlank(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        start >= end || (end - start == 1 && start.pointee == CSVDialect.carriageReturn)
    }

    /// The chunks found by reading every row in turn, for files with line ends inside quotation marks.
    private func walkedChunks(from start: Int, columnCount: Int) -> [CSVChunk] {
        var rows = reader(of: start..<blob.count, columnCount: columnCount)
        var chunks: [CSVChunk] = []
        var low = start
        var first = 1
        var count = 0
        while rows.next() {
            count += 1
            if rows.offset - low < chunkBytes { continue }
            chunks.append(CSVChunk(index: chunks.count, range: low..<rows.offset, firstRow: first, rowCount: count))
            if isMapped { PageCache.release(blob, low..<rows.offset) }
            (low, first, count) = (rows.offset, first + count, 0)
        }
        if count > 0 {
            chunks.append(CSVChunk(index: chunks.count, range: low..<blob.count, firstRow: first, rowCount: count))
        }
        return chunks
    }

    private func isUTF8(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return true }
        let raw = UnsafeRawPointer(base)
        var all: UInt64 = 0
        var place = 0
        while place + 32 <= text.count {
            all |= raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            all |= raw.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)
            all |= raw.loadUnaligned(fromByteOffset: place + 16, as: UInt64.self)
            all |= raw.loadUnaligned(fromByteOffset: place + 24, as: UInt64.self)
            place += 32
        }
        while place < text.count {
            all |= UInt64(text[place])
            place += 1
        }
        return all & ByteWord.highs == 0 || String(validating: text, as: UTF8.self) != nil
    }
}
