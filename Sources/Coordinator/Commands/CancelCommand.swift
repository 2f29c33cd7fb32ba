import ArgumentParser
import Messages
import Scheduling

/// `jdl cancel`: ends a job.
struct CancelCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a job that waits or runs.",
        discussion: """
            Example:
              jdl cancel 3
            """
    )

    @Argument(help: "The job's number.")
    var job: JobNumber

    @OptionGroup
    var connection: ClientConnection

    @Flag(help: "Print JSON.")
    var json = false

    func execute() throws {
        try connection.ask { try $0.cancel(job.job) }
        print(json ? try JobStatusJSON.line(["cancelled": job.job.number]) : "Job \(job.job) is being cancelled.")
    }
}
