import MapReduce
import Messages
import Scheduling
import Tables
import Testing

@Suite("The scheduler")
struct SchedulerStateTests {
    private func failure(_ order: RunOrder, _ kind: TaskFailure.Kind, missing: [Digest] = []) -> WorkerMessage {
        .fail(
            TaskFailure(
                job: order.job,
                task: order.tasks[0],
                attempt: 1,
                kind: kind,
                sentence: "so it is",
                missing: missing
            )
        )
    }

    @Test("a worker gets as many tasks as it has slots, plus one, and only the blobs it lacks")
    func credit() throws {
        var harness = SchedulerHarness()
        harness.join(1, slots: 2)
        let order = try harness.order(partitions: 8)
        let actions = harness.tell(.runOrdered(order))
        #expect(actions.tasks(to: 1) == [0, 1, 2])
        // Three partitions, the context and the broadcast.
        #expect(actions.shipments(to: 1) == 5)
        let next = harness.result(order.tasks[0], from: 1)
        #expect(next.tasks(to: 1) == [3] && next.shipments(to: 1) == 1)
    }

    @Test("a result is acknowledged after it was journalled, and merged once")
    func acknowledgement() throws {
        var harness = SchedulerHarness()
        harness.join(1, slots: 4)
        let order = try harness.order(partitions: 2)
        harness.tell(.runOrdered(order))
        let arrived = harness.result(order.tasks[1], from: 1)
        #expect(arrived.journaled == [order.tasks[1]] && arrived.messages(to: 1).isEmpty)
        harness.result(order.tasks[0], from: 1)
        let journaled = harness.tell(.journaled([order.tasks[1], order.tasks[0]]))
        #expect(journaled.messages(to: 1).contains(.resultAck([order.tasks[1], order.tasks[0]])))
        #expect(journaled.endings == [.success(2)])
        // Late and equal: dropped, acknowledged, counted.
        let late = harness.result(order.tasks[0], from: 1)
        #expect(late.messages(to: 1) == [.resultAck([order.tasks[0]])] && late.journaled.isEmpty)
        #expect(harness.state.duplicateCount == 1)
    }

    @Test("two results of one task that differ stop the job")
    func difference() throws {
        var harness = SchedulerHarness()
        harness.join(1, slots: 4)
        let order = try harness.order(partitions: 2)
        harness.tell(.runOrdered(order))
        harness.result(order.tasks[0], from: 1)
        let actions = harness.result(order.tasks[0], from: 1, variant: 1)
        #expect(actions.endings == [.failure(.notDeterministic(pass: "test.pass", partition: 0))])
    }

    @Test("a silent worker gets no tasks, then loses those it has; the result that it brings back still counts")
    func silence() throws {
        var harness = SchedulerHarness()
        harness.join(1)
        let order = try harness.order(partitions: 2)
        harness.tell(.runOrdered(order))
        _ = harness.wait(.seconds(4))
        #expect(harness.state.workerCounts.ready == 0 && harness.state.workerCounts.notReady == 1)
        #expect(harness.state.waitingReason(of: JobID(1))?.contains("none answers") == true)
        _ = harness.wait(.seconds(7))
        #expect(harness.state.workerCounts.notReady == 0)
        #expect(harness.join(2).tasks(to: 2) == [0, 1])
        // It thaws: its session has gone, it is asked to register, and brings its result along.
        let thawed = harness.result(order.tasks[0], from: 1)
        #expect(thawed.messages(to: 1) == [.rehello] && thawed.journaled.isEmpty)
        let digest = Digest.of(order.tasks[0].bytes + [0])
        let back = harness.join(1, tasks: [TaskInHand(job: JobID(1), task: order.tasks[0], result: digest)])
        #expect(back.messages(to: 1).contains(.want([order.tasks[0]])))
        #expect(harness.result(order.tasks[0], from: 1).journaled == [order.tasks[0]])
    }

    @Test("a task during which three workers died is quarantined; what waited behind it is not blamed")
    func poison() throws {
        var harness = SchedulerHarness()
        harness.tell(.runOrdered(try harness.order(partitions: 2)))
        for number in 1...3 as ClosedRange<UInt64> {
            #expect(harness.done.endings.isEmpty)
            harness.join(number)
            harness.tell(.unreachable(Peer(number)))
        }
        let reason = "3 different workers died running it; it was quarantined."
        let error = ExecutionError.taskFailed(pass: "test.pass", partition: 0, reason: reason)
        #expect(harness.done.endings == [.failure(error)])
    }

    @Test("a failure that may pass is tried again up to its bound; a permanent one fails the job at once")
    func failures() throws {
        var harness = SchedulerHarness()
        harness.join(1)
        let order = try harness.order(partitions: 1)
        harness.tell(.runOrdered(order))
        for _ in 0..<4 { #expect(harness.message(failure(order, .retryable), from: 1).tasks(to: 1) == [0]) }
        #expect(harness.message(failure(order, .retryable), from: 1).endings.count == 1)
        let other = try harness.order(2, partitions: 1)
        harness.tell(.runOrdered(other))
        let error = ExecutionError.taskFailed(pass: "test.pass", partition: 0, reason: "so it is")
        #expect(harness.message(failure(other, .permanent), from: 1).endings == [.failure(error)])
    }

    @Test("a task too large for one worker goes to another, and fails when it is too large for all")
    func outOfMemory() throws {
        var harness = SchedulerHarness()
        harness.join(1)
        harness.join(2)
        let order = try harness.order(partitions: 1)
        harness.tell(.runOrdered(order))
        #expect(harness.message(failure(order, .outOfMemory), from: 1).tasks(to: 2) == [0])
        #expect(harness.message(failure(order, .outOfMemory), from: 2).endings.count == 1)
    }

    @Test("blobs that were evicted are sent again")
    func eviction() throws {
        var harness = SchedulerHarness()
        harness.join(1)
        let order = try harness.order(partitions: 1)
        harness.tell(.runOrdered(order))
        let part = order.source.partitions[0].parts[0].digest
        let actions = harness.message(failure(order, .missingBlobs, missing: [part]), from: 1)
        #expect(actions.shipments(to: 1) == 1 && actions.tasks(to: 1) == [0])
    }

    @Test("a worker that leaves hands its tasks back")
    func leaving() throws {
        var harness = SchedulerHarness()
        harness.join(1)
        let order = try harness.order(partitions: 2)
        harness.tell(.runOrdered(order))
        harness.join(2)
        #expect(harness.message(.leaving([order.tasks[1]]), from: 1).tasks(to: 2) == [1])
        harness.result(order.tasks[0], from: 1)
        harness.message(.bye, from: 1)
        #expect(harness.state.workerCounts.ready == 1 && harness.state.workerCounts.notReady == 0)
    }

    @Test("a worker of another release is refused")
    func release() {
        var harness = SchedulerHarness()
        let hello = Hello(
            software: "2",
            passes: SchedulerHarness.passes,
            processorLevel: 3,
            slots: 1,
            memoryByteCount: 1,
            instance: 1,
            blobs: [],
            tasks: []
        )
        let actions = harness.tell(.hello(hello, name: "w", from: Peer(1)))
        guard case .refuse(let refusal)? = actions.messages(to: 1).first else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .softwareVersion)
    }
}
