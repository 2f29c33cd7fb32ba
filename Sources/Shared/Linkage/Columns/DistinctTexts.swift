import Statistics

/// The values of a column as they were typed, each distinct one held once.
///
/// Rows are appended as bytes; what is done with a value (standardising, parsing) is then done once a distinct value.
package struct DistinctTexts: Sendable {
    /// One code a row, in order of first appearance; 0 is the empty text.
    package private(set) var codes: [UInt32] = []
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var slots: [UInt32]
    private static let hash = KeyedHash(key: 0x7465_7874)

    /// No rows yet, with room for some.
    package init(reservingRows count: Int = 0) {
        slots = [UInt32](repeating: 0, count: 1 << 10)
        codes.reserveCapacity(count)
    }

    /// Rows from strings.
    package init(_ texts: [String]) {
        self.init(reservingRows: texts.count)
        for text in texts {
            var text = text
            text.withUTF8 { append($0) }
        }
    }

    /// The number of rows.
    package var count: Int { codes.count }

    /// The number of distinct values, the empty one included.
    package var distinctCount: Int { ends.count }

    /// Appends a row; spaces and tabs around the value are dropped.
    package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        let trimmed = Self.trimmed(text)
        guard !trimmed.isEmpty else {
            codes.append(0)
            return
        }
        let slot = slot(of: trimmed)
        if slots[slot] != 0 {
            codes.append(slots[slot])
            return
        }
        let code = UInt32(ends.count)
        bytes.append(contentsOf: trimmed)
        ends.append(bytes.count)
        slots[slot] = code
        codes.append(code)
        if ends.count * 2 > slots.count { grow() }
    }

    /// The bytes of a code for the time of a closure.
    package func withBytes<R>(ofCode code: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        let range = code == 0 ? 0..<0 : ends[code - 1]..<ends[code]
        return try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The value of a code.
    package func text(ofCode code: Int) -> String {
        withBytes(ofCode: code) { String(decoding: $0, as: UTF8.self) }
    }

    /// The distinct values by code.
    package var texts: [String] { (0..<distinctCount).map { text(ofCode: $0) } }

    /// Whether a value occurs.
    package func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        slots[slot(of: text)] != 0
    }

    /// The code of a value, or nil when it does not occur; spaces and tabs around the value are dropped.
    package func code(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        let trimmed = Self.trimmed(text)
        if trimmed.isEmpty { return nil }
        let code = slots[slot(of: trimmed)]
        return code == 0 ? nil : Int(code)
    }

    private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var (start, end) = (0, text.count)
        while start < end, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
        while end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[start..<end])
    }

    /// The slot that holds a value, or the free one where it belongs.
    private func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash.hash(UnsafeRawBufferPointer(text))) & mask
        while slots[slot] != 0, !withBytes(ofCode: Int(slots[slot]), { $0.hasSameBytes(as: text) }) {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for code in 1..<ends.count {
            let hash = withBytes(ofCode: code) { Self.hash.hash(UnsafeRawBufferPointer($0)) }
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(code)
        }
    }
}
