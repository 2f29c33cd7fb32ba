import Reports
import Testing

@Suite("The report of a match")
struct MatchingReportTests {
    private func report(isStopped: Bool = false) -> MatchingReport {
        let row = Balance.Row(
            covariate: "age <years>",
            level: nil,
            meanTreatment: 25,
            meanComparison: .init(before: 28, after: 25.2),
            standardisedDifference: .init(before: -0.31, after: -0.02),
            varianceRatio: .init(before: 0.44, after: 0.9),
            kolmogorovSmirnov: .init(before: 0.16, after: 0.05)
        )
        return MatchingReport(
            treatment: "treat",
            outcome: "re78",
            population: "the treated who are matched",
            findings: [
                .init(name: "red_balance", stops: true, sentence: "Apart.", reason: isStopped ? nil : "known & agreed")
            ],
            isStopped: isStopped,
            estimates: isStopped
                ? []
                : [
                    .init(
                        name: "Difference of weighted means",
                        estimate: 894.4,
                        lower: -492.4,
                        upper: 2281.1,
                        pValue: 0.2,
                        errorKind: "matched_sets",
                        isDifference: true
                    )
                ],
            errorReason: "Sets are the units.",
            errors: [.init("matched_sets", "705")],
            sensitivity: [.init("E-value", "1.5")],
            people: [.init("Treated", "185")],
            balance: Balance(rows: [row], rubinsB: .init(before: 90, after: 12)),
            distances: [
                .init(
                    ecdfMean: .init(before: 0.08, after: 0.02),
                    overlap: .init(before: 0.77, after: 0.95),
                    reduction: 94
                )
            ],
            terms: [],
            overlap: Overlap(edges: [-2, 0, 2], treatment: [3, 4], pool: [9, 2], matched: [3.5, 3.5]),
            settings: [.init("Method", "nearest")]
        )
    }

    @Test("every chart has a name, a description and its figures in a table; names are escaped")
    func accessible() {
        let text = MatchingReportHTML.text(report())
        for id in ["love", "overlap", "estimates"] {
            #expect(text.contains("aria-labelledby=\"\(id)-wide-t \(id)-wide-d\""))
        }
        for id in ["balance-table", "overlap-table", "effect-table", "errors-table", "people-table"] {
            #expect(text.contains("<caption id=\"\(id)\">"))
        }
        #expect(text.contains("age &lt;years&gt;") && !text.contains("<years>"))
        #expect(text.contains("known &amp; agreed"))
        #expect(text.contains("The interval includes zero"))
        #expect(text == MatchingReportHTML.text(report()))
    }

    @Test("the page needs nothing from elsewhere")
    func offline() {
        let text = MatchingReportHTML.text(report())
        for forbidden in ["http:", "https:", "<script", "src=", "@import", "url("] {
            #expect(!text.contains(forbidden), "\(forbidden)")
        }
    }

    @Test("a finding that stops leaves balance and says that nothing was estimated")
    func stopped() {
        let text = MatchingReportHTML.text(report(isStopped: true))
        #expect(text.contains("Nothing was estimated"))
        #expect(text.contains("red_balance"))
        #expect(!text.contains("effect-table") && text.contains("balance-table"))
    }
}
