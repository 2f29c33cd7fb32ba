import Foundation
import GRDB
package import MapReduce
package import Messages
package import Tables

extension Journal {
    /// Forgets all partials unless they are of this origin: their jobs then begin anew.
    ///
    /// The origin names the version of the software and the store. Two versions may sum differently, and results of two
    /// must never be merged.
    ///
    /// - Throws: ``JournalError/failed(reason:)``; then nothing was forgotten.
    package func keepPartials(of origin: String) throws(JournalError) {
        try write { database in
            let known = try String.fetchOne(database, sql: "SELECT name FROM origin")
            guard known != origin else { return }
            try database.execute(sql: "DELETE FROM partial; DELETE FROM origin")
            try database.execute(sql: "INSERT INTO origin VALUES (?)", arguments: [origin])
        }
    }

    /// Writes partials in one transaction; on return they are on disk.
    ///
    /// A partial that is there already is left as it is.
    ///
    /// - Throws: ``JournalError/failed(reason:)``; then none of them was written.
    package func commit(_ records: [PartialRecord]) throws(JournalError) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO partial
                    (job, sequence, pass, context, broadcast, partition, task, digest, bytes)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            for record in records {
                let bytes = record.result.blob.bytes
                let data =
                    bytes.baseAddress.map { base in
                        Data(
                            bytesNoCopy: UnsafeMutableRawPointer(mutating: base),
                            count: bytes.count,
                            deallocator: .none
                        )
                    } ?? Data()
                try statement.execute(arguments: [
                    Int64(record.job.number), record.sequence, record.pass.description, record.context.data,
                    record.broadcast.data, record.partition, record.task.data, record.result.digest.data, data,
                ])
            }
        }
    }

    /// The partials of a run that are finished, by partition; one that is damaged is left out and made again.
    ///
    /// - Throws: ``JournalError/failed(reason:)``.
    package func partials(
        job: JobID,
        sequence: Int,
        pass: PassName,
        context: Digest,
        broadcast: Digest
    ) throws(JournalError) -> [Int: NamedBlob] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT partition, digest, bytes FROM partial
                    WHERE job = ? AND sequence = ? AND pass = ? AND context = ? AND broadcast = ?
                    """,
                arguments: [Int64(job.number), sequence, pass.description, context.data, broadcast.data]
            )
            var partials: [Int: NamedBlob] = [:]
            while let row = try rows.next() {
                let data: Data = row["bytes"]
                let blob = Blob.make(count: data.count) { target in data.withUnsafeBytes { target.copyMemory(from: $0) }
                }
                guard let digest = Digest(data: row["digest"]), Digest.of(blob.bytes) == digest else { continue }
                partials[row["partition"]] = NamedBlob(digest: digest, blob: blob)
            }
            return partials
        }
    }

    /// The number of partials of a job.
    ///
    /// - Throws: ``JournalError/failed(reason:)``.
    package func partialCount(of job: JobID) throws(JournalError) -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM partial WHERE job = ?",
                arguments: [Int64(job.number)]
            ) ?? 0
        }
    }
}
