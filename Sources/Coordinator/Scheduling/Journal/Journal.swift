import Foundation
import GRDB
import MapReduce
import Messages
import Tables

/// A failure of the journal.
package enum JournalError: Error, Hashable, CustomStringConvertible {
    /// The file could not be opened.
    case unopenable(path: String, reason: String)
    /// Another coordinator uses it.
    case inUse(path: String)
    /// The database would not promise to be on disk after a commit.
    case notDurable(path: String)
    /// It could not be read or written.
    case failed(reason: String)

    package var description: String {
        switch self {
        case .unopenable(let path, let reason):
            "Cannot open the journal \(path): \(reason); check the folder, its permissions and the disk."
        case .inUse(let path): "Another coordinator uses the journal \(path); stop it, or give this one its own."
        case .notDurable(let path): "The journal \(path) does not write through to the disk; use a local file system."
        case .failed(let reason): "The journal cannot be written: \(reason); make room on its disk, nothing was lost."
        }
    }
}

/// What the coordinator must not forget: jobs, and the partials that are finished.
///
/// SQLite in write-ahead mode, on disk after every commit; a process killed at any instruction finds what it had
/// committed. The file may hold personal data and is readable by its owner only.
package final class Journal: Sendable {
    let pool: DatabasePool
    /// Where the file is.
    package let path: String

    /// Opens a journal, or makes it.
    ///
    /// - Parameter path: The file; its folder must be there.
    /// - Throws: ``JournalError``.
    package init(path: String) throws(JournalError) {
        self.path = path
        // Made here, so that nobody else can ever read it; SQLite gives its side files the same mode.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unopenable(path: path, reason: String(cString: strerror(errno))) }
        fchmod(descriptor, 0o600)
        close(descriptor)
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.label = "journal"
            pool = try DatabasePool(path: path, configuration: configuration)
            // The pool sets NORMAL itself when it opens, so FULL is set after that, and asked for.
            let level = try pool.writeWithoutTransaction { database -> Int? in
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
                return try Int.fetchOne(database, sql: "PRAGMA synchronous")
            }
            guard level == 2 else { throw JournalError.notDurable(path: path) }
            try Self.migrator.migrate(pool)
        } catch let error as JournalError {
            throw error
        } catch {
            throw .unopenable(path: path, reason: Self.reason(error))
        }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("jobs and partials") { database in
            try database.execute(
                sql: """
                    CREATE TABLE job (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        submission BLOB NOT NULL,
                        owner TEXT NOT NULL,
                        state INTEGER NOT NULL,
                        request TEXT NOT NULL,
                        cohort_path TEXT NOT NULL,
                        cohort_digest BLOB NOT NULL,
                        processor_level INTEGER,
                        exit_status INTEGER NOT NULL DEFAULT 0,
                        error TEXT NOT NULL DEFAULT '',
                        UNIQUE (owner, submission)
                    );
                    CREATE TABLE partial (
                        job INTEGER NOT NULL REFERENCES job (id),
                        sequence INTEGER NOT NULL,
                        pass TEXT NOT NULL,
                        context BLOB NOT NULL,
                        broadcast BLOB NOT NULL,
                        partition INTEGER NOT NULL,
                        task BLOB NOT NULL,
                        digest BLOB NOT NULL,
                        bytes BLOB NOT NULL,
                        UNIQUE (job, sequence, pass, context, broadcast, partition)
                    );
                    """
            )
        }
        migrator.registerMigration("origin of the partials") { database in
            try database.execute(sql: "CREATE TABLE origin (name TEXT NOT NULL)")
        }
        return migrator
    }

    static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        switch error.resultCode {
        case .SQLITE_FULL: return "the disk is full"
        case .SQLITE_IOERR: return "the disk reports an error"
        case .SQLITE_READONLY: return "it is read-only"
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: return "it is damaged or not a journal"
        default: return error.message ?? "SQLite error \(error.resultCode.rawValue)"
        }
    }

    /// Runs a transaction.
    func write<T>(_ body: (Database) throws -> T) throws(JournalError) -> T {
        do {
            return try pool.write(body)
        } catch {
            throw .failed(reason: Self.reason(error))
        }
    }

    /// Reads a snapshot.
    func read<T>(_ body: (Database) throws -> T) throws(JournalError) -> T {
        do {
            return try pool.read(body)
        } catch {
            throw .failed(reason: Self.reason(error))
        }
    }
}

extension Digest {
    /// The digest as SQLite keeps it.
    var data: Data { Data(bytes) }

    /// A digest from what SQLite kept; nil when it is none.
    init?(data: Data) {
        guard data.count == Digest.byteCount else { return nil }
        self = data.withUnsafeBytes { Digest(bytes: $0) }
    }
}
