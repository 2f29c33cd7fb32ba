import ArgumentParser
import Foundation
import Messages
import Scheduling

/// `jdl watch`: follows a job to its end.
struct WatchCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow a job to its end; ends with the job's exit status.",
        discussion: """
            Example:
              jdl watch 3

            A coordinator that is restarted meanwhile is waited for.
            """
    )

    /// Time between two questions.
    private static let interval: UInt32 = 200_000
    /// How long a coordinator that does not answer is waited for, in questions of about 15 seconds each.
    private static let silenceCountMax = 20

    @Argument(help: "The job's number.")
    var job: JobNumber

    @OptionGroup
    var connection: ClientConnection

    @Flag(help: "Print a line of JSON at each change.")
    var json = false

    func execute() throws {
        let line = ProgressLine(isEnabled: !json)
        defer { line.end() }
        var last: JobSummary?
        var client = try connection.connect()
        var silences = 0
        while true {
            do throws(ClientError) {
                guard let summary = try client.status(job.job).jobs.first else { throw .unexpected }
                silences = 0
                if summary != last { try? show(summary, after: last, line) }
                last = summary
            } catch {
                guard case .noAnswer = error, last != nil, silences < Self.silenceCountMax else {
                    throw CommandFailure(description: "\(error)", status: error.exitStatus)
                }
                silences += 1
                line.show("waiting for the coordinator", done: 0, total: 1)
                client = try connection.connect()
            }
            if let last, last.state.isFinal { return try end(last, line) }
            usleep(Self.interval)
        }
    }

    private func show(_ summary: JobSummary, after last: JobSummary?, _ line: ProgressLine) throws {
        if json {
            print(try JobStatusJSON.line(JobStatusJSON(summary)))
            fflush(nil)
            return
        }
        if !summary.waiting.isEmpty, summary.waiting != last?.waiting {
            line.end()
            FileHandle.standardError.write(Data((summary.waiting + "\n").utf8))
        }
        let label = summary.pass.isEmpty ? summary.stage : "\(summary.stage): \(summary.pass)"
        line.show(label, done: summary.done, total: summary.total)
    }

    private func end(_ summary: JobSummary, _ line: ProgressLine) throws {
        line.end()
        if summary.state == .finished {
            if !json {
                print("Job \(summary.job) is finished. Fetch its report with: jdl report \(summary.job) --out DIR")
            }
            return
        }
        throw CommandFailure(
            description: "Job \(summary.job) \(summary.state.word): \(summary.error)",
            status: summary.exitStatus == 0 ? 1 : summary.exitStatus
        )
    }
}
