/// Finds a set of blocking rules that is expected to find most matches within a budget of pairs.
///
/// Candidates are all conjunctions of up to three terms of different columns. Rules are taken greedily, each time the one
/// with the greatest gain in estimated recall for its pairs (maximum coverage under a budget; Khuller, Moss and Naor 1999),
/// so the result depends on the records, the budget and the seed alone.
package enum BudgetedRuleSearch {
    /// A rule that was chosen.
    package struct Choice: Hashable, Sendable {
        /// The rule.
        package let rule: BlockingRule
        /// About how many pairs it finds.
        package let pairCount: Int64
        /// The estimated share of all matches that this and the earlier choices find; see ``MatchAgreement``.
        package let cumulativeRecall: Double
    }

    /// What is asked for.
    package struct Options: Sendable {
        /// All rules together find at most about so many pairs.
        package var pairCountMax: Int64
        /// At most so many rules.
        package var ruleCountMax: Int
        /// A rule that adds a smaller share of the matches is not taken.
        package var gainMin: Double
        /// The seed of the drawn matches.
        package var seed: UInt64

        /// Options; by default at most eight rules, each for at least one match in two thousand.
        package init(pairCountMax: Int64, ruleCountMax: Int = 8, gainMin: Double = 0.0005, seed: UInt64 = 1) {
            self.pairCountMax = pairCountMax
            self.ruleCountMax = ruleCountMax
            self.gainMin = gainMin
            self.seed = seed
        }
    }

    /// Conjunctions whose pairs are counted: those that by the frequency of their terms find the fewest beyond the budget.
    private static let countedMax = 400

    private struct Candidate {
        let rule: BlockingRule
        let mask: UInt64
        let found: [Bool]
        var pairCount: Int64
    }

    /// Chooses rules.
    ///
    /// - Parameters:
    ///   - cohort: The cohort's records.
    ///   - pool: The population's records, or a sample of them.
    ///   - poolRowCount: How many records the population has, where a sample is given.
    ///   - options: The budget.
    /// - Returns: The rules in the order in which they were chosen; none where too little is known of the columns.
    /// - Throws: ``LinkageError`` when the budget makes no sense or the columns are others.
    /// - Complexity: O(*c* · *n* log *n*) for *c* candidates and *n* records.
    package static func search(
        cohort: LinkColumns,
        pool: LinkColumns,
        poolRowCount: Int? = nil,
        options: Options
    ) throws(LinkageError) -> [Choice] {
        guard options.pairCountMax >= 1, (1...BlockingRule.ruleCountMax).contains(options.ruleCountMax) else {
            throw .unusable(
                "The search for blocking rules needs a budget of at least one pair and 1 to "
                    + "\(BlockingRule.ruleCountMax) rules; correct these bounds."
            )
        }
        guard cohort.schema == pool.schema else {
            throw .unusable("The two sides have other columns; prepare both with the same settings.")
        }
        let terms = cohort.schema.fields.flatMap(terms(of:))
        let agreement = MatchAgreement(terms: terms, cohort: cohort, pool: pool, seed: options.seed)
        let scale = Double(poolRowCount ?? pool.rowCount) / Double(max(pool.rowCount, 1))
        var candidates = candidates(agreement, cohort: cohort, pool: pool, scale: scale, budget: options.pairCountMax)
        // A rule is held to cost at least this, so that a few wide rules are preferred to many narrow ones.
        let leastCost = Double(options.pairCountMax) / Double(4 * options.ruleCountMax)
        var choices: [Choice] = []
        var masks: [UInt64] = []
        var isFound = candidates.first.map { [Bool](repeating: false, count: $0.found.count) } ?? []
        var left = options.pairCountMax
        while choices.count < options.ruleCountMax {
            candidates.removeAll { $0.pairCount > left }
            var best: (index: Int, score: Double)?
            for (index, candidate) in candidates.enumerated() {
                let gain = Double(zip(candidate.found, isFound).count { $0 && !$1 }) / Double(isFound.count)
                let score = gain / max(Double(candidate.pairCount), leastCost)
                if gain >= options.gainMin, score > best?.score ?? 0 { best = (index, score) }
            }
            guard let best else { break }
            let chosen = candidates.remove(at: best.index)
            for index in isFound.indices where chosen.found[index] { isFound[index] = true }
            left -= chosen.pairCount
            masks.append(chosen.mask)
            choices.append(
                Choice(
                    rule: chosen.rule,
                    pairCount: chosen.pairCount,
                    cumulativeRecall: agreement.share(ofAny: masks)
                )
            )
        }
        return choices
    }

    /// What of a column may be a term.
    private static func terms(of field: LinkSchema.Field) -> [BlockingTerm] {
        let functions: [BlockingFunction] =
            switch field.role {
            case .forename, .middleNames: [.whole, .metaphone, .prefix(1), .prefix(3)]
            case .surname: [.whole, .soundex, .metaphone, .prefix(3)]
            case .dateOfBirth, .date: [.whole, .year]
            case .code, .text, .postcode: [.whole, .prefix(3)]
            default: [.whole]
            }
        return functions.map { BlockingTerm(field.name, $0) }
    }

    /// Conjunctions that may fit into the budget, by their text.
    private static func candidates(
        _ agreement: MatchAgreement,
        cohort: LinkColumns,
        pool: LinkColumns,
        scale: Double,
        budget: Int64
    ) -> [Candidate] {
        let single = agreement.terms.map { BlockingRule([$0]) }
        let left = KeyColumns(cohort, rules: single, side: .cohort)
        let right = KeyColumns(pool, rules: single, side: .population)
        let total = Double(cohort.rowCount) * Double(pool.rowCount)
        let chance = single.indices.map { index in
            Double(KeyBlocks(cohort: left.columns[index], pool: right.columns[index]).pairCount()) / max(total, 1)
        }
        var expected: [(pairs: Double, rule: BlockingRule)] = []
        for set in conjunctions(agreement.terms) {
            let pairs = set.reduce(total * scale) { $0 * chance[$1] }
            // Columns are not independent, so what seems a little above the budget is counted too.
            guard pairs <= 2 * Double(budget) else { continue }
            expected.append((pairs, BlockingRule(set.map { agreement.terms[$0] })))
        }
        // Those that use most of the budget promise the greatest recall.
        expected.sort { ($1.pairs, $0.rule.description) < ($0.pairs, $1.rule.description) }
        var candidates: [Candidate] = []
        for (_, rule) in expected.prefix(countedMax) {
            guard let mask = agreement.mask(of: rule) else { continue }
            let blocks = KeyBlocks(
                cohort: KeyColumns(cohort, rules: [rule], side: .cohort).columns[0],
                pool: KeyColumns(pool, rules: [rule], side: .population).columns[0]
            )
            let pairs = Int64((Double(blocks.pairCount()) * scale).rounded())
            candidates.append(Candidate(rule: rule, mask: mask, found: agreement.found(mask), pairCount: pairs))
        }
        return candidates.sorted { $0.rule.description < $1.rule.description }
    }

    /// Sets of one to three terms of different columns.
    private static func conjunctions(_ terms: [BlockingTerm]) -> [[Int]] {
        var sets: [[Int]] = []
        func extend(_ set: [Int]) {
            for next in (set.last ?? -1) + 1..<max(terms.count, (set.last ?? -1) + 1)
            where !set.contains(where: { terms[$0].cohort.field == terms[next].cohort.field }) {
                sets.append(set + [next])
                if set.count < 2 { extend(set + [next]) }
            }
        }
        extend([])
        return sets
    }
}
