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

    /// UTF-8 if all of the file is valid, Windows-1252 otherwise.
    func encoding() -> CSVEncoding {
        let starts = stride(from: bodyStart, to: blob.count, by: chunkBytes).map(characterStart)
        let ranges = zip(starts, starts.dropFirst() + [blob.count]).filter { $0 < $1 }.map { $0..<$1 }
        let isValid = work(count: ranges.count) { index in
            let isText = isUTF8(UnsafeBufferPointer(rebasing: bytes[ranges[index]]))
            if isMapped { PageCache.release(blob, ranges[index]) }
            return isText
        }
        return isValid.allSatisfy(\.self) ? .utf8 : .windows1252
    }

    /// The chunks of the rows after the header.
    func chunks(from start: Int, columnCount: Int) -> [CSVChunk] {
        let ranges = guessedRanges(from: start)
        let counts = work(count: ranges.count) { index -> Int? in
            let count = rowCount(ranges[index], columnCount: columnCount, isLast: index == ranges.count - 1)
            if isMapped { PageCache.release(blob, ranges[index]) }
            return count
        }
        if counts.contains(where: { $0 == nil }) { return walkedChunks(from: start, columnCount: columnCount) }
        var chunks: [CSVChunk] = []
        var row = 1
        for (range, count) in zip(ranges, counts) {
            guard let count, count > 0 else { continue }
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
        let pattern = ByteWord.pattern(dialect.terminator)
        var count = 0
        var rowStart = base
        var place = base
        while place < end {
            var mask = ByteWord.matches(ByteWord.load(place, end: end), pattern)
            while mask != 0 {
                let found = place + (mask.trailingZeroBitCount >> 3)
                mask &= mask &- 1
                if !isBlank(rowStart, found) { count += 1 }
                rowStart = found + 1
            }
            place += 8
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

    /// The first byte at or after an offset that does not continue a UTF-8 character.
    private func characterStart(_ offset: Int) -> Int {
        var start = offset
        while start < min(offset + 3, blob.count), bytes[start] & 0xC0 == 0x80 { start += 1 }
        return start
    }

    private func isUTF8(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return true }
        let end = base + text.count
        var all: UInt64 = 0
        var place = base
        while place < end {
            all |= ByteWord.load(place, end: end)
            place += 8
        }
        return all & ByteWord.highs == 0 || String(validating: text, as: UTF8.self) != nil
    }
}
