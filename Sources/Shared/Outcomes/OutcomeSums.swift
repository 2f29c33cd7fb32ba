/// The two groups that are compared.
package enum StudyGroup: Int, CaseIterable, Hashable, Sendable {
    /// People who took part in the programme.
    case treated = 0
    /// People matched to them.
    case comparison = 1
}

/// Everything that the outcome estimates need to know of a set of people: moments by analysis, outcome and group.
///
/// Made a tile at a time and added in tile order, then in partition order. Analysis 0 is the headline; sub-analyses
/// follow in the request's order. A person is added once for each analysis with that analysis's weight.
package struct OutcomeSums: Hashable, Sendable {
    /// The number of analyses, the headline included.
    package let analyses: Int
    /// The outcomes measured, in the order of their results.
    package let outcomes: [OutcomeDefinition]
    /// Moments; those of an analysis, outcome and group lie at ``index(analysis:outcome:group:)``.
    package private(set) var cells: [WeightedMoments]

    /// The sums of nobody.
    package init(analyses: Int = 1, outcomes: [OutcomeDefinition] = OutcomeDefinition.headline) {
        precondition(analyses > 0, "there is at least the headline analysis")
        self.analyses = analyses
        self.outcomes = outcomes
        cells = Array(repeating: WeightedMoments(), count: analyses * outcomes.count * 2)
    }

    /// Sums from their stored parts, or nil if the number of cells does not fit.
    package init?(analyses: Int, outcomes: [OutcomeDefinition], cells: [WeightedMoments]) {
        let (count, overflow) = analyses.multipliedReportingOverflow(by: outcomes.count * 2)
        guard analyses > 0, !overflow, cells.count == count else { return nil }
        self.analyses = analyses
        self.outcomes = outcomes
        self.cells = cells
    }

    /// Where the moments of an analysis, an outcome (by its place in ``outcomes``) and a group lie in ``cells``.
    package func index(analysis: Int, outcome: Int, group: StudyGroup) -> Int {
        precondition(analysis >= 0 && analysis < analyses && outcome >= 0 && outcome < outcomes.count)
        return (analysis * outcomes.count + outcome) * 2 + group.rawValue
    }

    /// Adds one person to every outcome whose population the person belongs to.
    package mutating func add(
        _ followUp: FollowUpOutcome,
        weight: Double,
        group: StudyGroup,
        analysis: Int = 0
    ) {
        for (place, outcome) in outcomes.enumerated() {
            guard let value = outcome.value(of: followUp) else { continue }
            cells[index(analysis: analysis, outcome: place, group: group)].add(value, weight: weight)
        }
    }

    /// Adds the sums of the tile or partition that comes next in the fixed order.
    package mutating func add(_ later: OutcomeSums) {
        precondition(later.analyses == analyses && later.outcomes == outcomes, "sums of different analyses do not add")
        for cell in cells.indices {
            cells[cell].add(later.cells[cell])
        }
    }

    /// The moments of one outcome in one group.
    package func moments(_ outcome: OutcomeDefinition, _ group: StudyGroup, analysis: Int = 0) -> WeightedMoments? {
        guard analysis >= 0, analysis < analyses, let place = outcomes.firstIndex(of: outcome) else { return nil }
        return cells[index(analysis: analysis, outcome: place, group: group)]
    }
}
