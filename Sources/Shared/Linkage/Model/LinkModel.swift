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
        /// m of each level by how many records of the population have the cohort's value: none, 1 to 3, 4 to 15 and so on
        /// by fours (``FrequencyClasses``); nil where m does not depend on that.
        package var classes: [[Double]]?

        private enum CodingKeys: String, CodingKey {
            case field
            case levels
            case classes = "m_by_frequency"
        }
    }

    /// How far the levels of two comparisons come together among pairs of two people more often than by chance.
    package struct DependenceModel: Codable, Hashable, Sendable {
        /// The earlier comparison's column.
        package var first: String
        /// The later comparison's column.
        package var second: String
        /// For each level of the first and each of the second P(both | two people) over the product of their u.
        package var factors: [[Double]]

        init(_ edge: Dependence.Edge, plan: LinkPlan) {
            first = plan.comparisons[edge.first].field
            second = plan.comparisons[edge.second].field
            factors = plan.comparisons[edge.first].levels.indices.map { row in
                plan.comparisons[edge.second].levels.indices.map { edge.factors[16 * (row + 1) + $0 + 1] }
            }
        }
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
        /// The log-likelihood of the cohort's records after each iteration; it never falls.
        ///
        /// nil where the model was not refined, see ``LinkModel/refined(by:scorer:options:)``.
        package var recordLogLikelihoods: [Double]?
        /// The rules.
        package var rules: [RuleTraining]
        /// The random pairs that u rests on.
        package var randomPairCount: Int64
        /// Levels that were never seen, comparisons that no rule could train: one sentence each.
        package var warnings: [String]

        private enum CodingKeys: String, CodingKey {
            case isConverged = "is_converged"
            case logLikelihoods = "log_likelihoods"
            case recordLogLikelihoods = "record_log_likelihoods"
            case rules
            case randomPairCount = "random_pair_count"
            case warnings
        }
    }

    /// The version of the JSON that this software writes and reads.
    package static let version = 3

    /// What is compared, and how.
    package var plan: LinkPlan
    /// One entry for each comparison of the plan.
    package var comparisons: [ComparisonModel]
    /// Comparisons that go together among pairs of two people; they form no cycle.
    package var dependence: [DependenceModel]
    /// The number of people in the population.
    package var personCount: Int
    /// The share of the cohort that is in the population, where it is known beforehand; else each linkage estimates it.
    package var presentShare: Double?
    /// The estimated share of matches that blocking finds.
    package var foundShare: Double
    /// How the estimation went.
    package var training: Training
    private var version = LinkModel.version

    private enum CodingKeys: String, CodingKey {
        case version
        case plan
        case comparisons
        case dependence
        case personCount = "person_count"
        case presentShare = "known_present_share"
        case foundShare = "found_share"
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
        guard version == Self.version else {
            throw LinkageError.unusable(
                "The linkage model has version \(version); this software reads \(Self.version): estimate it again."
            )
        }
        try validate()
    }

    /// A model from its parts.
    package init(
        plan: LinkPlan,
        comparisons: [ComparisonModel],
        dependence: [DependenceModel] = [],
        personCount: Int,
        presentShare: Double? = nil,
        foundShare: Double = 1,
        training: Training
    ) {
        self.plan = plan
        self.comparisons = comparisons
        self.dependence = dependence
        self.personCount = personCount
        self.presentShare = presentShare
        self.foundShare = foundShare
        self.training = training
    }

    /// Confirms that the probabilities are such and belong to the plan.
    package func validate() throws(LinkageError) {
        try plan.validate()
        let fits = zip(plan.comparisons, comparisons).allSatisfy { planned, model in
            planned.field == model.field && planned.levels == model.levels.map(\.level)
                && model.levels.allSatisfy { $0.m > 0 && $0.m <= 1 && $0.u > 0 && $0.u <= 1 }
                && (model.classes?.count ?? FrequencyClasses.count) == FrequencyClasses.count
                && (model.classes ?? []).allSatisfy { m in
                    m.count == planned.levels.count && m.allSatisfy { $0 > 0 && $0 <= 1 }
                }
        }
        let joins = dependence.allSatisfy { entry in
            guard let first = plan.comparisons.firstIndex(where: { $0.field == entry.first }),
                let second = plan.comparisons.firstIndex(where: { $0.field == entry.second })
            else { return false }
            let width = plan.comparisons[second].levels.count
            return first < second && entry.factors.count == plan.comparisons[first].levels.count
                && entry.factors.allSatisfy { $0.count == width && $0.allSatisfy { $0 > 0 && $0.isFinite } }
        }
        let shares = (presentShare ?? 0.5) > 0 && (presentShare ?? 0.5) < 1 && foundShare > 0 && foundShare <= 1
        guard fits, joins, shares, plan.comparisons.count == comparisons.count, personCount > 0 else {
            throw .unusable("The linkage model has other levels than its plan or a probability outside (0, 1].")
        }
    }
}

extension LinkModel {
    /// The dependence as estimation and scoring use it; entries that do not belong to the plan are left out.
    var joint: Dependence {
        var result = Dependence()
        for entry in dependence {
            guard let first = plan.comparisons.firstIndex(where: { $0.field == entry.first }),
                let second = plan.comparisons.firstIndex(where: { $0.field == entry.second })
            else { continue }
            var factors = [Double](repeating: 1, count: 256)
            for (row, columns) in entry.factors.enumerated() {
                for (column, factor) in columns.enumerated() { factors[16 * (row + 1) + column + 1] = factor }
            }
            result.edges.append(Dependence.Edge(first: first, second: second, factors: factors))
        }
        return result
    }
}
