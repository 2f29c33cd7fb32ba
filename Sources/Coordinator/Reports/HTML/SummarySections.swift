/// The top of the report: headline, what a reader has to know, what can and what cannot be said.
struct SummarySections {
    let model: ReportModel

    private var words: ReportWording { ReportWording(model: model) }

    /// The summary under the page's title.
    func markup(title: String) -> Markup {
        let request = model.request
        return """
            <h1>\(title)</h1>
            \(Markup.paragraph("\(request.organisation). Request \(request.identifier)", cssClass: "lead"))
            \(Markup.paragraph(request.description))
            \(headline)
            \(findings)
            \(contents)
            \(sayings)
            \(perHundred)
            \(significant)
            """
    }

    private var headline: Markup {
        guard let rate = model.outcome(.rate), let difference = words.difference(rate), let figures = rate.figures
        else {
            return .section("summary", "Summary", [.paragraph(words.headline)])
        }
        let icon = VerdictIcon(verdict: difference.difference.verdict, code: .rate).markup
        return """
            <section id="summary" class="headline" aria-labelledby="summary-title">
            <h2 id="summary-title">\(icon) <span>\(words.headline)</span></h2>
            <dl class="figures">
            <div><dt>Treatment group</dt><dd>\(rate.code.value(figures.treatment.estimate))</dd></div>
            <div><dt>Comparison group</dt><dd>\(rate.code.value(figures.comparison.estimate))</dd></div>
            <div><dt>Difference, percentage points</dt><dd>\(rate.code.difference(figures.difference.estimate))</dd>\
            <dd class="small">\(difference.level) interval \(difference.interval)</dd></div>
            </dl>
            \(Markup.paragraph(words.groupSentence))
            \(Markup.paragraph(difference.conclusion))
            \(Markup.paragraph(words.roundingNote(rate), cssClass: "note"))
            \(Markup.paragraph(words.truthSentence, cssClass: "truth"))
            </section>
            """
    }

    private var findings: Markup {
        guard !model.findings.isEmpty else { return "" }
        let ordered = [Finding.Severity.warning, .caveat].flatMap { severity in
            model.findings.filter { $0.severity == severity }
        }
        let items = ordered.map { finding -> Markup in
            let label = finding.severity == .warning ? "Warning" : "Caveat"
            return "<li><strong>\(label):</strong> \(finding.sentence)</li>"
        }
        return .section("findings", "Before you rely on these results", ["<ul class=\"findings\">\n\(items)\n</ul>"])
    }

    private var contents: Markup {
        let entries: [(id: String, title: String)?] = [
            ("say", "What you can and cannot say"), ("flow", "From people submitted to people analysed"),
            ("profile", "Who was analysed"), ("results", "Results"),
            model.outcomes.count > model.outcomes(of: .headline).count
                ? ("detail", "What kind of reoffending, and other outcomes") : nil,
            model.analyses.isEmpty ? nil : ("analyses", "Other analyses"), ("balance", "How alike the groups are"),
            model.overlap == nil ? nil : ("overlap-scores", "Overlap of the groups"), ("sensitivity", "Sensitivity"),
            ("methods", "Methods"), ("model", "Propensity model"),
            model.linkage == nil ? nil : ("linkage", "Linkage model"), ("settings", "Data and settings"),
        ]
        let items = entries.compactMap(\.self).map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as Markup }
        return "<nav aria-label=\"Contents\"><h2>Contents</h2><ol>\n\(items)\n</ol></nav>"
    }

    private var sayings: Markup {
        .section(
            "say",
            "What you can and cannot say",
            [
                """
                <div class="columns">
                <div class="can"><h3>What you can say</h3>
                \(Markup.list(words.canSay))</div>
                <div class="cannot"><h3>What you cannot say</h3>
                \(Markup.list(words.cannotSay))</div>
                </div>
                """
            ]
        )
    }

    private var perHundred: Markup {
        .section(
            "hundred",
            "For 100 typical people",
            [.list(model.outcomes.flatMap { words.perHundred($0) })]
        )
    }

    private var significant: Markup {
        let results = words.significantResults
        let rules = model.rules
        let gates =
            "A result is listed here if its p-value is at most \(NumberText.fixed(rules.significanceLevel, 2)), the "
            + "treatment group has at least \(rules.treatmentReoffendersMin) reoffenders, and at least "
            + "\(rules.withOutcomeMin) of its people have the outcome."
        return .section(
            "significant",
            "Significant results",
            [
                results.isEmpty ? .paragraph("No result meets the conditions for this list.") : .list(results),
                .paragraph(gates, cssClass: "note"),
            ]
        )
    }
}
