package import Foundation

/// A Fellegi–Sunter model: how probable each level is among pairs of one person (m) and of two people (u).
package struct LinkModel: Codable, Hashable, Sendable {
    /// The probabilities of a level.
    package struct LevelModel: Codable, Hashable, Sendable {
        /// The level.
        package var level: Level
        /// P(level | one person, both values present).
        package var m: Double
        /// P(level | two people, both values present).
        package var u: Double

        /// The evidence of the level in bits: log2(m / u).
        package var weight: Double { log2(m / u) }
    }

    /// The probabilities of a comparison's levels.
    package struct ComparisonModel: Codable, Hashable, Sendable {
        /// The compared column.
        package var field: String
        /// The levels in the comparison's order; m and u each sum to 1.
        package var levels: [LevelModel]
    }

    /// What a training rule contributed.
    package struct RuleTraining: Codable, Hashable, Sendable {
        /// The blocking rule.
        package var rule: BlockingRule
        /// The pairs that it finds.
        package var pairCount: Int64
        /// The estimated share of these that are one person.
        package var matchShare: Double

        private enum CodingKeys: String, CodingKey {
            case rule
            case pairCount = "pair_count"
            case matchShare = "match_share"
        }
    }

    /// How the estimation went.
    package struct Training: Codable, Hashable, Sendable {
        /// Whether the last round met the stopping rule; never true merely because the iterations ran out.
        package var isConverged: Bool
        /// The composite log-likelihood after each iteration of the last round; it never falls.
        package var logLikelihoods: [Double]
        /// The rules.
        package var rules: [RuleTraining]
        /// The random pairs that u rests on.
        package var randomPairCount: Int64
        /// Levels that were never seen, comparisons that no rule could train: one sentence each.
        package var warnings: [String]

        private enum CodingKeys: String, CodingKey {
            case isConverged = "is_converged"
            case logLikelihoods = "log_likelihoods"
            case rules
            case randomPairCount = "random_pair_count"
            case warnings
        }
    }

    /// What is compared, and how.
    package var plan: LinkPlan
    /// One entry for each comparison of the plan.
    package var comparisons: [ComparisonModel]
    /// The number of people in the population.
    package var personCount: Int
    /// How the estimation went.
    package var training: Training

    private enum CodingKeys: String, CodingKey {
        case plan
        case comparisons
        case personCount = "person_count"
        case training
    }

    /// The model as JSON with sorted keys: the same model gives the same bytes.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// A model from JSON.
    ///
    /// - Throws: ``LinkageError/unusable(_:)`` when it is not a model or its probabilities are none.
    package init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(LinkModel.self, from: json)
        } catch let error as LinkageError {
            throw error
        } catch {
            throw LinkageError.unusable("The linkage model is not the JSON that jdl link writes; estimate it again.")
        }
        try validate()
    }

    /// A model from its parts.
    package init(plan: LinkPlan, comparisons: [ComparisonModel], personCount: Int, training: Training) {
        self.plan = plan
        self.comparisons = comparisons
        self.personCount = personCount
        self.training = training
    }

    /// Confirms that the probabilities are such and belong to the plan.
    package func validate() throws(LinkageError) {
        try plan.validate()
        let fits = zip(plan.comparisons, comparisons).allSatisfy { planned, model in
            planned.field == model.field && planned.levels == model.levels.map(\.level)
                && model.levels.allSatisfy { $0.m > 0 && $0.m <= 1 && $0.u > 0 && $0.u <= 1 }
        }
        guard fits, plan.comparisons.count == comparisons.count, personCount > 0 else {
            throw .unusable("The linkage model has other levels than its plan or a probability outside (0, 1].")
        }
    }
}
