import Dispatch
import Glibc
import Synchronization
import Testing
import ZeroMQ

@Suite struct PollerTests {
    @Test("a waker wakes the loop from another thread")
    func wakes() throws {
        let waker = try Waker()
        let poller = Poller()
        let slot = poller.add(waker)
        DispatchQueue.global().async { waker.wake() }
        #expect(try poller.wait(timeout: .seconds(5)))
        #expect(poller[slot] == .readable)
        waker.drain()
        #expect(try !poller.wait(timeout: .zero))
        #expect(poller[slot].isEmpty)
    }

    @Test("no item is left behind when many threads wake one loop")
    func losesNothing() throws {
        let waker = try Waker()
        let threadCount = 4
        let itemCount = 2000
        let poller = Poller()
        _ = poller.add(waker)
        let work = Work(waker: waker)
        for thread in 0..<threadCount {
            DispatchQueue.global().async {
                for item in 0..<itemCount { work.put(thread * itemCount + item) }
            }
        }
        var taken: [Int] = []
        while taken.count < threadCount * itemCount {
            try #require(try poller.wait(timeout: .seconds(5)))
            waker.drain()
            taken += work.takeAll()
        }
        #expect(taken.sorted() == Array(0..<threadCount * itemCount))
    }

    @Test("a wait without a timeout ends when the context is shut down")
    func shutdown() throws {
        let context = try Context()
        let socket = try Socket(.reply, in: context)
        try socket.bind("inproc://nothing")
        let poller = Poller()
        _ = poller.add(socket)
        DispatchQueue.global().async { context.shutdown() }
        let error = #expect(throws: ZeroMQError.self) { try poller.wait(timeout: nil) }
        #expect(error?.isTerminated == true)
        socket.close()
    }

    @Test("a file descriptor, a socket to read and a socket to write are told apart")
    func sources() throws {
        let context = try Context()
        let left = try Socket(.pair, in: context)
        try left.bind("inproc://pair")
        let right = try Socket(.pair, in: context)
        try right.connect("inproc://pair")
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }

        let poller = Poller()
        let reads = poller.add(left)
        let writes = poller.add(right, for: .writable)
        let descriptor = poller.add(descriptor: ends[0])
        #expect(try poller.wait(timeout: .seconds(5)))
        #expect(poller[writes] == .writable)
        #expect(poller[reads].isEmpty)
        #expect(poller[descriptor].isEmpty)

        poller.watch(writes, for: [])
        #expect(try !poller.wait(timeout: .zero))
        #expect(try right.send([frame("x")]) == .sent)
        #expect(write(ends[1], "x", 1) == 1)
        #expect(try poller.wait(timeout: .seconds(5)))
        #expect(poller[descriptor] == .readable)
        poller.remove(descriptor)
        #expect(try poller.wait(timeout: .seconds(5)))
        #expect(poller[reads] == .readable)
    }

    @Test("a closed socket in a poller is an error, and another can take its place")
    func replaced() throws {
        let context = try Context()
        let first = try Socket(.pair, in: context)
        let poller = Poller()
        let slot = poller.add(first)
        first.close()
        let error = #expect(throws: ZeroMQError.self) { try poller.wait(timeout: .zero) }
        #expect(error?.code == ENOTSOCK)
        poller.replace(slot, with: try Socket(.pair, in: context))
        #expect(try !poller.wait(timeout: .zero))
    }
}

/// The locked queue that other threads put work into.
private final class Work: Sendable {
    private let queue = Mutex<[Int]>([])
    private let waker: Waker

    init(waker: Waker) {
        self.waker = waker
    }

    func put(_ item: Int) {
        queue.withLock { $0.append(item) }
        waker.wake()
    }

    func takeAll() -> [Int] {
        queue.withLock { items in
            defer { items = [] }
            return items
        }
    }
}
