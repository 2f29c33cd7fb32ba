import Tables

/// Compares pairs of one cohort and one partition, and remembers what it found for pairs of distinct values.
///
/// The memory of a comparison is a direct-mapped cache of fixed size: a pair of codes has one place, a newcomer replaces
/// what was there. It never changes a result. One evaluator is used by one thread at a time (the partition lends it to
/// one and takes it back), which is why it may cross threads.
final class PairEvaluator: @unchecked Sendable {
    private static let cacheBits: UInt64 = 17

    /// A comparison with the pointers that it reads.
    private struct Work {
        let kind: CompiledComparison.Kind
        let exact: UInt8
        let otherwise: UInt8
        let shift: UInt64
        /// Codes or days of both sides, by record.
        var cohortCodes: UnsafePointer<UInt32>?
        var codes: UnsafePointer<UInt32>?
        var cohortDays: UnsafePointer<Day>?
        var days: UnsafePointer<Day>?
        var cohortTexts: DistinctBytes?
        var texts: DistinctBytes?
        /// The cohort's code of each of the partition's codes, 0 where the cohort has no such value.
        let equalCodes: UnsafePointer<UInt32>?
        /// Groups of nicknames by code.
        let cohortNicknames: UnsafePointer<UInt64>?
        let nicknames: UnsafePointer<UInt64>?
        let cache: UnsafeMutablePointer<UInt64>?
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
        let caches: (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>)
    }

    private let work: UnsafeMutablePointer<Work>
    private let comparisonCount: Int
    private let levels: [[Level]]
    private let swap: Swap?
    private let textJudge = TextJudge()

    /// An evaluator for a partition, which must outlive it.
    init(_ partition: LinkPartition) {
        let cohort = partition.cohort
        comparisonCount = cohort.comparisons.count
        levels = cohort.comparisons.map(\.levels)
        work = .allocate(capacity: max(comparisonCount, 1))
        for (position, comparison) in cohort.comparisons.enumerated() {
            var item = Work(
                kind: comparison.kind,
                exact: comparison.exact,
                otherwise: comparison.otherwise,
                shift: UInt64(4 * position),
                equalCodes: partition.equalCodes[position]?.base,
                cohortNicknames: cohort.nicknames[position]?.base,
                nicknames: partition.nicknames[position]?.base,
                cache: comparison.kind == .text ? Self.makeCache() : nil
            )
            if case .text(let text) = cohort.columns.fields[comparison.field] {
                (item.cohortCodes, item.cohortTexts) = (text.codes, text.distinct)
            }
            if case .text(let text) = partition.columns.fields[comparison.field] {
                (item.codes, item.texts) = (text.codes, text.distinct)
            }
            if case .days(let column) = cohort.columns.fields[comparison.field] { item.cohortDays = column.days }
            if case .days(let column) = partition.columns.fields[comparison.field] { item.days = column.days }
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
                caches: (Self.makeCache(), Self.makeCache())
            )
        }
    }

    deinit {
        for position in 0..<comparisonCount { work[position].cache?.deallocate() }
        work.deallocate()
        swap?.caches.0.deallocate()
        swap?.caches.1.deallocate()
    }

    private static func makeCache() -> UnsafeMutablePointer<UInt64> {
        let cache = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << Int(cacheBits))
        cache.initialize(repeating: 0, count: 1 << Int(cacheBits))
        return cache
    }

    /// The comparison vector of a record of the cohort and a record of the partition.
    @inline(__always)
    func vector(cohortRow: Int, row: Int) -> ComparisonVector {
        var word: UInt64 = 0
        for position in 0..<comparisonCount {
            let item = work + position
            let level =
                item.pointee.kind == .date
                ? dateLevel(item, position, cohortRow, row) : textLevel(item, position, cohortRow, row)
            word |= UInt64(level) << item.pointee.shift
        }
        return ComparisonVector(word: withSwappedNames(word, cohortRow, row))
    }

    // MARK: Texts

    @inline(__always)
    private func textLevel(
        _ item: UnsafePointer<Work>,
        _ position: Int,
        _ cohortRow: Int,
        _ row: Int
    ) -> UInt8 {
        guard let cohortCodes = item.pointee.cohortCodes, let codes = item.pointee.codes,
            let equalCodes = item.pointee.equalCodes
        else { return 0 }
        let cohortCode = cohortCodes[cohortRow]
        let code = codes[row]
        if cohortCode == 0 || code == 0 { return 0 }
        if item.pointee.exact != 0, equalCodes[Int(code)] == cohortCode { return item.pointee.exact }
        guard let cache = item.pointee.cache else { return item.pointee.otherwise }
        let place = Self.place(cohortCode, code)
        let key = Self.key(cohortCode, code)
        let cached = cache[place]
        if cached >> 8 == key { return UInt8(truncatingIfNeeded: cached) }
        let level = judge(position, cohortCode, code)
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
    private func judge(_ position: Int, _ cohortCode: UInt32, _ code: UInt32) -> UInt8 {
        guard let cohortTexts = work[position].cohortTexts, let texts = work[position].texts else { return 0 }
        return textJudge.level(
            levels[position],
            cohortTexts(cohortCode),
            texts(code),
            cohortNicknames: work[position].cohortNicknames?[Int(cohortCode)] ?? 0,
            nicknames: work[position].nicknames?[Int(code)] ?? 0
        )
    }

    // MARK: Swapped names

    /// The levels with `names_swapped` where it holds and neither name agrees as it stands.
    @inline(__always)
    private func withSwappedNames(_ word: UInt64, _ cohortRow: Int, _ row: Int) -> UInt64 {
        guard let swap else { return word }
        let vector = ComparisonVector(word: word)
        let surname = vector.level(swap.surname)
        guard vector.level(swap.forename) > swap.level, surname > 0,
            swap.surnameAgreements >> UInt32(surname) & 1 == 0, namesAreSwapped(swap, cohortRow, row)
        else { return word }
        return word & ~swap.mask | swap.word
    }

    @inline(never)
    private func namesAreSwapped(_ swap: Swap, _ cohortRow: Int, _ row: Int) -> Bool {
        areNear(cohort: work + swap.forename, cohortRow, population: work + swap.surname, row, swap.caches.0)
            && areNear(cohort: work + swap.surname, cohortRow, population: work + swap.forename, row, swap.caches.1)
    }

    private func areNear(
        cohort: UnsafePointer<Work>,
        _ cohortRow: Int,
        population: UnsafePointer<Work>,
        _ row: Int,
        _ cache: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        guard let cohortCodes = cohort.pointee.cohortCodes, let cohortTexts = cohort.pointee.cohortTexts,
            let codes = population.pointee.codes, let texts = population.pointee.texts
        else { return false }
        let cohortCode = cohortCodes[cohortRow]
        let code = codes[row]
        if cohortCode == 0 || code == 0 { return false }
        let place = Self.place(cohortCode, code)
        let key = Self.key(cohortCode, code)
        if cache[place] >> 8 == key { return cache[place] & 1 == 1 }
        let isNear = textJudge.areSwappedNames(cohortTexts(cohortCode), texts(code))
        cache[place] = key << 8 | (isNear ? 1 : 0)
        return isNear
    }

    // MARK: Dates

    @inline(__always)
    private func dateLevel(
        _ item: UnsafePointer<Work>,
        _ position: Int,
        _ cohortRow: Int,
        _ row: Int
    ) -> UInt8 {
        guard let cohortDays = item.pointee.cohortDays, let days = item.pointee.days else { return 0 }
        let left = cohortDays[cohortRow]
        let right = days[row]
        if left.number == .min || right.number == .min { return 0 }
        if item.pointee.exact != 0, left.number == right.number { return item.pointee.exact }
        return DateJudge.level(levels[position], left, right)
    }
}
