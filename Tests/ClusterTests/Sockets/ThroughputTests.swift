import Foundation
import Messages
import Scheduling
import Testing

/// Figures, on request: `CLUSTER_BENCH=1 swift test -c release --filter Throughput`.
@Suite("Throughput", .serialized, .enabled(if: ProcessInfo.processInfo.environment["CLUSTER_BENCH"] != nil))
struct ThroughputTests {
    @Test("tasks a second that do nothing", arguments: [64, 256])
    func idleTasks(partitions: Int) throws {
        let runs = 8_192 / partitions
        let cluster = try TestCluster(partitions: partitions, people: 1, job: SumJob(runs: runs), workers: 2)
        // The first job ships the partitions.
        #expect(try cluster.result(request: "idle") == "idle")
        let start = ContinuousClock.now
        #expect(try cluster.result(request: "idle") == "idle")
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print("\(partitions) partitions: \(Int(Double(partitions * runs) / seconds)) tasks/s")
    }

    @Test("megabytes a second of partitions shipped to one worker")
    func shipping() throws {
        let cluster = try TestCluster(partitions: 16, people: 4 << 20, job: SumJob(runs: 1), workers: 0)
        try cluster.addWorker(memory: 4 << 30)
        usleep(500_000)
        let start = ContinuousClock.now
        #expect(try cluster.result(request: "idle") == "idle")
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print("\(Int(16 * 32 * 1.048_576 / seconds)) MB/s")
    }
}
