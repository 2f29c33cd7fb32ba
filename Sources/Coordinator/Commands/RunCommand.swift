import ArgumentParser
import Extracts
import Foundation
import Ingest
import MapReduce
import Messages
import Passes
import Pipeline
import Reports
import Tables

/// `jdl run`: one request, embedded, from intake to the draft report.
struct RunCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run one request in this process, from intake to the draft report.",
        discussion: """
            Example:
              jdl run request.yaml --store store --out results

            Writes report.html, results.json, links.csv, weights.csv, linkage-model.json and manifest.json.
            """
    )

    @Argument(help: "The request file (YAML); it names the cohort file.")
    var request: String

    @Option(help: "The partition store that `jdl import` made.")
    var store: String

    @Option(help: "The folder to write results to.")
    var out: String

    @Flag(help: "Replace the results folder if it exists.")
    var force = false

    @Flag(help: "Print a summary as JSON.")
    var json = false

    func execute() throws {
        let folder = try OutputFolder(at: out, replacing: force)
        let started = Date.now
        let reader = try StoreReader(path: store)
        let job = try Job.read(requestPath: request, latest: StoreFacts(reader.manifest).extractEnd)
        let progress = ProgressLine(isEnabled: !json)
        let executor = try LocalExecutor(source: StorePartitions(reader)) { state in
            progress.show("\(state.stage): \(state.pass)", done: state.done, total: state.total)
        }
        defer { progress.end() }
        let result = try Pipeline(store: reader.manifest, executor: executor).run(job)
        try result.write(
            to: folder,
            job: job,
            store: reader.manifest,
            circumstances: .ofThisProcess(started: started)
        )
        try folder.commit()
        progress.end()
        print(json ? try result.report.json() : ConsoleSummary.text(result.report))
        if !json { print("Report: \(out)/report.html") }
    }
}

extension JobResult.Circumstances {
    /// The circumstances of a run that ends now in this process.
    static func ofThisProcess(started: Date) -> JobResult.Circumstances {
        JobResult.Circumstances(
            softwareVersion: SoftwareVersion.current,
            started: started.ISO8601Format(),
            finished: Date.now.ISO8601Format(),
            peakMemoryBytes: ProcessUsage.peakResidentBytes
        )
    }
}
