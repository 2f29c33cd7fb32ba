import ArgumentParser
import Foundation
import Messages
import Reports
import Scheduling
import Tables

/// `jdl report`: fetches the results of a finished job.
struct ReportCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Fetch the report and the other results of a finished job.",
        discussion: """
            Example:
              jdl report 3 --out results
              jdl report --summary results
            """
    )

    @Argument(help: "The job's number.")
    var job: JobNumber?

    @OptionGroup
    var connection: ClientConnection

    @Option(help: "The folder to write to.")
    var out: String?

    @Option(help: "Print the headline of results that were fetched to this folder.")
    var summary: String?

    @Flag(help: "Replace the folder if it exists.")
    var force = false

    @Flag(help: "Print the names of the files as JSON.")
    var json = false

    func validate() throws {
        guard summary != nil || (job != nil && out != nil) else {
            throw ValidationError("Give a job's number and --out DIR, or --summary DIR.")
        }
    }

    func execute() throws {
        if let summary {
            print(try Self.headline(folder: summary))
        } else if let job, let out {
            try fetch(job.job, to: out)
        }
    }

    private func fetch(_ job: JobID, to out: String) throws {
        let folder = try OutputFolder(at: out, replacing: force)
        let line = ProgressLine(isEnabled: !json)
        defer { line.end() }
        let files = try connection.ask { client in
            let files = try client.files(job)
            for (index, file) in files.enumerated() {
                line.show(file.name, done: index, total: files.count)
                try client.fetch(file, of: job, to: Self.place(file.name, in: folder.path))
            }
            return files
        }
        try folder.commit()
        line.end()
        if json {
            print(try JobStatusJSON.line(["files": files.map(\.name)]))
        } else {
            print("\(files.count) files are in \(out). Open \(out)/report.html")
        }
    }

    /// Where a file goes; its name must stay within the folder.
    private static func place(_ name: String, in folder: String) throws -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
            throw ClientError.unexpected
        }
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        return path
    }

    /// The headline of a folder of results.
    private static func headline(folder: String) throws -> String {
        let model = try ReportModel(json: Blob.map(path: "\(folder)/results.json").text)
        return ConsoleSummary.text(model)
    }
}
