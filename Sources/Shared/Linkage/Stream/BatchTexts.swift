import Statistics

/// One text column of a batch of the population's records: a code a record, and for each code what comparing and blocking
/// need, made when the value is first met.
///
/// A column whose values recur (names, places) keeps its codes from batch to batch, up to a bound; one whose values hardly
/// recur (identifiers) numbers its records anew in each batch. One thread uses it at a time.
final class BatchTexts {
    /// Values that a column may remember from one batch to the next.
    private static let rememberedCountMax = 1 << 16

    /// One code a record; 0 is a missing value.
    let codes: UnsafeMutablePointer<UInt32>
    /// The cohort's code by code.
    let equalCodes: UnsafeMutablePointer<UInt32>
    /// Groups of nicknames by code, where the column's comparison uses them.
    let nicknames: UnsafeMutablePointer<UInt64>?
    /// For each blocking function of the column, and first for the whole value, the hashes by code.
    let hashes: [UnsafeMutablePointer<UInt64>]
    /// Whether codes last from batch to batch.
    let remembers: Bool

    private let functions: [BlockingFunction]
    private let form: StandardForm
    private let cohort: CohortValues
    private let codeCapacity: Int
    private let offsets: UnsafeMutablePointer<UInt32>
    private var texts: UnsafeMutablePointer<UInt8>
    private var textCapacity: Int
    private var codeCount = 1
    private var slots: [Slot]
    private var rawEnds: [Int] = [0]
    private var raw: [UInt8] = []
    private var scratch: [UInt8] = []

    private struct Slot {
        var hash: UInt64 = 0
        var code: UInt32 = 0
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
        form = StandardForm(name: field.name, role: field.role)
        self.cohort = cohort
        codeCapacity = (remembers ? Self.rememberedCountMax : 0) + rowCapacity + 1
        codes = .allocate(capacity: rowCapacity)
        equalCodes = .allocate(capacity: codeCapacity)
        nicknames = hasNicknames ? .allocate(capacity: codeCapacity) : nil
        offsets = .allocate(capacity: codeCapacity + 1)
        let capacity = codeCapacity
        hashes = self.functions.map { _ in .allocate(capacity: capacity) }
        textCapacity = codeCapacity * 12
        texts = .allocate(capacity: textCapacity)
        slots = [Slot](repeating: Slot(), count: remembers ? 1 << 12 : 0)
        clear()
    }

    deinit {
        codes.deallocate()
        equalCodes.deallocate()
        nicknames?.deallocate()
        offsets.deallocate()
        texts.deallocate()
        for values in hashes { values.deallocate() }
    }

    /// The distinct texts by code.
    var distinct: DistinctBytes { DistinctBytes(offsets: offsets, utf8: texts) }

    /// The hashes of a blocking function that the column was made with.
    func hashes(of function: BlockingFunction) -> UnsafePointer<UInt64> {
        guard let place = functions.firstIndex(of: function) else { preconditionFailure("an unknown blocking function") }
        return UnsafePointer(hashes[place])
    }

    /// Prepares for a batch; true when codes were given up, so that nothing may be remembered by them.
    func begin(rowCapacity: Int) -> Bool {
        guard !remembers || codeCount + rowCapacity > codeCapacity else { return false }
        clear()
        return remembers
    }

    private func clear() {
        codeCount = 1
        (offsets[0], offsets[1]) = (0, 0)
        equalCodes[0] = 0
        nicknames?[0] = 0
        for values in hashes { values[0] = 0 }
        rawEnds.removeAll(keepingCapacity: true)
        rawEnds.append(0)
        raw.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = Slot() }
    }

    /// Sets a record's value, as it is written in the file.
    @inline(__always)
    func set(row: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if text.isEmpty {
            codes[row] = 0
        } else {
            codes[row] = remembers ? rememberedCode(text) : newCode(text)
        }
    }

    @inline(__always)
    private func rememberedCode(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = ShortHash.hash(text)
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot.code == 0 { return remember(text, hash: hash, place: place) }
            if slot.hash == hash, isRaw(text, of: Int(slot.code)) { return slot.code }
            place = (place + 1) & mask
        }
    }

    @inline(__always)
    private func isRaw(_ text: UnsafeBufferPointer<UInt8>, of code: Int) -> Bool {
        let start = rawEnds[code - 1]
        guard rawEnds[code] - start == text.count else { return false }
        return raw.withUnsafeBufferPointer { raw in
            for index in 0..<text.count where raw[start + index] != text[index] { return false }
            return true
        }
    }

    @inline(never)
    private func remember(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64, place: Int) -> UInt32 {
        let code = newCode(text)
        // A value that standardises to nothing has no code, so it is not remembered: such values are few and short.
        if code == 0 { return 0 }
        raw.append(contentsOf: text)
        rawEnds.append(raw.count)
        slots[place] = Slot(hash: hash, code: code)
        if codeCount * 2 > slots.count { grow() }
        return code
    }

    private func grow() {
        var larger = [Slot](repeating: Slot(), count: slots.count * 2)
        let mask = larger.count - 1
        for slot in slots where slot.code != 0 {
            var place = Int(truncatingIfNeeded: slot.hash) & mask
            while larger[place].code != 0 { place = (place + 1) & mask }
            larger[place] = slot
        }
        slots = larger
    }

    private func newCode(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        form.write(text, into: &scratch)
        if scratch.isEmpty { return 0 }
        let code = codeCount
        precondition(code < codeCapacity, "a batch has more records than it was made for")
        let start = Int(offsets[code])
        if start + scratch.count > textCapacity { growTexts(start + scratch.count) }
        scratch.withUnsafeBufferPointer { value in
            for index in 0..<value.count { texts[start + index] = value[index] }
            for (place, function) in functions.enumerated() { hashes[place][code] = function.hash(value) }
            equalCodes[code] = cohort.code(hash: hashes[0][code], value)
            nicknames?[code] = Nicknames.packedGroups(of: value)
        }
        offsets[code + 1] = UInt32(start + scratch.count)
        codeCount += 1
        return UInt32(code)
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

/// A quick hash of short runs of bytes, for tables within one process.
enum ShortHash {
    /// The hash; never beyond the run's bytes is read.
    @inline(__always)
    static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let base = UnsafeRawPointer(text.baseAddress) else { return 0 }
        let count = text.count
        var first: UInt64 = 0
        var last: UInt64 = 0
        if count >= 8 {
            first = base.loadUnaligned(as: UInt64.self)
            last = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            if count > 16 { return KeyedHash(key: 0x73).hash(UnsafeRawBufferPointer(text)) }
        } else if count >= 4 {
            first = UInt64(base.loadUnaligned(as: UInt32.self))
            last = UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else if count > 0 {
            first = UInt64(text[0]) | UInt64(text[count / 2]) << 8 | UInt64(text[count - 1]) << 16
        }
        let product = (first ^ 0x9e37_79b9_7f4a_7c15 ^ UInt64(count) << 56)
            .multipliedFullWidth(by: last ^ 0xd6e8_feb8_6659_fd93)
        return product.high ^ product.low
    }
}
