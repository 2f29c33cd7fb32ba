/// A value as it is shown beside another: runs of characters that both have, and runs that differ.
package struct MarkedText: Hashable, Sendable {
    /// A run of characters.
    package struct Run: Hashable, Sendable {
        /// The characters; empty where only the other value has some.
        package var text: String
        /// Whether the other value has something else here.
        package let differs: Bool

        /// A run.
        package init(_ text: String, differs: Bool) {
            self.text = text
            self.differs = differs
        }
    }

    /// The runs from left to right.
    package private(set) var runs: [Run]

    /// A value without marks.
    package init(plain text: String) {
        runs = text.isEmpty ? [] : [Run(text, differs: false)]
    }

    private init(_ pieces: [(text: String, differs: Bool)]) {
        runs = pieces.reduce(into: []) { runs, piece in
            if runs.last?.differs == piece.differs {
                runs[runs.count - 1].text += piece.text
            } else {
                runs.append(Run(piece.text, differs: piece.differs))
            }
        }
    }

    /// The value with brackets around what differs; an empty pair says that the other value has more here.
    package var bracketed: String {
        runs.map { $0.differs ? "[\($0.text)]" : $0.text }.joined()
    }

    /// The longest value that is taken apart, in characters.
    private static let lengthMax = 200

    /// Marks where two values differ, character by character as people see characters.
    ///
    /// Upper and lower case, and letters that differ in their marks alone, are the same here, as they are to linkage.
    /// Values that have less than half of their characters in common are marked as a whole; a missing value marks nothing.
    ///
    /// - Complexity: O(*a* · *b*) for values of *a* and *b* characters, at most 200.
    package static func marks(_ left: String, _ right: String) -> (left: MarkedText, right: MarkedText) {
        if left.isEmpty || right.isEmpty { return (MarkedText(plain: left), MarkedText(plain: right)) }
        let (first, second) = (Array(left), Array(right))
        let (firstKeys, secondKeys) = (first.map(key), second.map(key))
        if firstKeys == secondKeys { return (MarkedText(plain: left), MarkedText(plain: right)) }
        let whole = (MarkedText([(left, true)]), MarkedText([(right, true)]))
        guard max(first.count, second.count) <= lengthMax else { return whole }
        let steps = alignment(firstKeys, secondKeys)
        let common = steps.count { $0 == .same }
        guard common * 2 >= max(first.count, second.count) else { return whole }
        var (lefts, rights): ([(String, Bool)], [(String, Bool)]) = ([], [])
        var (i, j) = (0, 0)
        for step in steps {
            let differs = step != .same
            let isLeft = step != .onlyRight
            let isRight = step != .onlyLeft
            lefts.append((isLeft ? String(first[i]) : "", differs))
            rights.append((isRight ? String(second[j]) : "", differs))
            i += isLeft ? 1 : 0
            j += isRight ? 1 : 0
        }
        return (MarkedText(lefts), MarkedText(rights))
    }

    private enum Step {
        case same, changed, onlyLeft, onlyRight
    }

    /// What a character counts as: its base letter where it has one.
    private static func key(_ character: Character) -> String {
        let folded = Standardise.name(String(character))
        return folded.isEmpty ? character.lowercased() : folded
    }

    /// The cheapest way from one value to the other in single edits (Levenshtein).
    private static func alignment(_ first: [String], _ second: [String]) -> [Step] {
        let width = second.count + 1
        var cost = [Int](repeating: 0, count: (first.count + 1) * width)
        for i in 0...first.count {
            for j in 0...second.count {
                if i == 0 || j == 0 {
                    cost[i * width + j] = i + j
                } else {
                    let change = first[i - 1] == second[j - 1] ? 0 : 1
                    cost[i * width + j] = min(
                        cost[(i - 1) * width + j - 1] + change,
                        cost[(i - 1) * width + j] + 1,
                        cost[i * width + j - 1] + 1
                    )
                }
            }
        }
        var steps: [Step] = []
        var (i, j) = (first.count, second.count)
        while i > 0 || j > 0 {
            let here = cost[i * width + j]
            let isSame = i > 0 && j > 0 && first[i - 1] == second[j - 1]
            if i > 0, j > 0, cost[(i - 1) * width + j - 1] + (isSame ? 0 : 1) == here {
                steps.append(isSame ? .same : .changed)
                (i, j) = (i - 1, j - 1)
            } else if i > 0, cost[(i - 1) * width + j] + 1 == here {
                steps.append(.onlyLeft)
                i -= 1
            } else {
                steps.append(.onlyRight)
                j -= 1
            }
        }
        return steps.reversed()
    }
}
