/// What a matching report says of balance and overlap.
struct MatchingBalanceSections {
    let report: MatchingReport

    private static let rules = ReportRules.standard

    /// Love plot, Rubin's measures and the table.
    var balance: [Markup] {
        let rows = report.balance.rows
        guard !rows.isEmpty else { return [] }
        let counts = Balance.Band.allCases.compactMap { band -> String? in
            let count = rows.count { $0.band == band }
            return count == 0 ? nil : "\(NumberText.count(count)) \(band.rawValue)"
        }
        return [
            .paragraph(
                "Green is an absolute standardised mean difference of at most \(NumberText.percent(Self.rules.balanceGreenMax)), amber at "
                    + "most \(NumberText.percent(Self.rules.balanceAmberMax)), red more. After matching: "
                    + "\(counts.joined(separator: ", "))."
            ),
            LovePlot(balance: report.balance, rules: Self.rules).markup,
            rubin,
            table.markup(id: "balance-table"),
            .paragraph(
                "SMD: standardised mean difference, by the deviation of the groups before matching. KS: largest distance between the "
                    + "cumulative distributions; eCDF: its mean. Overlap: the share that the distributions have in common.",
                cssClass: "note"
            ),
        ]
    }

    /// The squares and interactions that were asked for.
    var terms: [Markup] {
        guard !report.terms.isEmpty else { return [] }
        let shown = report.terms.prefix(100)
        let table = Table(
            caption:
                "The \(shown.count) largest of \(report.terms.count) differences of squares and products after matching",
            columns: ["Term", "SMD before", "SMD after", "Band after", "Variance ratio after"],
            rows: shown.map { row in
                [
                    .text(row.covariate), .number(percent(row.standardisedDifference.before)),
                    .number(percent(row.standardisedDifference.after)), band(row.band),
                    .number(optional(row.varianceRatio.after)),
                ]
            },
            isWide: true
        )
        return [
            .paragraph("Matching may leave means alike and spreads or joint distributions apart; these terms show it."),
            table.markup(id: "terms-table"),
        ]
    }

    /// Overlap of the scores.
    var overlap: [Markup] {
        guard let overlap = report.overlap else { return [] }
        let plot = OverlapPlot(overlap: overlap)
        return [
            .paragraph(
                "The propensity score is the chance of treatment, given the covariates. Rows can be compared only where the groups "
                    + "overlap; after matching the scores of the comparison group should lie over those of the treated."
            ),
            plot.markup,
            "<details><summary>Figures behind this chart</summary>",
            plot.table.markup(id: "overlap-table"),
            "</details>",
        ]
    }

    private var rubin: Markup {
        let measures = [
            ("B", report.balance.rubinsB, "below 25"), ("R", report.balance.rubinsR, "from 0.5 to 2"),
        ]
        let sentences = measures.compactMap { name, value, good -> String? in
            guard let value else { return nil }
            return
                "Rubin\u{2019}s \(name): \(optional(value.before)) before matching, \(optional(value.after)) after (good: \(good))."
        }
        return sentences.isEmpty ? "" : .paragraph(sentences.joined(separator: " "))
    }

    private var table: Table {
        Table(
            caption: "Balance before and after matching",
            columns: [
                "Characteristic", "Treated", "Pool", "Comparison group", "SMD before", "SMD after", "Smaller by",
                "Band after", "Variance ratio before", "Variance ratio after", "KS before", "KS after", "eCDF before",
                "eCDF after", "Overlap before", "Overlap after",
            ],
            rows: report.balance.rows.enumerated().map { place, row in
                let distances = report.distances.indices.contains(place) ? report.distances[place] : nil
                return [
                    .text(row.label), .number(mean(row.meanTreatment, row)),
                    .number(mean(row.meanComparison.before, row)), .number(mean(row.meanComparison.after, row)),
                    .number(percent(row.standardisedDifference.before)),
                    .number(percent(row.standardisedDifference.after)),
                    .number(distances?.reduction.map { "\(NumberText.fixed($0, 0))%" } ?? "n/a"),
                    band(row.band),
                    .number(optional(row.varianceRatio.before)), .number(optional(row.varianceRatio.after)),
                    .number(optional(row.kolmogorovSmirnov.before)), .number(optional(row.kolmogorovSmirnov.after)),
                    .number(optional(distances?.ecdfMean.before)), .number(optional(distances?.ecdfMean.after)),
                    .number(percent(distances?.overlap.before)), .number(percent(distances?.overlap.after)),
                ]
            },
            isWide: true
        )
    }

    private func band(_ band: Balance.Band) -> Table.Cell {
        Table.Cell(content: "\(band.label)", cssClass: "band-\(band.rawValue)")
    }

    private func mean(_ value: Double?, _ row: Balance.Row) -> String {
        row.level == nil ? optional(value) : percent(value)
    }

    private func percent(_ value: Double?) -> String { value.map { NumberText.percent($0, places: 1) } ?? "n/a" }

    private func optional(_ value: Double?) -> String { value.map { NumberText.fixed($0, 2) } ?? "n/a" }
}
