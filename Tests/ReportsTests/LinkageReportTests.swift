import Foundation
import Linkage
import Reports
import Testing

@Suite("Linkage report")
struct LinkageReportTests {
    private let sample: SampleLinkage
    private let report: LinkageReport
    private let page: String

    init() throws {
        sample = try SampleLinkage.shared.get()
        report = LinkageReport(try sample.source())
        page = LinkageReportHTML.text(report)
    }

    /// The text of a page's cells, without markup.
    private func cells(ofTable id: String, in page: String) throws -> [[String]] {
        let start = try #require(page.range(of: "<caption id=\"\(id)\">"))
        let end = try #require(page.range(of: "</table>", range: start.upperBound..<page.endIndex))
        return page[start.upperBound..<end.lowerBound].components(separatedBy: "<tr>").dropFirst(2).map { row in
            row.components(separatedBy: "</t").dropLast().compactMap { cell in
                guard cell.contains("<td") || cell.contains("<th") else { return nil }
                return cell.replacing(/<[^>]*>/, with: "").replacing(/^[dh]>/, with: "")
                    .trimmingCharacters(in: .whitespacesAndNewlines)
            }
        }
    }

    @Test("holds no name, date of birth or identifier unless it is asked to")
    func privacy() throws {
        let rows = report.pairs.flatMap { [sample.cohortRows[$0.cohortRow - 1], sample.poolRows[$0.poolRow - 1]] }
        let identifiers = rows.flatMap { [$0[3], $0[5], $0[6]] }
        let names = SampleLinkage.forenames + SampleLinkage.surnames
        for value in Set(identifiers + names).sorted() where !value.isEmpty { #expect(!page.contains(value)) }
        #expect(page.firstMatch(of: /\b(19|20)\d\d-\d\d-\d\d\b/) == nil)
        #expect(!page.contains("Holds personal data"))
        #expect(page.contains("no names, dates or identifiers"))
    }

    @Test("shows both records with differences marked, under a banner, when it is asked to")
    func values() throws {
        let report = LinkageReport(try sample.source(showValues: true))
        let page = LinkageReportHTML.text(report)
        #expect(page.contains("<title>Holds personal data: "))
        #expect(page.components(separatedBy: "<strong>Holds personal data</strong>").count == 3)
        #expect(page.contains("<mark>"))
        let pair = try #require(report.pairs.first)
        let surname = try #require(pair.values?.first { $0.column == "surname" })
        #expect(surname.cohort == sample.cohortRows[pair.cohortRow - 1][2])
        #expect(surname.pool == sample.poolRows[pair.poolRow - 1][2])
    }

    @Test("each waterfall adds up to the match weight of the link, which is shown with every digit")
    func waterfalls() throws {
        #expect(report.pairs.count >= 6)
        for pair in report.pairs {
            let link = sample.result.links[pair.cohortRow - 1]
            #expect(pair.terms.reduce(0) { $0 + $1.bits } == link.candidate?.weight)
            #expect(pair.weight == link.candidate?.weight && pair.probability == link.probability)
            #expect(page.contains("Match weight \(pair.weight) bits."))
        }
        let rows = try cells(ofTable: "pair-1-table", in: page)
        #expect(rows.count == report.pairs[0].terms.count + 1)
        #expect(rows.last?[0] == "Match weight" && rows.last?[1] == rows.last?[2])
    }

    @Test("every grade and the neighbours of each threshold are among the pairs taken apart")
    func selection() {
        let shown = Set(report.pairs.map(\.cohortRow))
        #expect(shown.count == report.pairs.count)
        for grade in LinkGrade.allCases
        where sample.result.links.contains(where: { $0.grade == grade && $0.candidate != nil }) {
            #expect(report.pairs.contains { $0.grade == grade })
        }
        let above = sample.result.links.filter { $0.probability >= 0.99 }.min { $0.probability < $1.probability }
        #expect(above.map { shown.contains($0.cohortRow + 1) } ?? true)
        #expect(zip(report.pairs, report.pairs.dropFirst()).allSatisfy { $0.weight >= $1.weight })
    }

    @Test("tables hold the figures that the report was given")
    func figures() throws {
        let weights = try cells(ofTable: "weights-table", in: page)
        #expect(weights.count == sample.model.comparisons.reduce(0) { $0 + $1.levels.count })
        #expect(weights[0][0] == "forename: exact")
        #expect(weights[0][1] == String(format: "+%.2f", sample.model.comparisons[0].levels[0].weight))
        let histogram = try cells(ofTable: "weights-histogram-table", in: page)
        let links = histogram.compactMap { Int($0[3].replacingOccurrences(of: ",", with: "")) }.reduce(0, +)
        #expect(links == sample.result.links.count { $0.grade != .none })
        let accuracy = try cells(ofTable: "accuracy-table", in: page)
        let truth = LabelledAccuracy(try sample.judged()).row(at: 0.5)
        let row = try #require(accuracy.first { $0[0] == "0.5" })
        #expect(
            row[1...3] == [truth.truePositives, truth.falsePositives, truth.falseNegatives].map { "\(Int($0))" }[...]
        )
        let rules = try cells(ofTable: "rules-table", in: page)
        #expect(rules.map { $0[0] } == sample.model.plan.rules.map { "\($0)" })
        let present = try cells(ofTable: "present-table", in: page)
        #expect(present.first { $0[0] == "pnc id" }?[3] == "4,000 of 4,000")
        #expect(page.contains("<dd>\(sample.result.count(.confident))</dd>"))
        let vectors = try cells(ofTable: "vectors-table", in: page)
        #expect(vectors.count == min(report.vectorCount, LinkageReport.vectorCountMax))
        #expect(vectors[0].count == 5 + sample.model.comparisons.count)
    }

    @Test("needs nothing from outside the file and no script")
    func offline() {
        for reference in ["<script", "<link", "http://", "https://", "url(", "@import", " src="] {
            #expect(!page.contains(reference), "\(reference)")
        }
    }

    @Test(
        "can be read aloud: one main heading, none skipped, captions, scopes, names of drawings, unique ids, live links"
    )
    func accessibility() throws {
        for page in [page, LinkageReportHTML.text(LinkageReport(try sample.source(showValues: true)))] {
            let levels = page.components(separatedBy: "<h").dropFirst().compactMap { $0.first?.wholeNumberValue }
            #expect(levels.count { $0 == 1 } == 1)
            #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
            #expect(page.components(separatedBy: "<table").count == page.components(separatedBy: "<caption").count)
            #expect(page.components(separatedBy: "<th ").dropFirst().allSatisfy { $0.hasPrefix("scope=\"") })
            #expect(!page.contains("<th>"))
            let drawings = page.components(separatedBy: "<svg").dropFirst()
            #expect(
                drawings.allSatisfy { $0.contains("role=\"img\"") && $0.contains("<title") && $0.contains("<desc") }
            )
            let ids = page.components(separatedBy: " id=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
            #expect(Set(ids).count == ids.count)
            for attribute in ["href=\"#", "aria-labelledby=\""] {
                let targets = page.components(separatedBy: attribute).dropFirst()
                    .compactMap { $0.split(separator: "\"").first }.flatMap { $0.split(separator: " ") }
                #expect(!targets.isEmpty && targets.allSatisfy { ids.contains($0) })
            }
            #expect(page.contains("<html lang=\"en-GB\">") && page.contains("class=\"skip\""))
            #expect(!page.contains("<td></td>"))
        }
    }

    @Test("is well-formed: every element that opens closes in order")
    func wellFormed() {
        let void: Set<Substring> = ["meta", "rect", "line", "circle", "path", "!DOCTYPE"]
        var open: [Substring] = []
        for match in page.matches(of: /<(\/?)([A-Za-z!][A-Za-z0-9]*)[^>]*>/) {
            let name = match.output.2
            if match.output.1 == "/" {
                #expect(open.popLast() == name)
            } else if !void.contains(name) {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test("never prints a negative zero or a number that is none")
    func numbers() {
        #expect(page.firstMatch(of: /[\u{2212}]0(?:\.0+)?[^.\d%a-z]/) == nil)
        for word in ["nan", "inf ", "Optional(", "not available"] { #expect(!page.contains(word), "\(word)") }
    }

    @Test("escapes markup in every text from outside")
    func escaping() throws {
        let attack = "<script>alert('1')</script>\"&"
        var source = try sample.source()
        source.warnings = [attack]
        source.settings = [(attack, attack)]
        source.leftOut = [(attack, attack)]
        source.seconds = [(attack, 1)]
        source.blocks = [.init(rule: attack, cohortRowCount: 1, poolRowCount: nil, isCut: false)]
        source.values = .init(columns: [attack], cohort: { _ in [attack] }, pool: { _, _ in [attack + "x"] })
        let page = LinkageReportHTML.text(LinkageReport(source))
        #expect(!page.contains("<script"))
        #expect(page.contains("<strong>Warning:</strong> &lt;script&gt;alert(&#39;1&#39;)"))
    }

    @Test("is the same text for the same results, and has time and memory only when given")
    func deterministic() throws {
        #expect(page == LinkageReportHTML.text(LinkageReport(try SampleLinkage().source())))
        #expect(page.contains("64 MiB"))
        let bare = LinkageReportHTML.text(LinkageReport(sample.bareSource()))
        #expect(
            !bare.contains("MiB") && !bare.contains("href=\"#blocking\"") && !bare.contains("href=\"#calibration\"")
        )
        #expect(bare.contains("href=\"#waterfall\"") && bare.contains("href=\"#unlinkables\""))
    }

    @Test("puts warnings before everything else")
    func warnings() throws {
        var source = try sample.source()
        source.warnings = ["90 records share one value."]
        let page = LinkageReportHTML.text(LinkageReport(source))
        let warning = try #require(page.range(of: "90 records share one value."))
        let headline = try #require(page.range(of: "<section id=\"summary\""))
        #expect(warning.lowerBound < headline.lowerBound)
    }
}
