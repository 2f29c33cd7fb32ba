import Tables

/// A cohort made ready to be linked: its columns, and the index of its blocking keys.
///
/// Made once on every worker from the broadcast plan and table; the population is then streamed past it.
package final class LinkCohort: Sendable {
    /// What is compared, and how.
    package let plan: LinkPlan
    /// The cohort's records.
    package let columns: LinkColumns
    let index: CohortIndex
    let comparisons: [CompiledComparison]
    /// For each comparison that uses them, the sketch of each distinct text; else nil.
    let sketches: [FixedArray<TextSketch>?]
    /// The keys and compared values, record after record.
    let records: CohortRecords
    /// For each column of texts its distinct values by hash.
    let values: [CohortValues?]

    /// For each comparison of dates the days from the cohort's first to its last, at most 2^17; else empty.
    let dayRanges: [Range<Int32>]
    /// Columns whose values are counted together.
    let jointValues: [JointValues]

    /// Prepares a cohort.
    ///
    /// - Parameters:
    ///   - plan: What is compared.
    ///   - columns: The cohort's records; at most 16.7 million distinct values in a column.
    /// - Throws: ``LinkageError`` when the plan is not valid.
    /// - Complexity: O(*r* · *n*) for *n* records and *r* rules.
    package init(plan: LinkPlan, columns: LinkColumns) throws(LinkageError) {
        try plan.validate()
        guard columns.schema == plan.schema else {
            throw .unusable("The cohort has other columns than the linkage settings; prepare it with these settings.")
        }
        self.plan = plan
        self.columns = columns
        comparisons = plan.comparisons.map { CompiledComparison($0, plan: plan) }
        for case .text(let text) in columns.fields where text.distinctCount >= 1 << 24 {
            throw .tooMany(what: "distinct values in a column of the cohort", limit: 1 << 24)
        }
        sketches = comparisons.map { $0.hasSketches ? .sketches(of: columns.fields[$0.field]) : nil }
        records = CohortRecords(columns, comparisons, ruleCount: plan.rules.count)
        values = Tiles.map(count: columns.fields.count) { field in
            guard case .text(let text) = columns.fields[field] else { return nil }
            return CohortValues(text)
        }
        dayRanges = comparisons.map { Self.dayRange(columns.fields[$0.field]) }
        jointValues = JointValues.all(plan: plan, columns: columns, comparisons: comparisons)
        index = CohortIndex(
            BlockingKeys(columns, rules: plan.rules, side: .cohort),
            records: records,
            rowCount: columns.rowCount,
            blockRowCountMax: plan.blockRowCountMax
        )
    }

    /// The number of records of the cohort.
    package var rowCount: Int { columns.rowCount }

    /// The blocks that were left out because too many records of the cohort share them: rule and number of records.
    package var cutBlocks: [(rule: BlockingRule, rowCount: Int)] {
        index.cutBlocks.map { (plan.rules[$0.rule], $0.rowCount) }
    }

    private static func dayRange(_ field: LinkColumns.Field) -> Range<Int32> {
        guard case .days(let days) = field else { return 0..<0 }
        var (first, last) = (Int32.max, Int32.min)
        for row in 0..<days.count where !days[row].isMissing {
            first = min(first, days[row].number)
            last = max(last, days[row].number)
        }
        return first > last ? 0..<0 : first..<min(last, first.addingReportingOverflow(1 << 17).partialValue - 1) + 1
    }
}

/// A comparison with its column resolved, as the hot loop reads it.
struct CompiledComparison: Sendable {
    enum Kind { case exactOnly, text, date }

    let field: Int
    let kind: Kind
    let levels: [Level]
    /// Code of the exact level, or 0 if there is none; codes start at 1, 0 is the null level.
    let exact: UInt8
    /// Code of the last level.
    let otherwise: UInt8
    /// Code of ``Level/namesSwapped``, or 0.
    let swapped: UInt8
    /// The comparison of the surname, for swapped names.
    let partner: Int
    /// Whether a ``TextSketch`` of the values is of use.
    let hasSketches: Bool
    /// Whether texts more than one edit apart are at the last level; see ``CharacterCounts``.
    let isOneEdit: Bool

    init(_ comparison: Comparison, plan: LinkPlan) {
        guard let field = plan.schema.index(of: comparison.field) else {
            preconditionFailure("a comparison was not validated")
        }
        self.field = field
        levels = comparison.levels
        exact = comparison.levels.first == .exact ? 1 : 0
        otherwise = UInt8(comparison.levels.count)
        hasSketches = comparison.levels.contains { $0.usesSketches }
        isOneEdit = comparison.levels.count > 2 && comparison.levels.dropLast().allSatisfy { $0.isOneEdit }
        let surname = plan.schema.first(.surname).map { plan.schema.fields[$0].name }
        partner = plan.comparisons.firstIndex { $0.field == surname } ?? -1
        let swappedIndex = partner < 0 ? nil : comparison.levels.firstIndex(of: .namesSwapped)
        swapped = swappedIndex.map { UInt8($0 + 1) } ?? 0
        if plan.schema.fields[field].role.isDate {
            kind = .date
        } else {
            kind = comparison.levels == [.exact, .otherwise] ? .exactOnly : .text
        }
    }
}
