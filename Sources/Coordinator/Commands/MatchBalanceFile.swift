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
