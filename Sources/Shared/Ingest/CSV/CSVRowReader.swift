import Foundation
import Tables

/// Reads the rows of one chunk of a CSV file, one after the other, into the same field buffers.
///
/// A field is a run of bytes inside the mapped file, or, where quotation marks were doubled or the file is not in UTF-8,
/// of memory that is reused for the next row; either way it is valid until the next call of ``next()``.
package struct CSVRowReader: ~Copyable {
    /// The number of the current row in the file; the first data row is 1.
    package private(set) var rowNumber: Int
    /// What is wrong with the current row's shape, if anything.
    package private(set) var fault: CSVFault?
    /// How many fields the current row has, those beyond the header's among them.
    package private(set) var fieldCount = 0

    private let blob: Blob
    private let dialect: CSVDialect
    private let encoding: CSVEncoding
    private let columnCount: Int
    private let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let end: UnsafePointer<UInt8>
    private let delimiters: UInt64
    private let terminators: UInt64
    /// Where the next row begins.
    private var position: UnsafePointer<UInt8>
    /// The word under inspection, and which of its bytes are structural and still unread.
    private var base: UnsafePointer<UInt8>
    private var mask: UInt64
    private var decoded: [UnsafeMutablePointer<UInt8>] = []

    /// A reader of `range` of a mapped file.
    ///
    /// - Parameters:
    ///   - blob: The file, kept alive by the reader.
    ///   - range: Whole rows, as byte offsets.
    ///   - firstRow: The number of the first row in the range.
    ///   - columnCount: Fields that a row should have.
    ///   - dialect: How the file is written.
    ///   - encoding: Its characters.
    init(
        blob: Blob,
        range: Range<Int>,
        firstRow: Int,
        columnCount: Int,
        dialect: CSVDialect,
        encoding: CSVEncoding
    ) {
        guard let start = blob.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            preconditionFailure("a blob always has memory")
        }
        self.blob = blob
        self.dialect = dialect
        self.encoding = encoding
        self.columnCount = columnCount
        rowNumber = firstRow - 1
        fields = .allocate(capacity: max(columnCount, 1))
        fields.initialize(repeating: UnsafeBufferPointer(start: nil, count: 0), count: max(columnCount, 1))
        position = start + range.lowerBound
        end = start + range.upperBound
        delimiters = ByteWord.pattern(dialect.delimiter)
        terminators = ByteWord.pattern(dialect.terminator)
        base = position
        mask = 0
        seek(to: position)
    }

    deinit {
        for memory in decoded { memory.deallocate() }
        fields.deallocate()
    }

    /// The current row's field of a column; empty where the row is too short.
    package subscript(column: Int) -> UnsafeBufferPointer<UInt8> {
        @inline(__always) get {
            precondition(column >= 0 && column < columnCount, "column outside the header")
            return fields[column]
        }
    }

    /// Whether a field of the current row lies in memory that is reused for the next row, and not in the file's.
    var hasDecodedFields: Bool { !decoded.isEmpty }

    /// Whether the last row ran into the end of the chunk inside a quoted field.
    var endsInsideQuotes: Bool { fault == .openQuote }

    /// The byte offset from the start of the file at which the next row begins.
    var offset: Int {
        guard let start = blob.bytes.baseAddress else { preconditionFailure("a blob always has memory") }
        return UnsafeRawPointer(position) - start
    }

    /// Goes to where a row begins, a byte offset from the start of the file; rows are then numbered on from the last.
    mutating func move(to offset: Int) {
        guard let start = blob.bytes.baseAddress else { preconditionFailure("a blob always has memory") }
        position = start.assumingMemoryBound(to: UInt8.self) + offset
        seek(to: position)
    }

    @inline(__always)
    private mutating func seek(to place: UnsafePointer<UInt8>) {
        base = place
        mask = structural(at: place)
    }

    @inline(__always)
    private func structural(at place: UnsafePointer<UInt8>) -> UInt64 {
        let word = ByteWord.load(place, end: end)
        return ByteWord.matches(word, delimiters) | ByteWord.matches(word, terminators)
            | ByteWord.matches(word, 0x2222_2222_2222_2222)
    }

    /// Reads the next row that is not blank.
    ///
    /// - Returns: False at the end of the chunk.
    package mutating func next() -> Bool {
        if !decoded.isEmpty { releaseDecoded() }
        fault = nil
        var start = position
        var column = 0
        // Whether the field that begins at `start` was quoted and is stored already.
        var isStored = false
        while true {
            while mask == 0 {
                base += 8
                guard base < end else { return endLastRow(column: column, start: start, isStored: isStored) }
                mask = structural(at: base)
            }
            let place = base + (mask.trailingZeroBitCount >> 3)
            mask &= mask &- 1
            let byte = place.pointee
            if byte == dialect.delimiter {
                if isStored {
                    if place != start { noteTextAfterQuote(start, place) }
                    isStored = false
                } else if column < columnCount {
                    store(column, start, place)
                }
                column += 1
                start = place + 1
            } else if byte == dialect.terminator {
                let fieldEnd = place > start && place[-1] == CSVDialect.carriageReturn ? place - 1 : place
                position = place + 1
                if column == 0, fieldEnd == start, !isStored {
                    start = position
                    continue
                }
                endRow(column: column, start: start, fieldEnd: fieldEnd, isStored: isStored)
                return true
            } else if place == start, !isStored {
                start = storeQuoted(column, place + 1)
                isStored = true
                seek(to: start)
            }
        }
    }

    /// A last row without a line end; false when nothing is left.
    private mutating func endLastRow(column: Int, start: UnsafePointer<UInt8>, isStored: Bool) -> Bool {
        position = end
        let fieldEnd = end > start && end[-1] == CSVDialect.carriageReturn ? end - 1 : end
        if column == 0, fieldEnd <= start, !isStored { return false }
        endRow(column: column, start: start, fieldEnd: fieldEnd, isStored: isStored)
        return true
    }

    @inline(__always)
    private mutating func endRow(
        column: Int,
        start: UnsafePointer<UInt8>,
        fieldEnd: UnsafePointer<UInt8>,
        isStored: Bool
    ) {
        rowNumber += 1
        if isStored {
            if fieldEnd != start { noteTextAfterQuote(start, fieldEnd) }
        } else if column < columnCount {
            store(column, start, fieldEnd)
        }
        let found = column + 1
        fieldCount = found
        if found == columnCount { return }
        if fault == nil { fault = .fieldCount(found: found, expected: columnCount) }
        var missing = found
        while missing < columnCount {
            fields[missing] = UnsafeBufferPointer(start: nil, count: 0)
            missing += 1
        }
    }

    private mutating func noteTextAfterQuote(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        let gap = UnsafeBufferPointer(start: start, count: end - start)
        if fault == nil, !gap.allSatisfy({ $0 == 0x20 }) { fault = .textAfterQuote }
    }

    @inline(__always)
    private mutating func store(_ column: Int, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        let field = UnsafeBufferPointer(start: start, count: end - start)
        fields[column] = encoding == .utf8 ? field : transcoded(field)
    }

    /// Stores the quoted field that begins after its opening mark; returns the place after the closing one.
    private mutating func storeQuoted(_ column: Int, _ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        var place = start
        var doubled = 0
        while true {
            guard place < end, let found = memchr(place, Int32(CSVDialect.quote), end - place) else {
                fault = .openQuote
                if column < columnCount { store(column, start, end) }
                return end
            }
            let close = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
            if close + 1 < end, close[1] == CSVDialect.quote {
                doubled += 1
                place = close + 2
                continue
            }
            if column < columnCount {
                store(column, start, close)
                if doubled > 0 { fields[column] = unescaped(fields[column]) }
            }
            return close + 1
        }
    }

    private mutating func unescaped(_ field: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let memory = keep(capacity: field.count)
        var count = 0
        var index = 0
        while index < field.count {
            memory[count] = field[index]
            index += field[index] == CSVDialect.quote ? 2 : 1
            count += 1
        }
        return UnsafeBufferPointer(start: memory, count: count)
    }

    private mutating func transcoded(_ field: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard field.contains(where: { $0 >= 0x80 }) else { return field }
        let memory = keep(capacity: field.count * 3)
        return UnsafeBufferPointer(start: memory, count: CSVEncoding.transcode(field, into: memory))
    }

    private mutating func keep(capacity: Int) -> UnsafeMutablePointer<UInt8> {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(capacity, 1))
        decoded.append(memory)
        return memory
    }

    private mutating func releaseDecoded() {
        for memory in decoded { memory.deallocate() }
        decoded.removeAll(keepingCapacity: true)
    }
}
