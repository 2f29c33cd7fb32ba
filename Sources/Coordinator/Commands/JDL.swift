import ArgumentParser
import Foundation
import Messages
import Statistics

/// The program of analysts and ops.
@main
struct JDL: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jdl",
        abstract: "A data lab's service: did a programme reduce reoffending? Linkage, matching, outcomes, report.",
        discussion: """
            Start with `jdl demo`. One request in this process: `jdl run`; on a cluster: `jdl serve` on one host, \
            jdl-worker on others, `jdl submit` from anywhere. `jdl link`, `jdl review` and `jdl match` work on any CSV.
            """,
        version: SoftwareVersion.current,
        subcommands: [
            DemoCommand.self, SynthCommand.self, ImportCommand.self, RunCommand.self, ServeCommand.self,
            KeysCommand.self, SubmitCommand.self, StatusCommand.self, WatchCommand.self, CancelCommand.self,
            ReportCommand.self, ForecastCommand.self, LinkCommand.self, ReviewCommand.self, LookupCommand.self,
            MatchCommand.self,
        ]
    )

    /// Parses and runs; bad usage ends with exit status 2, as the contract says.
    static func main() {
        // A file size limit is a full disk like any other: an error, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        CrossProductSum.useOneThread()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as ExitCode {
            exit(withError: error)
        } catch {
            let status = exitCode(for: error)
            let message = fullMessage(for: error)
            if status == .success {
                print(message)
                Self.exit()
            }
            FileHandle.standardError.write(Data((message + "\n").utf8))
            Self.exit(withError: ExitCode(2))
        }
    }
}
