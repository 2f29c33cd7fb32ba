/// The outcomes: overview, plot, a table each, and how sensitive they are.
struct OutcomeSections {
    let model: ReportModel

    private var words: ReportWording { ReportWording(model: model) }
    private var level: String { NumberText.percent(1 - model.rules.significanceLevel) }

    /// All outcomes.
    var results: Markup {
        .section(
            "results",
            "Results",
            [
                overview.markup(id: "overview-table"),
                ForestPlot(model: model).markup,
                .paragraph(
                    "Points left of zero mean a lower value in the treatment group. A filled point is a significant "
                        + "difference, a hollow one an inconclusive difference.",
                    cssClass: "note"
                ),
            ] + standardErrors + model.outcomes(of: .headline).map { detail($0) } + timeToFirst
        )
    }

    /// Which standard errors stand behind the intervals, and why.
    private var standardErrors: [Markup] {
        model.standardErrorKinds(model.outcomes(of: .headline)).map { kind in
            let outcomes = model.outcomes(of: .headline).filter { outcome in
                outcome.figures.map { ($0.standardErrorKind ?? .independentSamples) == kind } ?? false
            }
            let names = outcomes.map { $0.code.title.lowercased() }.joined(separator: "; ")
            return .paragraph("Standard error of \(names): \(kind.label). \(kind.explanation)", cssClass: "note")
        }
    }

    /// When people first reoffended, as curves.
    private var timeToFirst: [Markup] {
        guard let curves = model.timeToFirst, !curves.days.isEmpty else { return [] }
        let plot = TimePlot(curves: curves, level: level)
        let test = curves.logRankPValue.map {
            "The log-rank test compares the risk of a first reoffence day by day over the whole follow-up, among everyone "
                + "analysed: \(NumberText.pStatement($0))."
        }
        return [
            "<h3>When people first reoffended</h3>", plot.markup, .paragraph(test),
            "<details><summary>Figures behind this chart</summary>", plot.table.markup(id: "time-curve-table"),
            "</details>",
        ] + (curves.competingDeaths.map { CompetingDeathSection(deaths: $0, level: level).markup } ?? [])
    }

    private var overview: Table {
        Table(
            caption: "Overall results with \(level) intervals of the differences",
            columns: ["Outcome", "Treatment", "Comparison", "Difference and result"],
            rows: model.outcomes(of: .headline).map { outcome in
                guard let figures = outcome.figures, let words = words.difference(outcome) else {
                    let hidden = Table.Cell.text("Not shown")
                    return [.text(outcome.code.title), hidden, hidden, hidden]
                }
                let code = outcome.code
                let verdict = figures.difference.verdict
                let icon = VerdictIcon(verdict: verdict, code: code).markup
                return [
                    .text(code.title), .number(code.value(figures.treatment.estimate)),
                    .number(code.value(figures.comparison.estimate)),
                    Table.Cell(
                        content: """
                            \(code.difference(figures.difference.estimate)) (\(words.interval)) \(code.differenceUnit)\
                            <span class="result">\(icon) \(verdict.label(code))</span>
                            """
                    ),
                ]
            }
        )
    }

    private func detail(_ outcome: OutcomeResult) -> Markup {
        let code = outcome.code
        let causal =
            code.isAmongReoffenders
            ? "This outcome looks only at people who reoffended. The programme may have changed who reoffended, so by "
                + "itself it does not show what the programme caused." : nil
        guard let figures = outcome.figures, let words = words.difference(outcome) else {
            return """
                <h3>Table \(code.number): \(code.title.lowercased())</h3>
                \(Markup.paragraph(self.words.withheldReason(outcome)))
                \(Markup.paragraph(causal, cssClass: "note"))
                """
        }
        let table = Table(
            caption: "Table \(code.number): \(code.title.lowercased()), \(self.words.period) follow-up",
            columns: ["Measure", "Value"],
            rows: rows(outcome, figures, words)
        )
        return """
            <h3>\(code.title)</h3>
            \(Markup.paragraph(words.conclusion))
            \(Markup.paragraph(words.ruledOut))
            \(Markup.paragraph(words.needed(figures.peopleNeeded)))
            \(Markup.paragraph(causal, cssClass: "inset"))
            \(table.markup(id: "table-\(code.number)"))
            \(notes(outcome, words).map { Markup.paragraph($0, cssClass: "note") })
            """
    }

    private func rows(
        _ outcome: OutcomeResult,
        _ figures: OutcomeResult.Figures,
        _ words: DifferenceWording
    ) -> [[Table.Cell]] {
        let code = outcome.code
        let difference = figures.difference
        var rows: [(String, String)] = []
        for (name, group) in [("Treatment group", figures.treatment), ("Comparison group", figures.comparison)] {
            let interval = "\(code.value(group.lower)) to \(code.value(group.upper))"
            rows.append(("\(name), people", NumberText.count(group.people)))
            if group.effectiveSize.rounded() != Double(group.people) {
                rows.append(("\(name), effective size", NumberText.fixed(group.effectiveSize, 0)))
            }
            rows.append(("\(name), \(code.noun)", "\(code.value(group.estimate)) (\(interval))"))
        }
        rows.append(("Treatment group, people who reoffended", NumberText.count(outcome.withOutcome)))
        rows.append(
            (
                "Estimated difference, \(code.differenceUnit) (\(level) interval)",
                "\(code.difference(difference.estimate)) (\(words.interval))"
            )
        )
        let kind = figures.standardErrorKind ?? .independentSamples
        rows.append(
            (
                "Standard error of the difference (\(kind.label)), \(code.differenceUnit)",
                NumberText.fixed(difference.standardError * code.displayScale, code.places + 2)
            )
        )
        rows.append(("Significant?", difference.verdict.isSignificant ? "Yes" : "No"))
        rows.append(("p-value", NumberText.pValue(difference.pValue)))
        if let holm = difference.holmPValue {
            rows.append(("p-value allowing for several outcomes (Holm)", NumberText.pValue(holm)))
        }
        if let pairs = figures.paired {
            let only = "\(NumberText.count(pairs.treatmentOnly)) and \(NumberText.count(pairs.comparisonOnly))"
            rows.append(
                (
                    "Pairs, of \(NumberText.count(pairs.pairs)), in which only the treated person, and only the "
                        + "comparison person, has the outcome", only
                )
            )
            if let exact = pairs.mcNemarExactPValue {
                rows.append(("p-value of the pairs alone (McNemar, exact)", NumberText.pValue(exact)))
            }
        }
        if let people = figures.peopleNeeded {
            let power = NumberText.percent(model.rules.power)
            rows.append(("People needed for significance, power \(power)", NumberText.count(people)))
        }
        return rows.map { [.text($0.0), .number($0.1)] }
    }

    private func notes(_ outcome: OutcomeResult, _ words: DifferenceWording) -> [String] {
        [
            self.words.roundingNote(outcome), words.contradiction, words.roundedPValueNote, words.multiplicityNote,
        ].compactMap(\.self)
    }

    /// What else could explain the headline.
    var sensitivity: Markup {
        var parts = [hiddenCause, delayedStart].map { Markup.lines($0) }
        let shown = model.outcomes(of: .headline)
        let robust = shown.compactMap { robustRow($0) }
        if !robust.isEmpty {
            let table = Table(
                caption: "Differences with a standard error of weighted people",
                columns: ["Outcome", "Method", "\(level) interval", "p-value", "Result"],
                rows: robust,
                isWide: true
            )
            parts.append("<h3>Another way to measure the uncertainty</h3>")
            parts.append(table.markup(id: "robust-table"))
            let changed = shown.filter { $0.figures?.robust.map(\.verdict) != $0.figures?.difference.verdict }
                .filter { $0.figures?.robust != nil }.map(\.code.title)
            parts.append(
                .paragraph(
                    changed.isEmpty
                        ? "Each conclusion is the same as with the reported standard error."
                        : "The conclusion differs from that with the reported standard error for: "
                            + "\(changed.joined(separator: "; ")).",
                    cssClass: "note"
                )
            )
        }
        parts += EffectCheckSections(model: model).markup
        return .section("sensitivity", "Sensitivity", parts)
    }

    private var hiddenCause: [Markup] {
        guard let value = model.sensitivity.eValue else { return [] }
        let interval =
            value.interval > 1
            ? "To move the interval to zero, it would take \(NumberText.fixed(value.interval, 2))."
            : "The interval already includes zero."
        return [
            "<h3>Something that is not recorded</h3>",
            .paragraph(
                "To explain the measured difference, a cause that is not recorded would have to multiply both the "
                    + "chance of taking part and the risk of reoffending by at least "
                    + "\(NumberText.fixed(value.estimate, 2)) (the E-value). \(interval)"
            ),
            .paragraph(hiddenBias),
        ]
    }

    /// The bounds of the pairs; nil unless people were matched one to one.
    private var hiddenBias: String? {
        guard let bias = model.sensitivity.hiddenBias else { return nil }
        let pairs = "By matched pairs alone (Rosenbaum\u{2019}s bounds), "
        guard let gamma = bias.gamma else {
            return pairs
                + "the rate does not differ significantly in one direction even if nothing unrecorded differs "
                + "(one-sided \(NumberText.pStatement(bias.pValueWithoutBias)))."
        }
        return pairs
            + "a cause that is not recorded could explain the difference in the rate if it made one of two matched people "
            + "\(NumberText.fixed(gamma, 2)) times as likely to take part as the other, in odds."
    }

    private var delayedStart: [Markup] {
        guard let delayed = model.sensitivity.delayedStart else { return [] }
        let dropped = NumberText.count(delayed.dropped, "person was", "people were")
        let title: Markup = "<h3>Time between the index date and the programme</h3>"
        if delayed.delayed == 0, delayed.dropped == 0 {
            return [
                title,
                .paragraph(
                    "Every programme had begun by the index date, so nobody had to stay free of reoffending to take part."
                ),
            ]
        }
        var parts: [Markup] = [
            title,
            .paragraph(
                "\(dropped) left out for reoffending before the programme began. The comparison group did not "
                    + "have to stay free of reoffending in that time, which favours the programme."
            ),
        ]
        if let difference = delayed.difference {
            let words = DifferenceWording(code: .rate, difference: difference, rules: model.rules)
            let rates = [delayed.treatment, delayed.comparison].compactMap { $0.map { words.code.value($0.estimate) } }
            let groups = rates.count == 2 ? " (\(rates[0]) against \(rates[1]))" : ""
            parts.append(
                .paragraph(
                    "If people of the comparison group count only when they, too, were free of reoffending over the same "
                        + "delay, and everybody is followed from then, the difference in the rate is "
                        + "\(words.code.difference(difference.estimate)) percentage points\(groups), "
                        + "\(level) interval \(words.interval). \(words.conclusion)"
                )
            )
        }
        return parts
    }

    private func robustRow(_ outcome: OutcomeResult) -> [Table.Cell]? {
        guard let figures = outcome.figures, let robust = figures.robust else { return nil }
        let words = DifferenceWording(code: outcome.code, difference: robust, rules: model.rules)
        return [
            .text(outcome.code.title), .text(figures.robustMethod ?? "robust"),
            .text("\(words.interval) \(outcome.code.differenceUnit)"), .number(NumberText.pValue(robust.pValue)),
            .text(robust.verdict.label(outcome.code)),
        ]
    }
}
