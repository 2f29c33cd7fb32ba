/// What a matching report says of the effect: headline, findings, estimates, standard errors, sensitivity.
struct MatchingEffectSections {
    let report: MatchingReport

    /// The planned estimate in one sentence, or why there is none.
    var headline: Markup {
        guard let outcome = report.outcome else {
            return .paragraph("No outcome was named, so there is balance but no effect.", cssClass: "lead")
        }
        if report.isStopped {
            return """
                <div class="headline"><h2>Nothing was estimated</h2>
                \(Markup.paragraph("A finding below says that an effect on \(outcome) would be wrong or misleading. Mend its cause, or override it by name with a reason."))
                </div>
                """
        }
        guard let first = report.estimates.first else {
            return .paragraph("The effect on \(outcome) cannot be estimated: a group has no row with an outcome.")
        }
        let verdict =
            first.lower > 0 || first.upper < 0
            ? "The interval does not include zero."
            : "The interval includes zero: the data allow for no effect, and for either sign."
        return """
            <div class="headline"><h2>\(outcome): \(figure(first.estimate)) for \(report.population)</h2>
            \(Markup.paragraph("95 % interval from \(figure(first.lower)) to \(figure(first.upper)); \(NumberText.pStatement(first.pValue)); standard error: \(first.errorKind). \(verdict)"))
            </div>
            """
    }

    /// Findings by name.
    var findings: Markup {
        guard !report.findings.isEmpty else {
            return .paragraph("None of the named checks of data, overlap, balance and weights found anything.")
        }
        let items = report.findings.map { finding -> Markup in
            let state = finding.stops ? (finding.reason == nil ? "stops the estimate" : "overridden") : "warning"
            let reason: Markup = finding.reason.map { " Reason given: \($0)" } ?? ""
            return "<li><strong>\(finding.name)</strong> (\(state)): \(finding.sentence)\(reason)</li>"
        }
        return "<section aria-labelledby=\"findings-title\"><h2 id=\"findings-title\">Findings</h2>"
            + "<ul class=\"findings\">\(items)</ul></section>"
    }

    /// All estimates, as a plot of the differences and a table.
    var effect: [Markup] {
        guard !report.estimates.isEmpty else { return [] }
        let table = Table(
            caption: "Estimates with 95 % intervals",
            columns: ["Estimate", "Value", "From", "To", "p-value", "Standard error"],
            rows: report.estimates.map { one in
                [
                    .text(one.name), .number(figure(one.estimate)), .number(figure(one.lower)),
                    .number(figure(one.upper)), .number(NumberText.pValue(one.pValue)), .text(one.errorKind),
                ]
            },
            isWide: true
        )
        return [
            .paragraph(
                "The first estimate is the planned one. The others answer the same question by other means: where they disagree by "
                    + "more than their intervals, look at overlap and balance before anything else. Ratios of odds change with what is "
                    + "adjusted for, so read differences first."
            ),
            plot, table.markup(id: "effect-table"),
        ]
    }

    /// Why the standard error is the one it is, and the others.
    var errors: [Markup] {
        guard !report.errors.isEmpty else { return [] }
        return [
            .paragraph(report.errorReason),
            MatchingReportHTML.facts(
                "errors-table",
                "Standard errors of the planned estimate",
                ["Standard error", "Value"],
                report.errors
            ),
        ]
    }

    /// Sensitivity to hidden bias, and power.
    var sensitivity: [Markup] {
        guard !report.sensitivity.isEmpty else { return [] }
        return [
            .paragraph(
                "Matching makes groups alike in what was recorded. These figures say how strong something unrecorded would have to be "
                    + "to explain the finding, and what effects a study of this size can show."
            ),
            MatchingReportHTML.facts(
                "sensitivity-table",
                "Hidden bias and power",
                ["Measure", "Value"],
                report.sensitivity
            ),
        ]
    }

    private var plot: Markup {
        let rows = report.estimates.filter(\.isDifference)
        let description = rows.map {
            "\($0.name): \(figure($0.estimate)), from \(figure($0.lower)) to \(figure($0.upper))"
        }.joined(separator: ". ")
        return Chart.both(
            id: "estimates",
            title: "Differences with 95 % intervals",
            description: "\(description). The figures are in the table below."
        ) { draw(rows, $0) }
    }

    private func draw(_ rows: [MatchingReport.Estimate], _ width: Chart.Width) -> (Double, Markup) {
        let isWide = width == .wide
        let pitch = isWide ? 40.0 : 58
        let top = 16.0
        let bottom = top + pitch * Double(rows.count)
        let left = isWide ? 330.0 : 16
        let lowest = min(0, rows.map(\.lower).min() ?? 0)
        let highest = max(0, rows.map(\.upper).max() ?? 0)
        let margin = max(0.05 * (highest - lowest), 1e-9)
        let scale = Chart.Scale(
            domain: (lowest - margin)...(highest + margin),
            pixels: left...(width.pixels - 16)
        )
        var parts: [Markup] = []
        let ticks = scale.ticks(isWide ? 7 : 3)
        let places =
            (0...6).first { places in
                ticks.allSatisfy { (NumberText.rounded($0, places) - $0).magnitude < 1e-6 * (highest - lowest) }
            } ?? 6
        for tick in ticks {
            parts.append(Chart.line(scale(tick), top, scale(tick), bottom))
            let label = NumberText.fixed(tick, places)
            parts.append(Chart.text(label, scale(tick), bottom + 22, anchor: "middle"))
        }
        parts.append(Chart.line(scale(0), top - 6, scale(0), bottom, colour: Chart.Colour.text, width: 2))
        for (index, row) in rows.enumerated() {
            let y = top + pitch * (Double(index) + 0.5)
            let track = isWide ? y : y + 10
            parts.append(
                isWide
                    ? Chart.text(Chart.fitted(row.name, pixels: left - 16), left - 12, y + 5, anchor: "end")
                    : Chart.text(Chart.fitted(row.name, pixels: width.pixels - left), left, y - 8)
            )
            let colour = index == 0 ? Chart.Colour.first : Chart.Colour.third
            parts.append(Chart.line(scale(row.lower), track, scale(row.upper), track, colour: colour, width: 4))
            parts.append(
                """
                <circle cx="\(at: scale(row.estimate))" cy="\(at: track)" r="7" fill="\(index == 0 ? colour : "#ffffff")" \
                stroke="\(colour)" stroke-width="3"/>
                """
            )
        }
        return (bottom + 34, .lines(parts))
    }

    /// A number to about three digits.
    private func figure(_ value: Double) -> String {
        let size = value.magnitude
        return NumberText.fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4)
    }
}
