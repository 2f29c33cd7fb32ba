import Foundation
import Reports
import Testing

@Suite("HTML report")
struct HTMLReportTests {
    private let page = HTMLReport.text(SampleReport.model(isFull: true), manifest: SampleReport.manifest)

    @Test("carries the banner at its top, at its end and in its title")
    func banner() {
        #expect(page.components(separatedBy: "Draft, not disclosure-checked").count >= 4)
        #expect(page.contains("<title>Draft, not disclosure-checked: "))
    }

    @Test("escapes markup in every text from outside")
    func escaping() {
        var model = SampleReport.model()
        let attack = "<script>alert('1')</script>\"&\u{0}"
        model.request.organisation = attack
        model.request.programme = attack
        model.request.description = attack
        model.attrition.losses[1].wording = attack
        model.findings[0].sentence = attack
        model.profile.sections[0].covariate = attack
        model.balance.rows[1].level = attack
        model.propensity.coefficients[0].column = attack
        model.groups.strata = [attack]
        model.analyses = SampleReport.analyses
        model.analyses[0].name = attack
        model.analyses[2].name = attack
        model.analyses[3].region = attack
        model.analyses[4].failure = attack
        var manifest = SampleReport.manifest
        manifest.inputs[0].file = attack
        manifest.settings[attack] = attack
        let page = HTMLReport.text(model, manifest: manifest)
        #expect(!page.contains("<script"))
        #expect(!page.contains("\u{0}"))
        #expect(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\u{FFFD}"))
    }

    @Test("shows each check with its method, whose effect it is, and what it takes as given")
    func checks() {
        #expect(page.contains("The same differences by other methods"))
        for text in [
            "bootstrap, 1,000 replicates", "adjusted for covariates (g-computation)", "doubly robust",
            "overlap weights",
            "treated people with a match", "all treated people", "people who could be in either group",
            "Scores, matches and weights are held as they are",
            "Every other estimate lies within the reported interval.",
        ] {
            #expect(page.contains(text), "\(text)")
        }
        var model = SampleReport.model()
        model.outcomes[0].figures?.checks?[1].estimate = 0.2
        #expect(HTMLReport.text(model).contains("outside the reported interval for: "))
        for place in model.outcomes.indices { model.outcomes[place].figures?.checks = nil }
        #expect(!HTMLReport.text(model).contains("by other methods"))
    }

    @Test("needs nothing from outside the file")
    func offline() {
        for reference in ["<script", "<link", "http://", "https://", "url(", "@import", " src="] {
            #expect(!page.contains(reference), "\(reference)")
        }
    }

    @Test("has one first-level heading and never skips a level")
    func headings() {
        let levels = page.components(separatedBy: "<h").dropFirst().compactMap { $0.first?.wholeNumberValue }
        #expect(levels.count { $0 == 1 } == 1)
        #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
    }

    @Test("every table has a caption, every drawing a name, every id is used once and every link leads somewhere")
    func accessibility() {
        #expect(page.components(separatedBy: "<table").count == page.components(separatedBy: "<caption").count)
        let drawings = page.components(separatedBy: "<svg").dropFirst()
        #expect(drawings.allSatisfy { $0.contains("role=\"img\"") })
        #expect(drawings.allSatisfy { $0.contains("<title") && $0.contains("<desc") || $0.contains("aria-label=") })
        let ids = page.components(separatedBy: " id=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
        #expect(Set(ids).count == ids.count)
        let links = page.components(separatedBy: "href=\"#").dropFirst().compactMap { $0.split(separator: "\"").first }
        #expect(!links.isEmpty && links.allSatisfy { ids.contains($0) })
        #expect(!page.contains("<td></td>"))
    }

    @Test("shows the flow from submitted to analysed with what remains after each loss")
    func flow() {
        #expect(page.contains("1,043 submitted = 805 analysed + 238 lost."))
        #expect(page.contains("\u{2212}88 (8%)"))
        #expect(page.contains("952 left"))
        #expect(page.contains("No one was lost for: Suspect link rejected."))
    }

    @Test("hides times everywhere under 30 reoffenders")
    func gatedTime() {
        let page = HTMLReport.text(SampleReport.model(reoffenders: 29))
        #expect(page.contains("Not shown: the treatment group has fewer than 30 reoffenders"))
        #expect(!page.contains("131 days"))
        #expect(!page.contains(">131 "))
        #expect(!page.contains("Table 3: time to first reoffence, "))
    }

    @Test("never prints a negative zero or a number that is none")
    func numbers() {
        var model = SampleReport.model(isFull: true)
        model.outcomes[0].figures?.difference.upper = -0.0001
        let text = HTMLReport.text(model)
        #expect(text.firstMatch(of: /[\u{2212}\-–]0(?:\.0+)?[^.\d%a-z]/) == nil)
        #expect(!text.contains("nan"))
        #expect(!text.contains("Optional("))
    }

    @Test("shows the truth of synthetic data only when there is one")
    func truth() {
        #expect(!page.contains("true effect"))
        let known = HTMLReport.text(SampleReport.model(truth: SyntheticTruth(effect: -0.12)))
        #expect(known.contains("the true effect is \u{2212}12.0 percentage points, outside the interval"))
    }

    @Test("says that outcomes among reoffenders are not causal alone")
    func conditioning() {
        #expect(page.contains("by itself it does not show what the programme caused"))
    }

    @Test("has no time, duration or memory of the run")
    func deterministic() {
        #expect(page == HTMLReport.text(SampleReport.model(isFull: true), manifest: SampleReport.manifest))
        #expect(!page.contains("2026-11-22") && !page.contains("3.25"))
    }

    @Test("works without the parts that a request may lack")
    func sparse() {
        let model = ReportModel(
            request: SampleReport.request,
            attrition: SampleReport.attrition,
            groups: SampleReport.groups(),
            outcomes: [SampleReport.rate()],
            sensitivity: Sensitivity(),
            balance: Balance(rows: []),
            overlap: nil,
            profile: TreatmentProfile(sections: []),
            propensity: PropensityModel(
                terms: [],
                estimation: "",
                coefficients: [],
                aliasedColumns: [],
                converged: false,
                iterations: 25
            ),
            linkage: nil,
            findings: []
        )
        let page = HTMLReport.text(model)
        #expect(page.contains("<strong>Warning:</strong> The propensity model did not converge in 25 steps"))
        #expect(!page.contains("href=\"#linkage\""))
    }
}
