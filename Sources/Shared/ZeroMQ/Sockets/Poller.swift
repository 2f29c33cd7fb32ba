private import CZeroMQ
import Glibc

/// Waits for sockets and file descriptors together, on the thread that owns the sockets.
package final class Poller {
    /// What to wait for, and what happened.
    package struct Events: OptionSet, Hashable, Sendable {
        /// The bits, as libzmq has them.
        package let rawValue: Int16

        /// Makes a set from its bits.
        package init(rawValue: Int16) {
            self.rawValue = rawValue
        }

        /// Something can be received.
        package static let readable = Events(rawValue: Int16(ZMQ_POLLIN))
        /// Something can be sent to at least one peer.
        package static let writable = Events(rawValue: Int16(ZMQ_POLLOUT))
        /// The file descriptor has an error; never for sockets.
        package static let failed = Events(rawValue: Int16(ZMQ_POLLERR))
    }

    /// The place of one source in a poller.
    package struct Slot: Hashable, Sendable {
        fileprivate let index: Int
    }

    private enum Source {
        case socket(Socket)
        case waker(Waker)
        case descriptor(Int32)
    }

    private struct Entry {
        var source: Source
        var wanted: Events
        var happened: Events
    }

    private var entries: [Entry?] = []
    private var items: [zmq_pollitem_t] = []
    private var itemIndices: [Int] = []

    /// Makes a poller that waits for nothing yet.
    package init() {}

    /// Adds a socket.
    ///
    /// - Parameters:
    ///   - socket: Kept until removed.
    ///   - events: What to wait for.
    /// - Returns: Its place.
    package func add(_ socket: Socket, for events: Events = .readable) -> Slot {
        add(.socket(socket), events)
    }

    /// Adds a waker.
    package func add(_ waker: Waker) -> Slot {
        add(.waker(waker), .readable)
    }

    /// Adds the authenticator's requests.
    package func add(_ authenticator: Authenticator) -> Slot {
        add(.socket(authenticator.socket), .readable)
    }

    /// Adds a monitor's events.
    package func add(_ monitor: SocketMonitor) -> Slot {
        add(.socket(monitor.socket), .readable)
    }

    /// Adds a file descriptor, which must stay open until it is removed.
    package func add(descriptor: Int32, for events: Events = .readable) -> Slot {
        add(.descriptor(descriptor), events)
    }

    /// Changes what a source is waited for; an empty set leaves it out.
    package func watch(_ slot: Slot, for events: Events) {
        entries[slot.index]?.wanted = events
    }

    /// Puts another socket in the place of one that was closed.
    package func replace(_ slot: Slot, with socket: Socket) {
        precondition(entries[slot.index] != nil, "the slot was removed")
        entries[slot.index]?.source = .socket(socket)
        entries[slot.index]?.happened = []
    }

    /// Removes a source; its place may be given to another.
    package func remove(_ slot: Slot) {
        entries[slot.index] = nil
    }

    /// What happened to a source in the last wait.
    package subscript(slot: Slot) -> Events {
        entries[slot.index]?.happened ?? []
    }

    /// Waits until something happens.
    ///
    /// - Parameter timeout: How long at most; forever when nil.
    /// - Returns: Whether anything happened; `self[slot]` tells to which source.
    /// - Throws: ``ZeroMQError``; ENOTSOCK when a socket in it was closed, `isTerminated` after a shutdown.
    @discardableResult
    package func wait(timeout: Duration?) throws(ZeroMQError) -> Bool {
        try fillItems()
        let clock = ContinuousClock()
        let deadline = timeout.map { clock.now.advanced(by: $0) }
        var remaining = timeout
        while true {
            let milliseconds = remaining.map { Int($0.wholeMilliseconds) } ?? -1
            let count = zmq_poll(&items, Int32(items.count), milliseconds)
            if count >= 0 {
                for (item, index) in zip(items, itemIndices) {
                    entries[index]?.happened = Events(rawValue: item.revents)
                }
                return count > 0
            }
            let code = zmq_errno()
            guard code == EINTR else { throw ZeroMQError(.poll, code: code) }
            remaining = deadline.map { max(.zero, clock.now.duration(to: $0)) }
        }
    }

    private func add(_ source: Source, _ events: Events) -> Slot {
        let entry = Entry(source: source, wanted: events, happened: [])
        if let free = entries.firstIndex(where: { $0 == nil }) {
            entries[free] = entry
            return Slot(index: free)
        }
        entries.append(entry)
        return Slot(index: entries.count - 1)
    }

    private func fillItems() throws(ZeroMQError) {
        items.removeAll(keepingCapacity: true)
        itemIndices.removeAll(keepingCapacity: true)
        for index in entries.indices {
            entries[index]?.happened = []
            guard let entry = entries[index], !entry.wanted.isEmpty else { continue }
            var item = zmq_pollitem_t()
            item.events = entry.wanted.rawValue
            switch entry.source {
            case .socket(let socket):
                // Without a socket libzmq would poll descriptor 0.
                guard let handle = socket.handle else { throw ZeroMQError(.poll, code: ENOTSOCK) }
                item.socket = handle
            case .waker(let waker): item.fd = waker.descriptor
            case .descriptor(let descriptor): item.fd = descriptor
            }
            items.append(item)
            itemIndices.append(index)
        }
    }
}

@available(*, unavailable, message: "a poller belongs to the thread that owns its sockets")
extension Poller: Sendable {}
