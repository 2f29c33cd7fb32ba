import Statistics

/// The distinct texts of a column, or of a part of it, in the order they came.
struct LevelTable: Sendable {
    private(set) var texts: [[UInt8]] = []
    private var places: [UInt64: Int32] = [:]
    /// The slot of the text that came last: runs of one text are common.
    private var last: Int32 = -1

    private static let hash = KeyedHash(key: 0x6c65_7665_6c73)

    /// The place of a text without spaces around it, added if it is new; −1 for no value.
    mutating func code(of field: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard !MissingText.isMissing(field) else { return -1 }
        let text = Self.trimmed(field)
        if last >= 0, texts[Int(last)].elementsEqual(text) { return last }
        last = place(of: text)
        return last
    }

    /// Texts are told apart by their bytes; the hash only finds the place to look.
    mutating func place(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        var slot = Self.hash.hash(UnsafeRawBufferPointer(text))
        while let place = places[slot] {
            if texts[Int(place)].elementsEqual(text) { return place }
            slot &+= 1
        }
        places[slot] = Int32(texts.count)
        texts.append(Array(text))
        return Int32(texts.count - 1)
    }

    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var low = 0
        var high = bytes.count
        while low < high, bytes[low] == UInt8(ascii: " ") { low += 1 }
        while high > low, bytes[high - 1] == UInt8(ascii: " ") { high -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[low..<high])
    }
}

/// The levels of all parts of a column in one order.
struct MergedLevels {
    /// The distinct texts: in the order of the numbers when all are numbers, else of the bytes.
    let names: [String]
    /// For each part, where its own levels stand in `names`.
    let places: [[Int32]]

    /// Merges the levels of a column's parts.
    init(_ parts: [LevelTable]) {
        var all = LevelTable()
        let found = parts.map { part in part.texts.map { text in text.withUnsafeBufferPointer { all.place(of: $0) } } }
        let texts = all.texts
        let unordered = texts.map { String(decoding: $0, as: UTF8.self) }
        let numbers = unordered.map { Double($0) }
        let areNumbers = numbers.allSatisfy { $0 != nil }
        let order = unordered.indices.sorted {
            if areNumbers, let left = numbers[$0], let right = numbers[$1], left != right { return left < right }
            return texts[$0].lexicographicallyPrecedes(texts[$1])
        }
        var ranks = Array(repeating: Int32(0), count: order.count)
        for (rank, level) in order.enumerated() { ranks[level] = Int32(rank) }
        names = order.map { unordered[$0] }
        places = found.map { $0.map { ranks[Int($0)] } }
    }
}
