import Foundation

/// The people: from submission to analysis, their profile, and how they were linked.
struct CohortSections {
    let model: ReportModel

    /// The flow of losses; what remains after each step is drawn as a bar.
    var flow: Markup {
        let attrition = model.attrition
        var remaining = attrition.submitted
        var steps = [step("Submitted", nil, remaining, cssClass: "end")]
        for loss in attrition.losses where loss.count > 0 {
            remaining -= loss.count
            steps.append(step(loss.wording, loss.count, remaining, cssClass: "loss"))
        }
        steps.append(step("Analysed (treatment group)", nil, attrition.analysed, cssClass: "end"))
        let unused = attrition.losses.filter { $0.count == 0 }.map(\.wording)
        return .section(
            "flow",
            "From people submitted to people analysed",
            [
                "<ol class=\"flow\">\n\(steps)\n</ol>",
                .paragraph(sum),
                .paragraph(
                    unused.isEmpty ? nil : "No one was lost for: \(unused.joined(separator: "; ")).",
                    cssClass: "note"
                ),
                linkTable.markup(id: "links-table"),
                groupTable.markup(id: "groups-table"),
            ]
        )
    }

    private var sum: String {
        let attrition = model.attrition
        return
            "\(NumberText.count(attrition.submitted)) submitted = \(NumberText.count(attrition.analysed)) analysed + "
            + "\(NumberText.count(attrition.lost)) lost. Each person is counted once, under the first reason that applies."
    }

    private func step(_ label: String, _ lost: Int?, _ remaining: Int, cssClass: String) -> Markup {
        let submitted = model.attrition.submitted
        let width = submitted > 0 ? 100 * Double(remaining) / Double(submitted) : 0
        let count: Markup
        if let lost {
            count = "\u{2212}\(NumberText.count(lost)) (\(NumberText.share(lost, of: submitted)))"
        } else {
            count = "\(NumberText.count(remaining)) (\(NumberText.share(remaining, of: submitted)))"
        }
        let left: Markup = lost == nil ? "" : "<span class=\"left\">\(NumberText.count(remaining)) left</span>"
        return """
            <li class="\(cssClass)"><span class="label">\(label)</span> <span class="count">\(count)</span> \(left)\
            <span class="bar" style="width:\(at: width)%"></span></li>
            """
    }

    private var linkTable: Table {
        let attrition = model.attrition
        let rows: [(String, Int)] = [
            ("Found on the PNC extract", attrition.foundOnExtract), ("Analysed", attrition.analysed),
            ("Linked with confidence", attrition.links.confident), ("Suspect link", attrition.links.suspect),
            ("Not linked", attrition.links.none),
        ]
        return Table(
            caption: "People found, analysed and linked",
            columns: ["Step", "People", "Share of submitted"],
            rows: rows.map { label, count in
                [
                    .text(label), .number(NumberText.count(count)),
                    .number(NumberText.share(count, of: attrition.submitted)),
                ]
            }
        )
    }

    private var groupTable: Table {
        let groups = model.groups
        let rows: [(String, Int)] = [
            ("Treatment group", groups.treatmentPeople), ("Of them, reoffenders", groups.treatmentReoffenders),
            ("Pool for the comparison group", groups.comparisonPool),
            ("Matched comparison group", groups.comparisonPeople),
            ("Of them, reoffenders (unweighted)", groups.comparisonReoffenders),
            ("Effective size of the comparison group", Int(groups.comparisonEffectiveSize.rounded())),
        ]
        return Table(
            caption: "Groups compared",
            columns: ["Group", "People"],
            rows: rows.map { [.text($0.0), .number(NumberText.count($0.1))] }
        )
    }

    /// Who the analysed people are.
    var profile: Markup {
        let rows = model.profile.sections.flatMap { section in
            section.levels.map { level -> [Table.Cell] in
                [
                    .text("\(section.covariate): \(level.level)"), .number(NumberText.count(level.count)),
                    .number(NumberText.share(level.count, of: model.groups.treatmentPeople)),
                ]
            }
        }
        let table = Table(
            caption: "Profile of the treatment group",
            columns: ["Characteristic", "People", "Share"],
            rows: rows
        )
        return .section(
            "profile",
            "Who was analysed",
            [
                table.markup(id: "profile-table"),
                .paragraph("Shares are rounded, so they may not add up to 100%.", cssClass: "note"),
            ]
        )
    }

    /// How cohort rows were linked, with the weights of the fitted model.
    var linkage: Markup {
        guard let linkage = model.linkage else { return "" }
        let rows = linkage.comparisons.flatMap { comparison in
            comparison.levels.map { level -> [Table.Cell] in
                [
                    .text("\(comparison.name): \(level.label)"), .number(NumberText.probability(level.m)),
                    .number(NumberText.probability(level.u)), .number(NumberText.fixed(log2(level.m / level.u), 1)),
                ]
            }
        }
        let thresholds =
            "A link is confident from a probability of \(NumberText.fixed(linkage.confidentMin, 2)), and suspect from "
            + "\(NumberText.fixed(linkage.suspectMin, 2)) or when an identifier contradicts the rest."
        let share = linkage.matchShare.map {
            "Share of compared pairs that the model takes for the same person: \(NumberText.probability($0))."
        }
        let table = Table(
            caption: "Linkage model: share of pairs at each level of agreement",
            columns: ["Level of agreement", "Same person (m)", "Different people (u)", "Weight, log2 of m/u"],
            rows: rows,
            isWide: true
        )
        return .section(
            "linkage",
            "Linkage model",
            [.paragraph(thresholds), .paragraph(share), table.markup(id: "linkage-table")]
        )
    }
}
