import Foundation
import Messages
import Propensity
import Statistics
import Tables

/// The results of `jdl match` and the files that hold them.
struct MatchReport {
    private let request: MatchRequest
    private let data: MatchData
    private let model: LocalModel?
    private let result: MatchResult
    private let weights: [Double]
    private let survey: CovariateSurvey
    private let balance: BalanceTable
    private let terms: [BalanceTerm]
    private let scoreModel: MatchModelSummary?
    private let effects: MatchEffects
    private let findings: MatchFindings
    /// The findings that stop the estimate.
    var stopping: [DiagnosticFinding] { findings.stopping }

    /// Works out balance and effect of a match.
    init(request: MatchRequest, data: MatchData, model: LocalModel?, result: MatchResult) throws {
        self.request = request
        self.data = data
        self.model = model
        self.result = result
        let frame = data.input.frame
        scoreModel = model.map { MatchModelSummary($0, input: data.input, settings: request.settings) }
        weights = result.reportedWeights(frame, settings: request.settings)
        survey =
            model?.survey
            ?? CovariateSurvey(frame, covariates: data.input.covariates, rows: 0..<frame.rowCount)
        let settings = BalanceTable.Settings(sampleVarianceOfShares: request.settings.dialect == .psmatch2)
        balance = BalanceTable(
            data.input,
            survey: survey,
            scores: result.scores,
            weights: result.weights,
            settings: settings
        )
        terms = try BalanceTerm.table(
            data.input,
            survey: survey,
            balance: balance,
            weights: result.weights,
            kinds: request.effects.terms,
            settings: settings
        )
        findings = MatchFindings(request, data, model, result, balance)
        let maker = MatchEffectMaker(request: request, data: data, model: model, result: result, survey: survey)
        effects = maker.effects(withheldFor: findings.stopping)
    }

    /// Writes every file but the summary.
    func write(to folder: OutputFolder) throws {
        try folder.write(scores(), to: "scores.csv")
        try folder.write(matches(), to: "matches.csv")
        try folder.write(weightLines(), to: "weights.csv")
        try folder.write(MatchBalanceFile.bytes(balance, terms: terms), to: "balance.csv")
        let estimand = request.settings.estimand
        let leftOut = MatchLeftOutFile.bytes(data, survey: survey, result: result, estimand: estimand)
        try folder.write(leftOut, to: "left_out.csv")
        try folder.write(coefficients(), to: "coefficients.csv")
        try folder.write(text: SummaryJSON.text(effects), to: "effects.json")
        let page = MatchReportPage(
            request: request,
            data: data,
            model: model,
            result: result,
            balance: balance,
            terms: terms,
            effects: effects,
            findings: findings
        )
        try folder.write(text: page.text, to: "report.html")
    }

    // MARK: - Files

    /// The probability and its log-odds.
    private func scores() -> [UInt8] {
        var lines = CSVLines("row,score,logit")
        let link = request.settings.link
        for index in data.inFileOrder {
            let linear = model.map { $0.scores[index] } ?? result.scores[index]
            let probability = link.probability(linear)
            let logit = link == .logit ? linear : log(probability) - log1p(-probability)
            lines.add(plain: "\(data.rowNumbers[index] + 1),\(probability),\(logit)")
        }
        return lines.bytes
    }

    private func matches() -> [UInt8] {
        var lines = CSVLines("treated_row,control_row,weight,distance")
        let rows = data.rowNumbers
        let pairs = (result.pairs ?? []).sorted {
            if $0.treated != $1.treated { return rows[$0.treated] < rows[$1.treated] }
            return $0.distance != $1.distance ? $0.distance < $1.distance : rows[$0.control] < rows[$1.control]
        }
        for pair in pairs {
            let (treated, control) = (rows[pair.treated] + 1, rows[pair.control] + 1)
            lines.add(plain: "\(treated),\(control),\(pair.weight),\(pair.distance)")
        }
        return lines.bytes
    }

    private func weightLines() -> [UInt8] {
        var lines = CSVLines("row,treated,weight,status,set")
        for index in data.inFileOrder {
            let row = data.rowNumbers[index]
            let status = result.discarded[index] ? "discarded" : weights[index] > 0 ? "matched" : "unmatched"
            let set = result.sets.flatMap { $0[index] < 0 ? nil : "\($0[index] + 1)" } ?? ""
            lines.add(plain: "\(row + 1),\(data.input.frame.treatment[index]),\(weights[index]),\(status),\(set)")
        }
        return lines.bytes
    }

    private func coefficients() -> [UInt8] {
        var lines = CSVLines("column,estimate,standard_error,z,p_value")
        for coefficient in model?.fit.coefficients ?? [] {
            guard let estimate = coefficient.estimate, let error = coefficient.standardError else {
                lines.add([coefficient.column, "", "", "", ""])
                continue
            }
            let z = estimate / error
            lines.add([
                coefficient.column, "\(estimate)", "\(error)", "\(z)", "\(Normal.twoSidedProbability(z))",
            ])
        }
        return lines.bytes
    }

    // MARK: - Summary

    /// The facts of the run.
    func summary(seconds: MatchSummary.Seconds) -> MatchSummary {
        let frame = data.input.frame
        let used = result.weights.indices.filter { result.weights[$0] > 0 }
        let fit = model?.fit
        return MatchSummary(
            seconds: seconds,
            peakResidentBytes: ProcessUsage.peakResidentBytes,
            rows: MatchSummary.Rows(
                file: data.fileRowCount,
                usable: frame.rowCount,
                treated: frame.treatment.count { $0 == 1 },
                controls: frame.treatment.count { $0 == 0 },
                discarded: result.discarded.count { $0 },
                matchedTreated: used.count { frame.treatment[$0] == 1 },
                matchedControls: used.count { frame.treatment[$0] == 0 },
                noCommonSupport: result.unsupportedCount,
                strata: data.stratumCount
            ),
            pairsScored: result.pairCount,
            pairsListed: result.pairs != nil,
            distanceSum: result.distanceSum,
            losses: result.losses.map { MatchSummary.Loss($0) },
            caliper: MatchSummary.Caliper(result, settings: request.settings),
            model: fit.map { MatchSummary.Model($0) },
            scoreModel: scoreModel,
            balance: MatchSummary.Balance(balance),
            effect: effects,
            settings: MatchSummary.Settings(request),
            findings: findings.described,
            warnings: warnings(fit),
            softwareVersion: SoftwareVersion.current
        )
    }

    private func warnings(_ fit: PropensityFit?) -> [String] {
        var warnings: [String] = []
        func list(_ names: [String], _ sentence: String) {
            if !names.isEmpty { warnings.append("\(names.joined(separator: ", ")): \(sentence)") }
        }
        list(fit?.specification.dropped ?? [], "the same value in every row, left out.")
        list(fit?.aliased ?? [], "determined by the columns before, left out.")
        if data.rowNumbers.count < data.fileRowCount {
            warnings.append("Rows left out for a missing value: \(data.fileRowCount - data.rowNumbers.count).")
        }
        if result.unsupportedCount > 0 {
            warnings.append(
                "Rows without a match: \(result.unsupportedCount); the effect is that of the matched, not of all."
            )
        }
        if result.pairs == nil, result.pairCount > 0 {
            warnings.append("Pairs too many to list: \(result.pairCount); matches.csv is empty, weights.csv complete.")
        }
        return warnings + findings.sentences
    }
}
