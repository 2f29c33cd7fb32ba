import ArgumentParser
import Foundation
import Propensity

/// The options of `jdl match` about the score model and common support.
struct MatchModelOptions: ParsableArguments {
    @Option(help: "The column of case weights of the score model; not used in matching.")
    var weightsColumn: String?

    @Option(help: "The column that is added to the linear predictor as it is.")
    var offsetColumn: String?

    @Option(
        help: """
            The strength of a ridge penalty on standardised columns, the intercept free (glmnet's lambda with alpha 0).
            """
    )
    var ridge: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Firth's penalised likelihood, which is finite when covariates separate the groups; logit only."
    )
    var firth: Bool?

    @Option(help: "Rows without a covariate: indicator, refuse, drop, level or mean; a term's own missing() wins.")
    var missing: String?

    @Option(help: "Levels with fewer people in either group are merged as \"other\".")
    var levelFloor: String?

    @Option(help: "Which terms are kept: none (all of them), backward, forward (significance) or lasso.")
    var select: String?

    @Option(help: "lr or wald, for backward and forward; bic or cv (cross-validation), for lasso.")
    var selectBy: String?

    @Option(help: "The p-value up to which a term stays or enters (0.05).")
    var selectThreshold: String?

    @Option(help: "The folds of cross-validation (10), drawn by --seed.")
    var folds: String?

    @Option(help: "The probabilities that --discard range keeps, as two numbers (0.1,0.9).")
    var scoreRange: String?

    @Option(help: "The share that --discard percentile or density leaves out (0.05).")
    var trimShare: String?

    /// The names of these options, which a settings file has too.
    static let names = [
        "weights-column", "offset-column", "ridge", "firth", "level-floor", "missing", "select", "select-by",
        "select-threshold", "folds", "score-range", "trim-share",
    ]

    /// What was given, by option name.
    var given: [String: [String]] {
        let texts: [(String, String?)] = [
            ("weights-column", weightsColumn), ("offset-column", offsetColumn), ("ridge", ridge),
            ("firth", firth.map { String($0) }), ("level-floor", levelFloor), ("trim-share", trimShare),
            ("missing", missing), ("select", select),
            ("select-by", selectBy), ("select-threshold", selectThreshold), ("folds", folds),
        ]
        var values: [String: [String]] = [:]
        for (name, text) in texts { values[name] = text.map { [$0] } }
        values["score-range"] = scoreRange?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return values
    }

    /// Puts what was given into settings.
    static func apply(_ values: [String: [String]], to settings: inout MatchSettings) throws {
        func number(_ name: String) throws -> Double? {
            guard let text = values[name]?.first else { return nil }
            guard let value = Double(text), value.isFinite else {
                throw CommandFailure.badUsage("--\(name) is not a number; give one.")
            }
            return value
        }
        if let strength = try number("ridge"), strength != 0 { settings.model.estimation = .ridge(strength) }
        if let text = values["firth"]?.first {
            guard let isFirth = Bool(text) else {
                throw CommandFailure.badUsage("firth is neither true nor false.")
            }
            if isFirth {
                guard settings.model.estimation == .likelihood else {
                    throw CommandFailure.badUsage("--firth and --ridge are two penalties; choose one.")
                }
                settings.model.estimation = .firth
            }
        }
        if let floor = try number("level-floor") {
            guard let whole = Int(exactly: floor), whole >= 0 else {
                throw CommandFailure.badUsage("--level-floor is not a whole number of 0 or more; give one.")
            }
            settings.model.design.levelFloor = whole
        }
        try applySelection(values, to: &settings, threshold: try number("select-threshold"), folds: try number("folds"))
        if let share = try number("trim-share") { settings.support.share = share }
        if let texts = values["score-range"] {
            let ends = texts.compactMap { Double($0) }
            guard texts.count == 2, ends.count == 2, ends[0] < ends[1] else {
                throw CommandFailure.badUsage("--score-range is not two ascending numbers; write 0.1,0.9.")
            }
            settings.support.range = ends[0]...ends[1]
        }
    }

    private static func applySelection(
        _ values: [String: [String]],
        to settings: inout MatchSettings,
        threshold: Double?,
        folds: Double?
    ) throws {
        settings.model.selection.seed = settings.seed
        if let threshold { settings.model.selection.threshold = threshold }
        if let folds {
            guard let whole = Int(exactly: folds) else {
                throw CommandFailure.badUsage("--folds is not a whole number; give one, such as 10.")
            }
            settings.model.selection.folds = whole
        }
        if let text = values["select"]?.first {
            guard let method = SelectionSettings.Method(rawValue: text) else {
                throw CommandFailure.badUsage("--select is none of none, backward, forward, lasso.")
            }
            settings.model.selection.method = method
        }
        guard let text = values["select-by"]?.first else { return }
        let isLasso = settings.model.selection.method == .lasso
        if !isLasso, let test = SelectionSettings.Test(rawValue: text) {
            settings.model.selection.test = test
        } else if isLasso, let tuning = SelectionSettings.Tuning(rawValue: text) {
            settings.model.selection.tuning = tuning
        } else {
            let all = isLasso ? "bic, cv" : "lr, wald"
            throw CommandFailure.badUsage("--select-by is none of \(all), which --select allows.")
        }
    }
}
