/// The analyses beside the headline: overview, rate, frequency and time of each, further tables, OASys runs.
struct AnalysesSections {
    let model: ReportModel

    private var words: ReportWording { ReportWording(model: model) }
    private var made: [AnalysisResult] { model.analyses.filter { $0.notMade == nil } }

    /// The section, or nothing without further analyses.
    var markup: Markup {
        guard !model.analyses.isEmpty else { return "" }
        let isAssessed: (AnalysisResult) -> Bool = { [.assessedWithoutItems, .assessedWithItems].contains($0.kind) }
        let others = made.filter { !isAssessed($0) }
        var parts: [Markup] = [
            .paragraph(
                "Each analysis compares its own people with a comparison group matched for them from the same pool. The "
                    + "smaller groups give less certain results; a difference between two analyses is not itself tested."
            ),
            overview.markup(id: "analyses-table"), notMade,
        ]
        if !others.isEmpty { parts += tables(others, prefix: "analyses") }
        parts += losses
        if model.analyses.contains(where: isAssessed) { parts.append(assessments(made.filter(isAssessed))) }
        return .section("analyses", "Other analyses", parts)
    }

    private var overview: Table {
        let headline = overviewRow(
            "Headline",
            model.groups,
            region: nil,
            isControlled: nil,
            hasOwnModel: nil,
            model.balance
        )
        let rows = made.compactMap { analysis -> [Table.Cell]? in
            guard let groups = analysis.groups, let balance = analysis.balance else { return nil }
            return overviewRow(
                analysis.name,
                groups,
                region: analysis.region,
                isControlled: analysis.isControlledForRegion,
                hasOwnModel: analysis.hasOwnModel,
                balance
            )
        }
        return Table(
            caption: "Analyses: groups, region and match",
            columns: [
                "Analysis", "Comparison from", "Region allowed for?", "Treatment people", "Of them, reoffenders",
                "Comparison people", "Of them, reoffenders", "Model", "Red characteristics",
            ],
            rows: [headline] + rows,
            isWide: true
        )
    }

    private func overviewRow(
        _ name: String,
        _ groups: AnalysisGroups,
        region: String?,
        isControlled: Bool?,
        hasOwnModel: Bool?,
        _ balance: Balance
    ) -> [Table.Cell] {
        let usesRegion = isControlled ?? balance.rows.contains { $0.covariate == "region" }
        return [
            .text(name), .text(region ?? "England and Wales"), .text(usesRegion ? "Yes" : "No"),
            .number(NumberText.count(groups.treatmentPeople)), .number(NumberText.count(groups.treatmentReoffenders)),
            .number(NumberText.count(groups.comparisonPeople)),
            .number(NumberText.count(groups.comparisonReoffenders)),
            .text(hasOwnModel == false ? "the headline\u{2019}s" : "its own"),
            .number(NumberText.count(balance.rows.count { $0.band == .red })),
        ]
    }

    private var notMade: Markup {
        let items = model.analyses.compactMap { analysis in
            words.notMadeReason(analysis).map { "\(analysis.name): \($0)" }
        }
        return items.isEmpty ? "" : .lines([.paragraph("Asked for and not made:"), .list(items)])
    }

    /// Rate, frequency and time; the other outcomes behind a summary.
    private func tables(_ analyses: [AnalysisResult], prefix: String) -> [Markup] {
        let codes = OutcomeResult.Code.allCases.filter { code in analyses.contains { $0.outcome(code) != nil } }
        let all = codes.map { code -> (OutcomeResult.Code, Markup) in
            let experimental = code.family == .experimental ? " (experimental)" : ""
            let table = OutcomeTable(
                caption: "\(code.title)\(experimental), by analysis",
                subject: "Analysis",
                rows: analyses.compactMap { analysis in
                    analysis.outcome(code).map { OutcomeTable.Row(label: analysis.name, outcome: $0) }
                },
                words: words
            )
            return (code, table.markup(id: "\(prefix)-\(code.rawValue)"))
        }
        let main = all.filter { $0.0.family == .headline }.map(\.1)
        let rest = all.filter { $0.0.family != .headline }.map(\.1)
        guard !rest.isEmpty else { return main }
        return main + [
            "<details><summary>Kind of reoffence, custody and other outcomes by analysis</summary>",
            .paragraph(
                "Kinds of reoffence and custody look only at people who reoffended, so by themselves they do not show what "
                    + "the programme caused.",
                cssClass: "inset"
            ),
        ] + rest + ["</details>"]
    }

    /// What analyses with a longer follow-up lose.
    private var losses: [Markup] {
        made.filter { !$0.losses.isEmpty }.map { analysis in
            let reasons = analysis.losses.map { "\(NumberText.count($0.count)) \($0.wording)" }
            return .paragraph(
                "\(analysis.name): of \(NumberText.count(analysis.people ?? 0)) people, "
                    + "\(NumberText.count(analysis.groups?.treatmentPeople ?? 0)) analysed; "
                    + "\(reasons.joined(separator: "; ")).",
                cssClass: "note"
            )
        }
    }

    // MARK: - OASys

    /// The three runs side by side, and how well the items are matched.
    private func assessments(_ runs: [AnalysisResult]) -> Markup {
        var parts: [Markup] = [
            "<h3>OASys assessments: three runs</h3>",
            .paragraph(
                "OASys is an assessment of needs that only some people have. The first run has everyone and no items, the "
                    + "second people who had been assessed by the index date, still without items, the third the same "
                    + "people with the items among the characteristics matched on."
            ),
        ]
        for code in [OutcomeResult.Code.rate, .frequency, .time] {
            let everyone = model.outcome(code).map { OutcomeTable.Row(label: "Everyone, no items", outcome: $0) }
            let table = OutcomeTable(
                caption: "\(code.title), three runs",
                subject: "Run",
                rows: [everyone].compactMap(\.self)
                    + runs.compactMap { run in
                        run.outcome(code).map { OutcomeTable.Row(label: run.name, outcome: $0) }
                    },
                words: words
            )
            parts.append(table.markup(id: "assessments-\(code.rawValue)"))
        }
        if let items = runs.first(where: { $0.kind == .assessedWithItems })?.balance {
            parts.append(AssessmentItems(balance: items).table.markup(id: "assessments-items"))
        }
        return .lines(parts)
    }
}
