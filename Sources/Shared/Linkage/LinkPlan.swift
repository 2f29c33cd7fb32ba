/// Everything that decides which pairs are compared, and how: columns, comparisons, blocking rules and bounds.
package struct LinkPlan: Codable, Hashable, Sendable {
    /// The compared columns.
    package var schema: LinkSchema
    /// One comparison for each column that gives evidence.
    package var comparisons: [Comparison]
    /// Which pairs are compared; earlier rules have precedence.
    package var rules: [BlockingRule]
    /// A block that more of the cohort's records share is left out of its rule.
    package var blockRowCountMax: Int
    /// How many candidates are kept for each record of the cohort.
    package var candidateCountMax: Int
    /// How many random pairs the u probabilities are estimated from.
    package var randomPairCount: Int
    /// The seed of the random pairs and of the order of ties.
    package var seed: UInt64

    /// The plan with the standard comparisons and blocking rules of some columns.
    package init(schema: LinkSchema, seed: UInt64 = 1) {
        let hasBothNames = schema.first(.forename) != nil && schema.first(.surname) != nil
        self.schema = schema
        comparisons = schema.fields.map { Comparison.standard(for: $0, hasBothNames: hasBothNames) }
        rules = BlockingRule.standard(for: schema)
        blockRowCountMax = 5_000
        candidateCountMax = 4
        randomPairCount = 400_000
        self.seed = seed
    }

    private enum CodingKeys: String, CodingKey {
        case schema
        case comparisons
        case rules
        case blockRowCountMax = "block_row_count_max"
        case candidateCountMax = "candidate_count_max"
        case randomPairCount = "random_pair_count"
        case seed
    }

    /// The plan of the service: the columns of its link tables.
    package static func service(seed: UInt64) -> LinkPlan {
        LinkPlan(schema: .service, seed: seed)
    }

    /// Confirms that each rule gives a record one key: what clusters and look-ups need.
    func validateSingleKeys() throws(LinkageError) {
        if let rule = rules.first(where: \.hasSeveralKeys) {
            throw .rule(
                name: rule.description,
                reason: "it gives a record several keys, which links of a cohort to a pool alone can use"
            )
        }
    }

    /// Confirms that the plan can be carried out.
    ///
    /// - Throws: ``LinkageError`` with the first thing that is wrong.
    package func validate() throws(LinkageError) {
        guard !comparisons.isEmpty else { throw .noFields }
        guard comparisons.count <= Comparison.comparisonCountMax else {
            throw .tooMany(what: "comparisons", limit: Comparison.comparisonCountMax)
        }
        guard Set(comparisons.map(\.field)).count == comparisons.count else { throw .noFields }
        for comparison in comparisons { try comparison.validate(in: schema) }
        guard !rules.isEmpty else {
            throw .rule(name: "(none)", reason: "without a blocking rule nobody would be compared; add one")
        }
        guard rules.count <= BlockingRule.ruleCountMax else {
            throw .tooMany(what: "blocking rules", limit: BlockingRule.ruleCountMax)
        }
        for rule in rules { try rule.validate(in: schema) }
        guard (1...32).contains(candidateCountMax), blockRowCountMax >= 1, randomPairCount >= 1_000 else {
            throw .unusable(
                "The linkage settings have a bound out of range: 1 to 32 candidates, blocks of at least 1 record, "
                    + "at least 1000 random pairs."
            )
        }
    }
}
