/// A read-only run of values inside a ``Blob``, which it keeps alive.
///
/// Element must be a type of which every bit pattern is a value (numbers, ``Day``).
package struct Column<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, @unchecked Sendable {
    private let blob: Blob
    @usableFromInline let base: UnsafePointer<Element>
    /// The number of values.
    package let count: Int

    init(blob: Blob, offset: Int, count: Int) {
        self.blob = blob
        self.count = count
        guard let start = blob.bytes.baseAddress else { preconditionFailure("a blob always has memory") }
        // Bounds and alignment were checked by TableView.
        base = start.advanced(by: offset).assumingMemoryBound(to: Element.self)
    }

    @inlinable package var startIndex: Int { 0 }
    @inlinable package var endIndex: Int { count }
    /// The row after a row.
    @inlinable
    package func index(after index: Int) -> Int { index + 1 }

    /// The row before a row.
    @inlinable
    package func index(before index: Int) -> Int { index - 1 }

    @inlinable
    package subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "row outside the column")
        return base[index]
    }

    /// The values for hot loops, unchecked; valid while this column (or its blob) is held.
    @inlinable package var pointer: UnsafePointer<Element> { base }

    /// The values as an unsafe buffer for the time of a closure.
    package func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Element>) throws -> R) rethrows -> R {
        try withExtendedLifetime(blob) { try body(UnsafeBufferPointer(start: base, count: count)) }
    }
}

/// A dictionary-coded text column: a code a row, and the distinct texts in ascending byte order.
///
/// Code 0 is the empty text, which stands for "missing"; so it is always in the dictionary.
package struct TextColumn: Sendable {
    /// One code a row.
    package let codes: Column<UInt32>
    private let offsets: Column<UInt32>
    private let utf8: Column<UInt8>

    init(codes: Column<UInt32>, offsets: Column<UInt32>, utf8: Column<UInt8>) {
        self.codes = codes
        self.offsets = offsets
        self.utf8 = utf8
    }

    /// The number of distinct texts, the empty one included.
    package var distinctCount: Int { offsets.count - 1 }

    /// The number of rows.
    package var count: Int { codes.count }

    /// The text of a code.
    package func text(ofCode code: UInt32) -> String {
        withUTF8(ofCode: code) { String(decoding: $0, as: UTF8.self) }
    }

    /// The text of a row.
    package subscript(row: Int) -> String { text(ofCode: codes[row]) }

    /// The UTF-8 bytes of a code for the time of a closure.
    package func withUTF8<R>(ofCode code: UInt32, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        let start = Int(offsets[Int(code)])
        let end = Int(offsets[Int(code) + 1])
        return try utf8.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// The code of a text, or nil if no row has it.
    ///
    /// - Complexity: O(log *d*) for *d* distinct texts.
    package func code(of text: String) -> UInt32? {
        let wanted = Array(text.utf8)
        var low = 0
        var high = distinctCount
        while low < high {
            let middle = (low + high) / 2
            let isBefore = withUTF8(ofCode: UInt32(middle)) { $0.lexicographicallyPrecedes(wanted) }
            if isBefore { low = middle + 1 } else { high = middle }
        }
        guard low < distinctCount, withUTF8(ofCode: UInt32(low), { $0.elementsEqual(wanted) }) else { return nil }
        return UInt32(low)
    }
}
