import Foundation
import Synchronization
import Tables

/// Rows on their way from the order of the input to their partitions: one file a table, written in segments.
///
/// Each segment holds whole records of one partition from one thread; where the segments lie is kept in memory.
final class SpillFile: Sendable {
    /// Where some of a partition's records lie.
    struct Segment: Sendable {
        let offset: Int
        let count: Int
        /// The thread slot that wrote them, whose local level codes they hold.
        let slot: Int
    }

    private struct State {
        var end = 0
        var segments: [[Segment]]
    }

    private let path: String
    private let descriptor: Int32
    private let state: Mutex<State>

    /// Makes an empty file.
    ///
    /// - Throws: ``OutputError/unwritable(path:reason:)``.
    init(path: String, partitions: Int) throws(OutputError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        state = Mutex(State(segments: Array(repeating: [], count: partitions)))
        if descriptor < 0 { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends a segment.
    ///
    /// - Throws: ``OutputError/unwritable(path:reason:)``, as when the disk is full.
    func append(_ bytes: UnsafeRawBufferPointer, partition: Int, slot: Int) throws(OutputError) {
        let count = bytes.count
        let offset = state.withLock { state in
            let offset = state.end
            state.end += count
            state.segments[partition].append(Segment(offset: offset, count: count, slot: slot))
            return offset
        }
        var done = 0
        while done < count {
            let written = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
            done += written
        }
    }

    /// The bytes of a partition's segments.
    func byteCount(partition: Int) -> Int {
        state.withLock { $0.segments[partition].reduce(0) { $0 + $1.count } }
    }

    /// Reads a partition's segments one after the other; `body` is told where each lies in the memory.
    ///
    /// - Throws: ``TableError/unreadable(path:reason:)``.
    func read(
        partition: Int,
        into memory: UnsafeMutableRawBufferPointer,
        _ body: (_ segment: UnsafeMutableRawBufferPointer, _ slot: Int) -> Void
    ) throws(TableError) {
        let segments = state.withLock { $0.segments[partition] }
        var start = 0
        for segment in segments {
            let target = UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + segment.count])
            var done = 0
            while done < segment.count {
                let place = target.baseAddress.map { $0 + done }
                let count = pread(descriptor, place, segment.count - done, off_t(segment.offset + done))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
                done += count
            }
            body(target, segment.slot)
            start += segment.count
        }
    }
}

/// One thread's records, gathered by partition until they are worth a write.
struct SpillBuffers: ~Copyable {
    /// Bytes gathered for a partition before they are written.
    static let bytesPerPartition = 32 << 10

    private let file: SpillFile
    private let slot: Int
    private let memory: UnsafeMutableRawPointer
    private var counts: [Int]

    init(file: SpillFile, partitions: Int, slot: Int) {
        self.file = file
        self.slot = slot
        memory = .allocate(byteCount: partitions * Self.bytesPerPartition, alignment: 64)
        counts = [Int](repeating: 0, count: partitions)
    }

    deinit { memory.deallocate() }

    /// Adds one record, which is smaller than a partition's share of the buffer.
    @inline(__always)
    mutating func append(_ record: UnsafeRawPointer, count: Int, partition: Int) throws(OutputError) {
        if counts[partition] + count > Self.bytesPerPartition { try flush(partition) }
        memcpy(memory + partition * Self.bytesPerPartition + counts[partition], record, count)
        counts[partition] += count
    }

    /// Writes all that is left.
    mutating func flush() throws(OutputError) {
        for partition in counts.indices { try flush(partition) }
    }

    private mutating func flush(_ partition: Int) throws(OutputError) {
        if counts[partition] == 0 { return }
        let start = memory + partition * Self.bytesPerPartition
        try file.append(
            UnsafeRawBufferPointer(start: start, count: counts[partition]),
            partition: partition,
            slot: slot
        )
        counts[partition] = 0
    }
}
