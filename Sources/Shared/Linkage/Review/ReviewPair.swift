/// A pair that a person looks at: a row of the cohort's file and the row of the pool's file that it was linked to.
package struct ReviewPair: Hashable, Sendable {
    /// The rows of a pair in their files; the first data row is 1.
    package struct Rows: Hashable, Comparable, Sendable {
        /// The row of the cohort's file.
        package let cohort: Int
        /// The row of the pool's file.
        package let pool: Int

        /// The rows of a pair.
        package init(cohort: Int, pool: Int) {
            self.cohort = cohort
            self.pool = pool
        }

        package static func < (left: Rows, right: Rows) -> Bool {
            (left.cohort, left.pool) < (right.cohort, right.pool)
        }
    }

    /// Where the two records stand.
    package let rows: Rows
    /// The match weight in bits.
    package let weight: Double
    /// The probability that they are one person, 0 to 1.
    package let probability: Double
    /// The grade before anybody decided.
    package let grade: LinkGrade
    /// The blocking rule that found the pair, as it is written.
    package let rule: String
    /// Other rows of the cohort for which the same person is probable, ascending.
    package let rivals: [Int]
    /// The level of each comparison of the model, nil where a value is missing.
    package let levels: [Level?]

    /// A pair.
    package init(
        rows: Rows,
        weight: Double,
        probability: Double,
        grade: LinkGrade,
        rule: String = "",
        rivals: [Int] = [],
        levels: [Level?] = []
    ) {
        self.rows = rows
        self.weight = weight
        self.probability = probability
        self.grade = grade
        self.rule = rule
        self.rivals = rivals
        self.levels = levels
    }
}
