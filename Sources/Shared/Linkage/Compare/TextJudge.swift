/// Finds the level of two texts; one a thread, for it has scratch memory.
struct TextJudge: ~Copyable {
    /// From this Jaro–Winkler similarity on, a name counts as the other name in the wrong place.
    private static let swappedNameBound = 0.92

    private let jaroWinkler = JaroWinkler()
    private let editDistance = EditDistance()

    /// The position, counted from 1, of the first level that holds; the last where none does.
    ///
    /// - Parameters:
    ///   - levels: The comparison's levels in order.
    ///   - left: The cohort's value, not empty.
    ///   - right: The population's value, not empty.
    ///   - cohortNicknames: The groups of the cohort's name, see ``Nicknames/packedGroups(of:)``.
    ///   - nicknames: The groups of the population's name.
    /// - Returns: 1 for the first level.
    func level(
        _ levels: [Level],
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        cohortNicknames: UInt64,
        nicknames: UInt64
    ) -> UInt8 {
        var ceiling = -1.0
        var similarity = -1.0
        var edits = -1
        for (index, level) in levels.enumerated() {
            let holds: Bool
            switch level {
            case .exact: holds = left.elementsEqual(right)
            case .nickname: holds = Nicknames.haveCommonGroup(cohortNicknames, nicknames)
            case .initial: holds = Words.isInitial(left, right)
            case .compound: holds = Words.isPartOfCompound(left, right)
            case .jaroWinkler(let bound):
                if ceiling < 0 { ceiling = JaroWinklerCeiling.value(left, right) }
                if similarity < 0, ceiling >= bound { similarity = jaroWinkler.similarity(left, right) }
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
        return UInt8(levels.count)
    }

    /// Whether a name is near enough to the other side's other name for the two to stand swapped.
    func areSwappedNames(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        JaroWinklerCeiling.value(left, right) >= Self.swappedNameBound
            && jaroWinkler.similarity(left, right) >= Self.swappedNameBound
    }
}
