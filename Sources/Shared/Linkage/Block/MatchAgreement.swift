import Statistics

/// How often the parts of two records of one person agree, estimated without labels or a model, by capture and recapture.
///
/// A conjunction of two or three columns whose pairs would hardly arise by chance captures matches. Among the matches that
/// conjunctions without a column capture, the share in which that column agrees too is its recapture (Lincoln and
/// Petersen; Chapman 1951). Columns are then taken as independent given a match, as in the model, and a fixed number of
/// matches is drawn, so that the share that any set of rules finds can be counted. Errors that come together in one record
/// make the estimate too high: an optimistic bound.
struct MatchAgreement {
    /// Matches that are drawn.
    private static let drawnCount = 20_000
    /// A conjunction captures matches only where at most this share of its pairs is expected by chance.
    private static let chanceShareMax = 0.01
    /// A conjunction of one person's records pairs a record with about one other, aliases aside.
    private static let partnersMax = 1.25
    /// Fewer pairs say nothing.
    private static let pairCountMin = 50

    /// What may agree; at most 64, each of one column and the same on both sides.
    let terms: [BlockingTerm]
    /// For each drawn match the terms that agree, one bit a term.
    private let drawn: [UInt64]
    /// Terms of columns of which enough matches were seen.
    private let known: UInt64

    /// Estimates from the records of both sides; of a sample of the population if it is large.
    ///
    /// - Complexity: O(*f*³ · *n*) for *f* columns and *n* records.
    init(terms: [BlockingTerm], cohort: LinkColumns, pool: LinkColumns, seed: UInt64) {
        let terms = Array(terms.prefix(64))
        self.terms = terms
        let rules = terms.map { BlockingRule([$0]) }
        let left = KeyColumns(cohort, rules: rules, side: .cohort)
        let right = KeyColumns(pool, rules: rules, side: .population)
        let captures = Self.captures(cohort: cohort, pool: pool)
        let random = CounterRandom(seed: seed, purpose: "blocking recall", 0)
        var drawn = [UInt64](repeating: 0, count: Self.drawnCount)
        var known: UInt64 = 0
        for (number, field) in cohort.schema.fields.map(\.name).enumerated() {
            let own = terms.indices.filter { terms[$0].cohort.field == field }
            guard !own.isEmpty else { continue }
            let pairs = Self.unique(captures.filter { !$0.fields.contains(field) }.map(\.pairs))
            guard pairs.count >= Self.pairCountMin else { continue }
            let masks = pairs.map { pair in
                own.reduce(UInt64(0)) { mask, term in
                    let key = left.columns[term][Int(pair >> 32)]
                    return key != 0 && key == right.columns[term][Int(pair & 0xffff_ffff)]
                        ? mask | 1 << UInt64(term) : mask
                }
            }
            for term in own { known |= 1 << UInt64(term) }
            for index in drawn.indices {
                let place = UInt64(number) << 32 | UInt64(index)
                drawn[index] |= masks[random.below(masks.count, at: place)]
            }
        }
        self.drawn = drawn
        self.known = known
    }

    /// The terms of some rules that are of one column and the same on both sides, and each of their columns as a whole.
    static func terms(of rules: [BlockingRule], schema: LinkSchema) -> [BlockingTerm] {
        var terms: [BlockingTerm] = []
        for term in rules.flatMap(\.terms)
        where term.cohort == term.population && !term.cohort.function.isMultiple && !terms.contains(term) {
            terms.append(term)
        }
        return terms
    }

    /// The bits of a rule's terms; nil where one is not known.
    func mask(of rule: BlockingRule) -> UInt64? {
        var mask: UInt64 = 0
        for term in rule.terms {
            guard let index = terms.firstIndex(of: term), known >> UInt64(index) & 1 == 1 else { return nil }
            mask |= 1 << UInt64(index)
        }
        return mask
    }

    /// The share of matches in which all terms of any of some rules agree.
    func share(ofAny rules: [UInt64]) -> Double {
        Double(drawn.count { match in rules.contains { match & $0 == $0 } }) / Double(max(drawn.count, 1))
    }

    /// For each drawn match whether all terms of a rule agree.
    func found(_ rule: UInt64) -> [Bool] { drawn.map { $0 & rule == rule } }

    // MARK: Captures

    /// Pairs that agree on some columns, hardly any of them by chance.
    private struct Capture {
        let fields: Set<String>
        /// The record of the cohort in the high half, that of the population in the low half.
        let pairs: [UInt64]
    }

    private static func captures(cohort: LinkColumns, pool: LinkColumns) -> [Capture] {
        let fields = cohort.schema.fields.map(\.name)
        let whole = fields.map { BlockingRule([BlockingTerm($0)]) }
        let left = KeyColumns(cohort, rules: whole, side: .cohort)
        let right = KeyColumns(pool, rules: whole, side: .population)
        let total = Double(cohort.rowCount) * Double(pool.rowCount)
        guard total > 0 else { return [] }
        let chance = whole.indices.map { index in
            let blocks = KeyBlocks(cohort: left.columns[index], pool: right.columns[index])
            return Double(blocks.pairCount()) / total
        }
        var captures: [Capture] = []
        for set in sets(fields.count) {
            let expected = set.reduce(total) { $0 * chance[$1] }
            // A single column is no evidence of chance: what is left of its pairs is the matches themselves.
            if set.count > 1, expected > chanceShareMax * Double(cohort.rowCount) { continue }
            let rule = BlockingRule(set.map { BlockingTerm(fields[$0]) })
            guard let pairs = pairs(of: rule, cohort: cohort, pool: pool), pairs.count >= pairCountMin else { continue }
            if set.count > 1, expected > chanceShareMax * Double(pairs.count) { continue }
            captures.append(Capture(fields: Set(set.map { fields[$0] }), pairs: pairs))
        }
        return captures
    }

    /// One column, two, or three of some columns.
    private static func sets(_ count: Int) -> [[Int]] {
        var sets = (0..<count).map { [$0] }
        for first in 0..<count {
            for second in first + 1..<max(count, first + 1) {
                sets.append([first, second])
                for third in second + 1..<max(count, second + 1) { sets.append([first, second, third]) }
            }
        }
        return sets
    }

    /// The pairs of a rule; nil where its records have too many partners to be one person's.
    private static func pairs(of rule: BlockingRule, cohort: LinkColumns, pool: LinkColumns) -> [UInt64]? {
        var keys = KeyColumns(cohort, rules: [rule], side: .cohort).columns[0]
        let others = KeyColumns(pool, rules: [rule], side: .population).columns[0]
        let partnersTotal = KeyBlocks(cohort: keys, pool: others).pairCount()
        guard Double(partnersTotal) <= partnersMax * Double(min(cohort.rowCount, pool.rowCount)) else { return nil }
        guard let table = keys.withUnsafeMutableBufferPointer({ KeyTable.make($0, rowCountMax: .max) }) else {
            return nil
        }
        defer { table.deallocate() }
        var pairs: [UInt64] = []
        for (row, key) in others.enumerated() where key != 0 {
            table.forEachRow(key) { pairs.append(UInt64($0) << 32 | UInt64(row)) }
        }
        let rows = Set(pairs.map { $0 >> 32 }).count
        guard Double(pairs.count) <= partnersMax * Double(rows) else { return nil }
        return pairs
    }

    private static func unique(_ lists: [[UInt64]]) -> [UInt64] {
        var result: [UInt64] = []
        for pair in lists.joined().sorted() where result.last != pair { result.append(pair) }
        return result
    }
}
