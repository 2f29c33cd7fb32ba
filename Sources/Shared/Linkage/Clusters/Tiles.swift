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
        let pieceCount = (count + size - 1) / size
        let slots = Mutex([T?](repeating: nil, count: pieceCount))
        DispatchQueue.concurrentPerform(iterations: pieceCount) { index in
            let value = body(index * size..<min((index + 1) * size, count))
            slots.withLock { $0[index] = value }
        }
        return slots.withLock { $0.compactMap { $0 } }
    }
}
