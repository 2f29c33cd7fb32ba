import MapReduce
import Messages
import Scheduling
import Tables
import Testing

@Suite("Placement")
struct PlacementTests {
    @Test("the second run goes where the partitions are, and ships none")
    func affinity() throws {
        var harness = SchedulerHarness()
        harness.join(1, slots: 2)
        harness.join(2, slots: 2)
        let first = try harness.order(partitions: 6)
        var homes: [Int: UInt64] = [:]
        let given = harness.tell(.runOrdered(first))
        for number in [1, 2] as [UInt64] { for partition in given.tasks(to: number) { homes[partition] = number } }
        #expect(homes.count == 6)
        for (partition, number) in homes.sorted(by: { $0.key < $1.key }) {
            harness.result(first.tasks[partition], from: number)
        }
        harness.tell(.journaled(first.tasks))
        let second = harness.tell(.runOrdered(try harness.order(2, partitions: 6)))
        for number in [1, 2] as [UInt64] {
            for partition in second.tasks(to: number) { #expect(homes[partition] == number) }
            // The new broadcast alone.
            #expect(second.shipments(to: number) == 1)
        }
    }

    @Test("jobs take turns by the work done for them")
    func fairness() throws {
        var harness = SchedulerHarness()
        let orders = [try harness.order(1, job: 1, partitions: 20), try harness.order(2, job: 2, partitions: 20)]
        for order in orders {
            harness.tell(.jobOpened(order.job, processorLevel: nil))
            harness.tell(.runOrdered(order))
        }
        harness.join(1, slots: 2)
        var served: [UInt64: Int] = [:]
        for _ in 0..<20 {
            let finished = Set(harness.done.journaled)
            guard let next = harness.done.taskNames.first(where: { !finished.contains($0) }) else { break }
            let job: UInt64 = orders[0].tasks.contains(next) ? 1 : 2
            served[job, default: 0] += 1
            harness.result(next, from: 1, job: job)
        }
        #expect(abs((served[1] ?? 0) - (served[2] ?? 0)) <= 3)
    }

    @Test("a job stays on the processor level it began on, and says so while it waits")
    func processorLevel() throws {
        var harness = SchedulerHarness()
        harness.tell(.jobOpened(JobID(1), processorLevel: 4))
        harness.join(1, level: 3)
        #expect(harness.tell(.runOrdered(try harness.order(partitions: 2))).tasks(to: 1).isEmpty)
        #expect(harness.state.waitingReason(of: JobID(1))?.contains("level 4") == true)
        #expect(harness.join(2, level: 4).tasks(to: 2) == [0, 1])
    }

    @Test("a slow task is run a second time when nothing else waits; the first result wins")
    func speculation() throws {
        var harness = SchedulerHarness()
        harness.join(1)
        harness.join(2)
        let order = try harness.order(partitions: 2)
        let given = harness.tell(.runOrdered(order))
        #expect(given.tasks(to: 1) == [0] && given.tasks(to: 2) == [1])
        harness.result(order.tasks[1], from: 2)
        _ = harness.wait(.seconds(1))
        harness.beat(1)
        harness.beat(2)
        #expect(harness.wait(.milliseconds(1_500)).tasks(to: 2) == [0])
        let won = harness.result(order.tasks[0], from: 2)
        #expect(won.messages(to: 1) == [.cancel([order.tasks[0]])] && won.journaled == [order.tasks[0]])
        #expect(harness.result(order.tasks[0], from: 1).journaled.isEmpty)
        #expect(harness.state.duplicateCount == 1)
    }

    @Test("tasks move to an idle worker only when waiting costs more than moving", arguments: [1_000, 10_000_000_000])
    func moving(bytes: Int) throws {
        var harness = SchedulerHarness()
        let order = try harness.order(partitions: 30, bytes: bytes)
        harness.join(1, blobs: order.source.partitions.map { $0.parts[0].digest })
        harness.tell(.runOrdered(order))
        harness.join(2)
        // Without a finished task nothing is known about the wait.
        #expect(harness.done.tasks(to: 2).isEmpty)
        harness.result(order.tasks[0], from: 1)
        #expect(harness.done.tasks(to: 2).isEmpty == (bytes > 1_000_000))
    }

    @Test("nothing is given out while the journal cannot be written")
    func journalFault() throws {
        var harness = SchedulerHarness()
        harness.join(1)
        harness.tell(.journalFailed("the disk is full"))
        #expect(harness.tell(.runOrdered(try harness.order(partitions: 2))).tasks(to: 1).isEmpty)
        #expect(harness.state.waitingReason(of: JobID(1)) == "Paused: the disk is full")
        #expect(harness.tell(.journaled([])).tasks(to: 1) == [0, 1])
    }
}
