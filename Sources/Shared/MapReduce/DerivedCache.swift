import Foundation
import Synchronization
package import Tables

/// Values derived from partitions, kept up to a number of bytes; the least recently used go first.
package final class DerivedCache: Sendable {
    /// What a value was derived from, and what it is.
    package struct Key: Hashable, Sendable {
        /// Digest of the context.
        package let context: Digest
        /// The partition.
        package let partition: Int
        /// The tile, or −1 for the whole partition.
        package let tile: Int
        /// What the value is.
        package let name: String

        /// A key.
        package init(context: Digest, partition: Int, tile: Int, name: String) {
            self.context = context
            self.partition = partition
            self.tile = tile
            self.name = name
        }
    }

    private struct Entry {
        let value: any Sendable
        let bytes: Int
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var bytes = 0
        var clock: UInt64 = 0
    }

    private let byteCountMax: Int
    private let state = Mutex(State())
    /// One of these is held while a value is made, so that tiles in parallel do not make one value twice.
    private let makers = (0..<64).map { _ in NSRecursiveLock() }

    /// A cache that holds up to `byteCountMax` bytes.
    package init(byteCountMax: Int) {
        self.byteCountMax = byteCountMax
    }

    /// The bytes held now.
    package var byteCount: Int { state.withLock { $0.bytes } }

    /// The value of a key, if it is held.
    package func value(for key: Key) -> (any Sendable)? {
        state.withLock { state in
            state.clock += 1
            state.entries[key]?.lastUse = state.clock
            return state.entries[key]?.value
        }
    }

    /// The value of a key, made and kept when it is not held.
    package func value<T: Sendable>(for key: Key, bytes: (T) -> Int, make: () throws -> T) rethrows -> T {
        if let value = value(for: key) as? T { return value }
        let maker = makers[Int(UInt(bitPattern: key.hashValue) % UInt(makers.count))]
        maker.lock()
        defer { maker.unlock() }
        if let value = value(for: key) as? T { return value }
        let value = try make()
        insert(value, for: key, bytes: bytes(value))
        return value
    }

    /// Keeps a value, for which it makes room.
    ///
    /// A value larger than the whole cache is not kept.
    package func insert(_ value: any Sendable, for key: Key, bytes: Int) {
        guard bytes <= byteCountMax else { return }
        state.withLock { state in
            if let old = state.entries.removeValue(forKey: key) { state.bytes -= old.bytes }
            if state.bytes + bytes > byteCountMax { Self.makeRoom(&state, until: byteCountMax - bytes) }
            state.clock += 1
            state.entries[key] = Entry(value: value, bytes: bytes, lastUse: state.clock)
            state.bytes += bytes
        }
    }

    /// Forgets everything that was derived with a context.
    package func removeAll(context: Digest) {
        state.withLock { state in
            for (key, entry) in state.entries where key.context == context {
                state.entries[key] = nil
                state.bytes -= entry.bytes
            }
        }
    }

    private static func makeRoom(_ state: inout State, until target: Int) {
        for (key, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            if state.bytes <= target { return }
            state.entries[key] = nil
            state.bytes -= entry.bytes
        }
    }
}
