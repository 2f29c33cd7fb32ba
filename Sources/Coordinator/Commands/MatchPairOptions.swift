import ArgumentParser
import Propensity

/// The options of `jdl match` about which pairs are allowed and how many a person gets.
struct MatchPairOptions: ParsableArguments {
    /// The names of these options, as the settings file has them.
    static let names = ["controls-min", "controls-max", "reuse-max", "antiexact", "caliper-on", "mahalanobis"]

    @Option(help: "Nearest: the fewest controls for a treated row when the ratio varies (default 1).")
    var controlsMin: String?

    @Option(help: "Nearest: the most controls for a treated row; --ratio is then the mean and may be a fraction.")
    var controlsMax: String?

    @Option(help: "Nearest: the most treated rows that may share a control.")
    var reuseMax: String?

    @Option(help: "Columns that matched rows must differ on, separated by commas.")
    var antiexact: String?

    @Option(
        help: """
            Calipers on single columns, such as age=2,priors=1sd: the largest difference, plain or in standard \
            deviations; below 0 the difference must be larger.
            """
    )
    var caliperOn: String?

    @Option(
        help: """
            Columns whose Mahalanobis distance decides who is nearest, separated by commas; --caliper still holds for \
            the score. See also --distance mahalanobis.
            """
    )
    var mahalanobis: String?

    /// What was given, by option name.
    var given: [String: [String]] {
        var values: [String: [String]] = [:]
        for (name, text) in [("controls-min", controlsMin), ("controls-max", controlsMax), ("reuse-max", reuseMax)] {
            values[name] = text.map { [$0] }
        }
        for (name, text) in [("antiexact", antiexact), ("caliper-on", caliperOn), ("mahalanobis", mahalanobis)] {
            values[name] = text.map { MatchOptions.list($0) }
        }
        return values
    }
}

/// The conditions on pairs that `jdl match` is asked for: names of columns, not yet their values.
struct MatchPairRequest {
    /// A caliper on a column.
    struct ColumnCaliper {
        let column: String
        let width: Double
        let unit: MatchSettings.CaliperUnit

        /// The caliper as options have it.
        var text: String { "\(column)=\(width)\(unit == .sd ? "sd" : "")" }
    }

    let antiexact: [String]
    let calipers: [ColumnCaliper]
    /// The columns of the Mahalanobis distance.
    let mahalanobis: [MatchRequest.Column]

    /// Reads the options.
    ///
    /// - Parameters:
    ///   - values: All options by name.
    ///   - covariates: The columns of the score model, which `--distance mahalanobis` takes.
    /// - Throws: When a caliper is not written as COLUMN=NUMBER.
    init(_ values: [String: [String]], covariates: [MatchRequest.Column]) throws {
        antiexact = values["antiexact"] ?? []
        calipers = try (values["caliper-on"] ?? []).map { try Self.caliper($0) }
        let named = (values["mahalanobis"] ?? []).map { MatchRequest.Column($0) }
        mahalanobis = named.isEmpty && values["distance"] == ["mahalanobis"] ? covariates : named
    }

    private static func caliper(_ text: String) throws -> ColumnCaliper {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let isSpread = parts.last?.hasSuffix("sd") ?? false
        guard parts.count == 2, let width = Double(isSpread ? String(parts[1].dropLast(2)) : parts[1]), width.isFinite
        else {
            throw CommandFailure.badUsage(
                "--caliper-on has no COLUMN=NUMBER or COLUMN=NUMBERsd; write age=2,priors=1sd."
            )
        }
        return ColumnCaliper(column: parts[0], width: width, unit: isSpread ? .sd : .absolute)
    }

    /// Puts the options about pairs into the settings.
    static func apply(_ values: [String: [String]], to settings: inout MatchSettings) throws {
        func number(_ name: String) throws -> Int? {
            guard let text = values[name]?.first else { return nil }
            guard let value = Int(text) else {
                throw CommandFailure.badUsage("--\(name) is not a whole number in range; give one.")
            }
            return value
        }
        settings.reuseMax = try number("reuse-max")
        if values["mahalanobis"] != nil { settings.nearness = .mahalanobis }
        if values["distance"] == ["mahalanobis"] {
            settings.nearness = .mahalanobis
            if values["caliper"] == nil { settings.caliper = nil }
            if values["method"] == nil { settings.method = .nearest }
        }
        let least = try number("controls-min")
        guard let most = try number("controls-max") else {
            if least != nil {
                throw CommandFailure.badUsage("--controls-min needs --controls-max; give both, or neither.")
            }
            return
        }
        guard let mean = Double(values["ratio"]?.first ?? "1"), mean.isFinite else {
            throw CommandFailure.badUsage("--ratio is not a number; give the mean number of controls.")
        }
        settings.variableRatio = VariableRatio(mean: mean, least: least ?? 1, most: most)
    }
}

extension MatchRequest.Column {
    /// A column of numbers as it is, or of texts by level; `:cat` makes numbers categorical.
    init(_ text: String) {
        let isCategorical = text.hasSuffix(":cat")
        self.init(
            name: isCategorical ? String(text.dropLast(4)) : text,
            isForcedCategorical: isCategorical,
            reference: nil,
            missing: nil
        )
    }
}
