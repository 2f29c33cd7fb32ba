import Reports
import Testing

@Suite("Wording")
struct WordingTests {
    @Test("a value that rounds to zero has no sign, whatever its unit")
    func negativeZero() {
        #expect(NumberText.fixed(-0.4, 0) == "0")
        #expect(NumberText.fixed(-0.004, 2) == "0.00")
        #expect(NumberText.fixed(-0.0, 1) == "0.0")
        #expect(NumberText.fixed(-0.5, 0) == "\u{2212}1")
        #expect(OutcomeResult.Code.rate.difference(-0.0049) == "0")
    }

    @Test("numbers are grouped, shares of some are never none, and p-values have two places")
    func numbers() {
        #expect(NumberText.count(113_554) == "113,554")
        #expect(NumberText.fixed(1_234_567.891, 2) == "1,234,567.89")
        #expect(NumberText.share(1, of: 1000) == "<1%")
        #expect(NumberText.share(999, of: 1000) == ">99%")
        #expect(NumberText.share(0, of: 1000) == "0%")
        #expect(NumberText.share(0, of: 0) == "not available")
        #expect(NumberText.pValue(0.0099) == "<0.01")
        #expect(NumberText.pValue(0.01) == "0.01")
        #expect(NumberText.pStatement(0.0001) == "p < 0.01")
        #expect(NumberText.fixed(.nan, 2) == "not available")
    }

    @Test("one is singular, everything else plural")
    func singular() {
        #expect(NumberText.count(1, "person", "people") == "1 person")
        #expect(NumberText.count(0, "person", "people") == "0 people")
        #expect(OutcomeResult.Code.rate.size(0.0101) == "1 percentage point")
        #expect(OutcomeResult.Code.rate.size(-0.02) == "2 percentage points")
        #expect(OutcomeResult.Code.time.size(1.2) == "1 day")
        #expect(OutcomeResult.Code.time.size(0.3) == "less than 1 day")
        #expect(OutcomeResult.Code.rate.size(0.003) == "less than 1 percentage point")
        #expect(OutcomeResult.Code.frequency.size(0.12) == "0.12 reoffences per person")
        let lost = SampleReport.model()
        var one = lost
        one.attrition.losses = [Attrition.Loss(code: "not-found", wording: "Not found", count: 1)]
        #expect(ReportWording(model: lost).cannotSay.contains { $0.contains("238 people who were submitted") })
        #expect(ReportWording(model: one).cannotSay.contains { $0.contains("1 person who was submitted") })
    }

    @Test("bounds that round to zero or to each other are put in words")
    func ranges() {
        #expect(OutcomeResult.Code.rate.range(-0.151, -0.03) == "between 3 and 15 percentage points")
        #expect(OutcomeResult.Code.rate.range(-0.15, -0.001) == "more than 0 and up to 15 percentage points")
        #expect(OutcomeResult.Code.rate.range(0.011, 0.012) == "about 1 percentage point")
        #expect(OutcomeResult.Code.rate.range(0.001, 0.002) == "less than 1 percentage point")
        #expect(OutcomeResult.Code.rate.atMost(0.002) == "less than 1 percentage point")
        #expect(OutcomeResult.Code.frequency.moreThan(0.002) == "0.01 reoffences per person or more")
    }

    @Test("a significant result gives its direction, range and p-value")
    func significant() {
        let model = SampleReport.model()
        let words = ReportWording(model: model)
        #expect(
            words.headline == "Reoffending was lower in the group that took part, by between 2 and 8 percentage points"
        )
        #expect(words.canSay[1].hasSuffix("The difference is statistically significant (p < 0.01)."))
        #expect(words.significantResults.count == 1)
        #expect(
            words.perHundred(model.outcomes[0])[0].hasSuffix(
                "18 reoffended (18%), 5 fewer than in the comparison group."
            )
        )
    }

    @Test(
        "an inconclusive result says what is ruled out and how many people are needed, and never that nothing changed"
    )
    func inconclusive() {
        let model = SampleReport.model(isSignificant: false)
        let words = ReportWording(model: model)
        let text =
            (words.canSay + words.cannotSay + [words.headline, ConsoleSummary.text(model), HTMLReport.text(model)])
            .joined(separator: "\n").lowercased()
        #expect(
            text.contains("rule out that the rate of reoffending was lower than in the comparison group by more than 4")
        )
        #expect(text.contains("or higher by more than 2 percentage points."))
        #expect(text.contains("about 10,655 people would be needed"))
        #expect(words.significantResults.isEmpty)
        for phrase in ["no effect", "no difference", "no impact", "did not work", "failed to", "no significant"] {
            #expect(!text.contains(phrase), "\(phrase)")
        }
    }

    @Test("a difference that rounding hides is similar, and parts that do not add have a note")
    func rounding() {
        var model = SampleReport.model(isSignificant: false)
        let rate = model.outcomes[0]
        #expect(ReportWording(model: model).perHundred(rate)[0].hasSuffix("1 fewer than in the comparison group."))
        #expect(ReportWording(model: model).roundingNote(rate) == nil)
        model.outcomes[0].figures?.treatment.estimate = 0.2451
        model.outcomes[0].figures?.comparison.estimate = 0.2849
        model.outcomes[0].figures?.difference.estimate = -0.0398
        #expect(ReportWording(model: model).roundingNote(model.outcomes[0]) != nil)
        model.outcomes[0].figures?.difference.estimate = -0.004
        #expect(ReportWording(model: model).perHundred(model.outcomes[0])[0].contains("a similar number"))
    }

    @Test("a p-value just above the level is explained when it is printed as the level")
    func roundedPValue() {
        let close = EstimatedDifference(
            estimate: -0.05,
            standardError: 0.026,
            lower: -0.1,
            upper: 0.0001,
            pValue: 0.0502
        )
        let words = DifferenceWording(code: .rate, difference: close, rules: .standard)
        #expect(words.roundedPValueNote == "Before rounding the p-value is above 0.05.")
    }

    @Test("the list of significant results is closed under 30 reoffenders or 10 with the outcome")
    func gates() {
        #expect(ReportWording(model: SampleReport.model(reoffenders: 30)).significantResults.count == 1)
        #expect(ReportWording(model: SampleReport.model(reoffenders: 29)).significantResults.isEmpty)
        var few = SampleReport.model()
        few.outcomes[0].withOutcome = 9
        #expect(ReportWording(model: few).significantResults.isEmpty)
    }

    @Test("the terminal shows the headline, both match rates, the interval, and the truth when it is known")
    func console() {
        let plain = ConsoleSummary.text(SampleReport.model())
        #expect(plain.contains("95% interval \u{2212}8 to \u{2212}2"))
        #expect(plain.contains("89% found on the PNC extract, 77% analysed"))
        #expect(!plain.contains("true effect"))
        let known = ConsoleSummary.text(SampleReport.model(truth: SyntheticTruth(effect: -0.06)))
        #expect(known.contains("the true effect is \u{2212}6.0 percentage points, inside the interval"))
    }
}
