import ArgumentParser
import Messages
import Scheduling

/// `jdl status`: the jobs of a coordinator.
struct StatusCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far a job is, or all jobs.",
        discussion: """
            Example:
              jdl status
              jdl status 3 --json
            """
    )

    @Argument(help: "The job's number; all jobs without it.")
    var job: JobNumber?

    @OptionGroup
    var connection: ClientConnection

    @Flag(help: "Print JSON.")
    var json = false

    /// What is printed as JSON.
    private struct Answer: Encodable {
        let workers: Int
        let jobs: [JobStatusJSON]
    }

    func execute() throws {
        let (jobs, workers) = try connection.ask { try $0.status(job?.job) }
        if json {
            print(try JobStatusJSON.line(Answer(workers: workers, jobs: jobs.map { JobStatusJSON($0) })))
            return
        }
        print("Workers connected: \(workers)")
        if jobs.isEmpty { print("There are no jobs.") }
        for summary in jobs { print(Self.line(summary)) }
    }

    /// A job in a line.
    static func line(_ summary: JobSummary) -> String {
        var parts = ["Job \(summary.job)", summary.state.word, "by \(summary.owner)"]
        if summary.state == .running {
            if !summary.stage.isEmpty { parts.append(summary.stage) }
            if !summary.pass.isEmpty { parts.append("\(summary.pass) \(summary.done)/\(summary.total)") }
        }
        for sentence in [summary.waiting, summary.error] where !sentence.isEmpty { parts.append(sentence) }
        return parts.joined(separator: " · ")
    }
}
