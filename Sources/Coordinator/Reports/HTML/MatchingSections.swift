import Foundation

/// The matching: balance, overlap of the scores, and the propensity model.
struct MatchingSections {
    let model: ReportModel

    /// Balance as a plot and a table.
    var balance: Markup {
        let rows = model.balance.rows
        let counts = Balance.Band.allCases.compactMap { band -> String? in
            let count = rows.count { $0.band == band }
            return count == 0 ? nil : "\(NumberText.count(count)) \(band.rawValue)"
        }
        let rules = model.rules
        let bands =
            "Green is a standardised mean difference of at most \(NumberText.percent(rules.balanceGreenMax)), amber at "
            + "most \(NumberText.percent(rules.balanceAmberMax)), red more. After matching, of "
            + "\(NumberText.count(rows.count, "characteristic", "characteristics")): "
            + "\(counts.joined(separator: ", "))."
        return .section(
            "balance",
            "How alike the groups are",
            [
                .paragraph(bands),
                LovePlot(balance: model.balance, rules: rules).markup,
                rubin,
                balanceTable.markup(id: "balance-table"),
                .paragraph(
                    "SMD: standardised mean difference. KS: Kolmogorov\u{2013}Smirnov distance. Shares for levels, means for "
                        + "numbers. \u{201C}n/a\u{201D}: the measure does not apply, or the "
                        + "characteristic does not vary.",
                    cssClass: "note"
                ),
            ]
        )
    }

    private var rubin: Markup {
        let measures = [("B", model.balance.rubinsB, "at most 25"), ("R", model.balance.rubinsR, "from 0.5 to 2")]
        let sentences = measures.compactMap { name, value, good -> String? in
            guard let value else { return nil }
            return "Rubin\u{2019}s \(name): \(optional(value.before, 2)) before matching, \(optional(value.after, 2)) "
                + "after (good: \(good))."
        }
        return sentences.isEmpty ? "" : .paragraph(sentences.joined(separator: " "))
    }

    private var balanceTable: Table {
        Table(
            caption: "Balance before and after matching",
            columns: [
                "Characteristic", "Treatment group", "Pool", "Matched comparison", "SMD before",
                "SMD after", "Band after", "Variance ratio before", "Variance ratio after",
                "KS before", "KS after",
            ],
            rows: model.balance.rows.map { row in
                [
                    .text(row.label), .number(mean(row.meanTreatment, row)),
                    .number(mean(row.meanComparison.before, row)),
                    .number(mean(row.meanComparison.after, row)),
                    .number(percent(row.standardisedDifference.before)),
                    .number(percent(row.standardisedDifference.after)),
                    Table.Cell(content: "\(row.band.label)", cssClass: "band-\(row.band.rawValue)"),
                    .number(optional(row.varianceRatio.before, 2)), .number(optional(row.varianceRatio.after, 2)),
                    .number(optional(row.kolmogorovSmirnov.before, 2)),
                    .number(optional(row.kolmogorovSmirnov.after, 2)),
                ]
            },
            isWide: true
        )
    }

    private func mean(_ value: Double?, _ row: Balance.Row) -> String {
        row.level == nil ? optional(value, 2) : percent(value)
    }

    private func percent(_ value: Double?) -> String { value.map { NumberText.percent($0, places: 1) } ?? "n/a" }

    private func optional(_ value: Double?, _ places: Int) -> String {
        value.map { NumberText.fixed($0, places) } ?? "n/a"
    }

    /// Overlap of the scores as a plot with its figures.
    var overlap: Markup {
        guard let overlap = model.overlap else { return "" }
        let plot = OverlapPlot(overlap: overlap, link: model.propensity.link)
        return .section(
            "overlap-scores",
            "Overlap of the groups",
            [
                .paragraph(
                    "The propensity score is the chance of taking part, given what is recorded. People can be compared "
                        + "only where the groups overlap; after matching the scores of the comparison group should lie "
                        + "over those of the treatment group."
                ),
                plot.markup,
                "<details><summary>Figures behind this chart</summary>",
                plot.table.markup(id: "overlap-table"),
                "</details>",
            ]
        )
    }

    /// The fitted propensity model.
    var propensity: Markup {
        let fitted = model.propensity
        let steps = NumberText.count(fitted.iterations, "step", "steps")
        var facts = [
            "Terms: \(fitted.terms.joined(separator: ", ")). Estimated by \(fitted.estimation).",
            fitted.converged ? "The fit converged in \(steps)." : "The fit did not converge in \(steps).",
        ]
        if let selection = fitted.selection {
            let removed = selection.removed.isEmpty ? "none" : selection.removed.joined(separator: ", ")
            facts.append("Terms were selected by \(selection.rule); left out: \(removed).")
        }
        if let accuracy = fitted.accuracy {
            facts.append(
                "Area under the curve (0.5: taking part cannot be predicted; 1: perfectly): "
                    + "\(NumberText.fixed(accuracy.areaUnderCurve, 2)). "
                    + "Brier score \(NumberText.fixed(accuracy.brierScore, 4)), "
                    + "Tjur's R² \(NumberText.fixed(accuracy.tjur, 3)), "
                    + "McFadden's R² \(NumberText.fixed(accuracy.mcFadden, 3)). "
                    + "A score is to balance the groups, not to predict: a large area means little overlap."
            )
        }
        if !fitted.aliasedColumns.isEmpty {
            facts.append("Left out, as other columns determine them: \(fitted.aliasedColumns.joined(separator: ", ")).")
        }
        let isLogit = fitted.link == .logit
        let table = Table(
            caption: "Coefficients of the \(fitted.link.regression) of taking part",
            columns: isLogit
                ? ["Column", "Log odds ratio", "Standard error", "Odds ratio"]
                : ["Column", "Coefficient", "Standard error"],
            rows: fitted.coefficients.map { coefficient in
                [
                    .text(coefficient.column), .number(NumberText.fixed(coefficient.estimate, 3)),
                    .number(NumberText.fixed(coefficient.standardError, 3)),
                ] + (isLogit ? [.number(NumberText.fixed(exp(coefficient.estimate), 2))] : [])
            },
            isWide: true
        )
        return .section(
            "model",
            "Propensity model",
            [.paragraph(facts.joined(separator: " ")), table.markup(id: "model-table")]
        )
    }
}
