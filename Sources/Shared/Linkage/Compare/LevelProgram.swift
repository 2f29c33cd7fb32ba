/// The levels of a comparison as the judges read them: a run of tests, without texts and without memory of its own.
///
/// A level is alternatives of conjunctions. Each test says where to go on when it fails (the next alternative, or the next
/// level) and whether its success completes the level.
final class LevelProgram: Sendable {
    /// What a test looks at.
    enum Operation: UInt8, Sendable {
        case exact, nickname, initial, compound
        case jaro, jaroWinkler, levenshtein, edits, damerau, qgrams, cosine, words, prefix
        case dayMonthSwapped, oneDigit, transposedDigits, firstOfJanuary, days, months, sameYear, sameMonth, sameDay
        case checkFails, lookAlike, arrayCommon, arrayOverlap, postcode, kilometres, within, withinPercent
        /// Judged elsewhere: never holds here.
        case never
        case always
    }

    /// One test.
    struct Step: BitwiseCopyable, Sendable {
        let operation: Operation
        /// The level's position, counted from 1.
        let level: UInt8
        /// Whether the level holds once this test does.
        var completes: Bool
        /// The step to go to when the test fails.
        var next: UInt16
        /// The test's whole number.
        let integer: Int32
        /// The test's decimal number.
        let bound: Double
    }

    /// The tests in order; the last always holds.
    let steps: FixedArray<Step>
    /// The last level.
    let last: UInt8
    /// The least Jaro–Winkler similarity of any level; nil where a level may hold for texts that ``TextSketch`` tells apart by
    /// it.
    let similarityMin: Double?

    /// The program of some levels.
    init(_ levels: [Level]) {
        var steps: [Step] = []
        for (index, level) in levels.enumerated() {
            for conjunction in level.conjunctions {
                let first = steps.count
                for atom in conjunction { steps.append(Self.step(atom, level: UInt8(index + 1))) }
                for position in first..<steps.count {
                    steps[position].next = UInt16(steps.count)
                    steps[position].completes = position == steps.count - 1
                }
            }
        }
        last = UInt8(levels.count)
        let areSketched = steps.allSatisfy {
            [.exact, .nickname, .initial, .compound, .jaroWinkler, .never].contains($0.operation)
        }
        let bounds = steps.filter { $0.operation == .jaroWinkler }.map(\.bound)
        similarityMin = areSketched ? bounds.min() : nil
        steps.append(Self.step(.otherwise, level: last))
        self.steps = FixedArray(steps)
    }

    private static func step(_ level: Level, level position: UInt8) -> Step {
        let (operation, integer, bound): (Operation, Int, Double) =
            switch level {
            case .exact: (.exact, 0, 0)
            case .nickname: (.nickname, 0, 0)
            case .initial: (.initial, 0, 0)
            case .compound: (.compound, 0, 0)
            case .jaro(let bound): (.jaro, 0, bound)
            case .jaroWinkler(let bound): (.jaroWinkler, 0, bound)
            case .levenshtein(let bound): (.levenshtein, bound, 0)
            case .edits(let bound): (.edits, bound, 0)
            case .damerau(let bound): (.damerau, bound, 0)
            case .qgrams(let length, let bound): (.qgrams, length, bound)
            case .cosine(let bound): (.cosine, 0, bound)
            case .words(let bound): (.words, 0, bound)
            case .prefix(let length): (.prefix, length, 0)
            case .dayMonthSwapped: (.dayMonthSwapped, 0, 0)
            case .oneDigit: (.oneDigit, 0, 0)
            case .transposedDigits: (.transposedDigits, 0, 0)
            case .firstOfJanuary: (.firstOfJanuary, 0, 0)
            case .days(let bound): (.days, bound, 0)
            case .months(let bound): (.months, bound, 0)
            case .years(let bound): (.months, 12 * bound, 0)
            case .sameYear: (.sameYear, 0, 0)
            case .sameMonth: (.sameMonth, 0, 0)
            case .sameDay: (.sameDay, 0, 0)
            case .checkFails: (.checkFails, 0, 0)
            case .lookAlike: (.lookAlike, 0, 0)
            case .arrayCommon(let count): (.arrayCommon, count, 0)
            case .arrayOverlap(let bound): (.arrayOverlap, 0, bound)
            case .postcode(let part): (.postcode, part.order, 0)
            case .kilometres(let bound): (.kilometres, 0, bound)
            case .within(let bound): (.within, 0, bound)
            case .withinPercent(let bound): (.withinPercent, 0, bound)
            case .namesSwapped, .all, .any: (.never, 0, 0)
            case .otherwise: (.always, 0, 0)
            }
        return Step(
            operation: operation,
            level: position,
            completes: true,
            next: 0,
            integer: Int32(integer),
            bound: bound
        )
    }
}

extension Level {
    /// The level as alternatives of tests that must all hold.
    fileprivate var conjunctions: [[Level]] {
        switch self {
        case .any(let parts): parts.flatMap(\.conjunctions)
        case .all(let parts):
            parts.reduce([[]]) { known, part in known.flatMap { left in part.conjunctions.map { left + $0 } } }
        default: [[self]]
        }
    }
}
