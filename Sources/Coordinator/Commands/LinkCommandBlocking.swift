import ArgumentParser
import Foundation
import Ingest
import Linkage

/// What may be asked about blocking rules before anything is linked.
struct BlockingOptions: ParsableArguments {
    @Flag(help: "Link nothing: count the pairs of each rule and its largest blocks, and estimate what the rules find.")
    var analyseBlocking = false

    @Flag(help: "Link nothing: search for blocking rules within --pair-budget.")
    var searchRules = false

    @Option(help: "With --search-rules: about how many pairs all rules together may find.")
    var pairBudget: Int64?

    /// Whether one of them is asked.
    var isAsked: Bool { analyseBlocking || searchRules }

    /// What of them is no command, if anything.
    var problem: String? {
        if analyseBlocking && searchRules { return "Give --analyse-blocking or --search-rules, not both." }
        if searchRules != (pairBudget != nil) { return "--search-rules and --pair-budget go together." }
        if let pairBudget, pairBudget < 1 { return "--pair-budget is at least 1." }
        return nil
    }
}

/// What `jdl link --analyse-blocking` prints.
struct BlockingSummary: Encodable {
    /// A large block; never its value.
    struct Block: Encodable {
        let cohortRows: Int
        let poolRows: Int?
        /// Whether it is left out, since too many rows of the cohort share it.
        let isLeftOut: Bool
    }

    /// A rule and what it would find.
    struct Rule: Encodable {
        let rule: String
        /// Pairs that it finds; nil where it gives a row several keys, which are not counted.
        let pairs: Int64?
        /// Pairs that no earlier rule finds.
        let added: Int64?
        /// Pairs that this and the earlier rules find.
        let cumulative: Int64
        /// The estimated share of matches that it finds; nil where too little is known.
        let recall: Double?
        /// The estimated share that this and the earlier rules find.
        let cumulativeRecall: Double?
        let largestBlocks: [Block]
    }

    let cohortRows: Int
    let poolRows: Int
    /// Rows of the pool that were looked at; counts are scaled up from them.
    let sampledRows: Int
    let rules: [Rule]

    /// The table for people.
    var text: String {
        func cell(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(width - text.count, 0)) + text
        }
        func share(_ value: Double?) -> String { value.map { String(format: "%.2f %%", 100 * $0) } ?? "–" }
        var lines = ["       pairs       added  cumulative    finds   in all  rule, its largest block (rows × rows)"]
        for rule in rules {
            var line = cell(rule.pairs.map(String.init) ?? "–", 12) + cell(rule.added.map(String.init) ?? "–", 12)
            line += cell("\(rule.cumulative)", 12) + cell(share(rule.recall), 9) + cell(share(rule.cumulativeRecall), 9)
            line += "  \(rule.rule)"
            if let block = rule.largestBlocks.first {
                line += ", \(block.cohortRows) × \(block.poolRows ?? 0)\(block.isLeftOut ? " left out" : "")"
            }
            lines.append(line)
        }
        let sample = sampledRows < poolRows ? ", from a sample of \(sampledRows)" : ""
        return (lines + ["\(cohortRows) rows × \(poolRows) rows\(sample)"]).joined(separator: "\n")
    }
}

/// What `jdl link --search-rules` prints.
struct RuleSearchSummary: Encodable {
    /// A rule that was chosen.
    struct Rule: Encodable {
        let rule: String
        let pairs: Int64
        /// The estimated share of matches that this and the earlier rules find.
        let cumulativeRecall: Double
    }

    let cohortRows: Int
    let poolRows: Int
    let sampledRows: Int
    let pairBudget: Int64
    let rules: [Rule]

    /// The rules as they stand in a settings file, with what they find as comments.
    var text: String {
        guard !rules.isEmpty else {
            return "No rule was found: too little is known of the columns, or the budget is too small."
        }
        return
            (["rules:"]
            + rules.map {
                "  - \($0.rule)  # \($0.pairs) pairs, with the rules above "
                    + String(format: "%.2f %% of the matches", 100 * $0.cumulativeRecall)
            }).joined(separator: "\n")
    }
}

extension LinkCommand {
    /// Answers what was asked about blocking rules, from the cohort and a sample of the pool.
    func printBlocking(_ files: LinkRun.Files, _ settings: LinkSettings) throws {
        let input = try LinkInput(cohort: files.cohort, pool: files.pool, settings: settings, isSampling: true)
        guard let sample = input.sides.sample else { preconditionFailure("every column was sampled") }
        let cohort = input.sides.cohort
        let poolRows = input.pool.scanner.rowCount
        if let budget = blocking.pairBudget {
            let choices = try BudgetedRuleSearch.search(
                cohort: cohort,
                pool: sample,
                poolRowCount: poolRows,
                options: BudgetedRuleSearch.Options(pairCountMax: budget, seed: settings.seed)
            )
            let summary = RuleSearchSummary(
                cohortRows: cohort.rowCount,
                poolRows: poolRows,
                sampledRows: sample.rowCount,
                pairBudget: budget,
                rules: choices.map {
                    .init(rule: "\($0.rule)", pairs: $0.pairCount, cumulativeRecall: $0.cumulativeRecall)
                }
            )
            print(json ? try SummaryJSON.text(summary) : summary.text)
        } else {
            let plan = try settings.plan(for: input.sides, poolRowCount: poolRows)
            let survey = try BlockingSurvey(plan: plan, cohort: cohort, pool: sample, poolRowCount: poolRows)
            let summary = BlockingSummary(survey, cohort.rowCount, poolRows, sample.rowCount)
            print(json ? try SummaryJSON.text(summary) : summary.text)
        }
    }
}

extension BlockingSummary {
    fileprivate init(_ survey: BlockingSurvey, _ cohortRows: Int, _ poolRows: Int, _ sampledRows: Int) {
        self.cohortRows = cohortRows
        self.poolRows = poolRows
        self.sampledRows = sampledRows
        rules = survey.rows.map { row in
            Rule(
                rule: "\(row.rule)",
                pairs: row.rule.hasSeveralKeys ? nil : row.pairCount,
                added: row.rule.hasSeveralKeys ? nil : row.addedPairCount,
                cumulative: row.cumulativePairCount,
                recall: row.recall,
                cumulativeRecall: row.cumulativeRecall,
                largestBlocks: row.largestBlocks.map {
                    Block(cohortRows: $0.cohortRowCount, poolRows: $0.poolRowCount, isLeftOut: $0.isCut)
                }
            )
        }
    }
}
