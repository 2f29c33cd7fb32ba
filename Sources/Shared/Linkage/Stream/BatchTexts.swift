/// One text column of a batch of the population's records: for each record its value's code and what comparing and
/// blocking need of the value, made when the value is first met.
///
/// A column whose values recur (names, places) remembers them from batch to batch, up to a bound, in a table that grows with
/// them, so that what is often asked for stays in the processor's cache. A column whose values hardly recur (identifiers)
/// numbers its records anew in each batch. One thread uses it at a time.
final class BatchTexts {
    /// Values that a column may remember from one batch to the next.
    private static let rememberedCountMax = 1 << 15
    /// The longest value that is remembered, in bytes as written.
    private static let rememberedLengthMax = 16

    /// One code a record; 0 is a missing value.
    let codes: UnsafeMutablePointer<UInt32>
    /// One code of the cohort a record; 0 where the cohort does not have the value.
    let equalCodes: UnsafeMutablePointer<UInt32>
    /// Sketches by code, where the column's comparison uses them.
    let sketches: UnsafeMutablePointer<TextSketch>?
    /// Whether codes last from batch to batch.
    let remembers: Bool

    /// What blocking takes of a value; first the whole.
    private let functions: [BlockingFunction]
    private let form: StandardForm
    private let cohort: CohortValues
    private let rowCapacity: Int
    private let codeCapacity: Int
    private let offsets: UnsafeMutablePointer<UInt32>
    private var texts: UnsafeMutablePointer<UInt8>
    private var textCapacity: Int
    private var codeCount = 1
    /// By code the hashes of a value, and behind them the cohort's code.
    private let facts: UnsafeMutablePointer<UInt64>
    private let factStride: Int
    private let remembered = ShortTextTable()
    private var scratch: [UInt8] = []

    /// A column of some cohort's plan.
    ///
    /// - Parameters:
    ///   - field: The column.
    ///   - functions: What blocking takes of it, besides the whole value.
    ///   - cohort: The cohort's values.
    ///   - hasSketches: Whether sketches are wanted.
    ///   - rowCapacity: Records of a batch at most.
    init(
        _ field: LinkSchema.Field,
        functions: [BlockingFunction],
        cohort: CohortValues,
        hasSketches: Bool,
        rowCapacity: Int
    ) {
        remembers = field.role != .identifier
        self.functions = [.whole] + functions
        form = StandardForm(name: field.name, role: field.role)
        self.cohort = cohort
        self.rowCapacity = rowCapacity
        codeCapacity = (remembers ? Self.rememberedCountMax : 0) + rowCapacity + 1
        codes = .allocate(capacity: rowCapacity)
        equalCodes = .allocate(capacity: rowCapacity)
        sketches = hasSketches ? .allocate(capacity: codeCapacity) : nil
        offsets = .allocate(capacity: codeCapacity + 1)
        textCapacity = codeCapacity * 12
        texts = .allocate(capacity: textCapacity)
        factStride = (self.functions.count + 8) / 8 * 8
        let factBytes = codeCapacity * factStride * MemoryLayout<UInt64>.stride
        // Whole cache lines, so that what is known of a value costs one.
        facts = UnsafeMutableRawPointer.allocate(byteCount: factBytes, alignment: 64)
            .bindMemory(to: UInt64.self, capacity: codeCapacity * factStride)
        for (place, function) in self.functions.enumerated() { facts[place] = function.hashOfMissing }
        facts[self.functions.count] = 0
        clear()
    }

    deinit {
        codes.deallocate()
        equalCodes.deallocate()
        sketches?.deallocate()
        offsets.deallocate()
        texts.deallocate()
        facts.deallocate()
    }

    /// The distinct texts by code.
    var distinct: DistinctBytes { DistinctBytes(offsets: offsets, utf8: texts) }

    /// Where the hashes of a blocking function are that the column was made with.
    func source(of function: BlockingFunction) -> BlockingKeys.Source {
        guard let place = functions.firstIndex(of: function) else {
            preconditionFailure("an unknown blocking function")
        }
        return .facts(codes: codes, hashes: facts + place, stride: factStride)
    }

    /// The hash of a record's whole value, 0 where it is missing.
    @inline(__always)
    func wholeHash(row: Int) -> UInt64 { facts[Int(codes[row]) * factStride] }

    /// Prepares for a batch; true when codes were given up, so that nothing may be remembered by them.
    func begin() -> Bool {
        guard !remembers || codeCount + rowCapacity > codeCapacity else { return false }
        clear()
        return remembers
    }

    private func clear() {
        remembered.removeAll()
        codeCount = 1
        (offsets[0], offsets[1]) = (0, 0)
        sketches?[0] = TextSketch(UnsafeBufferPointer(start: nil, count: 0))
    }

    /// Sets the values of some records, as they are written in the file.
    ///
    /// Each step is done for all of them before the next, so that the processor fetches what it needs of the tables side by
    /// side.
    ///
    /// - Parameters:
    ///   - rows: At most ``PoolBatch/gatheredCountMax`` records.
    ///   - values: Their values, every `stride`-th.
    ///   - stride: From one record's value to the next's.
    func set(rows: Range<Int>, _ values: UnsafePointer<UnsafeBufferPointer<UInt8>>, stride: Int) {
        if remembers {
            setRemembered(rows, values, stride)
        } else {
            for (index, row) in rows.enumerated() { codes[row] = newCode(values[index * stride]) }
            for row in rows { cohort.prefetch(hash: facts[Int(codes[row]) * factStride]) }
            for row in rows where codes[row] != 0 { setEqualCode(codes[row]) }
        }
        let equalCodePlace = functions.count
        for row in rows {
            equalCodes[row] = UInt32(truncatingIfNeeded: facts[Int(codes[row]) * factStride + equalCodePlace])
        }
    }

    private func setRemembered(
        _ rows: Range<Int>,
        _ values: UnsafePointer<UnsafeBufferPointer<UInt8>>,
        _ stride: Int
    ) {
        remembered.reserve(rows.count)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: rows.count) { places in
            guard let places = places.baseAddress else { return }
            for index in 0..<rows.count {
                let text = values[index * stride]
                if text.isEmpty || text.count > Self.rememberedLengthMax { continue }
                places[index] = remembered.place(ShortText(text))
                remembered.prefetch(places[index])
            }
            for (index, row) in rows.enumerated() {
                let text = values[index * stride]
                if text.isEmpty {
                    codes[row] = 0
                } else if text.count <= Self.rememberedLengthMax {
                    codes[row] = remembered.code(ShortText(text), from: places[index]) { newEqualCode(text) }
                } else {
                    codes[row] = newEqualCode(text)
                }
            }
        }
    }

    @inline(never)
    private func newEqualCode(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let code = newCode(text)
        if code != 0 { setEqualCode(code) }
        return code
    }

    @inline(__always)
    private func setEqualCode(_ code: UInt32) {
        let known = facts + Int(code) * factStride
        known[functions.count] = UInt64(cohort.code(hash: known[0], distinct(code)))
    }

    /// Gives a value the next code and takes what blocking needs of it; 0 for a missing one.
    private func newCode(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if text.isEmpty { return 0 }
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
        if length == 0 { return 0 }
        let value = UnsafeBufferPointer(start: texts + start, count: length)
        let known = facts + code * factStride
        for place in 0..<functions.count { known[place] = functions[place].hash(value) }
        known[functions.count] = 0
        sketches?[code] = TextSketch(value)
        offsets[code + 1] = UInt32(truncatingIfNeeded: start + length)
        codeCount += 1
        return UInt32(truncatingIfNeeded: code)
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
