import ArgumentParser
import Propensity

/// The options of `jdl match` that say what is estimated and reported beside the match.
struct MatchEffectOptions: ParsableArguments {
    @Flag(help: "Report the balance of the square of each number too.")
    var balanceSquares = false

    @Flag(help: "Report the balance of the product of every two levels or numbers of different covariates too.")
    var balanceInteractions = false

    @Flag(help: "Adjust for the covariates too: g-computation in the matched sample, and the doubly robust estimate.")
    var adjust = false

    @Option(
        help: """
            The column that names a person, where people have several rows: standard errors and the bootstrap then take a \
            person's rows together.
            """
    )
    var people: String?

    @Option(help: "Replicates of the bootstrap, by matched set or by person; none by default.")
    var bootstrap: String?

    @Option(
        name: .customLong("override"),
        help: ArgumentHelp(
            "Estimate in spite of a finding that stops it; the reason is recorded. May be repeated.",
            valueName: "finding=reason"
        )
    )
    var overrides: [String] = []

    /// The names of these options in a settings file.
    static let names = ["balance-squares", "balance-interactions", "adjust", "people", "bootstrap", "override"]

    /// What was given on the command line, by option name.
    var given: [String: [String]] {
        var values: [String: [String]] = [:]
        for (name, isGiven) in [
            ("balance-squares", balanceSquares), ("balance-interactions", balanceInteractions), ("adjust", adjust),
        ] where isGiven { values[name] = ["true"] }
        if let people { values["people"] = [people] }
        if let bootstrap { values["bootstrap"] = [bootstrap] }
        if !overrides.isEmpty { values["override"] = overrides }
        return values
    }
}

/// What is estimated and reported beside the match.
struct MatchEffectSettings {
    /// The most replicates of a bootstrap.
    static let replicatesMax = 100_000

    /// The products of covariates whose balance is reported.
    let terms: [BalanceTerm.Kind]
    /// Whether effects that adjust for covariates are estimated too.
    let adjusts: Bool
    /// The column that names a person; nil when each row is one.
    let people: String?
    /// Replicates of the bootstrap; 0 for none.
    let bootstrap: Int
    /// The reason for which a finding does not stop the estimate, by its name.
    let overrides: [DiagnosticFinding.Name: String]

    /// Settings from the options' texts.
    init(_ values: [String: [String]]) throws {
        func isSet(_ name: String) throws -> Bool {
            guard let text = values[name]?.first else { return false }
            guard let value = Bool(text) else { throw CommandFailure.badUsage("\(name) is neither true nor false.") }
            return value
        }
        terms =
            (try isSet("balance-squares") ? [.square] : []) + (try isSet("balance-interactions") ? [.interaction] : [])
        adjusts = try isSet("adjust")
        people = values["people"]?.first
        bootstrap =
            try values["bootstrap"]?.first.map { text in
                guard let count = Int(text), count == 0 || (2...Self.replicatesMax).contains(count) else {
                    throw CommandFailure.badUsage("--bootstrap is no number from 2 to \(Self.replicatesMax).")
                }
                return count
            } ?? 0
        overrides = try Self.overrides(values["override"] ?? [])
    }

    /// Reasons may hold commas, at which a settings file cuts texts apart: what names no finding belongs to the reason before.
    private static func overrides(_ texts: [String]) throws -> [DiagnosticFinding.Name: String] {
        var found: [(name: DiagnosticFinding.Name, reason: String)] = []
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2, let name = DiagnosticFinding.Name(rawValue: parts[0]) {
                found.append((name, parts[1]))
            } else if parts.count == 1, !text.contains("="), !found.isEmpty {
                found[found.count - 1].reason += ", \(text)"
            } else {
                let names = DiagnosticFinding.Name.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.badUsage("--override needs NAME=reason, NAME one of \(names).")
            }
        }
        guard found.allSatisfy({ !$0.reason.allSatisfy(\.isWhitespace) }) else {
            throw CommandFailure.badUsage("--override needs a reason after the equals sign.")
        }
        return Dictionary(found.map { ($0.name, $0.reason) }, uniquingKeysWith: { _, last in last })
    }
}
