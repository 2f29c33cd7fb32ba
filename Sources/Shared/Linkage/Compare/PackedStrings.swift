import CStringKernels

/// A dictionary of strings laid out for comparison with many queries at once.
///
/// Strings are grouped by length into blocks, one string a lane of a vector: 8-bit lanes for strings up to 8 scalars, then
/// 16, 32 and 64. A block keeps, for each symbol that occurs in it, the positions at which each lane has that symbol.
/// Longer strings and empty ones are compared one by one. See docs/methods/linkage.md.
package final class PackedStrings: @unchecked Sendable {
    /// The longest string that is compared in lanes, in scalars.
    package static let lengthMax = Int(JDL_LANE_LENGTH_MAX)

    /// The strings, in the order in which results are given.
    package let texts: TextList
    /// The instructions in use.
    package let level: KernelLevel
    /// The blocks, ascending by length; their pointers are valid while this object lives.
    let blocks: [jdl_lane_block]
    /// Strings that no block has: empty ones and those of more than ``lengthMax`` scalars.
    let others: [Int]

    private let alphabet: Alphabet
    private let masks: UnsafeMutableRawPointer
    private let rows: UnsafeMutablePointer<UInt16>
    private let places: UnsafeMutablePointer<UInt32>

    /// A dictionary of some strings.
    ///
    /// - Parameters:
    ///   - texts: The strings; at most 2^32.
    ///   - level: The instructions to use; the processor must have them.
    /// - Complexity: O(*n*) for *n* scalars in all, and two bytes a block for each distinct scalar.
    package init(_ texts: TextList, level: KernelLevel = .chosen) {
        precondition(level <= .highest, "the processor lacks these instructions")
        self.texts = texts
        self.level = level
        let strings = (0..<texts.count).map { texts.scalars($0) }
        let alphabet = Alphabet(strings)
        self.alphabet = alphabet
        var byLength = [[Int]](repeating: [], count: Self.lengthMax + 1)
        var others: [Int] = []
        for (index, string) in strings.enumerated() {
            if (1...Self.lengthMax).contains(string.count) {
                byLength[string.count].append(index)
            } else {
                others.append(index)
            }
        }
        self.others = others

        let vectorBytes = Int(jdl_kernel_vector_bytes(level.code))
        let plans = (1...Self.lengthMax).flatMap { Self.plans(length: $0, byLength[$0], strings, vectorBytes) }
        let rowCount = plans.reduce(0) { $0 + $1.symbols.count + 1 }
        masks = .allocate(byteCount: max(rowCount, 1) * vectorBytes, alignment: vectorBytes)
        masks.initializeMemory(as: UInt8.self, repeating: 0, count: max(rowCount, 1) * vectorBytes)
        rows = .allocate(capacity: max(plans.count * alphabet.count, 1))
        rows.initialize(repeating: 0, count: max(plans.count * alphabet.count, 1))
        places = .allocate(capacity: max(plans.reduce(0) { $0 + $1.strings.count }, 1))
        var blocks: [jdl_lane_block] = []
        var mask = masks
        var place = places
        for plan in plans {
            let row = rows + blocks.count * alphabet.count
            for (index, scalar) in plan.symbols.enumerated() { row[Int(alphabet[scalar])] = UInt16(index + 1) }
            for (lane, index) in plan.strings.enumerated() {
                (place + lane).initialize(to: UInt32(index))
                for (position, scalar) in strings[index].enumerated() {
                    let vector = mask + Int(row[Int(alphabet[scalar])]) * vectorBytes
                    let bit = lane * plan.laneBits + position
                    // Lanes are little-endian, as on every processor that this runs on.
                    vector.storeBytes(
                        of: vector.load(fromByteOffset: bit / 8, as: UInt8.self) | 1 << UInt8(bit % 8),
                        toByteOffset: bit / 8,
                        as: UInt8.self
                    )
                }
            }
            blocks.append(
                jdl_lane_block(
                    masks: mask,
                    rows: row,
                    places: place,
                    length: UInt32(plan.length),
                    count: UInt32(plan.strings.count),
                    lane_bits: UInt32(plan.laneBits)
                )
            )
            mask += (plan.symbols.count + 1) * vectorBytes
            place += plan.strings.count
        }
        self.blocks = blocks
    }

    deinit {
        masks.deallocate()
        rows.deallocate()
        places.deallocate()
    }

    /// The number of strings.
    package var count: Int { texts.count }

    /// The symbols of a query: 0 for a scalar that no string has.
    func symbols(_ scalars: [UInt32]) -> [UInt32] { scalars.map { alphabet[$0] } }

    /// What a block will hold.
    private struct Plan {
        let length: Int
        let laneBits: Int
        let strings: [Int]
        /// Ascending.
        let symbols: [UInt32]
    }

    private static func plans(length: Int, _ group: [Int], _ strings: [[UInt32]], _ vectorBytes: Int) -> [Plan] {
        let laneBits = length <= 8 ? 8 : length <= 16 ? 16 : length <= 32 ? 32 : 64
        let laneCount = vectorBytes * 8 / laneBits
        return stride(from: 0, to: group.count, by: laneCount).map { start in
            let members = Array(group[start..<min(start + laneCount, group.count)])
            let symbols = Set(members.flatMap { strings[$0] }).sorted()
            return Plan(length: length, laneBits: laneBits, strings: members, symbols: symbols)
        }
    }
}

/// The scalars that occur in a dictionary, numbered from 1.
private struct Alphabet: Sendable {
    private var ascii = [UInt32](repeating: 0, count: 128)
    private var others: [UInt32: UInt32] = [:]
    /// One more than the number of scalars.
    private(set) var count = 1

    init(_ strings: [[UInt32]]) {
        for scalar in strings.joined() where self[scalar] == 0 {
            if scalar < 128 { ascii[Int(scalar)] = UInt32(count) } else { others[scalar] = UInt32(count) }
            count += 1
        }
    }

    subscript(_ scalar: UInt32) -> UInt32 {
        scalar < 128 ? ascii[Int(scalar)] : others[scalar] ?? 0
    }
}
