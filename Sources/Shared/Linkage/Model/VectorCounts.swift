package import Tables

/// How many pairs have each comparison vector, by the set of blocking rules that find them.
///
/// Whole numbers: the sum over any division of the pairs, in any order, is the same. Millions of pairs reduce to some
/// thousand vectors, which is all that estimation needs.
package struct VectorCounts: Equatable, Sendable {
    /// One vector and its number of pairs.
    package struct Entry: Hashable, Comparable, Sendable {
        /// The vector.
        package let vector: ComparisonVector
        /// Which rules find these pairs, one bit a rule; 0 for random pairs.
        package let rules: UInt64
        /// The number of pairs.
        package var count: Int64

        package static func < (left: Entry, right: Entry) -> Bool {
            (left.vector, left.rules) < (right.vector, right.rules)
        }
    }

    private var unordered: [Entry] = []
    private var slots: [Int32] = [Int32](repeating: -1, count: 64)

    /// No pairs.
    package init() {}

    /// The vectors that occur, in ascending order.
    package var entries: [Entry] { unordered.sorted() }

    /// The number of pairs.
    package var pairCount: Int64 { unordered.reduce(0) { $0 + $1.count } }

    /// Counts pairs of a vector.
    @inline(__always)
    package mutating func add(_ vector: ComparisonVector, rules: UInt64, count: Int64 = 1) {
        var slot = Self.slot(vector, rules, mask: slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if unordered[index].vector == vector, unordered[index].rules == rules {
                unordered[index].count += count
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        append(Entry(vector: vector, rules: rules, count: count), slot: slot)
    }

    /// Whether every vector has a level of each comparison of a plan, and nothing else.
    package func fit(_ plan: LinkPlan) -> Bool {
        let levelCounts = plan.comparisons.map(\.levels.count)
        return unordered.allSatisfy { entry in
            (0..<Comparison.comparisonCountMax).allSatisfy { position in
                entry.vector.level(position) <= (position < levelCounts.count ? levelCounts[position] : 0)
            }
        }
    }

    /// Adds the pairs of another part.
    package mutating func merge(_ other: VectorCounts) {
        for entry in other.unordered { add(entry.vector, rules: entry.rules, count: entry.count) }
    }

    /// Forgets vectors of which no pair is left.
    mutating func removeEmpty() {
        guard unordered.contains(where: { $0.count == 0 }) else { return }
        let entries = unordered
        self = VectorCounts()
        for entry in entries where entry.count != 0 { add(entry.vector, rules: entry.rules, count: entry.count) }
    }

    package static func == (left: VectorCounts, right: VectorCounts) -> Bool { left.entries == right.entries }

    @inline(never)
    private mutating func append(_ entry: Entry, slot: Int) {
        slots[slot] = Int32(unordered.count)
        unordered.append(entry)
        guard unordered.count * 2 > slots.count else { return }
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (index, entry) in unordered.enumerated() {
            var slot = Self.slot(entry.vector, entry.rules, mask: slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
    }

    @inline(__always)
    private static func slot(_ vector: ComparisonVector, _ rules: UInt64, mask: Int) -> Int {
        let mixed = (vector.word ^ rules &* 0xd6e8_feb8_6659_fd93) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 32) & mask
    }
}

extension VectorCounts {
    /// Appends the counts, in ascending order of vectors.
    package func encode(into writer: inout ByteWriter) {
        let entries = entries
        writer.write(array: entries.map(\.vector.word))
        writer.write(array: entries.map(\.rules))
        writer.write(array: entries.map(\.count))
    }

    /// Reads counts.
    ///
    /// - Throws: `DecodingFault` when the bytes are not counts.
    package init(from reader: inout ByteReader) throws {
        self.init()
        let words = try reader.readArray(UInt64.self)
        let rules = try reader.readArray(UInt64.self)
        let counts = try reader.readArray(Int64.self)
        guard words.count == rules.count, words.count == counts.count, counts.allSatisfy({ (0...1 << 52).contains($0) })
        else { throw DecodingFault.malformed("comparison vectors and counts do not fit") }
        for index in words.indices {
            add(ComparisonVector(word: words[index]), rules: rules[index], count: counts[index])
        }
    }
}
