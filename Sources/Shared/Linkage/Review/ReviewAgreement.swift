/// How far two people agree who decided about the same pairs: the first author and the second author of each.
package struct ReviewAgreement: Codable, Hashable, Sendable {
    /// Pairs that two people decided about.
    package let pairCount: Int
    /// Of these, where both gave the same answer.
    package let agreedCount: Int
    /// Cohen's kappa over the three answers (Cohen 1960); nil where chance alone would give full agreement.
    package let kappa: Double?

    private enum CodingKeys: String, CodingKey {
        case pairCount = "pairs"
        case agreedCount = "agreed"
        case kappa
    }

    /// Counts agreement.
    ///
    /// The first person's answer is the last one given before the second person's first: what the second person checked.
    ///
    /// - Parameter opinions: What was decided about each pair.
    package init(_ opinions: some Sequence<PairOpinions>) {
        let answers = ReviewAnswer.allCases
        var table = [[Int]](repeating: [Int](repeating: 0, count: answers.count), count: answers.count)
        for pair in opinions {
            guard let second = pair.decisions.firstIndex(where: { $0.author != pair.decisions[0].author }),
                let row = answers.firstIndex(of: pair.decisions[second - 1].answer),
                let column = answers.firstIndex(of: pair.decisions[second].answer)
            else { continue }
            table[row][column] += 1
        }
        self.init(table: table)
    }

    /// Agreement from a square table of counts: the first person's answers by the second person's.
    package init(table: [[Int]]) {
        let total = table.joined().reduce(0, +)
        let agreed = table.indices.reduce(0) { $0 + table[$1][$1] }
        pairCount = total
        agreedCount = agreed
        let byChance = table.indices.reduce(0) { sum, index in
            sum + table[index].reduce(0, +) * table.reduce(0) { $0 + $1[index] }
        }
        let square = total * total
        kappa = byChance < square ? Double(agreed * total - byChance) / Double(square - byChance) : nil
    }
}
