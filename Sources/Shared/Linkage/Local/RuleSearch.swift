/// Finds blocking rules for columns beyond the template's: pairs of columns that agree for few pairs of records.
package enum RuleSearch {
    /// Records of the population that are looked at; the count is scaled up.
    private static let sampleCountMax = 50_000

    /// Adds to a plan's rules every two columns that together pair at most `pairsPerRow` records for each record of both
    /// sides, the most selective first, up to the largest number of rules.
    ///
    /// Two columns of the template that a standard rule already uses together are not added again.
    ///
    /// - Parameters:
    ///   - plan: The plan with its standard rules.
    ///   - cohort: The cohort's records.
    ///   - pool: The population's records, or a sample of them.
    ///   - poolRowCount: How many records the population has, where a sample is given.
    ///   - pairsPerRow: The budget of a rule.
    /// - Returns: The plan with more rules.
    /// - Throws: ``LinkageError`` when the plan's comparisons are not valid.
    /// - Complexity: O(*f*² · *n*) for *f* columns and *n* records.
    package static func extended(
        _ plan: LinkPlan,
        cohort: LinkColumns,
        pool: LinkColumns,
        poolRowCount: Int? = nil,
        pairsPerRow: Double = 2
    ) throws(LinkageError) -> LinkPlan {
        let known = Set(LinkSchema.service.fields.map(\.name))
        let fields = plan.schema.fields.filter { $0.role != .identifier && $0.role != .sex }
        guard plan.schema.fields.contains(where: { !known.contains($0.name) }) else { return plan }
        var found: [(pairCount: Int, rule: BlockingRule)] = []
        for (index, left) in fields.enumerated() {
            for right in fields[(index + 1)...] {
                let rule = BlockingRule([BlockingTerm(left.name), BlockingTerm(right.name)])
                let isKnown = plan.rules.contains { $0.fields.isSubset(of: rule.fields) }
                if isKnown { continue }
                let poolRowCount = poolRowCount ?? pool.rowCount
                let sampled = Double(pairCount(of: rule, cohort: cohort, pool: pool))
                let pairs = Int(sampled * Double(poolRowCount) / Double(max(pool.rowCount, 1)))
                guard Double(pairs) <= pairsPerRow * Double(cohort.rowCount + poolRowCount), pairs > 0 else {
                    continue
                }
                found.append((pairs, rule))
            }
        }
        found.sort { ($0.pairCount, $0.rule.description) < ($1.pairCount, $1.rule.description) }
        var extended = plan
        for (_, rule) in found where extended.rules.count < BlockingRule.ruleCountMax { extended.rules.append(rule) }
        return extended
    }

    /// About how many pairs of records a rule finds.
    private static func pairCount(of rule: BlockingRule, cohort: LinkColumns, pool: LinkColumns) -> Int {
        let index = CohortIndex(
            BlockingKeys(cohort, rules: [rule], side: .cohort),
            records: CohortRecords(cohort, [], ruleCount: 1),
            rowCount: cohort.rowCount,
            blockRowCountMax: .max
        )
        let keys = BlockingKeys(pool, rules: [rule], side: .population)
        let step = max(pool.rowCount / sampleCountMax, 1)
        var pairs = 0
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keys.keyCount + keys.scratchCount) { memory in
            guard let key = memory.baseAddress else { return }
            for row in stride(from: 0, to: pool.rowCount, by: step) {
                keys.fill(key, rows: row..<row + 1, scratch: key + keys.keyCount)
                if key[0] != 0 { pairs += index.rowCount(rule: 0, key: key[0]) }
            }
        }
        return pairs * step
    }
}
