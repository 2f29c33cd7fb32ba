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
    private let balance: BalanceTable
    private let effect: MatchedEffect?
    private let scoreModel: MatchModelSummary?

    /// Works out balance and effect of a match.
    init(request: MatchRequest, data: MatchData, model: LocalModel?, result: MatchResult) {
        self.request = request
        self.data = data
        self.model = model
        self.result = result
        let frame = data.input.frame
        scoreModel = model.map { MatchModelSummary($0, input: data.input, settings: request.settings) }
        weights = result.reportedWeights(frame, settings: request.settings)
        let survey =
            model?.survey
            ?? CovariateSurvey(frame, covariates: data.input.covariates, rows: 0..<frame.rowCount)
        balance = BalanceTable(
            data.input,
            survey: survey,
            scores: result.scores,
            weights: result.weights,
            settings: BalanceTable.Settings(sampleVarianceOfShares: request.settings.dialect == .psmatch2)
        )
        effect = data.outcome.flatMap {
            MatchedEffect(
                outcome: $0,
                treatment: frame.treatment,
                weights: result.weights,
                pairs: result.pairs,
                isReused: request.settings.isReused,
                positions: (result.scores, frame.strata)
            )
        }
    }

    /// Writes every file but the summary.
    func write(to folder: OutputFolder) throws {
        try folder.write(scores(), to: "scores.csv")
        try folder.write(matches(), to: "matches.csv")
        try folder.write(weightLines(), to: "weights.csv")
        try folder.write(balanceLines(), to: "balance.csv")
        try folder.write(coefficients(), to: "coefficients.csv")
        try folder.write(text: MatchSummary.encoded(effects), to: "effects.json")
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

    private func balanceLines() -> [UInt8] {
        let parts = ["treated_mean", "control_mean", "smd", "smd_treated_sd", "variance_ratio", "ks"]
        let header = ["covariate", "level"] + ["before", "after"].flatMap { when in parts.map { "\($0)_\(when)" } }
        var lines = CSVLines((header + ["band"]).joined(separator: ","))
        for row in [balance.score] + balance.rows {
            lines.add(
                [row.covariate, row.level ?? ""] + Self.fields(row.before) + Self.fields(row.after)
                    + [row.band.rawValue]
            )
        }
        return lines.bytes
    }

    private static func fields(_ difference: BalanceRow.Difference?) -> [String] {
        guard let difference else { return Array(repeating: "", count: 6) }
        let numbers: [Double?] = [
            difference.treatedMean, difference.controlMean, difference.standardised, difference.standardisedByTreated,
            difference.varianceRatio, difference.kolmogorovSmirnov,
        ]
        return numbers.map { $0.map { "\($0)" } ?? "" }
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

    private var effects: MatchEffects {
        MatchEffects(effect, outcome: request.outcome, settings: request.settings)
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
        list(
            fit?.separated ?? [],
            "separates some rows' group without error; its coefficient has no finite estimate; group its levels, leave it out, or fit with --firth."
        )
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
        let red = ([balance.score] + balance.rows).filter { $0.band == .red }
        if !red.isEmpty { warnings.append("Differences above 10 % after matching, see balance.csv: \(red.count).") }
        return warnings
    }
}

/// Lines of a CSV file; fields with commas or quotation marks are quoted.
private struct CSVLines {
    private(set) var bytes: [UInt8]

    init(_ header: String) {
        bytes = Array((header + "\n").utf8)
    }

    /// Adds a line of numbers and plain words, which need no quotation marks.
    mutating func add(plain line: String) {
        bytes.append(contentsOf: line.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func add(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if field.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 }) {
                bytes.append(contentsOf: "\"\(field.replacing("\"", with: "\"\""))\"".utf8)
            } else {
                bytes.append(contentsOf: field.utf8)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
