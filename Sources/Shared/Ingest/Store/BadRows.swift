import Synchronization

/// Collects the bad rows of one table from all threads: their exact number, and the first of them by row.
final class BadRows: Sendable {
    private struct State {
        var rowCount = 0
        var cells: [BadCell] = []
    }

    private let state = Mutex(State())
    private let kept: Int

    /// A collector that keeps the first `kept` broken rules.
    init(kept: Int) {
        self.kept = kept
    }

    /// Adds broken rules of `rowCount` different rows.
    func add(_ cells: [BadCell], rowCount: Int) {
        if cells.isEmpty { return }
        state.withLock { state in
            state.rowCount += rowCount
            state.cells += cells
            if state.cells.count > 4 * kept { Self.trim(&state.cells, to: kept) }
        }
    }

    /// Bad rows so far.
    var rowCount: Int { state.withLock { $0.rowCount } }

    /// The first broken rules by row and column; the same for every order of arrival.
    func first() -> [BadCell] {
        state.withLock { state in
            Self.trim(&state.cells, to: kept)
            return state.cells
        }
    }

    private static func trim(_ cells: inout [BadCell], to count: Int) {
        cells.sort { ($0.row, $0.column, $0.rule.rawValue) < ($1.row, $1.column, $1.rule.rawValue) }
        if cells.count > count { cells.removeLast(cells.count - count) }
    }
}
