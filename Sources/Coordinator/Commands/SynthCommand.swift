import ArgumentParser
import Foundation
import Messages
import Synthesis
import Tables

/// `jdl synth`: a synthetic population, a provider's cohort and the truth about both.
struct SynthCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth",
        abstract: "Make a synthetic population, a provider's list drawn from it, and the truth about both.",
        discussion: """
            Example:
              jdl synth --people 100000 --cohort 2000 --seed 1 --out data

            Writes the extracts (persons, sentences, offences, assessments, employment and extract.yaml), what a \
            provider would send (cohort.csv, request.yaml) and the truth (truth.csv, truth.json). The same arguments \
            give the same bytes. cluster/synth.yaml is a commented sample of the settings.
            """
    )

    @Option(help: "People in the population.")
    var people: Int

    @Option(help: "Rows of the provider's list.")
    var cohort: Int

    @Option(help: "Seed; another one makes another population.")
    var seed: UInt64 = 1

    @Option(help: "The folder to write to.")
    var out: String

    @Option(help: "Settings (YAML): rates of errors, laws of reoffending and selection, the effect.")
    var settings: String?

    @Flag(help: "Replace the folder if an earlier run wrote it.")
    var force = false

    @Flag(help: "Print a summary as JSON.")
    var json = false

    func execute() throws {
        let started = ContinuousClock.now
        let chosen = try settings.map { try SynthesisSettings(path: $0) } ?? SynthesisSettings()
        let line = ProgressLine(isEnabled: !json)
        defer { line.end() }
        let truth = try Synthesis.generate(
            people: people,
            cohort: cohort,
            seed: seed,
            settings: chosen,
            into: out,
            replacing: force
        ) { progress in
            let label =
                switch progress.phase {
                case .selecting: "who could take part"
                case .writing: "writing the extracts"
                }
            line.show(label, done: progress.done, total: progress.total)
        }
        line.end()
        let summary = SynthSummary(truth: truth, seed: seed, elapsed: ContinuousClock.now - started)
        print(json ? try summary.json() : summary.text(folder: out))
    }
}

/// What `jdl synth` says when it is done.
private struct SynthSummary: Encodable {
    let softwareVersion = SoftwareVersion.current
    let seed: UInt64
    let people: Int
    let cohort: Int
    let absent: Int
    let eligible: Int
    let trueEffect: Double
    let corruptedRows: Int
    let files: [SynthesisTruth.File]
    let seconds: Double
    let peakRssBytes: Int

    init(truth: SynthesisTruth, seed: UInt64, elapsed: Duration) {
        self.seed = seed
        people = truth.people
        cohort = truth.cohort
        absent = truth.absent
        eligible = truth.eligible
        trueEffect = truth.trueEffect
        corruptedRows = truth.corruptedRows
        files = truth.files
        seconds = (elapsed / .milliseconds(1)).rounded() / 1_000
        peakRssBytes = ProcessUsage.peakResidentBytes
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text(folder: String) -> String {
        let points = (trueEffect * 10_000).rounded() / 100
        return """
            \(people) people, \(eligible) of them with an index event that fits the programme.
            A list of \(cohort), \(absent) of whom no extract holds; \(corruptedRows) rows have an error.
            The programme's true effect on reoffending is \(points == 0 ? 0 : points) percentage points.
            Written to \(folder).
            """
    }
}
