import Foundation
import Propensity
import Tables
import Yams

/// The options of `jdl match` as texts, from the command line or a settings file.
struct MatchOptions {
    /// The values by option name; names that are not given are absent.
    var values: [String: [String]] = [:]

    /// The names that there are.
    static let names: [String] =
        [
            "data", "treatment", "covariates", "outcome", "id", "out", "dialect", "link", "distance", "method", "ratio",
            "replace", "order", "caliper", "caliper-unit", "caliper-sd", "exact", "discard", "estimand", "seed",
            "memory",
        ] + MatchModelOptions.names + MatchPairOptions.names + MatchWeightOptions.names
        + MatchEffectOptions.names + MatchDateOptions.names

    /// The values of a list that is separated by commas.
    static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// No options.
    init() {}

    /// Reads a settings file.
    init(path: String) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.badUsage("Cannot read the settings file \(path); check its path.")
        }
        let file = URL(fileURLWithPath: path).lastPathComponent
        let loaded: Any?
        do {
            loaded = try Yams.load(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw CommandFailure.badUsage("\(file) is not YAML; write one `name: value` a line.")
        }
        guard let mapping = loaded as? [String: Any] else {
            throw CommandFailure.badUsage("\(file) holds no settings; write one `name: value` a line.")
        }
        for name in mapping.keys.sorted() {
            guard Self.names.contains(name) else {
                throw CommandFailure.badUsage("\(file) has the unknown setting \(name); see jdl match --help.")
            }
            values[name] = Self.texts(mapping[name])
        }
    }

    private static func texts(_ value: Any?) -> [String] {
        switch value {
        case let list as [Any]: list.flatMap { texts($0) }
        case let text as String: CovariateTerm.list(text)
        case let flag as Bool: [String(flag)]
        case let number as Int: [String(number)]
        case let number as Double: [String(number)]
        default: []
        }
    }
}

/// What `jdl match` is asked to do.
struct MatchRequest {
    /// A covariate as it is read.
    struct Column {
        let name: String
        let isForcedCategorical: Bool
        /// The level without a column of its own.
        let reference: String?
        /// What to do about rows without a value; nil for the dialect's own.
        let missing: CovariateTerm.Missing?
    }

    let data: String
    let treatment: String
    let covariates: [Column]
    let outcome: String?
    let id: String?
    let out: String
    let exact: [String]
    /// The columns of case weights and of offsets of the score model.
    let weightsColumn: String?
    let offsetColumn: String?
    let pairs: MatchPairRequest
    /// Which covariates carry a date; nil when none does.
    let dates: MatchDates?
    let settings: MatchSettings
    let effects: MatchEffectSettings
    /// The bytes to stay within; nil for no limit.
    let memoryLimit: Int?

    /// Merges the settings file and the command line, which wins, over the defaults of the dialect.
    init(options: MatchOptions, _ given: MatchOptions) throws {
        let values = options.values.merging(given.values) { _, commandLine in commandLine }
        func text(_ name: String) -> String? { values[name]?.first }
        func required(_ name: String) throws -> String {
            guard let found = text(name), !found.isEmpty else {
                throw CommandFailure.badUsage("--\(name) is missing; see jdl match --help.")
            }
            return found
        }
        data = try required("data")
        treatment = try required("treatment")
        out = try required("out")
        _ = try required("covariates")
        let terms = try MatchCovariates(values["covariates"] ?? [], missing: text("missing"))
        covariates = terms.columns
        outcome = text("outcome")
        id = text("id")
        exact = values["exact"] ?? []
        weightsColumn = text("weights-column")
        offsetColumn = text("offset-column")
        pairs = try MatchPairRequest(values, covariates: covariates)
        dates = try MatchDates(values, covariates: covariates)
        var settings = try Self.settings(text)
        try MatchPairRequest.apply(values, to: &settings)
        try MatchWeightOptions.apply(values, to: &settings)
        try MatchModelOptions.apply(values, to: &settings)
        settings.model.terms = terms.terms
        self.settings = settings
        effects = try MatchEffectSettings(values)
        memoryLimit = try text("memory").map { given in
            guard let size = ByteCount(given) else {
                throw CommandFailure.badUsage("--memory is not a number of bytes such as 512MiB or 4GiB.")
            }
            return size.bytes
        }
    }

    private static func settings(_ text: (String) -> String?) throws -> MatchSettings {
        func choice<Value: RawRepresentable & CaseIterable>(_ name: String, _ type: Value.Type) throws -> Value?
        where Value.RawValue == String {
            guard let given = text(name) else { return nil }
            guard let value = Value(rawValue: given) else {
                let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.badUsage("--\(name) is none of \(all).")
            }
            return value
        }
        var settings = MatchSettings(dialect: try choice("dialect", MatchSettings.Dialect.self))
        settings.estimand = try choice("estimand", MatchSettings.Estimand.self) ?? settings.estimand
        if settings.dialect == .matchit, settings.estimand == .atc { settings.order = .smallest }
        settings.method = try choice("method", MatchSettings.Method.self) ?? settings.method
        if text("distance") != "mahalanobis" {
            settings.distance = try choice("distance", MatchSettings.Distance.self) ?? settings.distance
        }
        settings.order = try choice("order", MatchSettings.Order.self) ?? settings.order
        settings.caliperUnit = try choice("caliper-unit", MatchSettings.CaliperUnit.self) ?? settings.caliperUnit
        settings.discard = try choice("discard", MatchSettings.Discard.self) ?? settings.discard
        settings.caliperSpread = try choice("caliper-sd", CaliperSpread.self)?.spread ?? settings.caliperSpread
        settings.link = try choice("link", LinkName.self)?.link ?? settings.link
        if let given = text("caliper") { settings.caliper = try caliper(given) }
        if text("controls-max") == nil, let given = text("ratio") { settings.ratio = try number(given, "ratio") }
        if let given = text("seed") { settings.seed = try number(given, "seed") }
        if let given = text("replace") {
            guard let value = Bool(given) else { throw CommandFailure.badUsage("replace is neither true nor false.") }
            settings.replacement = value
        }
        return settings
    }

    private static func caliper(_ text: String) throws -> Double? {
        if text == "none" { return nil }
        guard let value = Double(text), value.isFinite, value >= 0 else {
            throw CommandFailure.badUsage("--caliper is not a number of 0 or more; give one, or none.")
        }
        return value
    }

    private static func number<Value: FixedWidthInteger>(_ text: String, _ name: String) throws -> Value {
        guard let value = Value(text) else {
            throw CommandFailure.badUsage("--\(name) is not a whole number in range; give one.")
        }
        return value
    }
}

/// The names of the spreads, as options have them.
private enum CaliperSpread: String, CaseIterable {
    case pooled, all

    var spread: ScoreMoments.Spread { self == .pooled ? .pooled : .all }
}

/// The names of the links, as options have them.
private enum LinkName: String, CaseIterable {
    case logit, probit

    var link: ScoreLink { self == .logit ? .logit : .probit }
}
