import Foundation
import MapReduce
import Messages
import Scheduling
import Tables
import Testing

@Suite("The journal")
struct JournalTests {
    private func withJournal(_ body: (Journal, String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/jdl-journal-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/journal.sqlite"
        try body(try Journal(path: path), path)
    }

    private func record(_ job: JobID, partition: Int, bytes: [UInt8]) -> PartialRecord {
        PartialRecord(
            task: Digest.of(bytes),
            job: job,
            sequence: 2,
            pass: "test.pass",
            context: Digest.of([1]),
            broadcast: Digest.of([0]),
            partition: partition,
            result: NamedBlob(digest: Digest.of(bytes), blob: Blob.copy(bytes))
        )
    }

    private func partials(_ journal: Journal, _ job: JobID, broadcast: UInt8 = 0) throws -> [Int: NamedBlob] {
        try journal.partials(
            job: job,
            sequence: 2,
            pass: "test.pass",
            context: Digest.of([1]),
            broadcast: Digest.of([broadcast])
        )
    }

    private func addJob(_ journal: Journal, submission: UInt64 = .max) throws -> (job: JobID, isNew: Bool) {
        try journal.addJob(
            submission: submission,
            owner: "ann",
            request: "cohort: c.csv",
            cohortPath: "/c",
            cohortDigest: Digest.of([])
        )
    }

    @Test("partials are found again by all that they depend on, also by another process")
    func finding() throws {
        try withJournal { journal, path in
            let (job, _) = try addJob(journal)
            try journal.commit([record(job, partition: 0, bytes: []), record(job, partition: 5, bytes: [9, 8, 7])])
            try journal.commit([record(job, partition: 5, bytes: [9, 8, 7])])
            let again = try Journal(path: path)
            let found = try partials(again, job)
            #expect(found.keys.sorted() == [0, 5])
            #expect(found[5].map { Array($0.blob.bytes) } == [9, 8, 7])
            #expect(try partials(again, job, broadcast: 3).isEmpty)
        }
    }

    @Test("partials of another version or store are forgotten, those of this one are kept")
    func version() throws {
        try withJournal { journal, _ in
            let (job, _) = try addJob(journal)
            try journal.keepPartials(of: "1")
            try journal.commit([record(job, partition: 0, bytes: [1])])
            try journal.keepPartials(of: "1")
            #expect(try partials(journal, job).count == 1)
            try journal.keepPartials(of: "2")
            #expect(try partials(journal, job).isEmpty)
        }
    }

    @Test("a submission that is sent twice is one job; an ended job keeps no partials")
    func jobs() throws {
        try withJournal { journal, _ in
            let (job, isNew) = try addJob(journal)
            #expect(isNew)
            #expect(try addJob(journal).job == job)
            #expect(try addJob(journal, submission: 3).isNew)
            try journal.commit([record(job, partition: 1, bytes: [1])])
            try journal.pin(job, processorLevel: 3)
            #expect(try journal.partialCount(of: job) == 1)
            try journal.endJob(job, state: .failed, exitStatus: 2, error: "A sentence.")
            #expect(try journal.partialCount(of: job) == 0)
            let entry = try journal.jobs().first
            #expect(entry?.state == .failed && entry?.exitStatus == 2 && entry?.error == "A sentence.")
            #expect(entry?.processorLevel == 3)
        }
    }

    @Test("the file and its side files are readable by their owner only")
    func mode() throws {
        try withJournal { journal, path in
            _ = try addJob(journal)
            for file in [path, path + "-wal"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            }
        }
    }

    @Test("a file that is no journal, or a folder that is not there, is told in a sentence")
    func unopenable() throws {
        #expect(throws: JournalError.self) { try Journal(path: "/nowhere/journal.sqlite") }
        let path = NSTemporaryDirectory() + "/jdl-no-journal-\(UUID().uuidString)"
        try Data(repeating: 7, count: 5_000).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: JournalError.self) { try Journal(path: path) }
    }
}
