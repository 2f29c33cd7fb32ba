import ArgumentParser
import Foundation
import Synthesis
import Tables

/// A failure of a command, as one sentence and an exit status.
struct CommandFailure: Error, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    let description: String
    /// 1 when something failed, 2 for bad usage or bad input.
    let status: Int32

    /// A failure that is not the user's doing.
    static func failed(_ sentence: String) -> CommandFailure { CommandFailure(description: sentence, status: 1) }

    /// Bad usage or bad input.
    static func badUsage(_ sentence: String) -> CommandFailure { CommandFailure(description: sentence, status: 2) }
}

/// A subcommand of `jdl`: errors become one sentence on standard error and an exit status of the contract.
protocol JDLCommand: ParsableCommand {
    /// Does the work.
    func execute() throws
}

extension JDLCommand {
    func run() throws {
        do {
            try execute()
        } catch let exit as ExitCode {
            throw exit
        } catch let validation as ValidationError {
            throw validation
        } catch {
            FileHandle.standardError.write(Data("jdl: \(error)\n".utf8))
            throw ExitCode(exitStatus(of: error))
        }
    }

    private func exitStatus(of error: any Error) -> Int32 {
        if let failure = error as? CommandFailure { return failure.status }
        if case .exists = error as? OutputError { return 2 }
        if case .unwritable = error as? SynthesisError { return 1 }
        return error is any BadInput ? 2 : 1
    }
}

/// A line of progress on a terminal; nothing in a pipe.
final class ProgressLine: @unchecked Sendable {
    private let lock = NSLock()
    private let isVisible: Bool
    private var last = ""

    /// A line on standard error, shown only when that is a terminal.
    init(isEnabled: Bool = true) {
        isVisible = isEnabled && isatty(2) == 1
    }

    /// Shows what is being done and how much of it is done.
    func show(_ label: String, done: Int, total: Int) {
        guard isVisible, total > 0 else { return }
        let width = 30
        let filled = min(width, done * width / total)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let text = "\r\u{1b}[K\(bar) \(done * 100 / total) %  \(label)"
        lock.withLock {
            guard text != last else { return }
            last = text
            FileHandle.standardError.write(Data(text.utf8))
        }
    }

    /// Removes the line.
    func end() {
        guard isVisible else { return }
        lock.withLock {
            last = ""
            FileHandle.standardError.write(Data("\r\u{1b}[K".utf8))
        }
    }
}

/// What this process has used.
enum ProcessUsage {
    /// Greatest resident memory so far, in bytes.
    static var peakResidentBytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1_024
    }
}
