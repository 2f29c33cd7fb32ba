import Statistics
import Tables

/// The pairs of records that blocking rules find within one file, or between files, each pair once.
///
/// Within one file a pair is found when a rule holds in either direction (a rule such as forename = surname is not
/// symmetric); the first rule that holds either way is the pair's. Between files the left record is of the first file and
/// plays the cohort's part, the right one of the second and plays the population's.
final class RecordPairs: Sendable {
    /// The records.
    let records: LinkRecords
    /// The rules.
    let rules: [BlockingRule]
    /// The blocks that are left out because they have too many records: rule and records, the largest first.
    let cutBlocks: [(rule: Int, rowCount: Int)]
    private let index: PoolIndex
    /// The population's key of record *i* for rule *r* at *i* · ruleCount + *r*, and the cohort's; the same array where every
    /// rule is symmetric.
    private let populationKeys: FixedArray<UInt64>
    private let cohortKeys: FixedArray<UInt64>
    private let isSymmetric: [Bool]

    /// Indexes records.
    ///
    /// - Complexity: O(*r* · *n*) for *n* records and *r* rules; 16 to 24 bytes a record and rule.
    init(_ records: LinkRecords, rules: [BlockingRule], blockRowCountMax: Int) {
        self.records = records
        self.rules = rules
        isSymmetric = rules.map { rule in rule.terms.allSatisfy { $0.cohort == $0.population } }
        let index = PoolIndex(records.columns, rules: rules)
        self.index = index
        let cutBlocks = index.largeBlocks(above: blockRowCountMax)
        self.cutBlocks = cutBlocks
        let cutRules = Set(cutBlocks.map(\.rule))
        func keys(_ keys: BlockingKeys) -> FixedArray<UInt64> {
            Self.keys(keys, rowCount: records.count) { rule, key in
                cutRules.contains(rule) && index.block(rule: rule, key: key).count > blockRowCountMax
            }
        }
        populationKeys = keys(index.keys)
        cohortKeys =
            isSymmetric.contains(false)
            ? keys(BlockingKeys(records.columns, rules: rules, side: .cohort)) : populationKeys
    }

    /// The keys of all records; those of blocks that are left out are 0.
    private static func keys(
        _ keys: BlockingKeys,
        rowCount: Int,
        isCut: (_ rule: Int, _ key: UInt64) -> Bool
    ) -> FixedArray<UInt64> {
        let ruleCount = keys.ruleCount
        var all = [UInt64](repeating: 0, count: rowCount * ruleCount)
        keys.forEachBlock(rows: 0..<rowCount) { rows, block in
            for rule in 0..<ruleCount {
                for (place, row) in rows.enumerated() {
                    let key = block[rule * BlockingKeys.blockSize + place]
                    all[row * ruleCount + rule] = isCut(rule, key) ? 0 : key
                }
            }
        }
        return FixedArray(all)
    }

    /// The number of all pairs, found or not.
    var possibleCount: Double {
        guard let sources = records.sources else { return Double(records.count) * Double(records.count - 1) / 2 }
        let first = sources.count { $0 == 0 }
        return Double(first) * Double(sources.count - first)
    }

    /// Calls a closure with every pair whose first record (by number, or by file) is in a range.
    ///
    /// - Parameters:
    ///   - rows: Records.
    ///   - body: Gets both records and the first rule that finds the pair.
    @inline(__always)
    func forEach(rows: Range<Int>, _ body: (_ left: Int, _ right: Int, _ rule: Int) -> Void) {
        let ruleCount = rules.count
        for row in rows where records.sources.map({ $0[row] == 0 }) ?? true {
            for rule in 0..<ruleCount {
                let key = cohortKeys.base[row * ruleCount + rule]
                if key == 0 { continue }
                for word in index.block(rule: rule, key: key) {
                    let other = Int(word & 0xffff_ffff)
                    guard populationKeys.base[other * ruleCount + rule] == key,
                        isFirst(row: row, other: other, rule: rule)
                    else { continue }
                    if records.sources == nil {
                        body(min(row, other), max(row, other), rule)
                    } else {
                        body(row, other, rule)
                    }
                }
            }
        }
    }

    /// Whether a pair that a rule finds from one record is to be taken there, and nowhere before.
    @inline(__always)
    private func isFirst(row: Int, other: Int, rule: Int) -> Bool {
        if let sources = records.sources {
            guard sources[other] != 0 else { return false }
            for earlier in 0..<rule where holds(earlier, cohort: row, population: other) { return false }
            return true
        }
        guard other != row else { return false }
        // From the other side the same rule finds the pair too: it is taken from the smaller record.
        if other < row, isSymmetric[rule] || holds(rule, cohort: other, population: row) { return false }
        for earlier in 0..<rule
        where holds(earlier, cohort: row, population: other) || holds(earlier, cohort: other, population: row) {
            return false
        }
        return true
    }

    @inline(__always)
    private func holds(_ rule: Int, cohort: Int, population: Int) -> Bool {
        let key = cohortKeys.base[cohort * rules.count + rule]
        return key != 0 && populationKeys.base[population * rules.count + rule] == key
    }

    /// The rules that find a pair, one bit a rule.
    @inline(__always)
    func rules(of left: Int, _ right: Int, from rule: Int) -> UInt64 {
        var found: UInt64 = 1 << UInt64(rule)
        for later in rule + 1..<max(rules.count, rule + 1) {
            let isFound =
                holds(later, cohort: left, population: right)
                || records.sources == nil && holds(later, cohort: right, population: left)
            if isFound { found |= 1 << UInt64(later) }
        }
        return found
    }
}
