import ArgumentParser
import Foundation
import Ingest
import Linkage
import Reports
import Tables

/// `jdl link`: the linkage engine on any CSV files.
struct LinkCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Find the people of one CSV file in another, or one file's duplicates.",
        discussion: """
            Examples:
              jdl link --cohort participants.csv --pool offenders.csv --out linked
              jdl link --dedupe participants.csv --out distinct
              jdl link --cohort participants.csv --pool offenders.csv --analyse-blocking

            Without settings the columns of the upload template are known by their names (forename, middle_names, \
            surname, date_of_birth, sex, pnc_id, prison_number, in usual spellings), others that both files have are \
            judged by their values; a column that only numbers the rows is left out. Files may be in any order of rows: \
            the links are the same.

            Writes links.csv (a line for each row of the cohort: its person, match weight in bits, probability, grade, \
            the level of each comparison), model.json, summary.json and linkage-report.html. With --dedupe and --many: \
            pairs.csv and clusters.csv in place of links.csv.

            The pool is read past the cohort and never held, so memory does not grow with it; a pool with so many pairs \
            that --memory would not hold them is read twice. Settings are described in docs/link-settings.md, levels and \
            blocking rules in docs/methods/linkage.md, all of it in one example in docs/tutorial-linkage.md.
            """
    )

    @Option(help: "The people to find (CSV with a header).")
    var cohort: String?

    @Option(help: "The people to find them among (CSV with a header).")
    var pool: String?

    @Option(help: "A file whose duplicates are to be found (CSV with a header), in place of --cohort and --pool.")
    var dedupe: String?

    @Flag(help: "Find all pairs between --cohort and --pool, many to many, and their clusters.")
    var many = false

    @Option(help: "A settings file (YAML).")
    var settings: String?

    @Option(help: "Settings or a saved model of Splink (JSON), in place of --settings.")
    var splinkSettings: String?

    @Option(help: "A model.json of an earlier run: nothing is estimated, its plan and probabilities are used.")
    var model: String?

    @Option(
        help:
            "Labels that judge the links and, with pool_row, teach m (CSV: cohort_row, pool_row or pool_id, match: yes, no or unsure)."
    )
    var labels: String?

    @Option(help: "The decisions.jsonl of jdl review on these files: settles links and judges the others.")
    var decisions: String?

    @OptionGroup(title: "Blocking rules")
    var blocking: BlockingOptions

    @OptionGroup(title: "Duplicates and clusters")
    var clusters: ClusterOptions

    @Option(help: "Memory to stay within, such as 1GiB; what the cohort itself needs is the least.")
    var memory: String?

    @Option(help: "Threads; one a processor unless said otherwise.")
    var threads: Int?

    @Flag(help: "Show the values of some pairs in linkage-report.html, which then holds personal data.")
    var reportValues = false

    @Flag(help: "Leave linkage-report.html out.")
    var noReport = false

    @Option(help: "The folder to write to; needed to link.")
    var out: String?

    @Flag(help: "Replace the output folder if it exists.")
    var force = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func validate() throws {
        let isPair = cohort != nil && pool != nil
        guard dedupe == nil ? isPair : cohort == nil && pool == nil else {
            throw ValidationError("Give --cohort and --pool, or --dedupe with one file.")
        }
        if let problem = blocking.problem { throw ValidationError(problem) }
        guard !blocking.isAsked || isPair && !many else {
            throw ValidationError("Blocking rules are counted for --cohort and --pool; give both, without --many.")
        }
        guard blocking.isAsked != (out != nil) else {
            throw ValidationError(
                blocking.isAsked ? "--out is not needed: nothing is linked." : "Give --out, the folder to write to."
            )
        }
        guard !many || isPair else { throw ValidationError("--many goes with --cohort and --pool.") }
        guard threads.map({ $0 >= 1 }) ?? true else { throw ValidationError("--threads is at least 1.") }
        guard memory.map({ ByteCount($0) != nil }) ?? true else {
            throw ValidationError("--memory is a number of bytes such as 512MiB or 2GiB.")
        }
    }

    func execute() throws {
        let progress = ProgressLine(isEnabled: !json)
        defer { progress.end() }
        let settings = try readSettings()
        if blocking.isAsked, let cohort, let pool {
            return try printBlocking(LinkRun.Files(cohort: cohort, pool: pool), settings)
        }
        guard let out else { preconditionFailure("validated") }
        let folder = try OutputFolder(at: out, replacing: force)
        if let files = dedupe.map({ [$0] }) ?? (many ? [cohort, pool].compactMap(\.self) : nil) {
            var options = clusters.options
            options.writesReport = !noReport
            let summary = try Dedupe.run(
                files: files,
                settings: settings,
                options: options,
                folder: folder,
                progress: progress
            )
            print(json ? try summary.json() : summary.text)
        } else if let cohort, let pool {
            try link(LinkRun.Files(cohort: cohort, pool: pool), settings, folder, at: out, progress)
        }
    }

    private func link(
        _ files: LinkRun.Files,
        _ settings: LinkSettings,
        _ folder: OutputFolder,
        at out: String,
        _ progress: ProgressLine
    ) throws {
        var run = LinkRun(files: files, settings: settings, progress: progress)
        run.memoryByteCount = memory.flatMap { ByteCount($0)?.bytes }
        run.threads = threads
        run.model = try model.map { try LinkModelFile(path: $0) }
        let log = try decisions.map { try DecisionLog(path: $0, deciding: files) }
        let kept = try DecisionLog.kept(decisions, in: out)
        let known = try labels.map { try LinkLabels(path: $0) } ?? log?.linkLabels
        let report = try run.link(decisions: log, labels: known)
        let rendered = try report.rendered()
        try folder.write(rendered.links, to: "links.csv")
        try folder.write(rendered.model, to: "model.json")
        if let kept { try folder.write(kept, to: DecisionLog.fileName) }
        run.stopwatch.lap(\.write)
        let judged = try known.map { try report.judged(by: $0) }
        var summary = LinkSummary(report, files: files, grades: settings.grades, seconds: run.stopwatch.finished())
        if !noReport {
            let source = report.source(judged: judged, summary: summary, showsValues: reportValues)
            try folder.write(text: LinkageReportHTML.text(LinkageReport(source)), to: "linkage-report.html")
            run.stopwatch.lap(\.report)
            summary.seconds = run.stopwatch.finished()
        }
        try folder.write(text: summary.json(), to: "summary.json")
        try folder.commit()
        progress.end()
        for warning in summary.warnings { FileHandle.standardError.write(Data("jdl: \(warning)\n".utf8)) }
        print(json ? try summary.json() : summary.text)
    }
}

/// What may be chosen about clusters.
struct ClusterOptions: ParsableArguments {
    @Option(
        name: .customLong("threshold"),
        help: "A probability from which pairs form clusters; may be given several times (default: 0.5)."
    )
    var thresholds: [Double] = []

    @Option(name: .customLong("density"), help: "Clusters with a lower density are divided by average linkage.")
    var densityMin: Double?

    @Flag(help: "With --many: a cluster has at most one row of each file.")
    var oneToOne = false

    @Option(help: "A column that says which rows are one person, to measure accuracy; it is not compared.")
    var labelsColumn: String?

    /// The choices, with their defaults.
    var options: Dedupe.Options {
        var options = Dedupe.Options()
        if !thresholds.isEmpty { options.thresholds = thresholds }
        options.densityMin = densityMin
        options.isOneToOne = oneToOne
        options.labels = labelsColumn
        return options
    }
}
