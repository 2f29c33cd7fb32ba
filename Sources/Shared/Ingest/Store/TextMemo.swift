import Statistics

/// Distinct texts with a number each, and what each was turned into, so that a repeated text costs one look-up.
struct TextMemo {
    private struct Entry {
        let hash: UInt64
        let raw: Range<Int>
        let value: Range<Int>
    }

    private var entries: [Entry] = []
    /// Open addressing: an entry's number + 1, or 0; the size is a power of two.
    private var table: [UInt32]
    /// The texts and their values, one after the other.
    private var bytes: [UInt8] = []
    private let hasher = KeyedHash(key: 0x6d65_6d6f)

    /// An empty memo.
    init() {
        table = [UInt32](repeating: 0, count: 1_024)
    }

    /// Distinct texts so far.
    var count: Int { entries.count }

    /// The number of a text; a new one gets the next number and the value that `make` returns.
    mutating func index(
        of text: UnsafeBufferPointer<UInt8>,
        make: (UnsafeBufferPointer<UInt8>) -> String?
    ) -> Int {
        let hash = hasher.hash(UnsafeRawBufferPointer(text))
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place] != 0 {
            let index = Int(table[place]) - 1
            if entries[index].hash == hash, isEqual(entries[index].raw, text) { return index }
            place = (place + 1) & (table.count - 1)
        }
        let raw = append(text)
        var value = raw
        if let made = make(text) { value = append(made) }
        entries.append(Entry(hash: hash, raw: raw, value: value))
        table[place] = UInt32(entries.count)
        if entries.count * 2 > table.count { grow() }
        return entries.count - 1
    }

    /// The value of a text's number for the time of a closure.
    @inline(__always)
    func withValue<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        let range = entries[index].value
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The value of a text's number.
    func value(_ index: Int) -> String {
        withValue(index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether one text's value comes before another's in byte order.
    func isAscending(_ left: Int, _ right: Int) -> Bool {
        withValue(left) { first in withValue(right) { Bytes.isAscending(first, $0) } }
    }

    /// Forgets all texts.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        table = [UInt32](repeating: 0, count: 1_024)
    }

    private func isEqual(_ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        range.count == text.count
            && bytes.withUnsafeBufferPointer { Bytes.isEqual(UnsafeBufferPointer(rebasing: $0[range]), text) }
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return start..<bytes.count
    }

    private mutating func append(_ text: String) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        return start..<bytes.count
    }

    private mutating func grow() {
        let size = table.count * 2
        table = [UInt32](repeating: 0, count: size)
        for (index, entry) in entries.enumerated() {
            var place = Int(truncatingIfNeeded: entry.hash) & (size - 1)
            while table[place] != 0 { place = (place + 1) & (size - 1) }
            table[place] = UInt32(index + 1)
        }
    }
}
