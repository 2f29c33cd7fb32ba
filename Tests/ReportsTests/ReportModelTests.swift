import Reports
import Testing

@Suite("Report model")
struct ReportModelTests {
    @Test("results.json decodes to the same values and encodes to the same bytes")
    func roundTrip() throws {
        let model = SampleReport.model(truth: SyntheticTruth(effect: -0.05))
        let json = try model.json()
        let decoded = try ReportModel(json: json)
        #expect(decoded == model)
        #expect(try decoded.json() == json)
        #expect(json.hasSuffix("}\n"))
    }

    @Test("a results file that is not one is refused with the place that is wrong")
    func unreadable() throws {
        #expect(throws: ReportError.unreadable(reason: "it is not JSON")) { try ReportModel(json: "{") }
        #expect(throws: ReportError.unreadable(reason: "schemaVersion is missing")) { try ReportModel(json: "{}") }
        let other = try SampleReport.model().json().replacing("\"schemaVersion\" : 2", with: "\"schemaVersion\" : 3")
        #expect(throws: ReportError.unreadable(reason: "its schemaVersion is 3, not 2")) {
            try ReportModel(json: other)
        }
    }

    @Test("a figure that is not finite is refused with its path")
    func notFinite() {
        var model = SampleReport.model()
        model.balance.rows[2].varianceRatio.after = .nan
        #expect(throws: ReportError.notFinite(path: "balance.rows.[2].varianceRatio.after")) { try model.json() }
    }

    @Test("consistent figures pass")
    func valid() throws {
        try SampleReport.model().validate()
        try SampleReport.model(isSignificant: false, reoffenders: 12).validate()
        try SampleReport.model(isFull: true).validate()
    }

    @Test("losses that do not add up are an error that says so")
    func flow() {
        var model = SampleReport.model()
        model.attrition.losses[1].count += 1
        #expect(throws: ReportError.inconsistent(["1043 submitted are not 805 analysed and 239 lost"])) {
            try model.validate()
        }
    }

    @Test("every contradiction is listed at once")
    func contradictions() {
        var model = SampleReport.model()
        model.groups.treatmentPeople = 804
        model.outcomes[0].figures?.difference.verdict = .inconclusive
        model.outcomes[1].figures?.difference.estimate = 0.4
        model.balance.rows[0].band = .red
        model.overlap?.pool = [1]
        do {
            try model.validate()
            Issue.record("contradictions passed")
        } catch {
            guard case .inconsistent(let problems) = error else { return }
            #expect(problems.contains("people analysed and people in the treatment group differ"))
            #expect(problems.contains("the verdict of rate does not follow from its figures"))
            #expect(problems.contains("the difference of frequency is not treatment minus comparison"))
            #expect(problems.contains("the band of Sex: Female does not follow from its difference"))
            #expect(problems.contains("the histograms of the overlap do not have one value a bin"))
            #expect(problems.contains("the profile of Sex does not add up to the treatment group"))
        }
    }

    @Test("times are withheld under 30 reoffenders, in the results file too")
    func gatedTime() throws {
        let model = SampleReport.model(reoffenders: 29)
        #expect(model.outcome(.time)?.figures == nil)
        #expect(model.outcome(.time)?.withheld == .fewReoffenders)
        #expect(try !model.json().contains("131.4"))
        #expect(SampleReport.model(reoffenders: 30).outcome(.time)?.figures != nil)
    }

    @Test("what follows from the figures becomes a finding, and one given is not doubled")
    func findings() {
        let codes = SampleReport.model(reoffenders: 29).findings.map(\.code)
        #expect(codes == ["links-unsettled", "balance-red", "aliased-columns", "few-reoffenders"])
        let red = SampleReport.model().findings.first { $0.code == "balance-red" }
        #expect(
            red?.sentence
                == "After matching, 1 characteristic differs between the groups by more than 10% of a standard deviation: "
                + "Sentence length in days (11.3%)."
        )
    }

    @Test("a manifest keeps a seed that JSON numbers could not")
    func manifest() throws {
        #expect(try SampleReport.manifest.json().contains("\"seed\" : \"18446744073709551615\""))
    }
}
