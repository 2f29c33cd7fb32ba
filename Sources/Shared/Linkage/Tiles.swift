import Dispatch
import Synchronization

/// A range of numbers worked on in pieces by all cores.
enum Tiles {
    /// The results of a closure for each piece, in order.
    ///
    /// - Parameters:
    ///   - count: The numbers 0 ..< count are divided.
    ///   - size: Numbers in a piece.
    ///   - body: Gets one piece; called from several threads.
    /// - Returns: One result a piece, whatever thread made it.
    static func map<T: Sendable>(count: Int, size: Int, _ body: @Sendable (Range<Int>) -> T) -> [T] {
        map(count: (count + size - 1) / size) { body($0 * size..<min(($0 + 1) * size, count)) }
    }

    /// The results of a closure for each of some numbers, in order.
    ///
    /// - Parameters:
    ///   - count: The numbers are 0 ..< count.
    ///   - body: Gets one number; called from several threads.
    /// - Returns: One result a number, whatever thread made it.
    static func map<T: Sendable>(count: Int, _ body: @Sendable (Int) -> T) -> [T] {
        let slots = Mutex([T?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let value = body(index)
            slots.withLock { $0[index] = value }
        }
        return slots.withLock { $0.compactMap { $0 } }
    }
}
