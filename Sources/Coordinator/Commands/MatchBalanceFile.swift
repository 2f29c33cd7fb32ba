import Propensity

/// `balance.csv` of `jdl match`: a line for the score, for each level and number, and for each product asked for.
enum MatchBalanceFile {
    private static let parts = [
        "treated_mean", "control_mean", "smd", "smd_treated_sd", "smd_own_sd", "variance_ratio", "ks", "ecdf_mean",
        "overlap",
    ]

    /// The bytes of the file.
    static func bytes(_ table: BalanceTable, terms: [BalanceTerm]) -> [UInt8] {
        let header = ["covariate", "level"] + ["before", "after"].flatMap { when in parts.map { "\($0)_\(when)" } }
        var lines = CSVLines((header + ["bias_reduction_percent", "band", "kind"]).joined(separator: ","))
        for (index, row) in ([table.score] + table.rows).enumerated() {
            lines.add(
                [row.covariate, row.level ?? ""] + fields(row.before) + fields(row.after)
                    + [text(row.biasReduction), row.band.rawValue, index == 0 ? "score" : "covariate"]
            )
        }
        for term in terms {
            lines.add(
                [term.name, ""] + fields(term.before) + fields(term.after)
                    + [text(term.biasReduction), term.band.rawValue, term.kind.rawValue]
            )
        }
        return lines.bytes
    }

    private static func fields(_ difference: BalanceRow.Difference?) -> [String] {
        guard let difference else { return Array(repeating: "", count: parts.count) }
        let numbers: [Double?] = [
            difference.treatedMean, difference.controlMean, difference.standardised, difference.standardisedByTreated,
            difference.standardisedByOwn, difference.varianceRatio, difference.kolmogorovSmirnov, difference.ecdfMean,
            difference.overlap,
        ]
        return numbers.map(text)
    }

    /// Products have no distances between distributions.
    private static func fields(_ difference: BalanceTerm.Difference?) -> [String] {
        guard let difference else { return Array(repeating: "", count: parts.count) }
        let numbers: [Double?] = [
            difference.treatedMean, difference.controlMean, difference.standardised, difference.standardisedByTreated,
            difference.standardisedByOwn, difference.varianceRatio, nil, nil, nil,
        ]
        return numbers.map(text)
    }

    private static func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
}

/// `left_out.csv` of `jdl match`: those of the group whose effect is estimated who have no weight, beside those who have one.
///
/// Without them the effect is that of the others, so a reader needs to know who they are.
enum MatchLeftOutFile {
    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - survey: What all of them hold.
    ///   - result: What matching made of them.
    ///   - estimand: Whose effect is estimated; for everybody's each group is described by itself.
    /// - Returns: A line for the score, each level and each number; the header alone when nobody is left out.
    static func bytes(
        _ data: MatchData,
        survey: CovariateSurvey,
        result: MatchResult,
        estimand: MatchSettings.Estimand
    ) -> [UInt8] {
        var lines = CSVLines("group,covariate,level,matched_mean,left_out_mean,difference_in_matched_sd")
        let frame = data.input.frame
        for (flag, name) in [(UInt8(1), "treated"), (0, "control")]
        where estimand != (flag == 1 ? .atc : .att) {
            let rows = frame.treatment.indices.filter { frame.treatment[$0] == flag }
            let isMatched = rows.map { result.weights[$0] > 0 ? UInt8(1) : 0 }
            guard isMatched.contains(0), isMatched.contains(1) else { continue }
            let group = MatchInput(
                frame: CovariateFrame(columns: frame.columns.map { $0.kept(rows) }, treatment: isMatched),
                covariates: data.input.covariates,
                keys: rows.map { data.input.keys[$0] }
            )
            let table = BalanceTable(
                group,
                survey: survey,
                scores: rows.map { result.scores[$0] },
                weights: Array(repeating: 0, count: rows.count)
            )
            for row in [table.score] + table.rows {
                let found = row.before
                let difference = found.standardisedByTreated.map { "\(-$0)" } ?? ""
                lines.add([
                    name, row.covariate, row.level ?? "", "\(found.treatedMean)", "\(found.controlMean)", difference,
                ])
            }
        }
        return lines.bytes
    }
}
