import Dispatch
import Synchronization

/// Rows cut into tiles of a fixed size that are worked on by all cores.
///
/// Results come back in tile order, so neither the number of cores nor their speed changes what is made of them.
struct TiledRows: Sendable {
    /// Rows of a tile.
    let tileRows: Int
    let rowCount: Int

    init(rowCount: Int, tileRows: Int = 32_768) {
        self.rowCount = rowCount
        self.tileRows = tileRows
    }

    /// The ranges, in order.
    var tiles: [Range<Int>] {
        stride(from: 0, to: rowCount, by: tileRows).map { $0..<min($0 + tileRows, rowCount) }
    }

    /// The result of each tile, in tile order.
    func map<Part: Sendable>(_ body: @Sendable (Range<Int>) -> Part) -> [Part] {
        let tiles = tiles
        let parts = Mutex([Part?](repeating: nil, count: tiles.count))
        DispatchQueue.concurrentPerform(iterations: tiles.count) { index in
            let part = body(tiles[index])
            parts.withLock { $0[index] = part }
        }
        return parts.withLock { $0.compactMap(\.self) }
    }

    /// The parts of all tiles added up in tile order; nil without rows.
    func reduce<Part: Sendable>(_ add: (inout Part, Part) -> Void, _ body: @Sendable (Range<Int>) -> Part) -> Part? {
        let parts = map(body)
        guard var sum = parts.first else { return nil }
        for part in parts.dropFirst() { add(&sum, part) }
        return sum
    }
}
