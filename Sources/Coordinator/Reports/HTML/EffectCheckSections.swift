/// The differences by other methods than the reported one, side by side.
struct EffectCheckSections {
    let model: ReportModel

    private var level: String { NumberText.percent(1 - model.rules.significanceLevel) }

    /// The headline's checks, then those of the other outcomes; nothing when no check was made.
    var markup: [Markup] {
        let headline = checked(model.outcomes(of: .headline))
        let others = checked(model.outcomes.filter { $0.code.family != .headline })
        guard !headline.isEmpty || !others.isEmpty else { return [] }
        var parts: [Markup] = ["<h3>The same differences by other methods</h3>"]
        if !headline.isEmpty { parts.append(table(headline, "Headline outcomes").markup(id: "checks-table")) }
        if !others.isEmpty {
            parts += [
                "<details><summary>Other outcomes</summary>",
                table(others, "Other outcomes").markup(id: "other-checks-table"), "</details>",
            ]
        }
        parts += methods(headline + others).map { .paragraph($0.explanation, cssClass: "note") }
        parts.append(.paragraph(agreement(headline + others)))
        return parts
    }

    private func checked(_ outcomes: [OutcomeResult]) -> [OutcomeResult] {
        outcomes.filter { $0.figures?.checks?.isEmpty == false }
    }

    private func methods(_ outcomes: [OutcomeResult]) -> [EffectCheck.Method] {
        EffectCheck.Method.allCases.filter { method in
            outcomes.contains { $0.figures?.checks?.contains { $0.method == method } == true }
        }
    }

    private func table(_ outcomes: [OutcomeResult], _ caption: String) -> Table {
        Table(
            caption: "\(caption): the reported difference and the same by other methods",
            columns: ["Outcome", "Method", "Whose effect", "Difference", "\(level) interval"],
            rows: outcomes.flatMap { outcome -> [[Table.Cell]] in
                guard let figures = outcome.figures else { return [] }
                let difference = figures.difference
                let reported = row(
                    outcome.code,
                    ("as reported", EffectCheck.Method.matchedTreated),
                    difference.estimate,
                    difference.lower,
                    difference.upper
                )
                let others = (figures.checks ?? []).map { check in
                    let replicates = check.replicates.map { ", \(NumberText.count($0)) replicates" } ?? ""
                    return row(
                        outcome.code,
                        (check.method.label + replicates, check.method.estimand),
                        check.estimate,
                        check.lower,
                        check.upper
                    )
                }
                return [reported] + others
            },
            isWide: true
        )
    }

    private func row(
        _ code: OutcomeResult.Code,
        _ method: (label: String, estimand: String),
        _ estimate: Double,
        _ lower: Double,
        _ upper: Double
    ) -> [Table.Cell] {
        [
            .text(code.title), .text(method.label), .text(method.estimand),
            .number("\(code.difference(estimate)) \(code.differenceUnit)"),
            .number("\(code.difference(lower)) to \(code.difference(upper))"),
        ]
    }

    /// Whether the methods tell the same story.
    private func agreement(_ outcomes: [OutcomeResult]) -> String {
        let apart = outcomes.filter { outcome in
            guard let figures = outcome.figures, let checks = figures.checks else { return false }
            let reported = figures.difference
            return checks.contains { $0.estimate < reported.lower || $0.estimate > reported.upper }
        }
        guard !apart.isEmpty else { return "Every other estimate lies within the reported interval." }
        return "An estimate by another method lies outside the reported interval for: "
            + "\(apart.map(\.code.title).joined(separator: "; ")). Methods that answer for other people may differ for that "
            + "reason alone; else the result depends on the method."
    }
}
