import Extracts
import Ingest
import Testing

@Suite("Request files")
struct RequestReaderTests {
    private static let good = """
        organisation: Example Trust
        programme: Fresh Start
        description: Mentoring after release
        setting: custody
        cohort: cohort.csv
        contact: someone@example.org
        channel: cjsm
        lawful_sharing_assured: yes
        retention_opt_out: false
        sub_analyses: [wing]
        analyses:
          follow_up_months: [24, 36]
          violent: yes
          employment: yes
          assessments: no
          regions: [London, all]
          delayed_start: no
          bootstrap: 1000
          checks: yes
        known_effect: -0.05
        score_model:
          covariates: [., "age at index:bins(18,25)"]
          missing: mean
          select: backward
          select_by: wald
          select_threshold: 0.1
        matching: {method: nearest, ratio: 3}
        settings:
          seed: 7
          follow_up_months: 24
          caliper: 0.1
          exact_strata: [sex, region]
          match_regions: true
          violent_groups: [violence, robbery]
          control_for_region: no
          sub_analysis_fit_min: 80
          sub_analysis_size_min: 20
        """

    private static let matching = "matching: {method: nearest, ratio: 3}"

    private func problems(_ text: String) -> [String] {
        do {
            _ = try RequestReader.read(text: text, fileName: "request.yaml")
            return []
        } catch let error as IntakeProblems {
            return error.problems.map(\.description)
        } catch {
            return ["another error"]
        }
    }

    @Test("a full request is read key by key")
    func full() throws {
        let request = try RequestReader.read(text: Self.good, fileName: "request.yaml")
        #expect(request.organisation == "Example Trust")
        #expect(request.setting == .custody)
        #expect(request.channel == .cjsm)
        #expect(request.lawfulSharingAssured)
        #expect(!request.retentionOptOut)
        #expect(request.subAnalyses == ["wing"])
        #expect(request.knownEffect == -0.05)
        var settings = AnalysisSettings()
        settings.seed = 7
        settings.followUpMonths = 24
        settings.caliper = 0.1
        settings.exactStrata = ["sex", "region"]
        settings.matchRegions = true
        settings.violentGroups = ["violence", "robbery"]
        settings.controlForRegion = false
        settings.subAnalysisFitMin = 80
        settings.subAnalysisSizeMin = 20
        settings.matching.method = .nearest
        settings.matching.ratio = 3
        settings.scoreModel.covariates = [".", "age at index:bins(18,25)"]
        settings.scoreModel.missing = "mean"
        settings.scoreModel.select = "backward"
        settings.scoreModel.selectBy = "wald"
        settings.scoreModel.selectThreshold = 0.1
        #expect(request.settings == settings)
        var analyses = AnalysisChoice()
        analyses.followUpMonths = [24, 36]
        analyses.violent = true
        analyses.employment = true
        analyses.regions = ["London", "all"]
        analyses.delayedStart = false
        analyses.bootstrap = 1_000
        analyses.checks = true
        #expect(request.analyses == analyses)
    }

    @Test("further analyses that cannot be are refused", arguments: ["[0]", "[24, 24]", "[two]", "24"])
    func followUps(list: String) {
        let text = Self.good.replacing("follow_up_months: [24, 36]", with: "follow_up_months: \(list)")
        #expect(problems(text).count == 1 && problems(text)[0].contains("analyses.follow_up_months"))
        #expect(problems(Self.good.replacing("violent: yes", with: "violence: yes")).count == 1)
    }

    @Test("a method of matching that is none, or has no ratio or bootstrap, is refused by key")
    func matching() {
        func edited(_ block: String) -> [String] { problems(Self.good.replacing(Self.matching, with: block)) }
        #expect(edited("matching: {method: radius}").isEmpty)
        #expect(edited("matching: {method: subclass}").count == 1)
        #expect(edited("matching: {method: kernel, kernel: gaussian}").isEmpty)
        #expect(edited("matching: {method: optimal, ratio: 2}").isEmpty)
        let optimal = edited("matching: {method: optimal, replacement: yes}")
        #expect(optimal.contains { $0.contains("matching.replacement") })
        let ratio = edited("matching: {method: radius, ratio: 2}")
        #expect(ratio.count == 1 && ratio[0].contains("matching.ratio"))
        let bootstrap = edited("matching: {method: nearest, replacement: yes}")
        #expect(bootstrap.count == 1 && bootstrap[0].contains("analyses.bootstrap"))
    }

    @Test("a bootstrap of too few or too many replicates is refused", arguments: ["1", "99", "20000", "yes"])
    func bootstrap(replicates: String) {
        let text = Self.good.replacing("bootstrap: 1000", with: "bootstrap: \(replicates)")
        #expect(problems(text).count == 1 && problems(text)[0].contains("analyses.bootstrap"))
    }

    @Test("what is optional has its default")
    func defaults() throws {
        let text = """
            organisation: A
            programme: B
            setting: both
            cohort: c.csv
            contact: d
            channel: government secure
            lawful_sharing_assured: true
            """
        let request = try RequestReader.read(text: text, fileName: "r")
        #expect(request.settings == AnalysisSettings())
        #expect(request.analyses == AnalysisChoice())
        #expect(request.knownEffect == nil)
        #expect(request.channel == .governmentSecure)
        #expect(request.description.isEmpty)
    }

    @Test("all missing keys are listed at once")
    func missing() {
        #expect(
            problems("description: x") == [
                "request.yaml, setting: is missing", "request.yaml, channel: is missing",
                "request.yaml, lawful_sharing_assured: is missing", "request.yaml, organisation: is missing",
                "request.yaml, programme: is missing", "request.yaml, cohort: is missing",
                "request.yaml, contact: is missing",
            ]
        )
    }

    @Test("no assurance and a channel that is not secure are refused, with what to do")
    func refusals() {
        let text = Self.good.replacing("assured: yes", with: "assured: no").replacing("cjsm", with: "other")
        let found = problems(text)
        #expect(found.count == 2)
        #expect(found[0].contains("without the assurance nothing may be analysed"))
        #expect(found[1].contains("delete the data") && found[1].contains("tell the sender"))
    }

    @Test("unknown keys and values out of range are named")
    func unknown() {
        let text =
            Self.good.replacing("caliper: 0.1", with: "caliper: wide\n  colour: red")
            .replacing("follow_up_months: 24", with: "follow_up_months: 0") + "\nfavourite: x"
        let found = problems(text)
        #expect(found.contains("request.yaml, favourite: is not a key of a request"))
        #expect(found.contains("request.yaml, settings.colour: is not a key of a request"))
        #expect(found.contains { $0.hasPrefix("request.yaml, settings.caliper: is not a number") })
        #expect(found.contains { $0.hasPrefix("request.yaml, settings.follow_up_months: is not a whole number") })
        #expect(found.count == 4)
    }

    @Test("a score model that means nothing is refused, key by key")
    func scoreModel() {
        func found(_ section: String) -> [String] {
            problems(Self.good.replacing("missing: mean", with: section)).map { String($0.dropFirst(26)) }
        }
        #expect(found("missing: drop") == ["missing: is not one of indicator, level, mean, refuse"])
        #expect(found("ridge: -1") == ["ridge: is not a number from 0.0 to 1000000.0"])
        #expect(found("ridge: 0.1") == ["select: goes by maximum likelihood; leave out ridge and firth"])
        #expect(found("firth: yes\n  ridge: 1").first == "firth: is a second penalty beside ridge; choose one")
        #expect(found("probit: yes") == ["probit: is not a key of a request"])
        #expect(found("link: cauchit") == ["link: is not one of logit, probit"])
        let none = problems(Self.good.replacing("[., \"age at index:bins(18,25)\"]", with: "[]"))
        #expect(none == ["request.yaml, score_model.covariates: names no term; write . for all covariates"])
        let lasso = problems(Self.good.replacing("select: backward", with: "select: lasso"))
        #expect(lasso == ["request.yaml, score_model.select_by: is not one of bic"])
        let alone = problems(Self.good.replacing("  select: backward\n", with: ""))
        #expect(alone == ["request.yaml, score_model.select_by: means nothing without select"])
    }

    @Test("what is no mapping is refused", arguments: ["", "- a\n- b", "a: [", "just text", "a: 1\na: 2"])
    func shapes(_ text: String) {
        #expect(!problems(text).isEmpty)
    }
}
