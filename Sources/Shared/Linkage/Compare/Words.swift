/// Comparisons of the words of two standardised texts; words are separated by single spaces.
enum Words {
    private static let space = UInt8(ascii: " ")

    /// The share of distinct words that both texts have (Jaccard's index), in [0, 1].
    ///
    /// - Complexity: O(*a* · *b*) for texts of *a* and *b* bytes; no memory.
    static func overlap(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        var common = 0
        var leftOnly = 0
        var rightOnly = 0
        forEachDistinctWord(left) { word in
            if has(right, word) { common += 1 } else { leftOnly += 1 }
        }
        if common == 0 { return 0 }
        forEachDistinctWord(right) { word in
            if !has(left, word) { rightOnly += 1 }
        }
        return Double(common) / Double(common + leftOnly + rightOnly)
    }

    /// The cosine of the angle between the counts of words, in [0, 1].
    static func cosine(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        var product = 0
        var leftSquares = 0
        var rightSquares = 0
        forEachDistinctWord(left) { word in
            let own = count(left, word)
            product += own * count(right, word)
            leftSquares += own * own
        }
        forEachDistinctWord(right) { word in
            let own = count(right, word)
            rightSquares += own * own
        }
        let length = (Double(leftSquares) * Double(rightSquares)).squareRoot()
        return length == 0 ? 0 : min(Double(product) / length, 1)
    }

    /// Whether two names are parts of one compound: every word of one, of three bytes or more, is a word of the other, in
    /// any order (SMITH and SMITH JONES, SMITH JONES and JONES SMITH), or they differ by spaces alone (MAC DONALD).
    static func isPartOfCompound(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        guard short.count >= 3, long.contains(space) else { return false }
        var isContained = true
        forEachDistinctWord(short) { word in
            if word.count < 3 || !has(long, word) { isContained = false }
        }
        return isContained || areEqualWithoutSpaces(short, long)
    }

    private static func areEqualWithoutSpaces(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var other = 0
        for byte in left where byte != space {
            while other < right.count, right[other] == space { other += 1 }
            guard other < right.count, right[other] == byte else { return false }
            other += 1
        }
        return other == right.count
    }

    /// Whether one text is one letter and the other begins with it.
    static func isInitial(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = left.first, first == right.first else { return false }
        return left.count == 1 || right.count == 1
    }

    private static func forEachDistinctWord(
        _ text: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != space { end += 1 }
            let word = UnsafeBufferPointer(rebasing: text[start..<end])
            let before = UnsafeBufferPointer(rebasing: text[..<max(start - 1, 0)])
            if !word.isEmpty, !has(before, word) { body(word) }
            start = end + 1
        }
    }

    /// Whether a text has a word.
    private static func has(_ text: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        count(text, word, max: 1) > 0
    }

    /// How often a text has a word, counted up to a bound.
    private static func count(
        _ text: UnsafeBufferPointer<UInt8>,
        _ word: UnsafeBufferPointer<UInt8>,
        max bound: Int = .max
    ) -> Int {
        var found = 0
        var start = 0
        while start + word.count <= text.count {
            var length = 0
            while length < word.count, text[start + length] == word[length] { length += 1 }
            let end = start + length
            if length == word.count, end == text.count || text[end] == space {
                found += 1
                if found == bound { return found }
            }
            start = end
            while start < text.count, text[start] != space { start += 1 }
            start += 1
        }
        return found
    }
}
