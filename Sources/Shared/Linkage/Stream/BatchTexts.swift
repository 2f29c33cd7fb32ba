/// One text column of a batch of the population's records: for each record its value's code and what comparing and
/// blocking need of the value, made when the value is first met.
///
/// A column whose values recur (names, places) remembers them from batch to batch, up to a bound: all that is known of a
/// value lies in one place of a table, so that a record costs one cache line. A column whose values hardly recur
/// (identifiers) numbers its records anew in each batch. One thread uses it at a time.
final class BatchTexts {
    /// Values that a column may remember from one batch to the next.
    private static let rememberedCountMax = 1 << 15
    /// The longest value that is remembered, in bytes as written.
    private static let rememberedLengthMax = 16

    /// One code a record; 0 is a missing value.
    let codes: UnsafeMutablePointer<UInt32>
    /// One code of the cohort a record; 0 where the cohort does not have the value.
    let equalCodes: UnsafeMutablePointer<UInt32>
    /// Groups of nicknames by code, where the column's comparison uses them.
    let nicknames: UnsafeMutablePointer<UInt64>?
    /// Whether codes last from batch to batch.
    let remembers: Bool

    /// What blocking takes of a value; first the whole.
    private let functions: [BlockingFunction]
    private let missingHashes: [UInt64]
    /// For each function one hash a record.
    private let hashes: UnsafeMutablePointer<UInt64>
    private let form: StandardForm
    private let cohort: CohortValues
    private let rowCapacity: Int
    private let codeCapacity: Int
    private let offsets: UnsafeMutablePointer<UInt32>
    private var texts: UnsafeMutablePointer<UInt8>
    private var textCapacity: Int
    private var codeCount = 1
    /// What is remembered, see ``Place``.
    private let slots: UnsafeMutablePointer<UInt64>
    private let slotStride: Int
    private let slotMask: Int
    private var scratch: [UInt8] = []
    /// Sums of what was only touched, so that the touching is not left out.
    private var warmth: UInt64 = 0

    /// Where the words of a slot lie: the value as written (at most sixteen bytes, see ``ShortText``), its length and code,
    /// the cohort's code, then the hashes.
    private enum Place {
        static let first = 0
        static let last = 1
        static let lengthAndCode = 2
        static let equalCode = 3
        static let hashes = 4
    }

    /// A column of some cohort's plan.
    ///
    /// - Parameters:
    ///   - field: The column.
    ///   - functions: What blocking takes of it, besides the whole value.
    ///   - cohort: The cohort's values.
    ///   - hasNicknames: Whether groups of nicknames are wanted.
    ///   - rowCapacity: Records of a batch at most.
    init(
        _ field: LinkSchema.Field,
        functions: [BlockingFunction],
        cohort: CohortValues,
        hasNicknames: Bool,
        rowCapacity: Int
    ) {
        remembers = field.role != .identifier
        self.functions = [.whole] + functions
        missingHashes = self.functions.map(\.hashOfMissing)
        form = StandardForm(name: field.name, role: field.role)
        self.cohort = cohort
        self.rowCapacity = rowCapacity
        codeCapacity = (remembers ? Self.rememberedCountMax : 0) + rowCapacity + 1
        codes = .allocate(capacity: rowCapacity)
        equalCodes = .allocate(capacity: rowCapacity)
        nicknames = hasNicknames ? .allocate(capacity: codeCapacity) : nil
        offsets = .allocate(capacity: codeCapacity + 1)
        hashes = .allocate(capacity: self.functions.count * rowCapacity)
        textCapacity = codeCapacity * 12
        texts = .allocate(capacity: textCapacity)
        slotStride = (Place.hashes + self.functions.count + 7) / 8 * 8
        var slotCount = remembers ? 1 : 0
        while remembers, slotCount < codeCapacity * 2 { slotCount *= 2 }
        slotMask = slotCount - 1
        slots = .allocate(capacity: max(slotCount * slotStride, 1))
        slots.initialize(repeating: 0, count: max(slotCount * slotStride, 1))
        clear()
    }

    deinit {
        codes.deallocate()
        equalCodes.deallocate()
        nicknames?.deallocate()
        offsets.deallocate()
        hashes.deallocate()
        texts.deallocate()
        slots.deallocate()
    }

    /// The distinct texts by code.
    var distinct: DistinctBytes { DistinctBytes(offsets: offsets, utf8: texts) }

    /// The hashes of a blocking function that the column was made with, one a record.
    func hashes(of function: BlockingFunction) -> UnsafePointer<UInt64> {
        guard let place = functions.firstIndex(of: function) else {
            preconditionFailure("an unknown blocking function")
        }
        return UnsafePointer(hashes + place * rowCapacity)
    }

    /// The hash of a record's whole value, 0 where it is missing.
    @inline(__always)
    func wholeHash(row: Int) -> UInt64 { hashes[row] }

    /// Prepares for a batch; true when codes were given up, so that nothing may be remembered by them.
    func begin() -> Bool {
        guard !remembers || codeCount + rowCapacity > codeCapacity else { return false }
        if remembers { slots.update(repeating: 0, count: (slotMask + 1) * slotStride) }
        clear()
        return remembers
    }

    private func clear() {
        codeCount = 1
        (offsets[0], offsets[1]) = (0, 0)
        nicknames?[0] = 0
    }

    /// Sets the values of some records, as they are written in the file.
    ///
    /// Where the values lie in the tables is worked out for all of them first, so that the processor fetches them side by
    /// side.
    ///
    /// - Parameters:
    ///   - rows: At most ``PoolBatch/gatheredCountMax`` records.
    ///   - values: Their values, every `stride`-th.
    ///   - stride: From one record's value to the next's.
    func set(rows: Range<Int>, _ values: UnsafePointer<UnsafeBufferPointer<UInt8>>, stride: Int) {
        if remembers {
            withUnsafeTemporaryAllocation(of: Int.self, capacity: rows.count + 1) { places in
                guard let places = places.baseAddress else { return }
                var warm: UInt64 = 0
                for index in 0..<rows.count {
                    let text = values[index * stride]
                    if text.isEmpty || text.count > Self.rememberedLengthMax { continue }
                    places[index] = Int(truncatingIfNeeded: ShortText(text).hash) & slotMask
                    warm &+= slots[places[index] * slotStride + Place.lengthAndCode]
                }
                places[rows.count] = Int(truncatingIfNeeded: warm)
                for (index, row) in rows.enumerated() {
                    let text = values[index * stride]
                    if text.isEmpty {
                        setMissing(row: row)
                    } else if text.count <= Self.rememberedLengthMax {
                        setRemembered(row: row, text, place: places[index])
                    } else {
                        setNew(row: row, text)
                    }
                }
            }
        } else {
            for (index, row) in rows.enumerated() {
                let text = values[index * stride]
                if text.isEmpty { setMissing(row: row) } else { setNew(row: row, text, findsEqual: false) }
            }
            var warm: UInt64 = 0
            for row in rows { warm &+= cohort.touch(hash: hashes[row]) }
            warmth = warm
            for row in rows where codes[row] != 0 {
                equalCodes[row] = cohort.code(hash: hashes[row], distinct(codes[row]))
            }
        }
    }

    private func setMissing(row: Int) {
        codes[row] = 0
        equalCodes[row] = 0
        for place in 0..<functions.count { hashes[place * rowCapacity + row] = missingHashes[place] }
    }

    @inline(__always)
    private func setRemembered(row: Int, _ text: UnsafeBufferPointer<UInt8>, place: Int) {
        let short = ShortText(text)
        var index = place
        while true {
            let slot = slots + index * slotStride
            if slot[Place.lengthAndCode] == 0 { return remember(row: row, text, short, slot) }
            if slot[Place.first] == short.first, slot[Place.last] == short.last,
                slot[Place.lengthAndCode] >> 32 == UInt64(text.count)
            {
                codes[row] = UInt32(truncatingIfNeeded: slot[Place.lengthAndCode])
                equalCodes[row] = UInt32(truncatingIfNeeded: slot[Place.equalCode])
                for place in 0..<functions.count {
                    hashes[place * rowCapacity + row] = slot[Place.hashes + place]
                }
                return
            }
            index = (index + 1) & slotMask
        }
    }

    @inline(never)
    private func remember(
        row: Int,
        _ text: UnsafeBufferPointer<UInt8>,
        _ short: ShortText,
        _ slot: UnsafeMutablePointer<UInt64>
    ) {
        setNew(row: row, text)
        slot[Place.first] = short.first
        slot[Place.last] = short.last
        slot[Place.lengthAndCode] = UInt64(text.count) << 32 | UInt64(codes[row])
        slot[Place.equalCode] = UInt64(equalCodes[row])
        for place in 0..<functions.count { slot[Place.hashes + place] = hashes[place * rowCapacity + row] }
    }

    private func setNew(row: Int, _ text: UnsafeBufferPointer<UInt8>, findsEqual: Bool = true) {
        let code = codeCount
        precondition(code < codeCapacity, "a batch has more records than it was made for")
        let start = Int(offsets[code])
        if start + text.count > textCapacity { growTexts(start + text.count) }
        var length = form.copyPlain(text, to: texts + start)
        if length < 0 {
            form.write(text, into: &scratch)
            length = scratch.count
            if start + length > textCapacity { growTexts(start + length) }
            for index in 0..<length { texts[start + index] = scratch[index] }
        }
        if length == 0 {
            setMissing(row: row)
            return
        }
        let value = UnsafeBufferPointer(start: texts + start, count: length)
        let whole = BlockingFunction.whole.hash(value)
        hashes[row] = whole
        for place in 1..<max(functions.count, 1) { hashes[place * rowCapacity + row] = functions[place].hash(value) }
        codes[row] = UInt32(truncatingIfNeeded: code)
        equalCodes[row] = findsEqual ? cohort.code(hash: whole, value) : 0
        nicknames?[code] = Nicknames.packedGroups(of: value)
        offsets[code + 1] = UInt32(truncatingIfNeeded: start + length)
        codeCount += 1
    }

    private func growTexts(_ needed: Int) {
        let capacity = max(needed, textCapacity * 2)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        memory.update(from: texts, count: Int(offsets[codeCount]))
        texts.deallocate()
        texts = memory
        textCapacity = capacity
    }
}

/// A run of one to sixteen bytes as two words, from which with its length every byte can be told.
struct ShortText: BitwiseCopyable {
    let first: UInt64
    let last: UInt64
    private let count: Int

    /// The words of a run; never beyond it is read.
    @inline(__always)
    init(_ text: UnsafeBufferPointer<UInt8>) {
        count = text.count
        guard let base = UnsafeRawPointer(text.baseAddress) else {
            (first, last) = (0, 0)
            return
        }
        if count >= 8 {
            first = base.loadUnaligned(as: UInt64.self)
            last = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(base.loadUnaligned(as: UInt32.self))
            last = UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else {
            first = UInt64(text[0]) | UInt64(text[count / 2]) << 8 | UInt64(text[count - 1]) << 16
            last = 0
        }
    }

    /// A hash for tables within one process.
    @inline(__always)
    var hash: UInt64 {
        let product = (first ^ 0x9e37_79b9_7f4a_7c15 ^ UInt64(count) << 56)
            .multipliedFullWidth(by: last ^ 0xd6e8_feb8_6659_fd93)
        return product.high ^ product.low
    }
}
