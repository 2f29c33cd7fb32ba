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

    /// Whether one text is a single word of at least three bytes and the other a compound that has this word.
    static func isPartOfCompound(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        return short.count >= 3 && long.count > short.count && !short.contains(space) && has(long, short)
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
        var start = 0
        while start + word.count <= text.count {
            var length = 0
            while length < word.count, text[start + length] == word[length] { length += 1 }
            let end = start + length
            if length == word.count, end == text.count || text[end] == space { return true }
            start = end
            while start < text.count, text[start] != space { start += 1 }
            start += 1
        }
        return false
    }
}
