/// The sentences of a report's summary.
package struct ReportWording {
    /// The results that are put into words.
    package let model: ReportModel

    /// The words of a report.
    package init(model: ReportModel) {
        self.model = model
    }

    /// "one-year" of the follow-up.
    package var period: String { NumberText.period(months: model.request.followUpMonths) }

    /// The words about an outcome's difference, unless it is withheld.
    package func difference(_ outcome: OutcomeResult) -> DifferenceWording? {
        outcome.figures.map { DifferenceWording(code: outcome.code, difference: $0.difference, rules: model.rules) }
    }

    /// The result of the rate in one line.
    package var headline: String {
        guard let rate = model.outcome(.rate), let words = difference(rate) else { return "No rate was measured" }
        switch words.difference.verdict {
        case .significantLower, .significantHigher:
            let direction = rate.code.comparative(lower: words.difference.verdict == .significantLower)
            return "Reoffending was \(direction) in the group that took part, by "
                + rate.code.range(words.difference.lower, words.difference.upper)
        case .inconclusive:
            return "The result is inconclusive: more people are needed to tell whether reoffending differed"
        }
    }

    /// Who reoffended in each group.
    package var groupSentence: String {
        guard let figures = model.outcome(.rate)?.figures else { return "" }
        let rate = OutcomeResult.Code.rate
        return "The \(period) proven reoffending rate of \(people) was \(rate.value(figures.treatment.estimate)), "
            + "compared with \(rate.value(figures.comparison.estimate)) for a matched comparison group of "
            + "similar people who did not take part."
    }

    private var people: String {
        let count = NumberText.count(model.groups.treatmentPeople, "person", "people")
        return "\(count) who took part in \(model.request.programme) (\(model.request.organisation))"
    }

    /// The results of an outcome for 100 typical people, as list items.
    package func perHundred(_ outcome: OutcomeResult) -> [String] {
        guard let figures = outcome.figures else { return [] }
        switch outcome.code {
        case .rate:
            return [
                rateOfHundred(figures, treatment: true), rateOfHundred(figures, treatment: false),
            ]
        case .frequency:
            return [
                offencesOfHundred(figures, treatment: true), offencesOfHundred(figures, treatment: false),
            ]
        case .time:
            let days = OutcomeResult.Code.time
            return [
                "On average it took \(days.size(figures.treatment.estimate)) in the treatment group, and "
                    + "\(days.size(figures.comparison.estimate)) in the comparison group, until the first reoffence of "
                    + "those who reoffended."
            ]
        default: return []
        }
    }

    private func rateOfHundred(_ figures: OutcomeResult.Figures, treatment: Bool) -> String {
        let rate = OutcomeResult.Code.rate
        let share = treatment ? figures.treatment.estimate : figures.comparison.estimate
        let count = Int(NumberText.rounded(share * 100, 0))
        let text =
            "Of 100 typical people in the \(treatment ? "treatment" : "comparison") group, "
            + "\(NumberText.count(count)) reoffended (\(rate.value(share)))"
        return treatment ? "\(text), \(more(figures.difference.estimate * 100))." : "\(text)."
    }

    private func offencesOfHundred(_ figures: OutcomeResult.Figures, treatment: Bool) -> String {
        let mean = treatment ? figures.treatment.estimate : figures.comparison.estimate
        let count = NumberText.count(Int(NumberText.rounded(mean * 100, 0)), "proven reoffence", "proven reoffences")
        let text =
            "100 typical people in the \(treatment ? "treatment" : "comparison") group committed "
            + "\(count) (\(OutcomeResult.Code.frequency.value(mean)) per person)"
        return treatment ? "\(text), \(more(figures.difference.estimate * 100))." : "\(text)."
    }

    private func more(_ difference: Double) -> String {
        let rounded = Int(NumberText.rounded(difference, 0))
        guard rounded != 0 else { return "a similar number to the comparison group" }
        return "\(NumberText.count(abs(rounded))) \(rounded < 0 ? "fewer" : "more") than in the comparison group"
    }

    /// A note where a printed difference is not the difference of the printed values, or `nil`.
    package func roundingNote(_ outcome: OutcomeResult) -> String? {
        guard let figures = outcome.figures else { return nil }
        let code = outcome.code
        let shown = [figures.treatment.estimate, figures.comparison.estimate, figures.difference.estimate].map {
            NumberText.rounded($0 * code.displayScale, code.places)
        }
        guard (shown[0] - shown[1] - shown[2]).magnitude > 0.001 else { return nil }
        return
            "The difference is worked out before rounding, so it is not exactly the difference of the rounded figures."
    }

    /// What the results allow to be said.
    package var canSay: [String] {
        var sentences = [groupSentence]
        for outcome in model.outcomes(of: .headline) {
            guard let words = difference(outcome) else { continue }
            sentences.append(words.conclusion)
            if outcome.code == .rate {
                sentences += [words.ruledOut, words.needed(outcome.figures?.peopleNeeded)].compactMap(\.self)
            }
        }
        return sentences
    }

    /// What the results do not allow to be said.
    package var cannotSay: [String] {
        var sentences: [String] = []
        if let rate = model.outcome(.rate), let words = difference(rate) {
            if words.difference.verdict.isSignificant {
                let exact = rate.code.size(words.difference.estimate)
                sentences.append(
                    "That the difference is exactly what was measured (\(exact) \(comparative(words))): the true "
                        + "difference may lie anywhere in the interval."
                )
                sentences.append(
                    "That the programme alone caused the difference: matching can only allow for what is recorded."
                )
            } else {
                sentences.append(
                    "That the programme lowered reoffending, that it raised it, or that it left it unchanged: the data "
                        + "allow each of these."
                )
            }
        }
        sentences.append("That other people, or the same programme elsewhere, would have had the same results.")
        sentences.append(
            "Anything about the \(NumberText.count(model.attrition.lost, "person", "people")) who "
                + "\(model.attrition.lost == 1 ? "was" : "were") submitted but not analysed."
        )
        if model.outcomes.contains(where: \.code.isAmongReoffenders) {
            sentences.append(
                "That the programme changed the time to the first reoffence, or what kind of reoffence it was: only those "
                    + "who reoffended are measured, and the programme may have changed who they are."
            )
        }
        return sentences
    }

    private func comparative(_ words: DifferenceWording) -> String {
        words.code.comparative(lower: words.difference.estimate < 0)
    }

    /// The significant results that the rules allow to be listed: the headline's, then those of each further analysis.
    package var significantResults: [String] {
        let own = model.outcomes.filter { model.isReportedAsSignificant($0) }
            .compactMap { outcome in difference(outcome).map { Self.marked($0.conclusion, outcome.code) } }
        let further = model.analyses.flatMap { analysis -> [String] in
            guard let groups = analysis.groups else { return [] }
            return analysis.outcomes.filter { $0.isReportedAsSignificant(groups, rules: model.rules) }
                .compactMap { outcome in
                    difference(outcome).map { "\(analysis.name). \(Self.marked($0.conclusion, outcome.code))" }
                }
        }
        return own + further
    }

    private static func marked(_ sentence: String, _ code: OutcomeResult.Code) -> String {
        code.family == .experimental ? "\(sentence) (Experimental.)" : sentence
    }

    /// Why figures of an outcome are not shown, or `nil`.
    package func withheldReason(_ outcome: OutcomeResult) -> String? {
        switch outcome.withheld {
        case nil: nil
        case .fewReoffenders:
            "Not shown: the treatment group has fewer than \(model.rules.treatmentReoffendersMin) reoffenders, too few "
                + "for a reliable figure."
        case .fewWithOutcome:
            "Not shown: fewer than \(model.rules.withOutcomeMin) people of the treatment group."
        case .notMeasurable:
            "Not shown: a group is too small, or everybody is alike, so nothing can be tested."
        }
    }

    /// Why a further analysis has no figures, or `nil`.
    package func notMadeReason(_ analysis: AnalysisResult) -> String? {
        switch analysis.notMade {
        case nil: nil
        case .tooFewPeople: "too few people in it, or outside it"
        case .failed: analysis.failure ?? "the groups could not be matched"
        }
    }

    /// The known effect of synthetic data and whether the interval contains it, or `nil`.
    package var truthSentence: String? {
        guard let truth = model.truth, let difference = model.outcome(.rate)?.figures?.difference else { return nil }
        let points = NumberText.fixed(truth.effect * 100, 1)
        let inside = truth.effect >= difference.lower && truth.effect <= difference.upper
        let interval = [difference.lower, difference.upper].map { NumberText.fixed($0 * 100, 1) }
        return "Synthetic data: the true effect is \(points) percentage points, \(inside ? "inside" : "outside") the "
            + "interval (\(interval.joined(separator: " to ")))."
    }
}
