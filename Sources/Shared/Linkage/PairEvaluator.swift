import Tables

/// Compares the records of one cohort with records of the population, and remembers what it found for pairs of distinct
/// values.
///
/// The memory of a comparison is a direct-mapped cache of fixed size: a pair of codes has one place, a newcomer replaces
/// what was there. It never changes a result. One evaluator is used by one thread at a time, which is why it may cross
/// threads.
final class PairEvaluator: @unchecked Sendable {
    private static let cacheBits: UInt64 = 13

    /// A comparison with what it reads.
    private struct Work {
        let position: Int
        let kind: CompiledComparison.Kind
        let exact: UInt8
        let otherwise: UInt8
        let shift: UInt64
        /// Where the cohort's record has the digits of its date or the character counts of its text.
        let extraPlace: Int
        let isOneEdit: Bool
        let cache: UnsafeMutablePointer<UInt64>?
        let cohortTexts: DistinctBytes?
        /// Without reference counting, for it is looked up for every pair; ``levels`` holds it.
        let program: Unmanaged<LevelProgram>
        let cohortSketches: UnsafePointer<TextSketch>?
        /// See `LevelProgram.similarityMin`.
        let similarityMin: Double?
        var pool: PoolField?
        // The population's record under comparison.
        var word: UInt32 = 0
        /// What the cohort's word must be for the two to be equal; never a code when there is no exact level.
        var equal: UInt32 = 0
        var digits: UInt32 = 0
        var characterCounts: UInt64 = 0
        var sketch: TextSketch?
    }

    /// Where names may stand swapped.
    private struct Swap {
        let forename: Int
        let surname: Int
        /// The level's code in the forename's comparison.
        let level: Int
        /// Bit *l* is set where level *l* of the surname is agreement.
        let surnameAgreements: UInt32
        let mask: UInt64
        let word: UInt64
        let caches: (UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?)
    }

    private let cohort: LinkCohort
    private let records: UnsafePointer<UInt32>
    private let recordStride: Int
    private let work: UnsafeMutablePointer<Work>
    private let comparisonCount: Int
    /// Comparisons of texts that are compared anew for every pair: what was found of two values is not remembered.
    private var comparedAnew: [Int] = []
    /// Whether there are such comparisons.
    var comparesAnew: Bool { !comparedAnew.isEmpty }
    /// Comparisons whose texts have sketches.
    private let sketched: [Int]
    private let levels: [LevelProgram]
    private let swap: Swap?
    private let textJudge = TextJudge()

    /// An evaluator for a cohort; ``bind(_:)`` gives it the population's records.
    ///
    /// One that does not remember pairs of values is made at once: for a single record, whose pairs hardly repeat.
    init(_ cohort: LinkCohort, isRemembering: Bool = true) {
        self.cohort = cohort
        comparisonCount = cohort.comparisons.count
        levels = cohort.comparisons.map { LevelProgram($0.levels) }
        records = UnsafePointer(cohort.records.words)
        recordStride = cohort.records.stride
        sketched = cohort.sketches.indices.filter { cohort.sketches[$0] != nil }
        work = .allocate(capacity: max(comparisonCount, 1))
        for (position, comparison) in cohort.comparisons.enumerated() {
            var texts: DistinctBytes?
            if case .text(let text) = cohort.columns.fields[comparison.field] { texts = text.distinct }
            let item = Work(
                position: position,
                kind: comparison.kind,
                exact: comparison.exact,
                otherwise: comparison.otherwise,
                shift: UInt64(4 * position),
                extraPlace: cohort.records.extraPlaces[position],
                isOneEdit: comparison.isOneEdit,
                cache: isRemembering && comparison.kind == .text ? Self.makeCache() : nil,
                cohortTexts: texts,
                program: Unmanaged.passUnretained(levels[position]),
                cohortSketches: cohort.sketches[position]?.base,
                similarityMin: levels[position].similarityMin
            )
            (work + position).initialize(to: item)
        }
        swap = cohort.comparisons.firstIndex { $0.swapped != 0 }.map { forename in
            let comparison = cohort.comparisons[forename]
            let surname = comparison.partner
            let agreements = cohort.comparisons[surname].levels.enumerated()
                .reduce(UInt32(0)) { $0 | ($1.element.isAgreement ? 1 << UInt32($1.offset + 1) : 0) }
            return Swap(
                forename: forename,
                surname: surname,
                level: Int(comparison.swapped),
                surnameAgreements: agreements,
                mask: UInt64(15) << UInt64(4 * forename) | UInt64(15) << UInt64(4 * surname),
                word: UInt64(comparison.swapped) << UInt64(4 * forename),
                caches: isRemembering ? (Self.makeCache(), Self.makeCache()) : (nil, nil)
            )
        }
    }

    deinit {
        for position in 0..<comparisonCount { work[position].cache?.deallocate() }
        work.deinitialize(count: comparisonCount)
        work.deallocate()
        swap?.caches.0?.deallocate()
        swap?.caches.1?.deallocate()
    }

    private static func makeCache() -> UnsafeMutablePointer<UInt64> {
        let cache = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << Int(cacheBits))
        cache.initialize(repeating: 0, count: 1 << Int(cacheBits))
        return cache
    }

    /// Gives the population's records, a column for each comparison; they must stay while pairs are compared.
    func bind(_ fields: [PoolField]) {
        precondition(fields.count == comparisonCount, "a column for each comparison")
        for (position, field) in fields.enumerated() { work[position].pool = field }
        comparedAnew = fields.indices.filter {
            work[$0].kind == .text && !fields[$0].hasLastingCodes && !work[$0].isOneEdit
        }
    }

    /// Forgets all pairs of values: codes of the population are about to mean others.
    func forget() {
        let size = 1 << Int(Self.cacheBits)
        for position in 0..<comparisonCount { work[position].cache?.update(repeating: 0, count: size) }
        swap?.caches.0?.update(repeating: 0, count: size)
        swap?.caches.1?.update(repeating: 0, count: size)
    }

    /// Asks for the sketches of a pair.
    @inline(__always)
    func prefetchSketches(cohortRow: Int, row: Int) {
        for position in sketched {
            guard let sketches = work[position].cohortSketches, let pool = work[position].pool,
                let others = pool.sketches, let codes = pool.codes
            else { continue }
            prefetch(sketches + Int(records[cohortRow * recordStride + position]))
            prefetch(others + Int(codes[row]))
        }
    }

    /// Asks for where the texts lie that are compared anew for every pair; see ``prefetchTexts(cohortRow:)``.
    @inline(__always)
    func prefetchPlaces(cohortRow: Int) {
        for position in comparedAnew {
            guard let texts = work[position].cohortTexts else { continue }
            prefetch(texts.offsets + Int(records[cohortRow * recordStride + position]))
        }
    }

    /// Asks for these texts.
    @inline(__always)
    func prefetchTexts(cohortRow: Int) {
        for position in comparedAnew {
            guard let texts = work[position].cohortTexts else { continue }
            prefetch(texts.utf8 + Int(texts.offsets[Int(records[cohortRow * recordStride + position])]))
        }
    }

    /// Takes up a record of the population, to be compared by ``vector(cohortRow:)``.
    @inline(__always)
    func take(row: Int) {
        for position in 0..<comparisonCount {
            let item = work + position
            if let pool = item.pointee.pool, let codes = pool.codes {
                item.pointee.word = codes[row]
                item.pointee.equal = item.pointee.exact == 0 ? 0 : pool.equalCode(row: row, code: codes[row])
                if let sketches = pool.sketches { item.pointee.sketch = sketches[Int(codes[row])] }
                if item.pointee.isOneEdit, let texts = pool.texts {
                    item.pointee.characterCounts = CharacterCounts.word(of: texts(codes[row]))
                }
            } else if let days = item.pointee.pool?.days {
                item.pointee.word = CohortRecords.word(days[row])
                item.pointee.equal = item.pointee.exact == 0 ? 0 : item.pointee.word
                item.pointee.digits = DateDigits(days[row]).word
            }
        }
    }

    /// The comparison vector of a record of the cohort and the record taken up.
    @inline(__always)
    func vector(cohortRow: Int) -> ComparisonVector {
        let record = records + cohortRow * recordStride
        var vector: UInt64 = 0
        for position in 0..<comparisonCount {
            let item = work + position
            let own = record[position]
            let other = item.pointee.word
            if own == 0 || other == 0 { continue }
            let level: UInt8
            if own == item.pointee.equal {
                level = item.pointee.exact
            } else {
                switch item.pointee.kind {
                case .exactOnly: level = item.pointee.otherwise
                case .text: level = textLevel(item, record)
                case .date: level = dateLevel(item, record)
                }
            }
            vector |= UInt64(level) << item.pointee.shift
        }
        return ComparisonVector(word: withSwappedNames(vector, record))
    }

    // MARK: Texts

    @inline(__always)
    private func hasNearCounts(_ item: UnsafePointer<Work>, _ record: UnsafePointer<UInt32>) -> Bool {
        let own = CohortRecords.characterCounts(record + item.pointee.extraPlace)
        return CharacterCounts.mayBeNear(own, item.pointee.characterCounts)
    }

    /// The level of two values that are not equal: the last where that shows at a glance.
    @inline(__always)
    private func textLevel(_ item: UnsafePointer<Work>, _ record: UnsafePointer<UInt32>) -> UInt8 {
        let own = record[item.pointee.position]
        if item.pointee.isOneEdit {
            if !hasNearCounts(item, record) { return item.pointee.otherwise }
        } else if let similarityMin = item.pointee.similarityMin, let sketches = sketches(item, own),
            !TextSketch.mayBeAlike(sketches.0, sketches.1, similarityMin: similarityMin)
        {
            return item.pointee.otherwise
        }
        return rememberedLevel(item, own, item.pointee.word)
    }

    /// The sketches of a value of the cohort and of the record taken up.
    @inline(__always)
    private func sketches(_ item: UnsafePointer<Work>, _ cohortCode: UInt32) -> (TextSketch, TextSketch)? {
        guard let sketches = item.pointee.cohortSketches, let other = item.pointee.sketch else { return nil }
        return (sketches[Int(cohortCode)], other)
    }

    @inline(__always)
    private func rememberedLevel(_ item: UnsafePointer<Work>, _ cohortCode: UInt32, _ code: UInt32) -> UInt8 {
        guard let cache = item.pointee.cache, item.pointee.pool?.hasLastingCodes == true else {
            return judge(item, cohortCode, code)
        }
        let place = Self.place(cohortCode, code)
        let key = Self.key(cohortCode, code)
        let cached = cache[place]
        if cached >> 8 == key { return UInt8(truncatingIfNeeded: cached) }
        let level = judge(item, cohortCode, code)
        cache[place] = key << 8 | UInt64(level)
        return level
    }

    @inline(__always)
    private static func key(_ cohortCode: UInt32, _ code: UInt32) -> UInt64 {
        UInt64(cohortCode) << 32 | UInt64(code)
    }

    @inline(__always)
    private static func place(_ cohortCode: UInt32, _ code: UInt32) -> Int {
        Int(truncatingIfNeeded: (key(cohortCode, code) &* 0x9e37_79b9_7f4a_7c15) >> (64 - cacheBits))
    }

    /// The level of two distinct values.
    @inline(never)
    private func judge(_ item: UnsafePointer<Work>, _ cohortCode: UInt32, _ code: UInt32) -> UInt8 {
        guard let cohortTexts = item.pointee.cohortTexts, let texts = item.pointee.pool?.texts else { return 0 }
        return item.pointee.program._withUnsafeGuaranteedRef { program in
            textJudge.level(program, cohortTexts(cohortCode), texts(code), sketches: sketches(item, cohortCode))
        }
    }

    // MARK: Swapped names

    /// The levels with `names_swapped` where it holds and neither name agrees as it stands.
    @inline(__always)
    private func withSwappedNames(_ word: UInt64, _ record: UnsafePointer<UInt32>) -> UInt64 {
        guard let swap else { return word }
        let vector = ComparisonVector(word: word)
        let surname = vector.level(swap.surname)
        guard vector.level(swap.forename) > swap.level, surname > 0,
            swap.surnameAgreements >> UInt32(surname) & 1 == 0,
            mayStandSwapped(record, cohort: swap.forename, population: swap.surname),
            mayStandSwapped(record, cohort: swap.surname, population: swap.forename),
            namesAreSwapped(swap, record)
        else { return word }
        return word & ~swap.mask | swap.word
    }

    @inline(__always)
    private func mayStandSwapped(_ record: UnsafePointer<UInt32>, cohort: Int, population: Int) -> Bool {
        guard let sketches = work[cohort].cohortSketches, let other = work[population].sketch else { return true }
        let own = sketches[Int(record[cohort])]
        return TextSketch.mayBeAlike(own, other, similarityMin: TextJudge.swappedNameBound)
    }

    @inline(never)
    private func namesAreSwapped(_ swap: Swap, _ record: UnsafePointer<UInt32>) -> Bool {
        areNear(record, cohort: swap.forename, population: swap.surname, swap.caches.0)
            && areNear(record, cohort: swap.surname, population: swap.forename, swap.caches.1)
    }

    private func areNear(
        _ record: UnsafePointer<UInt32>,
        cohort: Int,
        population: Int,
        _ cache: UnsafeMutablePointer<UInt64>?
    ) -> Bool {
        guard let cohortTexts = work[cohort].cohortTexts, let pool = work[population].pool, let texts = pool.texts
        else { return false }
        let cohortCode = record[cohort]
        let code = work[population].word
        if cohortCode == 0 || code == 0 { return false }
        guard let cache, pool.hasLastingCodes else {
            return textJudge.areSwappedNames(cohortTexts(cohortCode), texts(code))
        }
        let place = Self.place(cohortCode, code)
        let key = Self.key(cohortCode, code)
        if cache[place] >> 8 == key { return cache[place] & 1 == 1 }
        let isNear = textJudge.areSwappedNames(cohortTexts(cohortCode), texts(code))
        cache[place] = key << 8 | (isNear ? 1 : 0)
        return isNear
    }

    // MARK: Dates

    @inline(never)
    private func dateLevel(_ item: UnsafePointer<Work>, _ record: UnsafePointer<UInt32>) -> UInt8 {
        item.pointee.program._withUnsafeGuaranteedRef { program in
            DateJudge.level(
                program,
                CohortRecords.day(record[item.pointee.position]),
                DateDigits(word: record[item.pointee.extraPlace]),
                CohortRecords.day(item.pointee.word),
                DateDigits(word: item.pointee.digits)
            )
        }
    }
}
