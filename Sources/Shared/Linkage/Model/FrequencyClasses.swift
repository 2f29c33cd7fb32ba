/// How common the cohort's names and texts are in the population, in classes.
///
/// A name that hardly anybody of the population has is mostly a misspelling, and then its person's record agrees at a fuzzy
/// level; one that thousands have was seldom written in error. So m depends on this class, see ``CompetingCandidates``.
/// Dates have no classes: what a day says of chance (1 January agrees at `first_of_january` with its whole year) would have
/// to be known by class as well.
struct FrequencyClasses {
    /// Classes: no record of the population has the value, 1 to 3 have, 4 to 15, and so on by fours, at least 4¹¹.
    static let count = 13

    /// The class of values that so many records of the population have.
    static func number(recordCount: Int64) -> Int {
        guard recordCount > 0 else { return 0 }
        return min((Int64.bitWidth - recordCount.leadingZeroBitCount + 1) / 2, count - 1)
    }

    /// For each comparison whether its values have classes: texts that are counted for their frequency.
    let hasClasses: [Bool]
    /// Record after record, for each comparison the class of the cohort's value; 0 where there are none.
    let numbers: [UInt8]

    init(cohort: LinkCohort, values: ValueCounts) {
        let width = cohort.comparisons.count
        var hasClasses = [Bool](repeating: false, count: width)
        var numbers = [UInt8](repeating: 0, count: width * cohort.rowCount)
        for position in cohort.comparisons.indices {
            guard values.giveFrequencies(of: position, in: cohort),
                case .text(let text) = cohort.columns.fields[cohort.comparisons[position].field]
            else { continue }
            hasClasses[position] = true
            let classes = values.counts[position].map { UInt8(Self.number(recordCount: $0)) }
            for row in 0..<cohort.rowCount { numbers[row * width + position] = classes[Int(text.codes[row])] }
        }
        self.hasClasses = hasClasses
        self.numbers = numbers
    }
}
