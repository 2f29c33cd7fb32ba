/// Finds the level of two texts; one a thread, for it has scratch memory.
struct TextJudge: ~Copyable {
    /// From this Jaro–Winkler similarity on, a name counts as the other name in the wrong place.
    static let swappedNameBound = 0.92

    private let jaroWinkler = JaroWinkler()
    private let editDistance = EditDistance()
    private let damerau = DamerauLevenshtein()

    /// The position, counted from 1, of the first level that holds; the last where none does.
    ///
    /// Neither text is empty.
    ///
    /// - Parameters:
    ///   - program: The comparison's levels in order.
    ///   - left: The cohort's value.
    ///   - right: The population's value.
    ///   - sketches: Their sketches, which a level `nickname` needs.
    /// - Returns: 1 for the first level.
    func level(
        _ program: LevelProgram,
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        sketches: (TextSketch, TextSketch)?
    ) -> UInt8 {
        let arePlain = sketches.map { $0.isPlain && $1.isPlain } ?? false
        let similarityMax = sketches.map { TextSketch.similarityMax($0, $1) } ?? 1
        var similarity = -1.0
        var edits = -1
        let steps = program.steps
        var index = 0
        while index < steps.count {
            let step = steps.base[index]
            let holds: Bool
            switch step.operation {
            case .nickname: holds = sketches.map { TextSketch.haveCommonNickname($0, $1) } ?? false
            // A plain word is neither.
            case .initial, .compound: holds = !arePlain && self.holds(step, left, right)
            case .jaroWinkler:
                if similarity < 0, similarityMax >= step.bound {
                    similarity =
                        arePlain ? jaroWinkler.similarity(ofBytes: left, right) : jaroWinkler.similarity(left, right)
                }
                holds = similarity >= step.bound
            case .edits:
                // A text of which most would be edited does not agree.
                if step.integer == 1, OneEdit.isASCII(left), OneEdit.isASCII(right) {
                    holds = min(left.count, right.count) > 2 && OneEdit.isEnough(left, right)
                } else {
                    let (bound, leftCount, rightCount) = (
                        Int(step.integer), CodePoints.count(left), CodePoints.count(right)
                    )
                    if edits < 0, abs(leftCount - rightCount) <= bound { edits = editDistance.distance(left, right) }
                    holds = edits >= 0 && edits <= bound && edits * 2 < min(leftCount, rightCount)
                }
            case .always: holds = true
            default: holds = self.holds(step, left, right)
            }
            if holds {
                if step.completes { return step.level }
                index += 1
            } else {
                index = Int(step.next)
            }
        }
        return program.last
    }

    /// The tests whose results no other level uses.
    private func holds(
        _ step: LevelProgram.Step,
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let integer = Int(step.integer)
        switch step.operation {
        case .exact: return left.hasSameBytes(as: right)
        case .initial: return Words.isInitial(left, right)
        case .compound: return Words.isPartOfCompound(left, right)
        case .jaro: return jaroWinkler.jaro(left, right) >= step.bound
        case .levenshtein:
            return CodePoints.countsDiffer(left, right, byAtMost: integer)
                && editDistance.levenshtein(left, right) <= integer
        case .damerau:
            return CodePoints.countsDiffer(left, right, byAtMost: integer) && damerau.distance(left, right) <= integer
        case .qgrams: return QGrams.overlap(left, right, length: integer) >= step.bound
        case .cosine: return Words.cosine(left, right) >= step.bound
        case .words: return Words.overlap(left, right) >= step.bound
        case .prefix:
            return left.count >= integer && right.count >= integer
                && left[..<integer].elementsEqual(right[..<integer])
        case .checkFails: return CheckCharacter.isWrong(left) || CheckCharacter.isWrong(right)
        case .lookAlike: return LookAlike.areEqual(left, right)
        case .arrayCommon: return ValueList.commonCount(left, right) >= integer
        case .arrayOverlap: return ValueList.overlap(left, right) >= step.bound
        case .postcode: return Postcode.Part(order: integer).map { Postcode.agree(left, right, on: $0) } ?? false
        case .kilometres: return Coordinates.kilometres(left, right) <= step.bound
        case .within: return DecimalText.difference(left, right) <= step.bound
        case .withinPercent: return DecimalText.percentDifference(left, right) <= step.bound
        default: return false
        }
    }

    /// Whether a name is near enough to the other side's other name for the two to stand swapped: the same but for a wrong
    /// letter, another form of the given name, or a part of a compound.
    func areSwappedNames(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        if jaroWinkler.similarity(left, right) >= Self.swappedNameBound || Words.isPartOfCompound(left, right) {
            return true
        }
        let groups = Nicknames.packedGroups(of: left)
        return groups != 0 && Nicknames.haveCommonGroup(groups, Nicknames.packedGroups(of: right))
    }
}
