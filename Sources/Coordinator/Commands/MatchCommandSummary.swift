import Foundation
import Propensity

/// The facts of a run of `jdl match`, as `summary.json` has them.
struct MatchSummary: Encodable {
    /// Wall-clock seconds by phase.
    struct Seconds: Encodable, PhaseSeconds {
        var read = 0.0
        var fit = 0.0
        var match = 0.0
        var balance = 0.0
        var write = 0.0
        var total = 0.0
    }

    /// Row counts.
    struct Rows: Encodable {
        let file: Int
        let usable: Int
        let treated: Int
        let controls: Int
        let discarded: Int
        let matchedTreated: Int
        let matchedControls: Int
        let noCommonSupport: Int
        let strata: Int
    }

    /// Rows without a weight, for one reason.
    struct Loss: Encodable {
        let reason: String
        let treated: Int
        let controls: Int
        let sentence: String

        init(_ loss: MatchLoss) {
            reason = loss.reason.rawValue
            treated = loss.treated
            controls = loss.controls
            sentence = loss.sentence
        }
    }

    /// The caliper on three scales.
    struct Caliper: Encodable {
        let absolute: Double?
        let inPooledDeviations: Double?
        let inDeviationsOfAll: Double?
        let pooledDeviation: Double
        let deviationOfAll: Double
        /// Calipers on single columns, as differences.
        let onColumns: [String: Double]

        init(_ result: MatchResult, settings: MatchSettings) {
            pooledDeviation = result.spread.deviation(.pooled)
            deviationOfAll = result.spread.deviation(.all)
            onColumns = Dictionary(
                result.covariateCalipers.map { ($0.name, $0.width) },
                uniquingKeysWith: { first, _ in first }
            )
            absolute = result.caliper
            let (pooled, all) = (pooledDeviation, deviationOfAll)
            inPooledDeviations = result.caliper.flatMap { pooled > 0 ? $0 / pooled : nil }
            inDeviationsOfAll = result.caliper.flatMap { all > 0 ? $0 / all : nil }
        }
    }

    /// The score model.
    struct Model: Encodable {
        let link: String
        let iterations: Int
        let logLikelihood: Double
        let nullLogLikelihood: Double
        let columns: Int
        let aliased: [String]
        let separated: [String]
        let dropped: [String]

        init(_ fit: PropensityFit) {
            link = fit.link == .logit ? "logit" : "probit"
            iterations = fit.iterations
            logLikelihood = fit.logLikelihood
            nullLogLikelihood = fit.nullLogLikelihood
            columns = fit.specification.columnCount
            aliased = fit.aliased
            separated = fit.separated
            dropped = fit.specification.dropped
        }
    }

    /// The balance in a few numbers.
    struct Balance: Encodable {
        let rubinBBefore: Double?
        let rubinBAfter: Double?
        let rubinRBefore: Double?
        let rubinRAfter: Double?
        let largestDifferenceBefore: Double
        let largestDifferenceAfter: Double
        let green: Int
        let amber: Int
        let red: Int
        let effectiveComparisonRows: Double

        init(_ table: BalanceTable) {
            rubinBBefore = table.rubinB.before
            rubinBAfter = table.rubinB.after
            rubinRBefore = table.rubinR.before
            rubinRAfter = table.rubinR.after
            largestDifferenceBefore = table.rows.map { abs($0.before.standardised ?? 0) }.max() ?? 0
            largestDifferenceAfter = table.rows.map { abs($0.after?.standardised ?? 0) }.max() ?? 0
            green = table.rows.count { $0.band == .green }
            amber = table.rows.count { $0.band == .amber }
            red = table.rows.count { $0.band == .red }
            effectiveComparisonRows = table.effectiveComparisonCount
        }
    }

    /// The settings that held, defaults among them.
    struct Settings: Encodable {
        let data: String
        let treatment: String
        let covariates: [String]
        let outcome: String?
        let id: String?
        let exact: [String]
        let dialect: String?
        let link: String
        let distance: String
        let method: String
        let ratio: Double
        let controlsMin: Int?
        let controlsMax: Int?
        let reuseMax: Int?
        let antiexact: [String]
        let caliperOn: [String]
        let mahalanobis: [String]
        /// What only some methods read, by option name.
        let methodSettings: [String: String]
        let replace: Bool
        let order: String
        let caliper: Double?
        let caliperUnit: String
        let caliperSd: String
        let discard: String
        let estimand: String
        let seed: UInt64

        init(_ request: MatchRequest) {
            let settings = request.settings
            data = URL(fileURLWithPath: request.data).lastPathComponent
            treatment = request.treatment
            covariates = settings.model.terms.map(\.text)
            outcome = request.outcome
            id = request.id
            exact = request.exact
            dialect = settings.dialect?.rawValue
            link = settings.link == .logit ? "logit" : "probit"
            distance = settings.distance.rawValue
            method = settings.method.rawValue
            ratio = settings.variableRatio?.mean ?? Double(settings.ratio)
            controlsMin = settings.variableRatio?.least
            controlsMax = settings.variableRatio?.most
            reuseMax = settings.reuseMax
            antiexact = request.pairs.antiexact
            caliperOn = request.pairs.calipers.map(\.text)
            mahalanobis = request.pairs.mahalanobis.map(\.name)
            methodSettings = Self.methodSettings(settings)
            replace = settings.replacement
            order = settings.order.rawValue
            caliper = settings.caliper
            caliperUnit = settings.caliperUnit.rawValue
            caliperSd = settings.caliperSpread.rawValue
            discard = settings.discard.rawValue
            estimand = settings.estimand.rawValue
            seed = settings.seed
        }

        private static func methodSettings(_ settings: MatchSettings) -> [String: String] {
            switch settings.method {
            case .radius, .nearest, .optimal, .full: [:]
            case .subclass:
                ["subclasses": "\(settings.subclasses)", "subclass-least": "\(settings.subclassLeast)"]
            case .kernel: ["kernel": settings.kernel.rawValue, "bandwidth": "\(settings.bandwidth)"]
            case .ipw, .overlap:
                [
                    "stabilised": "\(settings.isStabilised)", "trim": settings.trim.map { "\($0)" } ?? "none",
                    "weight-cap": settings.weightCap.map { "\($0)" } ?? "none",
                ]
            case .entropy: ["squares": "\(settings.balancesSquares)"]
            }
        }
    }

    let seconds: Seconds
    let peakResidentBytes: Int
    let rows: Rows
    /// Pairs within the caliper that got a weight.
    let pairsScored: Int
    let pairsListed: Bool
    /// The sum of the distances within pairs or sets; nil for methods without any, or with too many to list.
    let distanceSum: Double?
    /// Rows without a weight, by reason; with the matched rows they add up to all.
    let losses: [Loss]
    let caliper: Caliper
    let model: Model?
    let scoreModel: MatchModelSummary?
    let balance: Balance
    let effect: MatchEffects
    let settings: Settings
    /// What was found about data, model and match, by name.
    let findings: [MatchFinding]
    let warnings: [String]
    let softwareVersion: String

    private enum CodingKeys: String, CodingKey {
        case seconds, rows, pairsScored, pairsListed, distanceSum, losses, caliper, model, scoreModel, balance, effect,
            settings,
            findings, warnings
        case softwareVersion
        case peakResidentBytes = "peak_rss_bytes"
    }

    /// The summary as JSON.
    func json() throws -> String { try SummaryJSON.text(self) }

    /// The summary in a few lines for people.
    var text: String {
        func number(_ value: Double) -> String { String(format: "%.4g", value) }
        var lines = [
            "matched \(rows.matchedTreated) of \(rows.treated) treated with \(rows.matchedControls) of "
                + "\(rows.controls) controls, \(pairsScored) pairs, \(rows.noCommonSupport) without a match",
            "balance: \(balance.green) green, \(balance.amber) amber, \(balance.red) red; largest difference "
                + "\(number(balance.largestDifferenceBefore)) before, \(number(balance.largestDifferenceAfter)) after",
        ]
        if let absolute = caliper.absolute {
            lines.append(
                "caliper \(number(absolute)) = \(number(caliper.inPooledDeviations ?? 0)) pooled = "
                    + "\(number(caliper.inDeviationsOfAll ?? 0)) overall standard deviations"
            )
        }
        lines += losses.filter { $0.reason != MatchLoss.Reason.notChosen.rawValue }.map(\.sentence)
        if let estimate = effect.estimate {
            var interval = ""
            if let low = effect.intervalLow, let high = effect.intervalHigh {
                interval = " (95 % from \(number(low)) to \(number(high)), \(effect.standardErrorKind ?? ""))"
            }
            lines.append("\(settings.estimand.uppercased()) \(number(estimate))\(interval)")
        }
        lines.append("\(number(seconds.total)) s, \(peakResidentBytes / 1_048_576) MiB")
        return lines.joined(separator: "\n")
    }
}
