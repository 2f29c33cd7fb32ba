import Tables

/// The blocking keys of the records of one side: for each rule a 64-bit hash of its terms, 0 where a value is missing.
///
/// Terms are hashed once a distinct text, and each distinct term is looked up once a record however many rules use it.
/// Keys are made for a block of records at a time, term after term, so that the processor works on many at once.
final class BlockingKeys: @unchecked Sendable {
    /// Where the hashes of an operand are found.
    enum Source: @unchecked Sendable {
        /// Hash by code; the codes are those of the records.
        case text(codes: UnsafePointer<UInt32>, hashes: UnsafePointer<UInt64>)
        /// Every `stride`-th hash by code; the codes are those of the records.
        case facts(codes: UnsafePointer<UInt32>, hashes: UnsafePointer<UInt64>, stride: Int)
        /// One hash a record.
        case hashes(UnsafePointer<UInt64>)
        /// Hashes are made of the days.
        case days(UnsafePointer<Day>, BlockingFunction)
        /// Several keys a text, made when they are asked for.
        case severalTexts(codes: UnsafePointer<UInt32>, distinct: () -> DistinctBytes, BlockingFunction)
    }

    /// Records of a block.
    static let blockSize = 128

    /// The number of rules.
    let ruleCount: Int
    /// Rules that give a record several keys; ``fill(_:rows:scratch:)`` gives none for them.
    let multipleRules: [Int]
    private let sources: [Source]
    private let termsByRule: [[Int]]
    private let owned: [UnsafeMutablePointer<UInt64>]
    /// Holds what the sources point to.
    private let owner: LinkColumns?

    /// The keys of records whose terms are hashed elsewhere; the sources must outlive this.
    init(_ plan: KeyPlan, sources: [Source]) {
        precondition(sources.count == plan.operands.count, "a source for each operand")
        ruleCount = plan.termsByRule.count
        termsByRule = plan.termsByRule
        multipleRules = plan.multipleRules
        self.sources = sources
        owned = []
        owner = nil
    }

    /// Hashes the distinct values of some columns.
    ///
    /// - Complexity: O(*d*) for *d* distinct values of the columns in rules.
    init(_ columns: LinkColumns, rules: [BlockingRule], side: KeyPlan.Side) {
        let plan = KeyPlan(rules, schema: columns.schema, side: side)
        ruleCount = rules.count
        termsByRule = plan.termsByRule
        multipleRules = plan.multipleRules
        let operands = plan.operands
        let sources = Tiles.map(count: operands.count) { index -> Source in
            let operand = operands[index]
            switch columns.fields[operand.field] {
            case .days(let column): return .days(column.days, operand.function)
            case .text(let column) where operand.function.isMultiple:
                return .severalTexts(codes: column.codes, distinct: { column.distinct }, operand.function)
            case .text(let column):
                let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: column.distinctCount)
                for code in 0..<column.distinctCount {
                    let value =
                        code == 0 ? operand.function.hashOfMissing : operand.function.hash(column.bytes(ofCode: code))
                    (hashes + code).initialize(to: value)
                }
                return .text(codes: column.codes, hashes: hashes)
            }
        }
        self.sources = sources
        owned = sources.compactMap { source in
            if case .text(_, let hashes) = source { UnsafeMutablePointer(mutating: hashes) } else { nil }
        }
        owner = columns
    }

    deinit {
        for hashes in owned { hashes.deallocate() }
    }

    /// Words of scratch memory that ``fill(_:rows:scratch:)`` needs.
    var scratchCount: Int { max(sources.count, 1) * Self.blockSize }

    /// Words that the keys of a block take.
    var keyCount: Int { max(ruleCount, 1) * Self.blockSize }

    /// Writes the keys of a block of records: that of rule *r* for the block's record *i* at *r* · ``blockSize`` + *i*.
    ///
    /// - Parameters:
    ///   - keys: Room for ``keyCount`` words.
    ///   - rows: At most ``blockSize`` records.
    ///   - scratch: Room for ``scratchCount`` words.
    func fill(_ keys: UnsafeMutablePointer<UInt64>, rows: Range<Int>, scratch: UnsafeMutablePointer<UInt64>) {
        for (index, source) in sources.enumerated() {
            let values = scratch + index * Self.blockSize
            switch source {
            case .text(let codes, let hashes):
                for (place, row) in rows.enumerated() { values[place] = hashes[Int(codes[row])] }
            case .facts(let codes, let hashes, let stride):
                for (place, row) in rows.enumerated() { values[place] = hashes[Int(codes[row]) * stride] }
            case .hashes(let hashes):
                for (place, row) in rows.enumerated() { values[place] = hashes[row] }
            case .days(let days, let function):
                for (place, row) in rows.enumerated() { values[place] = function.hash(days[row]) }
            case .severalTexts: continue
            }
        }
        for rule in multipleRules {
            (keys + rule * Self.blockSize).update(repeating: 0, count: Self.blockSize)
        }
        for rule in 0..<ruleCount where !multipleRules.contains(rule) {
            let target = keys + rule * Self.blockSize
            let terms = termsByRule[rule]
            let first = scratch + terms[0] * Self.blockSize
            for place in 0..<rows.count { target[place] = first[place] == 0 ? 0 : Self.combine(1, first[place]) }
            for term in terms.dropFirst() {
                let values = scratch + term * Self.blockSize
                for place in 0..<rows.count {
                    let combined = Self.combine(target[place], values[place])
                    target[place] = values[place] == 0 || target[place] == 0 ? 0 : combined
                }
            }
        }
    }

    /// The keys of one record by a rule of ``multipleRules``, each once, at most ``severalCountMax``.
    ///
    /// - Parameters:
    ///   - rule: The rule.
    ///   - row: The record.
    ///   - place: Its place in the block that was filled last.
    ///   - scratch: The scratch memory of that block.
    ///   - keys: Room for ``severalCountMax`` keys.
    /// - Returns: How many there are.
    func severalKeys(
        rule: Int,
        row: Int,
        place: Int,
        scratch: UnsafePointer<UInt64>,
        into keys: UnsafeMutablePointer<UInt64>
    ) -> Int {
        var before: UInt64 = 1
        var count = 0
        for term in termsByRule[rule] {
            let value = scratch[term * Self.blockSize + place]
            func take(_ hash: UInt64) {
                let key = Self.combine(before, hash)
                var isKnown = count == Self.severalCountMax
                for index in 0..<count where keys[index] == key { isKnown = true }
                if !isKnown {
                    keys[count] = key
                    count += 1
                }
            }
            switch sources[term] {
            case .severalTexts(let codes, let distinct, let function):
                if codes[row] == 0 { return 0 }
                function.forEachKey(of: distinct()(codes[row]), take)
                if count == 0 { return 0 }
            case .days(let days, let function) where function.isMultiple:
                function.forEachKey(of: days[row], take)
                if count == 0 { return 0 }
            default:
                if value == 0 { return 0 }
                before = Self.combine(before, value)
                for index in 0..<count { keys[index] = Self.combine(keys[index], value) }
            }
        }
        return count
    }

    /// Keys that a rule takes of one record at most.
    static let severalCountMax = 256

    /// Folds a term's hash into a rule's key; the order of the terms matters.
    ///
    /// Never 0 or 1, which mean that there is no key.
    @inline(__always)
    private static func combine(_ key: UInt64, _ value: UInt64) -> UInt64 {
        let product = (key ^ value &* 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
        return (product.high ^ product.low) | 2
    }
}
