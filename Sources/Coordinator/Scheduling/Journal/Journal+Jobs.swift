import Foundation
import GRDB
import MapReduce
package import Messages
package import Tables

/// A job as the journal keeps it.
package struct JobEntry: Hashable, Sendable {
    /// Its number.
    package let job: JobID
    /// Who submitted it: the name of the key.
    package let owner: String
    /// How far it is.
    package let state: JobState
    /// The request file's text.
    package let request: String
    /// Where the cohort file is.
    package let cohortPath: String
    /// The processor level that it began on, if it began.
    package let processorLevel: UInt8?
    /// The exit status that it ended with.
    package let exitStatus: Int32
    /// Why it failed; empty unless it did.
    package let error: String
}

extension Journal {
    /// Adds a job; one that was submitted before by the same owner is found again.
    ///
    /// - Parameters:
    ///   - submission: The client's random number.
    ///   - owner: The name of the client's key.
    ///   - request: The request file's text.
    ///   - cohortPath: Where the cohort file is.
    ///   - cohortDigest: SHA-256 of the cohort file.
    /// - Returns: The job, and whether it is new.
    /// - Throws: ``JournalError/failed(reason:)``.
    package func addJob(
        submission: UInt64,
        owner: String,
        request: String,
        cohortPath: String,
        cohortDigest: Digest
    ) throws(JournalError) -> (job: JobID, isNew: Bool) {
        // As bytes: SQLite's integers are signed.
        let number = withUnsafeBytes(of: submission.bigEndian) { Data($0) }
        return try write { database in
            let known = try Int64.fetchOne(
                database,
                sql: "SELECT id FROM job WHERE owner = ? AND submission = ?",
                arguments: [owner, number]
            )
            if let known { return (JobID(UInt64(known)), false) }
            try database.execute(
                sql: """
                    INSERT INTO job (submission, owner, state, request, cohort_path, cohort_digest)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    number, owner, JobState.queued.rawValue, request, cohortPath, cohortDigest.data,
                ]
            )
            return (JobID(UInt64(database.lastInsertedRowID)), true)
        }
    }

    /// The job of a submission, if it is known.
    ///
    /// - Throws: ``JournalError/failed(reason:)``.
    package func job(submission: UInt64, owner: String) throws(JournalError) -> JobID? {
        let number = withUnsafeBytes(of: submission.bigEndian) { Data($0) }
        return try read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT id FROM job WHERE owner = ? AND submission = ?",
                arguments: [owner, number]
            ).map { JobID(UInt64($0)) }
        }
    }

    /// All jobs by number.
    ///
    /// - Throws: ``JournalError/failed(reason:)``.
    package func jobs() throws(JournalError) -> [JobEntry] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM job ORDER BY id").map { row in
                let number: Int64 = row["id"]
                return JobEntry(
                    job: JobID(UInt64(number)),
                    owner: row["owner"],
                    state: JobState(rawValue: row["state"]) ?? .failed,
                    request: row["request"],
                    cohortPath: row["cohort_path"],
                    processorLevel: row["processor_level"],
                    exitStatus: row["exit_status"],
                    error: row["error"]
                )
            }
        }
    }

    /// Remembers the processor level that a job runs on.
    ///
    /// - Throws: ``JournalError/failed(reason:)``.
    package func pin(_ job: JobID, processorLevel: UInt8) throws(JournalError) {
        try write { database in
            try database.execute(
                sql: "UPDATE job SET processor_level = ? WHERE id = ?",
                arguments: [processorLevel, Int64(job.number)]
            )
        }
    }

    /// Ends a job and deletes its partials, together.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - state: How it ended.
    ///   - exitStatus: The exit status that stands for it.
    ///   - error: Why it failed; empty unless it did.
    /// - Throws: ``JournalError/failed(reason:)``.
    package func endJob(
        _ job: JobID,
        state: JobState,
        exitStatus: Int32,
        error: String
    ) throws(JournalError) {
        precondition(state.isFinal, "a job ends in a final state")
        try write { database in
            try database.execute(
                sql: "UPDATE job SET state = ?, exit_status = ?, error = ? WHERE id = ?",
                arguments: [state.rawValue, exitStatus, error, Int64(job.number)]
            )
            try database.execute(sql: "DELETE FROM partial WHERE job = ?", arguments: [Int64(job.number)])
        }
    }
}
