import Foundation
import MapReduce
import Messages
import Scheduling
import Synchronization
import Tables
import Testing
import WorkerCore
import ZeroMQ

@Suite("A cluster over loopback", .serialized)
struct ClusterRunTests {
    @Test("gives the bytes of one process", arguments: [1, 2, 5])
    func sameBytes(workers: Int) throws {
        let cluster = try TestCluster(workers: workers)
        #expect(try cluster.result() == cluster.localResult())
    }

    @Test("goes on when a worker dies, and when one joins, in the middle of a job")
    func workerDies() throws {
        let signal = DispatchSemaphore(value: 0)
        let go = DispatchSemaphore(value: 0)
        let job = SumJob(runs: 8) { run in
            if run == 4 {
                signal.signal()
                go.wait()
            }
        }
        let cluster = try TestCluster(job: job, workers: 2)
        let number = try cluster.client().submit(request: "sum", cohort: Blob.copy([]))
        signal.wait()
        cluster.workers[0].worker.abandon()
        try cluster.addWorker()
        go.signal()
        #expect(try cluster.result(of: number) == cluster.localResult())
    }

    @Test("a coordinator that stops in the middle goes on from its journal after the restart")
    func coordinatorRestarts() throws {
        let signal = DispatchSemaphore(value: 0)
        let hasStopped = Mutex(false)
        let job = SumJob(runs: 8) { run in
            if run == 4, !hasStopped.withLock({ $0 }) {
                hasStopped.withLock { $0 = true }
                signal.signal()
            }
        }
        let cluster = try TestCluster(job: job, workers: 2)
        let number = try cluster.client().submit(request: "sum", cohort: Blob.copy([]))
        signal.wait()
        try cluster.restartCoordinator()
        #expect(try cluster.result(of: number) == cluster.localResult())
    }

    @Test("a job waits in plain words while no worker is connected, and can be cancelled")
    func noWorker() throws {
        let cluster = try TestCluster(workers: 0)
        let client = try cluster.client()
        let job = try client.submit(request: "sum", cohort: Blob.copy([]))
        var waiting = ""
        for _ in 0..<200 where waiting.isEmpty {
            waiting = try client.status(job).jobs.first?.waiting ?? ""
            usleep(10_000)
        }
        #expect(waiting.contains("no worker is connected"))
        try client.cancel(job)
        #expect(try cluster.wait(job)?.state == .cancelled)
        #expect(throws: ClientError.self) { try client.files(job) }
        #expect(throws: ClientError.self) { try client.cancel(JobID(99)) }
    }

    @Test("a task that fails for good fails its job with its name, and the next job runs")
    func taskFails() throws {
        let cluster = try TestCluster(workers: 1)
        let job = try cluster.client().submit(request: "fail", cohort: Blob.copy([]))
        let summary = try cluster.wait(job)
        #expect(summary?.state == .failed && summary?.exitStatus == 1)
        #expect(summary?.error == "The task test.failing failed on partition 3: the test wants it so")
        #expect(try cluster.result() == cluster.localResult())
    }

    @Test("a worker that is told to leave finishes and ends with exit status 0")
    func leaves() throws {
        let cluster = try TestCluster(workers: 2)
        cluster.workers[0].worker.terminate()
        #expect(cluster.workers[0].waitForExit()?.status == 0)
        #expect(try cluster.result() == cluster.localResult())
    }

    @Test("a client whose coordinator is restarted goes on without a new connection of its own")
    func clientSurvivesRestart() throws {
        let cluster = try TestCluster(workers: 0)
        let client = try cluster.client()
        let job = try client.submit(request: "sum", cohort: Blob.copy([]))
        try cluster.restartCoordinator()
        let start = MonotonicClock.now
        #expect(try client.status(job).jobs.first?.job == job)
        #expect(start.duration(to: MonotonicClock.now) < .seconds(8))
        try client.cancel(job)
    }

    @Test("a large cohort file arrives in pieces, and large results leave in pieces")
    func largeFiles() throws {
        let cluster = try TestCluster(workers: 0)
        let cohort = Blob.make(count: 11 << 20) { bytes in
            for index in stride(from: 0, to: bytes.count, by: 64) {
                bytes[index] = UInt8(truncatingIfNeeded: index >> 6)
            }
        }
        let client = try cluster.client()
        let job = try client.submit(request: "sum", cohort: cohort)
        #expect(try client.status(job).jobs.first?.owner == "ann")
        try client.cancel(job)
    }
}
