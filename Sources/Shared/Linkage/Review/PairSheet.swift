import Tables

/// A record's values by the column names that linkage uses.
package typealias ReviewRecord = [String: String]

/// A pair as a person is shown it: column by column both values with their differences marked, the level and what it weighs.
package struct PairSheet: Hashable, Sendable {
    /// A compared column.
    package struct Line: Hashable, Sendable {
        /// Its name.
        package let field: String
        /// The cohort's value.
        package let cohort: MarkedText
        /// The pool's value.
        package let pool: MarkedText
        /// The level, nil where a value is missing.
        package let level: Level?
        /// What the column adds to the match weight, in bits; 0 where a value is missing.
        package let bits: Double
        /// The match weight against the number of people, after this column.
        package let runningBits: Double
    }

    /// The compared columns in the model's order.
    package let lines: [Line]
    /// Where the sum begins: the odds, in bits, that any one person of the population is meant, all being alike.
    package let startBits: Double
    /// What of the match weight the columns do not show, such as adjustments of other levels; 0 when they show all.
    package let otherBits: Double
    /// Where the sum ends: the odds in bits before other candidates and absence are allowed for.
    package let endBits: Double

    /// Lays out a pair.
    ///
    /// - Parameters:
    ///   - pair: The pair.
    ///   - cohort: The cohort's record.
    ///   - pool: The pool's record.
    ///   - weights: The weights of the model.
    package init(_ pair: ReviewPair, cohort: ReviewRecord, pool: ReviewRecord, weights: ReviewWeights) {
        let comparisons = weights.model.comparisons
        let isSwapped = pair.levels.contains(.namesSwapped)
        let names = [weights.name(.forename), weights.name(.surname)]
        func partner(_ field: String) -> String {
            guard isSwapped, let place = names.firstIndex(of: field), let other = names[1 - place] else { return field }
            return other
        }
        func shown(_ record: ReviewRecord, _ field: String) -> String {
            weights.shown(record[field] ?? "", field: field)
        }
        var running = weights.startBits
        var sum = 0.0
        var lines: [Line] = []
        for (position, comparison) in comparisons.enumerated() {
            let field = comparison.field
            let level = position < pair.levels.count ? pair.levels[position] : nil
            let bits = level.map { weights.bits(position, level: $0, value: cohort[field] ?? "") } ?? 0
            running += bits
            sum += bits
            lines.append(
                Line(
                    field: field,
                    cohort: MarkedText.marks(shown(cohort, field), shown(pool, partner(field))).left,
                    pool: MarkedText.marks(shown(cohort, partner(field)), shown(pool, field)).right,
                    level: level,
                    bits: bits,
                    runningBits: running
                )
            )
        }
        self.lines = lines
        startBits = weights.startBits
        let rest = pair.weight - sum
        otherBits = abs(rest) < 0.005 ? 0 : rest
        endBits = weights.startBits + pair.weight
    }
}
