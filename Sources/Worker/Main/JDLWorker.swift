import ArgumentParser
import Dispatch
import Foundation
import MapReduce
import Messages
import Passes
import Tables
import WorkerCore
import ZeroMQ

/// The program of a worker.
@main
struct JDLWorker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jdl-worker",
        abstract: "Run tasks for a coordinator, with person-level data in memory only.",
        discussion: """
            Example:
              jdl-worker --coordinator tcp://lab:5570 --key host-a.key --coordinator-key coordinator.pub

            SIGTERM: finishes what it runs, hands over its results and ends with exit status 0. Refused for good (key, \
            role, release): 78. Bad usage: 2. Anything else: 1.
            """,
        version: SoftwareVersion.current
    )

    @Option(help: "Where the coordinator listens: tcp://HOST:PORT.")
    var coordinator: String?

    @Option(help: "This worker's key, a .key file.")
    var key: String?

    @Option(help: "The coordinator's public key, a .pub file.")
    var coordinatorKey: String?

    @Option(help: "Tasks to run at once (default: one a processor).")
    var slots: Int?

    @Option(help: "Memory for partitions and what is derived from them, such as 8GiB (default: half of the machine's).")
    var memory: String?

    @Option(help: "A settings file (YAML) with coordinator, key, coordinator_key, slots, memory; options come first.")
    var settings: String?

    /// Parses and runs; bad usage ends with exit status 2.
    static func main() {
        do {
            let command = try parse()
            Foundation.exit(try command.runToEnd())
        } catch let failure as WorkerFailure {
            FileHandle.standardError.write(Data("jdl-worker: \(failure.sentence)\n".utf8))
            Foundation.exit(failure.status)
        } catch {
            let isHelp = exitCode(for: error) == .success
            let message = Data((fullMessage(for: error) + "\n").utf8)
            (isHelp ? FileHandle.standardOutput : FileHandle.standardError).write(message)
            Foundation.exit(isHelp ? 0 : 2)
        }
    }

    /// Runs the worker until it ends.
    ///
    /// - Returns: The exit status.
    private func runToEnd() throws -> Int32 {
        BufferReuse.begin()
        guard Confinement.apply() else {
            throw WorkerFailure(status: 1, sentence: "Core dumps could not be switched off, so no data is taken.")
        }
        let options = try workerOptions()
        let exit: WorkerExit
        do {
            let worker = try Worker(options, registry: .standard)
            let signals = Self.leaveOnSignals(worker)
            defer { for source in signals { source.cancel() } }
            ProcessLog.write(.info, "connecting to \(options.endpoint) with \(options.slots) slots")
            exit = try worker.run()
        } catch let error as ZeroMQError where error.operation == .connect {
            throw WorkerFailure(status: 2, sentence: "\(error).")
        } catch {
            throw WorkerFailure(status: 1, sentence: "\(error)")
        }
        guard exit.status == 0 else { throw WorkerFailure(status: exit.status, sentence: exit.sentence) }
        ProcessLog.write(.info, exit.sentence)
        return 0
    }

    private func workerOptions() throws -> WorkerOptions {
        let file = try WorkerSettingsFile.read(path: settings)
        func value(_ option: String?, _ field: String?, _ name: String) throws -> String {
            guard let value = option ?? field else {
                throw WorkerFailure(status: 2, sentence: "Give \(name), or name it in a --settings file.")
            }
            return value
        }
        let endpoint = try value(coordinator, file.coordinator, "--coordinator tcp://HOST:PORT")
        let keyPath = try value(key, file.key, "--key FILE")
        let coordinatorKeyPath = try value(coordinatorKey, file.coordinatorKey, "--coordinator-key FILE")
        let slots = slots ?? file.slots ?? ProcessInfo.processInfo.activeProcessorCount
        guard (1...Hello.slotCountMax).contains(slots) else {
            throw WorkerFailure(status: 2, sentence: "The number of slots is 1 to \(Hello.slotCountMax).")
        }
        let half = ByteCount(bytes: Int(ProcessInfo.processInfo.physicalMemory / 2))
        if let memory, ByteCount(memory) == nil {
            throw WorkerFailure(status: 2, sentence: "--memory is a number of bytes such as 512MiB or 8GiB.")
        }
        let memory = try memory.flatMap { ByteCount($0) } ?? file.memoryByteCount() ?? half
        guard memory.bytes >= 16 << 20 else {
            throw WorkerFailure(
                status: 2,
                sentence: "The memory is at least 16MiB; the partitions must fit into a half of it."
            )
        }
        do {
            var options = WorkerOptions(
                endpoint: endpoint,
                keys: try SecretKeyFile(reading: keyPath).keys,
                coordinatorKey: try PublicKeyFile(reading: coordinatorKeyPath).publicKey,
                slots: slots,
                memoryByteCount: memory.bytes,
                software: SoftwareVersion.current
            )
            options.log = { ProcessLog.write($0, $1) }
            return options
        } catch {
            throw WorkerFailure(status: 2, sentence: "\(error)")
        }
    }

    private static func leaveOnSignals(_ worker: Worker) -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { worker.terminate() }
            source.resume()
            return source
        }
    }
}

/// A failure of the worker: an exit status and one sentence.
struct WorkerFailure: Error {
    /// The exit status.
    let status: Int32
    /// What is wrong, where, and what to do.
    let sentence: String
}
