/// What blocking rules would cost and find, counted before anything is compared: pairs of each rule, the largest blocks,
/// and the share of the matches that the rules are expected to find.
///
/// Recall needs neither labels nor a model; see ``MatchAgreement``. Nothing in it is a value of a record.
/// A rule whose terms give a record several keys (``BlockingFunction/isMultiple``) is not counted: its row has no pairs, no
/// blocks and no recall.
package struct BlockingSurvey: Hashable, Sendable {
    /// What is found of one rule.
    package struct Row: Hashable, Sendable {
        /// The rule.
        package let rule: BlockingRule
        /// Pairs of records that it finds.
        package fileprivate(set) var pairCount: Int64 = 0
        /// Pairs that no earlier rule finds.
        package fileprivate(set) var addedPairCount: Int64 = 0
        /// Pairs that this and the earlier rules find.
        package fileprivate(set) var cumulativePairCount: Int64 = 0
        /// Its largest blocks by number of pairs, those that are left out included.
        package fileprivate(set) var largestBlocks: [BlockingAnalysis.Block] = []
        /// The estimated share of all matches that it finds; nil where nothing is known of its terms.
        package fileprivate(set) var recall: Double?
        /// The estimated share of all matches that this and the earlier rules find; rules of which nothing is known count
        /// for nothing.
        package fileprivate(set) var cumulativeRecall: Double?
    }

    /// When rules are refused.
    package struct Limits: Sendable {
        /// More pairs than this of one rule are refused.
        package var pairCountMax: Int64
        /// A block that more than this share of the records of both sides lie in is refused.
        package var blockShareMax: Double

        /// Limits; without any, only a block of nearly a whole file is refused.
        package init(pairCountMax: Int64 = .max, blockShareMax: Double = 0.5) {
            self.pairCountMax = pairCountMax
            self.blockShareMax = blockShareMax
        }
    }

    /// How many of the largest blocks of a rule are kept.
    package static let blockCountMax = 5
    /// Files with fewer records may have a block of any size.
    private static let smallRowCount = 100

    /// The rules in order of precedence.
    package let rows: [Row]

    /// Counts the pairs of a plan's rules.
    ///
    /// - Parameters:
    ///   - plan: The rules, and the size from which a block is left out.
    ///   - cohort: The cohort's records.
    ///   - pool: The population's records, or a sample of them; counts are then scaled up.
    ///   - poolRowCount: How many records the population has, where a sample is given.
    ///   - limits: When a rule is refused.
    /// - Throws: ``LinkageError`` when the plan is not valid or a rule goes beyond a limit.
    /// - Complexity: O(*r* · *n* + *p*) for *r* rules, *n* records and *p* pairs.
    package init(
        plan: LinkPlan,
        cohort: LinkColumns,
        pool: LinkColumns,
        poolRowCount: Int? = nil,
        limits: Limits = Limits()
    ) throws(LinkageError) {
        try plan.validate()
        let scale = Double(poolRowCount ?? pool.rowCount) / Double(max(pool.rowCount, 1))
        let cohortKeys = KeyColumns(cohort, rules: plan.rules, side: .cohort)
        let poolKeys = KeyColumns(pool, rules: plan.rules, side: .population)
        var rows: [Row] = []
        for (rule, text) in plan.rules.enumerated() {
            let blocks = KeyBlocks(cohort: cohortKeys.columns[rule], pool: poolKeys.columns[rule])
            var row = Row(rule: text)
            row.pairCount = Self.scaled(blocks.pairCount(cohortRowCountMax: plan.blockRowCountMax), scale)
            row.largestBlocks = blocks.largest(Self.blockCountMax).map { block in
                BlockingAnalysis.Block(
                    rule: "\(text)",
                    cohortRowCount: block.cohortRowCount,
                    poolRowCount: Int(Self.scaled(Int64(block.poolRowCount), scale)),
                    isCut: block.cohortRowCount > plan.blockRowCountMax
                )
            }
            try Self.refuse(row, blocks, cohort: cohort, pool: pool, limits)
            rows.append(row)
        }
        let added = Self.addedPairs(cohortKeys, poolKeys, blockRowCountMax: plan.blockRowCountMax)
        var sum: Int64 = 0
        for rule in rows.indices {
            rows[rule].addedPairCount = Self.scaled(added[rule], scale)
            sum += rows[rule].addedPairCount
            rows[rule].cumulativePairCount = sum
        }
        let agreement = MatchAgreement(
            terms: MatchAgreement.terms(of: plan.rules, schema: plan.schema),
            cohort: cohort,
            pool: pool,
            seed: plan.seed
        )
        var earlier: [UInt64] = []
        for rule in rows.indices {
            guard let mask = agreement.mask(of: plan.rules[rule]) else {
                rows[rule].cumulativeRecall = earlier.isEmpty ? nil : agreement.share(ofAny: earlier)
                continue
            }
            earlier.append(mask)
            rows[rule].recall = agreement.share(ofAny: [mask])
            rows[rule].cumulativeRecall = agreement.share(ofAny: earlier)
        }
        self.rows = rows
    }

    /// Pairs that any rule finds.
    package var pairCount: Int64 { rows.last?.cumulativePairCount ?? 0 }

    /// The estimated share of all matches that any rule finds.
    package var recall: Double? { rows.last?.cumulativeRecall }

    private static func scaled(_ count: Int64, _ scale: Double) -> Int64 { Int64((Double(count) * scale).rounded()) }

    private static func refuse(
        _ row: Row,
        _ blocks: KeyBlocks,
        cohort: LinkColumns,
        pool: LinkColumns,
        _ limits: Limits
    ) throws(LinkageError) {
        let isWholeFile =
            blocks.largest(1).contains {
                Double($0.cohortRowCount) > limits.blockShareMax * Double(cohort.rowCount)
                    && Double($0.poolRowCount) > limits.blockShareMax * Double(pool.rowCount)
            } && cohort.rowCount >= smallRowCount && pool.rowCount >= smallRowCount
        guard !isWholeFile else {
            throw .rule(
                name: "\(row.rule)",
                reason: "one block has more than \(Int(limits.blockShareMax * 100)) % of the records of both files; "
                    + "add a column that tells people apart"
            )
        }
        guard row.pairCount <= limits.pairCountMax else {
            throw .rule(
                name: "\(row.rule)",
                reason: "it would find about \(row.pairCount) pairs, more than the \(limits.pairCountMax) allowed; "
                    + "add a column"
            )
        }
    }

    /// For each rule the pairs that no earlier rule finds.
    private static func addedPairs(_ cohort: KeyColumns, _ pool: KeyColumns, blockRowCountMax: Int) -> [Int64] {
        var added = [Int64](repeating: 0, count: cohort.columns.count)
        var cohortKeys = cohort.columns
        // Making a table sets the keys of blocks that are left out to 0, so that no pair of theirs counts.
        let tables = cohortKeys.indices.map { rule in
            cohortKeys[rule].withUnsafeMutableBufferPointer { keys in
                KeyTable.make(keys, rowCountMax: blockRowCountMax)
            }
        }
        defer { for table in tables { table?.deallocate() } }
        for row in 0..<pool.rowCount {
            for rule in tables.indices {
                let key = pool.columns[rule][row]
                guard key != 0, let table = tables[rule] else { continue }
                table.forEachRow(key) { member in
                    let isKnown = (0..<rule).contains { earlier in
                        let other = pool.columns[earlier][row]
                        return other != 0 && cohortKeys[earlier][Int(member)] == other
                    }
                    if !isKnown { added[rule] += 1 }
                }
            }
        }
        return added
    }
}
