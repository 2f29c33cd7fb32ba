/// What a person says of a pair.
package enum ReviewAnswer: String, Codable, Hashable, Sendable, CaseIterable {
    /// The two records are one person.
    case accept
    /// They are two people.
    case reject
    /// It cannot be told; the pair stays unsettled.
    case unsure
}

/// One decision about one pair, as a line of the decision log has it: rows, never values.
package struct ReviewDecision: Codable, Hashable, Sendable {
    /// Why the pair was shown.
    package enum Purpose: String, Codable, Hashable, Sendable {
        /// It stood in the queue of its grade.
        case queue
        /// It was drawn into a sample.
        case sample
        /// A second person checked a decision.
        case secondCheck = "second_check"
        /// Two people had disagreed; this decision counts instead of all before it.
        case settle
    }

    /// How a pair came into a stratified sample.
    package struct Sampling: Codable, Hashable, Sendable {
        /// The seed of the draw.
        package let seed: UInt64
        /// The stratum, as its range of match weights in bits.
        package let stratum: String
        /// How many pairs of the stratum this one stands for: its size over the number drawn.
        package let weight: Double

        /// The facts of a draw.
        package init(seed: UInt64, stratum: String, weight: Double) {
            self.seed = seed
            self.stratum = stratum
            self.weight = weight
        }
    }

    /// The row of the cohort's file, from 1.
    package let cohortRow: Int
    /// The row of the pool's file, from 1.
    package let poolRow: Int
    /// What was decided.
    package let answer: ReviewAnswer
    /// Who decided.
    package let author: String
    /// When, in UTC, as `2026-11-22T19:30:00Z`.
    package let time: String
    /// The digest of both input files; see ``DecisionLog/inputs``.
    package let inputs: String
    /// Why the pair was shown.
    package let purpose: Purpose
    /// Whether probability and grade were hidden.
    package let isBlind: Bool
    /// How the pair was drawn, if it was.
    package let sampling: Sampling?
    /// A remark without any value of the records.
    package let comment: String?

    private enum CodingKeys: String, CodingKey {
        case cohortRow = "cohort_row"
        case poolRow = "pool_row"
        case answer
        case author
        case time
        case inputs
        case purpose
        case isBlind = "blind"
        case sampling
        case comment
    }

    /// A decision.
    package init(
        rows: ReviewPair.Rows,
        answer: ReviewAnswer,
        author: String,
        time: String,
        inputs: String,
        purpose: Purpose = .queue,
        isBlind: Bool = false,
        sampling: Sampling? = nil,
        comment: String? = nil
    ) {
        cohortRow = rows.cohort
        poolRow = rows.pool
        self.answer = answer
        self.author = author
        self.time = time
        self.inputs = inputs
        self.purpose = purpose
        self.isBlind = isBlind
        self.sampling = sampling
        self.comment = comment
    }

    /// The pair that it is about.
    package var rows: ReviewPair.Rows { ReviewPair.Rows(cohort: cohortRow, pool: poolRow) }
}
