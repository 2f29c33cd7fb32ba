import ArgumentParser
import Foundation
import Messages
import Scheduling
import Tables
import Yams
import ZeroMQ

/// How an analyst's command reaches the coordinator.
struct ClientConnection: ParsableArguments {
    @Option(help: "Where the coordinator listens: tcp://HOST:PORT (or JDL_COORDINATOR, or client.yaml).")
    var coordinator: String?

    @Option(help: "Your user key, a .key file (or JDL_KEY, or client.yaml).")
    var key: String?

    @Option(help: "The coordinator's public key, a .pub file (or JDL_COORDINATOR_KEY, or client.yaml).")
    var coordinatorKey: String?

    /// Connects.
    ///
    /// - Throws: `CommandFailure` that says what is missing, or `KeyError`.
    func connect() throws -> CoordinatorClient {
        let settings = try Self.settings()
        let environment = ProcessInfo.processInfo.environment
        func value(_ option: String?, _ variable: String, _ field: String, _ name: String) throws -> String {
            if let value = option ?? environment[variable] ?? settings[field] { return value }
            throw CommandFailure.badUsage(
                "Give \(name), set \(variable), or write \(field) into \(Self.settingsPath)."
            )
        }
        let endpoint = try value(coordinator, "JDL_COORDINATOR", "coordinator", "--coordinator tcp://HOST:PORT")
        let keyPath = try value(key, "JDL_KEY", "key", "--key FILE")
        let coordinatorKeyPath = try value(
            coordinatorKey,
            "JDL_COORDINATOR_KEY",
            "coordinator_key",
            "--coordinator-key FILE"
        )
        do {
            return try CoordinatorClient(
                endpoint: endpoint,
                keys: SecretKeyFile(reading: keyPath).keys,
                coordinatorKey: PublicKeyFile(reading: coordinatorKeyPath).publicKey
            )
        } catch let error as KeyError {
            throw CommandFailure.badUsage("\(error)")
        }
    }

    /// Connects, asks, and turns what goes wrong into a failure with the right exit status.
    func ask<Answer>(_ question: (CoordinatorClient) throws -> Answer) throws -> Answer {
        do {
            return try question(connect())
        } catch let error as ClientError {
            throw CommandFailure(description: "\(error)", status: error.exitStatus)
        }
    }

    /// Where an analyst's settings are.
    private static var settingsPath: String {
        let environment = ProcessInfo.processInfo.environment
        let folder = environment["XDG_CONFIG_HOME"] ?? (environment["HOME"] ?? "") + "/.config"
        return folder + "/justice-data-lab/client.yaml"
    }

    /// The analyst's settings; none when there is no file.
    private static func settings() throws -> [String: String] {
        guard let text = try? String(contentsOfFile: settingsPath, encoding: .utf8) else { return [:] }
        guard let fields = try? Yams.load(yaml: text) as? [String: String] else {
            throw CommandFailure.badUsage(
                "\(settingsPath) is not a list of 'name: text'; it may name coordinator, key and coordinator_key."
            )
        }
        return fields
    }
}

/// A job's number as an argument.
struct JobNumber: ExpressibleByArgument {
    /// The job.
    let job: JobID

    init?(argument: String) {
        guard let number = UInt64(argument), number > 0 else { return nil }
        job = JobID(number)
    }
}

/// A job's state as JSON.
struct JobStatusJSON: Encodable {
    let job: UInt64
    let state: String
    let owner: String
    let stage: String
    let pass: String
    let done: Int
    let total: Int
    let waiting: String
    let error: String
    let exitStatus: Int32

    init(_ summary: JobSummary) {
        job = summary.job.number
        state = summary.state.word
        owner = summary.owner
        stage = summary.stage
        pass = summary.pass
        done = summary.done
        total = summary.total
        waiting = summary.waiting
        error = summary.error
        exitStatus = summary.exitStatus
    }

    /// A value as one line of JSON.
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
