import Tables

/// How often pairs agree exactly if nothing but chance brings them together: exact numbers from counts of values.
///
/// A random sample of pairs holds a date of birth or a surname that agrees only a few times. Counting how many records of
/// the population have each value of the cohort gives the number of agreeing pairs among *all* pairs.
package struct ExactAgreements: Sendable {
    /// For each comparison the pairs that agree exactly and the pairs with both values; nil where values are not counted.
    struct Share: Sendable {
        let agreeingPairCount: Double
        let pairCount: Double
    }

    let shares: [Share?]
    /// The same for dates with day and month exchanged, where that is the first level after the exact one.
    let swappedShares: [Share?]
    /// For each rule the pairs that it would find if its columns were independent; nil where that is not known.
    let rulePairCounts: [Double?]
    /// Records of the population.
    let recordCount: Double

    /// Counts for a cohort.
    ///
    /// - Parameters:
    ///   - cohort: The cohort.
    ///   - values: How often its values occur.
    /// - Complexity: O(*n* · *c*) for *n* records and *c* comparisons and rules.
    package init(cohort: LinkCohort, values: ValueCounts) {
        precondition(values.fit(cohort), "value counts of another cohort")
        let plan = cohort.plan
        let rowCount = cohort.rowCount
        let recordCount = Double(max(values.recordCount, 1))
        // For each comparison the population's records that agree with each record of the cohort, -1 where it has none.
        let agreeing: [[Float]?] = plan.comparisons.indices.map { position in
            guard values.isCounted(position), cohort.comparisons[position].exact != 0 else { return nil }
            let counts = values.counts[position]
            switch cohort.columns.fields[cohort.comparisons[position].field] {
            case .text(let text):
                return (0..<rowCount).map { text.codes[$0] == 0 ? -1 : Float(counts[Int(text.codes[$0])]) }
            case .days(let days):
                let first = Int(cohort.dayRanges[position].lowerBound)
                return (0..<rowCount).map { row in
                    if days[row].isMissing { return -1 }
                    let index = Int(days[row].number) - first
                    return index < counts.count ? Float(counts[index]) : -1
                }
            }
        }
        shares = plan.comparisons.indices.map { position in
            guard let rows = agreeing[position] else { return nil }
            var sum = 0.0
            var present = 0
            for count in rows where count >= 0 {
                sum += Double(count)
                present += 1
            }
            guard present > 0 else { return nil }
            return Share(agreeingPairCount: sum, pairCount: Double(present) * Double(values.totals[position]))
        }
        swappedShares = plan.comparisons.indices.map { position in
            let levels = plan.comparisons[position].levels
            guard values.isCounted(position), levels.starts(with: [.exact, .dayMonthSwapped]) else { return nil }
            return Self.swapped(position, cohort: cohort, values: values)
        }
        rulePairCounts = plan.rules.map { rule in
            guard rule.terms.count >= 2, let positions = rule.exactComparisons(in: plan) else { return nil }
            let columns = positions.compactMap { agreeing[$0] }
            guard columns.count == positions.count else { return nil }
            let joint = cohort.jointValues.indices.first { index in
                let values = cohort.jointValues[index]
                return values.isYear && positions.contains(values.first) && positions.contains(values.second)
            }
            let factors = joint.map { Self.yearFactors($0, cohort, values, agreeing) }
            var sum = 0.0
            for row in 0..<rowCount {
                var product = factors.map { $0[row] } ?? 1
                for column in columns { product *= Double(max(column[row], 0)) / recordCount }
                sum += product * recordCount
            }
            return sum
        }
        self.recordCount = recordCount
    }

    /// The population's records whose date is one of the cohort's with day and month exchanged.
    ///
    /// A cohort's date is left out where the exchanged one lies outside the days that are counted.
    private static func swapped(_ position: Int, cohort: LinkCohort, values: ValueCounts) -> Share? {
        guard case .days(let days) = cohort.columns.fields[cohort.comparisons[position].field] else { return nil }
        let counts = values.counts[position]
        let first = Int(cohort.dayRanges[position].lowerBound)
        var sum = 0.0
        var present = 0
        for row in 0..<cohort.rowCount where !days[row].isMissing {
            let (year, month, dayOfMonth) = days[row].parts
            if dayOfMonth <= 12, dayOfMonth != month, let swapped = Day(year: year, month: dayOfMonth, day: month) {
                let index = Int(swapped.number) - first
                guard counts.indices.contains(index) else { continue }
                sum += Double(counts[index])
            }
            present += 1
        }
        guard present > 0 else { return nil }
        return Share(agreeingPairCount: sum, pairCount: Double(present) * Double(values.totals[position]))
    }

    /// For each record of the cohort how much more frequent its text is among people of its year than among all.
    private static func yearFactors(
        _ index: Int,
        _ cohort: LinkCohort,
        _ values: ValueCounts,
        _ agreeing: [[Float]?]
    ) -> [Double] {
        let joint = cohort.jointValues[index]
        let years = JointFrequency.yearCounts(index, cohort, values)
        return (0..<cohort.rowCount).map { row in
            guard joint.indices[row] >= 0, let texts = agreeing[joint.first], texts[row] > 0, years[row] > 0 else {
                return 1
            }
            let together = Double(values.joint[index][Int(joint.indices[row])])
            return together / years[row] * Double(values.totals[joint.first]) / Double(texts[row])
        }
    }
}

extension BlockingRule {
    /// The comparisons that agree exactly in every pair of the rule, ascending; nil where a term is a part of a value or
    /// crosses two columns, or its column is not compared.
    func exactComparisons(in plan: LinkPlan) -> [Int]? {
        var positions: Set<Int> = []
        for term in terms {
            guard term.cohort == term.population, term.cohort.function == .whole,
                let position = plan.comparisons.firstIndex(where: { $0.field == term.cohort.field }),
                plan.comparisons[position].levels.first == .exact
            else { return nil }
            positions.insert(position)
        }
        return positions.sorted()
    }

    /// The comparisons of the columns that the rule wants to be the same, ascending.
    func agreeingComparisons(in plan: LinkPlan) -> [Int] {
        plan.comparisons.indices.filter { position in
            plan.comparisons[position].levels.first == .exact
                && terms.contains { term in
                    term.cohort == term.population && term.cohort.function == .whole
                        && term.cohort.field == plan.comparisons[position].field
                }
        }
    }
}
