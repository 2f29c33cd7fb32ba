/// The time to the first reoffence of everyone alive on the index date, death being a competing event.
struct CompetingDeathSection {
    let deaths: TimeToFirst.CompetingDeaths
    let level: String

    /// What happened to both groups by the end of the follow-up.
    var markup: [Markup] {
        let people = NumberText.count(deaths.treatment.deaths, "person", "people")
        let counts =
            "\(people) of the treatment group and "
            + "\(NumberText.count(deaths.comparison.deaths)) of the comparison group"
        let test = deaths.logRankPValue.map {
            " The log-rank test of the risk of a first reoffence among people still alive: \(NumberText.pStatement($0))."
        }
        return [
            "<h3>With deaths counted</h3>",
            .paragraph(
                "The other results leave out people who died within the follow-up. Here everyone alive on the index date is "
                    + "followed, matched anew by the same scores, and a death before any reoffence ends the time in which "
                    + "somebody could reoffend: \(counts).\(test ?? "")"
            ),
            table.markup(id: "competing-deaths-table"),
            .paragraph(
                "Kaplan\u{2013}Meier takes those who died for people whom nobody observed any longer, as if they could still have "
                    + "reoffended, so it is never below the share that did.",
                cssClass: "note"
            ),
        ]
    }

    private var table: Table {
        func row(_ name: String, _ share: (TimeToFirst.CompetingDeaths.Group) -> TimeToFirst.Share) -> [Table.Cell] {
            [.text(name), .number(text(share(deaths.treatment))), .number(text(share(deaths.comparison)))]
        }
        return Table(
            caption: "By the end of the follow-up, death a competing event, with \(level) intervals",
            columns: ["Share", "Treatment", "Comparison"],
            rows: [
                row("Had reoffended (cumulative incidence)", \.reoffended),
                row("Had died before any reoffence", \.died),
                row("Would have reoffended without deaths (1 \u{2212} Kaplan\u{2013}Meier)", \.kaplanMeier),
            ]
        )
    }

    private func text(_ share: TimeToFirst.Share) -> String {
        "\(NumberText.percent(share.estimate, places: 1)) (\(NumberText.fixed(share.lower * 100, 1)) to "
            + "\(NumberText.fixed(share.upper * 100, 1)))"
    }
}
