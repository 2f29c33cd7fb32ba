/// What a comment in the decision log must not hold: anything that would tell who the people are.
package enum CommentRule {
    /// Words shorter than this tell nothing.
    private static let lengthMin = 3

    /// Confirms that a comment holds no name, date or identifier of the records beside it.
    ///
    /// Compared in standard form, word by word, so that case, marks and punctuation do not hide a value.
    ///
    /// - Parameters:
    ///   - comment: The comment.
    ///   - values: The records' values that tell who a person is.
    /// - Throws: ``ReviewError/tellingComment``.
    package static func check(_ comment: String, values: [String]) throws(ReviewError) {
        let said = words(comment)
        let run = Standardise.identifier(comment)
        for value in values {
            let telling = words(value).contains { said.contains($0) }
            let identifier = Standardise.identifier(value)
            // An identifier or a date is also found when it was written with other separators.
            let hasDigits = identifier.contains { $0.isNumber }
            guard !telling, !(hasDigits && identifier.count >= 4 && run.contains(identifier)) else {
                throw .tellingComment
            }
        }
    }

    private static func words(_ text: String) -> Set<Substring> {
        Set(Standardise.text(text).split(separator: " ").filter { $0.count >= lengthMin })
    }
}
