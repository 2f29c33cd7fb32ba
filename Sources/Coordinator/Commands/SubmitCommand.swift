import ArgumentParser
import Extracts
import Foundation
import Messages
import Pipeline
import Scheduling
import Tables

/// `jdl submit`: hands a request and its cohort to a coordinator.
struct SubmitCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Submit a request and its cohort file to a running coordinator.",
        discussion: """
            Example:
              jdl submit request.yaml --coordinator tcp://lab:5570 --key ann.key --coordinator-key coordinator.pub

            Prints the job's number; see jdl watch and jdl report.
            """
    )

    @Argument(help: "The request file (YAML); it names the cohort file.")
    var request: String

    @OptionGroup
    var connection: ClientConnection

    @Flag(help: "Print the job's number and nothing else.")
    var quiet = false

    @Flag(help: "Print the job as JSON.")
    var json = false

    func execute() throws {
        // Read here first, so that what is wrong with the request is told at once.
        let content = try Job.readRequest(path: request)
        let folder = request.lastIndex(of: "/").map { String(request[..<$0]) } ?? "."
        let cohortPath =
            content.cohort.hasPrefix("/") ? content.cohort : folder + "/" + content.cohort
        let cohort = try Blob.map(path: cohortPath)
        guard cohort.count <= Int(ProtocolLimit.uploadByteCountMax) else {
            throw CommandFailure.badUsage("\(cohortPath) has more than 1 GiB; check that it is the cohort file.")
        }
        let text = try Blob.map(path: request).text
        guard text.utf8.count <= SubmissionChunk.requestByteCountMax else {
            throw CommandFailure.badUsage("\(request) has more than 256 KiB; check that it is the request file.")
        }
        let job = try connection.ask { try $0.submit(request: text, cohort: cohort) }
        if json {
            print(try JobStatusJSON.line(["job": job.number]))
        } else if quiet {
            print(job)
        } else {
            print("Job \(job) was submitted. Watch it with: jdl watch \(job)")
        }
    }
}
