import ArgumentParser
import Foundation
import KnownTruth

/// Draws populations whose effect is known, analyses each as the service does, and reports how often that was right.
@main
struct KnownTruthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "known-truth",
        abstract: "Coverage, bias and false findings of the outcome estimates on populations of known effect.",
        discussion: "Example: known-truth --populations 2000 --seed 1 --json known-truth.json"
    )

    @Option(help: "Populations drawn of each scenario, at least 2.")
    var populations = 2_000

    @Option(help: "Seed of all populations.")
    var seed: UInt64 = 1

    @Option(help: "Scenarios to run, separated by commas: tiny, rare, small, large, scarce.")
    var scenarios = "tiny,rare,small"

    @Option(help: "Calipers in pooled standard deviations of the logit, separated by commas.")
    var calipers = "0.2"

    @Option(help: "Kinds of matching, separated by commas: radius, or a number of nearest neighbours with replacement.")
    var matching = "radius"

    @Option(help: "File for the results as JSON.")
    var json: String?

    func validate() throws {
        guard populations > 1 else { throw ValidationError("--populations must be at least 2.") }
        guard !chosenScenarios.isEmpty else {
            throw ValidationError("--scenarios names none of tiny, rare, small, large, scarce.")
        }
        guard !chosenCalipers.isEmpty, chosenCalipers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw ValidationError("--calipers must be numbers above 0.")
        }
        guard chosenMatching.count == matching.split(separator: ",").count, !chosenMatching.isEmpty else {
            throw ValidationError("--matching must be radius, or whole numbers of nearest neighbours.")
        }
    }

    private var chosenScenarios: [Scenario] {
        let names = scenarios.split(separator: ",").map(String.init)
        return Scenario.benchmark.filter { names.contains($0.name) }
    }

    private var chosenCalipers: [Double] {
        calipers.split(separator: ",").map { Double($0) ?? .nan }
    }

    private var chosenMatching: [StudyDesign.Matching] {
        matching.split(separator: ",").compactMap { name in
            name == "radius" ? .radius : Int(name).flatMap { $0 > 0 ? .nearest(ratio: $0) : nil }
        }
    }

    func run() throws {
        let simulation = Simulation(populations: populations, seed: seed)
        var tallies: [Tally] = []
        print(Self.heading)
        for scenario in chosenScenarios {
            for design in designs {
                let results = simulation.tallies(scenario, design)
                for tally in results { print(Self.line(tally)) }
                tallies += results
            }
        }
        guard let json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(tallies).write(to: URL(filePath: json), options: .atomic)
    }

    /// Every combination of what was asked for.
    private var designs: [StudyDesign] {
        chosenMatching.flatMap { matching in
            chosenCalipers.flatMap { caliper in
                [true, false].map { isExact in
                    var design = StudyDesign()
                    design.matching = matching
                    design.caliper = caliper
                    design.matchesSexExactly = isExact
                    return design
                }
            }
        }
    }

    private static let heading =
        "scenario effect        matching    sex   caliper outcome   method                  analysed  reoff. n*     truth    crude    "
        + "bias     sd error mean se  bias/sd  coverage  excl. 0  failed"

    private static func line(_ tally: Tally) -> String {
        func text(_ value: String, _ width: Int) -> String {
            value.padding(toLength: width, withPad: " ", startingAt: 0)
        }
        return text(tally.scenario, 9) + text(tally.effect, 14) + text(tally.matching, 12)
            + text(tally.exactSex ? "exact" : "free", 6)
            + text(String(tally.caliper), 8) + text(tally.outcome, 10) + text(tally.method, 24)
            + String(
                format: "%-9.1f %-6.1f %-6.0f %+.4f  %+.4f  %+.5f %.5f  %.5f  %+.3f   %.4f    %.4f   %d",
                tally.analysed,
                tally.treatedReoffenders,
                tally.effectiveComparison,
                tally.truth,
                tally.unmatchedBias,
                tally.bias,
                tally.errorDeviation,
                tally.reportedError,
                tally.biasInErrors,
                tally.coverage,
                tally.excludesZero,
                tally.failures
            )
    }
}
