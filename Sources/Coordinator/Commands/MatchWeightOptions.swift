import ArgumentParser
import Propensity

/// The options of `jdl match` about methods that give weights without pairs.
struct MatchWeightOptions: ParsableArguments {
    /// The names of these options, as the settings file has them.
    static let names = [
        "subclasses", "subclass-least", "kernel", "bandwidth", "stabilised", "trim", "weight-cap", "squares",
    ]

    @Option(help: "Subclass: the number of subclasses (default 6).")
    var subclasses: String?

    @Option(help: "Subclass: the fewest rows of each group in a subclass (default 1); 0 leaves out those of one group.")
    var subclassLeast: String?

    @Option(help: "Kernel: epan (default), gaussian, biweight, uniform or tricube.")
    var kernel: String?

    @Option(help: "Kernel: the distance at which it ends, on the scale of matching (default 0.06).")
    var bandwidth: String?

    @Flag(help: "IPW: multiply weights by the group's share of all rows.")
    var stabilised = false

    @Option(help: "IPW, overlap: leave out rows whose probability is nearer than this to 0 or 1.")
    var trim: String?

    @Option(help: "IPW, overlap: lower larger weights of a group to this quantile of them, such as 0.99.")
    var weightCap: String?

    @Flag(help: "Entropy: make the means of squares equal too.")
    var squares = false

    /// What was given, by option name.
    var given: [String: [String]] {
        var values: [String: [String]] = [:]
        let texts: [(String, String?)] = [
            ("subclasses", subclasses), ("subclass-least", subclassLeast), ("kernel", kernel),
            ("bandwidth", bandwidth), ("stabilised", stabilised ? "true" : nil), ("trim", trim),
            ("weight-cap", weightCap), ("squares", squares ? "true" : nil),
        ]
        for (name, text) in texts { values[name] = text.map { [$0] } }
        return values
    }

    /// Puts these options into the settings.
    static func apply(_ values: [String: [String]], to settings: inout MatchSettings) throws {
        func text(_ name: String) -> String? { values[name]?.first }
        func number<Value: LosslessStringConvertible>(_ name: String, _ type: Value.Type) throws -> Value? {
            guard let given = text(name) else { return nil }
            guard let value = Value(given) else {
                throw CommandFailure.badUsage("--\(name) is not a number; give one.")
            }
            return value
        }
        if settings.method == .overlap, text("estimand") == nil { settings.estimand = .ato }
        if !settings.usesCaliper, let caliper = text("caliper"), caliper != "none" {
            throw CommandFailure.badUsage(
                "--caliper means nothing to the method \(settings.method.rawValue); use --discard, --trim or --bandwidth."
            )
        }
        settings.subclasses = try number("subclasses", Int.self) ?? settings.subclasses
        settings.subclassLeast = try number("subclass-least", Int.self) ?? settings.subclassLeast
        settings.bandwidth = try number("bandwidth", Double.self) ?? settings.bandwidth
        settings.trim = try number("trim", Double.self)
        settings.weightCap = try number("weight-cap", Double.self)
        settings.isStabilised = text("stabilised") == "true"
        settings.balancesSquares = text("squares") == "true"
        if let given = text("kernel") {
            guard let kernel = Kernel(rawValue: given) else {
                let all = Kernel.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.badUsage("--kernel is none of \(all).")
            }
            settings.kernel = kernel
        }
    }
}
