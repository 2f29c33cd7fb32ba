import ArgumentParser
import Foundation
import Linkage
import Tables

/// `jdl link`: the linkage engine on any two CSV files.
struct LinkCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Find the people of one CSV file in another.",
        discussion: """
            Example:
              jdl link --cohort participants.csv --pool offenders.csv --out linked

            Without settings the columns of the upload template are known by their names (forename, middle_names, \
            surname, date_of_birth, sex, pnc_id, prison_number, in usual spellings), others that both files have are \
            judged by their values; a column that only numbers the rows is left out. Writes links.csv (a line for each \
            row of the cohort: its person, match weight in bits, probability, grade, the level of each comparison), \
            model.json and summary.json. Files may be in any order of rows: the links are the same.

            The settings file (YAML) may have: columns (NAME: role, or leave_out), comparisons (column, levels, \
            term_frequency), rules (blocking), confident, suspect, candidates, random_pairs, block_rows_max, seed.
            """
    )

    @Option(help: "The people to find (CSV with a header).")
    var cohort: String

    @Option(help: "The people to find them among (CSV with a header).")
    var pool: String

    @Option(help: "A settings file (YAML).")
    var settings: String?

    @Option(help: "The folder to write to.")
    var out: String

    @Flag(help: "Replace the output folder if it exists.")
    var force = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func execute() throws {
        let progress = ProgressLine(isEnabled: !json)
        defer { progress.end() }
        let settings = try settings.map { try LinkSettings(path: $0) } ?? LinkSettings()
        let folder = try OutputFolder(at: out, replacing: force)
        var run = LinkRun(progress: progress)
        let report = try run.link(cohort: cohort, pool: pool, settings: settings)
        try folder.write(report.links(), to: "links.csv")
        try folder.write(report.model(), to: "model.json")
        run.stopwatch.lap(\.write)
        let summary = LinkSummary(
            report,
            files: (cohort, pool),
            grades: settings.grades,
            seconds: run.stopwatch.finished()
        )
        try folder.write(text: summary.json(), to: "summary.json")
        try folder.commit()
        progress.end()
        for warning in summary.warnings { FileHandle.standardError.write(Data("jdl: \(warning)\n".utf8)) }
        print(json ? try summary.json() : summary.text)
    }
}

/// The seconds of each phase.
struct LinkStopwatch {
    private var seconds = LinkSummary.Seconds()
    private let began = ContinuousClock.now
    private var last = ContinuousClock.now

    /// Ends a phase.
    mutating func lap(_ phase: WritableKeyPath<LinkSummary.Seconds, Double>) {
        let now = ContinuousClock.now
        seconds[keyPath: phase] += (now - last) / .seconds(1)
        last = now
    }

    /// All phases and their sum.
    func finished() -> LinkSummary.Seconds {
        var all = seconds
        all.total = (ContinuousClock.now - began) / .seconds(1)
        return all
    }
}
