/// How the results were reached, in plain English, and from what.
struct MethodSections {
    let model: ReportModel

    /// The methods.
    var methods: Markup {
        let parts = [
            ("Linking", linking), ("Following up", followingUp), ("Comparing", comparing), ("Measuring", measuring),
            ("Limits", limits),
        ]
        return .section(
            "methods",
            "Methods",
            parts.flatMap { title, sentences in ["<h3>\(title)</h3>" as Markup, .paragraph(sentences)] }
        )
    }

    private var linking: String {
        "People submitted were looked for in the extracts by their identifiers, names, dates and sex. Each possible link "
            + "has a probability from the Fellegi\u{2013}Sunter model, fitted to these data. Confident links are used; "
            + "suspect links are used only when a person has settled them."
    }

    private var followingUp: String {
        let request = model.request
        return
            "Each person is followed from release from custody, the start of a court sentence or a caution. A proven "
            + "reoffence is an offence committed within \(NumberText.count(request.followUpMonths, "month", "months")) that "
            + "leads to a conviction, caution, reprimand or warning in that time or a further "
            + "\(NumberText.count(request.waitingMonths, "month", "months")). Penalty notices do not count."
    }

    private var matching: AnalysisGroups.Matching {
        model.groups.matching ?? AnalysisGroups.Matching(method: .radius)
    }

    private var comparing: String {
        let groups = model.groups
        let link = model.propensity.link
        let strata =
            groups.strata.isEmpty ? "" : " Matches agree exactly on: \(groups.strata.joined(separator: ", "))."
        let caliper =
            "\(NumberText.fixed(groups.caliper.absolute, 3)) "
            + "(\(NumberText.fixed(groups.caliper.standardDeviations, 2)) standard deviations)"
        return "The pool for the comparison group holds people with an index date in the same years, none of whom was "
            + "submitted. A \(link.regression) on what is recorded at the index date gives everyone a propensity score. "
            + "\(matching.sentence(caliper: caliper, scale: link.scale))\(strata) "
            + "Treated people without anyone near enough are left out, so what is estimated is the average effect on the "
            + "treated people who have a match."
    }

    private var measuring: String {
        let rules = model.rules
        let tests = model.standardErrorKinds(model.outcomes).map(\.test).joined(separator: " ")
        return "\(tests) A difference is significant if its p-value is at most "
            + "\(NumberText.fixed(rules.significanceLevel, 2)). An inconclusive result means that the data cannot tell the "
            + "direction of a difference; it says nothing for or against the programme. Holm\u{2019}s method allows for "
            + "several tests, a family at a time: rate, frequency and time; kinds of reoffence and custody; employment and "
            + "benefits; violent reoffending. The sub-analyses by one column are one set of each, and so are the regions, "
            + "the OASys runs and each other follow-up."
    }

    private var limits: String {
        "Matching allows only for what is recorded. Motivation, support from family and other help are not recorded, and "
            + "people who choose or are chosen for a programme may differ in them. Only proven reoffences are counted."
    }

    /// Settings, and inputs if there is a manifest.
    func settings(_ manifest: Manifest?) -> Markup {
        var rows: [(String, String)] = [
            ("Request", model.request.identifier),
            ("Setting", model.request.setting.label),
            ("Follow-up", NumberText.count(model.request.followUpMonths, "month", "months")),
            ("Waiting period", NumberText.count(model.request.waitingMonths, "month", "months")),
            ("Matching", matching.label),
            ("Estimand", "average effect on the \(EffectCheck.Method.matchedTreated)"),
            ("Schema of results.json", "version \(model.schemaVersion)"),
        ]
        if let first = model.groups.firstIndexYear, let last = model.groups.lastIndexYear {
            rows.append(("Years of the index dates", first == last ? "\(first)" : "\(first) to \(last)"))
        }
        if let manifest {
            rows.append(("Software version", manifest.softwareVersion))
            rows.append(("Seed", manifest.seed))
            rows += manifest.settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
        let table = Table(
            caption: "Settings",
            columns: ["Setting", "Value"],
            rows: rows.map { [.text($0.0), .text($0.1)] }
        )
        var parts = [table.markup(id: "settings-table")]
        if let inputs = manifest?.inputs, !inputs.isEmpty {
            let table = Table(
                caption: "Files read",
                columns: ["File", "Rows", "SHA-256"],
                rows: inputs.map {
                    [
                        .text($0.file), .number(NumberText.count($0.rows)),
                        Table.Cell(content: "\($0.sha256)", cssClass: "hash"),
                    ]
                },
                isWide: true
            )
            parts.append(table.markup(id: "inputs-table"))
        }
        return .section("settings", "Data and settings", parts)
    }
}
