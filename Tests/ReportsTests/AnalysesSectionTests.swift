import Foundation
import Reports
import Testing

@Suite("Further outcomes and analyses in the report")
struct AnalysesSectionTests {
    private let model = SampleReport.model(isFull: true)
    private var page: String { HTMLReport.text(model) }

    private func table(_ id: String) throws -> String {
        let start = try #require(page.range(of: "<caption id=\"\(id)\">"))
        let rest = page[start.lowerBound...]
        return String(rest[..<(try #require(rest.range(of: "</table>"))).lowerBound])
    }

    @Test("outcomes 4 to 11 under ten people lose their figures, in the results file too; the others of the table stay")
    func gated() throws {
        #expect(model.outcome(.firstIndictable)?.figures == nil)
        #expect(model.outcome(.firstIndictable)?.withheld == .fewWithOutcome)
        #expect(try !model.json().contains("0.062137"))
        let four = try table("table-4")
        #expect(four.contains("First reoffence summary") && !four.contains("First reoffence indictable"))
        #expect(page.contains("First reoffence indictable only. Not shown: fewer than 10 people"))
        #expect(model.outcome(.employed)?.figures != nil)
    }

    @Test("tables 4 to 7 are there with their numbers, and employment is marked as experimental everywhere")
    func tables() throws {
        for (number, value) in [(4, "49%"), (5, "1.22"), (6, "21%"), (7, "0.42")] {
            #expect(try table("table-\(number)").contains(">\(value)<"), "table \(number)")
            #expect(try table("table-\(number)").contains("Table \(number): "))
        }
        #expect(try table("table-employment").contains("(experimental)"))
        #expect(try table("analyses-employed").contains("(experimental)"))
        #expect(try table("table-violent").contains("Rate of violent reoffending"))
        #expect(page.contains("Time to first violent reoffence. Not shown: a group is too small"))
    }

    @Test("the overview says where each comparison group comes from and whose model matched it")
    func overview() throws {
        let overview = try table("analyses-table")
        #expect(overview.contains("<th scope=\"row\">Headline</th>\n<td>England and Wales</td>\n<td>No</td>"))
        #expect(overview.contains("<th scope=\"row\">Region: Wales</th>\n<td>Wales</td>\n<td>Yes</td>"))
        #expect(overview.contains("site: A&amp;B") && overview.contains("the headline’s"))
        #expect(!overview.contains("site: C") && !overview.contains("Region: London"))
        #expect(page.contains("<li>site: C: too few people in it, or outside it</li>"))
        #expect(page.contains("<li>Region: London: Nobody is near enough.</li>"))
        #expect(page.contains("24-month follow-up: of 910 people, 805 analysed; 105 follow-up not complete."))
    }

    @Test("the OASys runs stand side by side, items by section and those of section 4 by question")
    func assessments() throws {
        let rate = try table("assessments-rate")
        for run in ["Everyone, no items", "People with OASys, items not used", "People with OASys, items used"] {
            #expect(rate.contains(run))
        }
        let items = try table("assessments-items")
        #expect(items.contains("Section 4, Education, training and employability, question 2"))
        #expect(items.contains("question 3") && items.contains("Section 6, Relationships<"))
        #expect(items.contains("Red: different"))
    }

    @Test("significant results of further analyses are listed with their names, and only above the gates")
    func significant() {
        let results = ReportWording(model: model).significantResults
        #expect(results.count == 1 + model.analyses.count { $0.notMade == nil })
        #expect(results[1].hasPrefix("24-month follow-up. In the treatment group the rate of reoffending was lower"))
        let few = ReportWording(model: SampleReport.model(reoffenders: 29, isFull: true)).significantResults
        #expect(few.allSatisfy { !$0.hasPrefix("In the treatment group") })
    }

    @Test("findings name the analyses that were not made, out of balance, or matched by the headline's model")
    func findings() {
        let findings = model.findings
        #expect(
            findings.first { $0.code == "analyses-not-made" }?.sentence
                == "Not made: site: C (too few people in it, or outside it); Region: London (Nobody is near enough.)."
        )
        #expect(findings.first { $0.code == "analyses-balance-red" }?.sentence.contains("items used (1)") == true)
        #expect(
            findings.first { $0.code == "analyses-with-the-headline-model" }?.sentence.hasSuffix(": site: A&B.") == true
        )
    }

    @Test(
        "the curves of the first reoffence have a chart, figures month by month, and a test; few reoffenders have none"
    )
    func curves() throws {
        #expect(page.contains("By day 365, 18% of the treatment group and 23% of the comparison group had reoffended."))
        #expect(page.contains("among everyone analysed: p = 0.01."))
        let rows = try table("time-curve-table").components(separatedBy: "<th scope=\"row\">").dropFirst()
        #expect(rows.count == 12)
        #expect(rows.last?.hasPrefix("365</th>") == true && rows.last?.contains("18.0% (15.3 to 20.7)") == true)
        let few = SampleReport.model(reoffenders: 29, isFull: true)
        #expect(few.timeToFirst == nil)
        #expect(!HTMLReport.text(few).contains("time-curve"))
    }

    @Test("contradictions within an analysis are found")
    func contradictions() {
        var model = model
        model.analyses[0].people = 900
        model.analyses[1].outcomes[0].figures?.difference.verdict = .inconclusive
        model.analyses[3].code = model.analyses[1].code
        do {
            try model.validate()
            Issue.record("contradictions passed")
        } catch {
            guard case .inconsistent(let problems) = error else { return }
            #expect(problems.contains("an analysis is listed twice"))
            #expect(problems.contains("the people of follow_up:24 are not those compared and those lost"))
            #expect(
                problems.contains("the verdict of rate (sub_analysis:site=A&B) does not follow from its figures")
            )
        }
    }

    @Test("a report without further outcomes or analyses has no such sections")
    func none() {
        var plain = model
        plain.outcomes = plain.outcomes(of: .headline)
        plain.analyses = []
        let page = HTMLReport.text(plain)
        #expect(!page.contains("id=\"detail\"") && !page.contains("id=\"analyses\"") && !page.contains("#analyses"))
    }
}
