import Tables

/// Compares pairs of one cohort and one partition, and remembers what it found for pairs of distinct values.
///
/// The memory of a comparison is a direct-mapped cache of fixed size: a pair of codes has one place, a newcomer replaces
/// what was there. It never changes a result. One evaluator is used by one thread at a time (the partition lends it to
/// one and takes it back), which is why it may cross threads.
final class PairEvaluator: @unchecked Sendable {
    private static let cacheBits: UInt64 = 17
    private static let nearBound = 0.92

    /// A comparison with the pointers that it reads.
    private struct Work {
        let kind: CompiledComparison.Kind
        let exact: UInt8
        let otherwise: UInt8
        let shift: UInt64
        /// Codes or days of both sides, by record.
        let cohortCodes: UnsafePointer<UInt32>?
        let codes: UnsafePointer<UInt32>?
        let cohortDays: UnsafePointer<Day>?
        let days: UnsafePointer<Day>?
        /// The cohort's code of each of the partition's codes, 0 where the cohort has no such value.
        let equalCodes: UnsafePointer<UInt32>?
        let cache: UnsafeMutablePointer<UInt64>?
    }

    private unowned let partition: LinkPartition  // which owns this
    private let comparisons: [CompiledComparison]
    private let work: [Work]
    private let forename: Int
    private let surname: Int
    private let swapCaches: [UnsafeMutablePointer<UInt64>]
    private let jaroWinkler = JaroWinkler()
    private let editDistance = EditDistance()

    init(_ partition: LinkPartition) {
        self.partition = partition
        let cohort = partition.cohort
        comparisons = cohort.comparisons
        work = cohort.comparisons.enumerated().map { position, comparison in
            let sides = (cohort.columns.fields[comparison.field], partition.columns.fields[comparison.field])
            var texts: (UnsafePointer<UInt32>?, UnsafePointer<UInt32>?) = (nil, nil)
            var days: (UnsafePointer<Day>?, UnsafePointer<Day>?) = (nil, nil)
            if case (.text(let left), .text(let right)) = sides { texts = (left.codes, right.codes) }
            if case (.days(let left), .days(let right)) = sides { days = (left.days, right.days) }
            return Work(
                kind: comparison.kind,
                exact: comparison.exact,
                otherwise: comparison.otherwise,
                shift: UInt64(4 * position),
                cohortCodes: texts.0,
                codes: texts.1,
                cohortDays: days.0,
                days: days.1,
                equalCodes: partition.equalCodes[position]?.base,
                cache: comparison.kind == .text ? Self.makeCache() : nil
            )
        }
        forename = cohort.comparisons.firstIndex { $0.swapped != 0 } ?? -1
        surname = forename < 0 ? -1 : cohort.comparisons[forename].partner
        swapCaches = forename < 0 ? [] : [Self.makeCache(), Self.makeCache()]
    }

    deinit {
        for item in work { item.cache?.deallocate() }
        for cache in swapCaches { cache.deallocate() }
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
        for position in 0..<work.count {
            let item = work[position]
            let level: UInt8
            if item.kind == .date {
                level = dateLevel(item, position, cohortRow, row)
            } else {
                level = textLevel(item, position, cohortRow, row)
            }
            word |= UInt64(level) << item.shift
        }
        return forename < 0 ? ComparisonVector(word: word) : withSwappedNames(word, cohortRow, row)
    }

    // MARK: Texts

    @inline(__always)
    private func textLevel(_ item: Work, _ position: Int, _ cohortRow: Int, _ row: Int) -> UInt8 {
        guard let cohortCodes = item.cohortCodes, let codes = item.codes, let equalCodes = item.equalCodes else {
            return 0
        }
        let cohortCode = cohortCodes[cohortRow]
        let code = codes[row]
        if cohortCode == 0 || code == 0 { return 0 }
        if item.exact != 0, equalCodes[Int(code)] == cohortCode { return item.exact }
        guard let cache = item.cache else { return item.otherwise }
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

    /// The level of two distinct values, found by trying the levels in order.
    @inline(never)
    private func judge(_ position: Int, _ cohortCode: UInt32, _ code: UInt32) -> UInt8 {
        let comparison = comparisons[position]
        guard case .text(let cohortText) = partition.cohort.columns.fields[comparison.field],
            case .text(let text) = partition.columns.fields[comparison.field]
        else { return 0 }
        let left = cohortText.bytes(ofCode: Int(cohortCode))
        let right = text.bytes(ofCode: Int(code))
        var similarity = -1.0
        var edits = -1
        for (index, level) in comparison.levels.enumerated() {
            let holds: Bool
            switch level {
            case .exact: holds = left.elementsEqual(right)
            case .nickname:
                holds = Nicknames.haveCommonGroup(
                    partition.cohort.nicknames[position]?.base[Int(cohortCode)] ?? 0,
                    partition.nicknames[position]?.base[Int(code)] ?? 0
                )
            case .initial: holds = Words.isInitial(left, right)
            case .compound: holds = Words.isPartOfCompound(left, right)
            case .jaroWinkler(let bound):
                if similarity < 0 { similarity = jaroWinkler.similarity(left, right) }
                holds = similarity >= bound
            case .edits(let bound):
                // A text of which most would be edited does not agree.
                if edits < 0, abs(left.count - right.count) <= bound { edits = editDistance.distance(left, right) }
                holds = edits >= 0 && edits <= bound && edits * 2 < min(left.count, right.count)
            case .words(let bound): holds = Words.overlap(left, right) >= bound
            case .otherwise: holds = true
            case .namesSwapped, .dayMonthSwapped, .oneDigit, .days, .sameYear: holds = false
            }
            if holds { return UInt8(index + 1) }
        }
        return comparison.otherwise
    }

    // MARK: Swapped names

    /// The vector with the level `names_swapped` where it holds and neither name agrees as it stands.
    @inline(__always)
    private func withSwappedNames(_ word: UInt64, _ cohortRow: Int, _ row: Int) -> ComparisonVector {
        let vector = ComparisonVector(word: word)
        let first = vector.level(forename)
        let last = vector.level(surname)
        let swapped = Int(comparisons[forename].swapped)
        guard first > swapped, last > 0, !comparisons[surname].levels[last - 1].isAgreement,
            namesAreSwapped(cohortRow, row)
        else { return vector }
        let mask = UInt64(15) << work[forename].shift | UInt64(15) << work[surname].shift
        return ComparisonVector(word: word & ~mask | UInt64(swapped) << work[forename].shift)
    }

    @inline(never)
    private func namesAreSwapped(_ cohortRow: Int, _ row: Int) -> Bool {
        areNear(cohort: forename, cohortRow, population: surname, row, swapCaches[0])
            && areNear(cohort: surname, cohortRow, population: forename, row, swapCaches[1])
    }

    private func areNear(
        cohort: Int,
        _ cohortRow: Int,
        population: Int,
        _ row: Int,
        _ cache: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        guard case .text(let cohortText) = partition.cohort.columns.fields[comparisons[cohort].field],
            case .text(let text) = partition.columns.fields[comparisons[population].field]
        else { return false }
        let cohortCode = cohortText.codes[cohortRow]
        let code = text.codes[row]
        if cohortCode == 0 || code == 0 { return false }
        let place = Self.place(cohortCode, code)
        let key = Self.key(cohortCode, code)
        if cache[place] >> 8 == key { return cache[place] & 1 == 1 }
        let left = cohortText.bytes(ofCode: Int(cohortCode))
        let right = text.bytes(ofCode: Int(code))
        let isNear = jaroWinkler.similarity(left, right) >= Self.nearBound
        cache[place] = key << 8 | (isNear ? 1 : 0)
        return isNear
    }

    // MARK: Dates

    @inline(__always)
    private func dateLevel(_ item: Work, _ position: Int, _ cohortRow: Int, _ row: Int) -> UInt8 {
        guard let cohortDays = item.cohortDays, let days = item.days else { return 0 }
        let left = cohortDays[cohortRow]
        let right = days[row]
        if left.number == .min || right.number == .min { return 0 }
        if item.exact != 0, left.number == right.number { return item.exact }
        return judgeDates(position, left, right)
    }

    @inline(never)
    private func judgeDates(_ position: Int, _ left: Day, _ right: Day) -> UInt8 {
        let leftDigits = DateDigits(left)
        let rightDigits = DateDigits(right)
        for (index, level) in comparisons[position].levels.enumerated() {
            let holds: Bool
            switch level {
            case .exact: holds = left == right
            case .dayMonthSwapped: holds = leftDigits.dayMonthSwapped == rightDigits.word
            case .oneDigit: holds = DateDigits.differingDigits(leftDigits, rightDigits) == 1
            case .days(let bound): holds = abs(Int(left.number) - Int(right.number)) <= bound
            case .sameYear: holds = leftDigits.year == rightDigits.year
            case .otherwise: holds = true
            case .nickname, .initial, .compound, .jaroWinkler, .edits, .words, .namesSwapped: holds = false
            }
            if holds { return UInt8(index + 1) }
        }
        return comparisons[position].otherwise
    }
}
