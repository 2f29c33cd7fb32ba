import Foundation
import Propensity
import Reports

/// `report.html` of `jdl match`.
struct MatchReportPage {
    let request: MatchRequest
    let data: MatchData
    let model: LocalModel?
    let result: MatchResult
    let balance: BalanceTable
    let terms: [BalanceTerm]
    let effects: MatchEffects
    let findings: MatchFindings

    /// The page.
    var text: String {
        MatchingReportHTML.text(
            MatchingReport(
                treatment: request.treatment,
                outcome: request.outcome,
                population: population,
                findings: shownFindings,
                isStopped: !effects.withheldFor.isEmpty,
                estimates: estimates,
                errorReason: effects.standardErrorReason,
                errors: (effects.standardErrors ?? [:]).sorted { $0.key < $1.key }.map {
                    .init($0.key, short($0.value))
                },
                sensitivity: sensitivity,
                people: people,
                balance: Reports.Balance(
                    rows: balance.rows.map(row),
                    rubinsB: .init(before: balance.rubinB.before, after: balance.rubinB.after),
                    rubinsR: .init(before: balance.rubinR.before, after: balance.rubinR.after)
                ),
                distances: balance.rows.map { row in
                    MatchingReport.Distances(
                        ecdfMean: .init(before: row.before.ecdfMean, after: row.after?.ecdfMean),
                        overlap: .init(before: row.before.overlap, after: row.after?.overlap),
                        reduction: row.biasReduction
                    )
                },
                terms: shownTerms,
                overlap: overlap,
                settings: settings
            )
        )
    }

    private var population: String {
        switch request.settings.estimand {
        case .att: "the treated who are matched"
        case .atc: "the controls who are matched"
        case .ate: "everybody with a weight"
        case .ato: "those who could be in either group"
        }
    }

    private var shownFindings: [MatchingReport.Finding] {
        let all = findings.described.map {
            MatchingReport.Finding(
                name: $0.name,
                stops: $0.severity == DiagnosticFinding.Severity.stop.rawValue,
                sentence: $0.sentence,
                reason: $0.overrideReason
            )
        }
        return all.filter(\.stops) + all.filter { !$0.stops }
    }

    private var estimates: [MatchingReport.Estimate] {
        var all: [MatchingReport.Estimate] = []
        if let estimate = effects.estimate, let low = effects.intervalLow, let high = effects.intervalHigh {
            all.append(
                MatchingReport.Estimate(
                    name: "Difference of weighted means",
                    estimate: estimate,
                    lower: low,
                    upper: high,
                    pValue: effects.pValue ?? 1,
                    errorKind: effects.standardErrorKind ?? "",
                    isDifference: true
                )
            )
        }
        for (adjusted, name) in [
            (effects.adjusted, "g-computation"), (effects.doublyRobust, "Doubly robust, everybody with a score"),
        ] {
            guard let adjusted else { continue }
            all += adjusted.contrasts.map { shown($0, name, adjusted.standardErrorKind) }
        }
        return all.filter(\.isDifference) + effects.ratios.map { shown($0, "Weighted means", "as above") }
            + all.filter { !$0.isDifference }
    }

    private func shown(_ contrast: MatchContrast, _ name: String, _ kind: String) -> MatchingReport.Estimate {
        let isDifference = contrast.measure == EffectContrast.Measure.difference.rawValue
        let measure = contrast.measure.replacing("_", with: " ")
        return MatchingReport.Estimate(
            name: isDifference ? name : "\(name): \(measure)",
            estimate: contrast.estimate,
            lower: contrast.interval.low,
            upper: contrast.interval.high,
            pValue: contrast.pValue,
            errorKind: kind,
            isDifference: isDifference
        )
    }

    private var sensitivity: [MatchingReport.Fact] {
        var facts: [MatchingReport.Fact] = []
        func add(_ name: String, _ value: Double?) { if let value { facts.append(.init(name, short(value))) } }
        add("E-value of the estimate (risk ratio)", effects.sensitivity?.eValue)
        add("E-value of the interval\u{2019}s end nearer to 1", effects.sensitivity?.eValueOfInterval)
        if let test = effects.sensitivity?.rosenbaumTest {
            let name = test == "mcnemar" ? "sign test of pairs" : "signed-rank test of pairs"
            add("One-sided p of the \(name) without hidden bias", effects.sensitivity?.pValueWithoutBias)
            facts.append(
                .init(
                    "\u{0393} at which that p reaches 0.05",
                    effects.sensitivity?.gammaAtFivePercent.map(short) ?? "above 0.05 already without hidden bias"
                )
            )
        }
        if let paired = effects.paired { add("McNemar\u{2019}s exact p", paired.mcnemarExactPValue) }
        if let interval = effects.scoreInterval {
            facts.append(
                .init(
                    "Newcombe\u{2019}s interval of the difference",
                    "\(short(interval.low)) to \(short(interval.high))"
                )
            )
        }
        if let bootstrap = effects.bootstrap, let error = bootstrap.standardError, let interval = bootstrap.interval {
            let unit = bootstrap.unit == "matched_set" ? "matched sets" : "people"
            facts.append(
                .init(
                    "Bootstrap of \(unit), \(bootstrap.replicates) replicates",
                    "standard error \(short(error)), \(short(interval.low)) to \(short(interval.high))"
                )
            )
        } else if let refused = effects.bootstrap?.refused {
            facts.append(.init("Bootstrap", refused))
        }
        if let power = effects.power {
            add("Smallest difference found with a chance of 80 %", power.minimumDetectableEffect)
            if let people = power.peopleNeededWithPower {
                facts.append(.init("Treated needed for the measured difference, 80 % power", "\(people)"))
            }
        }
        return facts
    }

    private var people: [MatchingReport.Fact] {
        let names = ["Treated", "Controls", "Treated with a match", "Controls with a weight"]
        return zip(names, balance.sizes).flatMap { name, size -> [MatchingReport.Fact] in
            let count = MatchingReport.Fact(name, "\(size.count)")
            guard size.effectiveCount < Double(size.count) - 0.5 else { return [count] }
            return [count, .init("\(name), effective number", short(size.effectiveCount))]
        } + [.init("Without a match", "\(result.unsupportedCount)")]
    }

    private func row(_ row: BalanceRow) -> Reports.Balance.Row {
        Reports.Balance.Row(
            covariate: row.covariate,
            level: row.level,
            meanTreatment: row.after?.treatedMean ?? row.before.treatedMean,
            meanComparison: .init(before: row.before.controlMean, after: row.after?.controlMean),
            standardisedDifference: .init(before: row.before.standardised, after: row.after?.standardised),
            varianceRatio: .init(before: row.before.varianceRatio, after: row.after?.varianceRatio),
            kolmogorovSmirnov: .init(before: row.before.kolmogorovSmirnov, after: row.after?.kolmogorovSmirnov)
        )
    }

    private var shownTerms: [Reports.Balance.Row] {
        let order = terms.indices.sorted {
            let sizes = (abs(terms[$0].after?.standardised ?? 0), abs(terms[$1].after?.standardised ?? 0))
            return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : $0 < $1
        }
        return order.map { place in
            let term = terms[place]
            return Reports.Balance.Row(
                covariate: term.name,
                level: nil,
                meanTreatment: term.after?.treatedMean ?? term.before.treatedMean,
                meanComparison: .init(before: term.before.controlMean, after: term.after?.controlMean),
                standardisedDifference: .init(before: term.before.standardised, after: term.after?.standardised),
                varianceRatio: .init(before: term.before.varianceRatio, after: term.after?.varianceRatio),
                kolmogorovSmirnov: .init(before: nil, after: nil)
            )
        }
    }

    /// Scores on the log odds in forty bins.
    private var overlap: Overlap? {
        guard let model else { return nil }
        let link = request.settings.link
        let scores = model.scores.map { link.logOdds($0) }
        let sorted = scores.sorted()
        // A few far scores must not squeeze all others into one bin.
        let low = sorted[sorted.count / 1_000]
        let high = sorted[sorted.count - 1 - sorted.count / 1_000]
        guard high > low else { return nil }
        var histogram = ScoreHistogram(lowest: low, highest: high, binCount: 40)
        let treatment = data.input.frame.treatment
        for row in scores.indices {
            histogram.count(score: scores[row], isTreated: treatment[row] == 1, weight: result.weights[row])
        }
        return Overlap(
            edges: (0...40).map { low + Double($0) * histogram.width },
            treatment: histogram.treated,
            pool: histogram.pool,
            matched: histogram.matched
        )
    }

    private var settings: [MatchingReport.Fact] {
        let settings = request.settings
        var facts: [MatchingReport.Fact] = [
            .init("Covariates", request.covariates.map(\.name).joined(separator: ", ")),
            .init("Dialect", settings.dialect?.rawValue ?? "none"), .init("Method", settings.method.rawValue),
            .init("Estimand", settings.estimand.rawValue), .init("Seed", "\(settings.seed)"),
        ]
        if let caliper = result.caliper { facts.append(.init("Caliper, on the scale of matching", short(caliper))) }
        return facts
    }

    /// A number to four digits.
    private func short(_ value: Double) -> String { String(format: "%.4g", value).replacing("-", with: "\u{2212}") }
}
