/// OASys items by section, as the service lists them: section 4 (education and employment) by question, others grouped.
struct AssessmentItems {
    let balance: Balance

    /// What stands before an item's name in the name of its covariate.
    private static let prefix = "OASys S"

    private static let sections: [Int: String] = [
        1: "Offending information", 2: "Analysis of offences", 3: "Accommodation",
        4: "Education, training and employability", 5: "Financial management and income", 6: "Relationships",
        7: "Lifestyle and associates", 8: "Drug misuse", 9: "Alcohol misuse", 10: "Emotional well-being",
        11: "Thinking and behaviour", 12: "Attitudes", 13: "Health and other considerations",
    ]

    private struct Group {
        let section: Int
        /// The question of section 4, nil for a whole section.
        let question: Int?
        var rows: [Balance.Row]

        var label: String {
            let name = AssessmentItems.sections[section] ?? "Other items"
            return question.map { "Section \(section), \(name), question \($0)" } ?? "Section \(section), \(name)"
        }
    }

    private var groups: [Group] {
        var groups: [Group] = []
        for row in balance.rows where row.covariate.hasPrefix(Self.prefix) {
            let numbers = row.covariate.dropFirst(Self.prefix.count).split(separator: "Q").compactMap { Int($0) }
            guard let section = numbers.first else { continue }
            let question = section == 4 && numbers.count > 1 ? numbers[1] : nil
            if let place = groups.firstIndex(where: { $0.section == section && $0.question == question }) {
                groups[place].rows.append(row)
            } else {
                groups.append(Group(section: section, question: question, rows: [row]))
            }
        }
        return groups.sorted { ($0.section, $0.question ?? 0) < ($1.section, $1.question ?? 0) }
    }

    /// The items with the largest standardised difference of each group, before and after matching.
    var table: Table {
        Table(
            caption: "OASys items used, by section, and their match",
            columns: ["Items", "Number", "Largest SMD before", "Largest SMD after", "Band after"],
            rows: groups.map { group in
                let before = group.rows.compactMap { $0.standardisedDifference.before?.magnitude }.max()
                let after = group.rows.compactMap { $0.standardisedDifference.after?.magnitude }.max()
                let bands: [Balance.Band] = [.red, .amber, .green]
                let band = bands.first { band in group.rows.contains { $0.band == band } } ?? .unmeasured
                return [
                    .text(group.label), .number(NumberText.count(Set(group.rows.map(\.covariate)).count)),
                    .number(before.map { NumberText.percent($0, places: 1) } ?? "n/a"),
                    .number(after.map { NumberText.percent($0, places: 1) } ?? "n/a"),
                    Table.Cell(content: "\(band.label)", cssClass: "band-\(band.rawValue)"),
                ]
            },
            isWide: true
        )
    }
}
