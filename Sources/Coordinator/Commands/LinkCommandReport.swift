import Dispatch
import Foundation
import Ingest
import Linkage
import Synchronization

/// The results of `jdl link` and the files that hold them.
struct LinkReport {
    let input: LinkInput
    let cohort: LinkCohort
    let model: LinkModel
    let scorer: LinkScorer
    let values: ValueCounts
    let blocked: VectorCounts
    let poolCompleteness: Completeness
    let scored: PoolStream.Scored
    let result: LinkResult
    /// For each link what a person decided; nil without a review.
    let outcomes: [ReviewedLinks.Outcome?]?
    /// Settled pairs that are no link, so that they changed nothing.
    let unusedDecisionCount: Int
    /// Whether memory did not hold all pairs, so that the pool was read again.
    let wasReadTwice: Bool

    private var cohortRows: [Int] { input.sides.cohortRows }

    /// `links.csv` and `model.json`, made at the same time; the former has a line for each row of the cohort, in the file's
    /// order, with rows numbered from 1.
    func rendered() throws -> (links: [UInt8], model: Data) {
        let lines = LinkLines(
            plan: cohort.plan,
            cohortRows: cohortRows,
            pncIDs: pncIDs(),
            outcomes: outcomes
        )
        var order = [Int](repeating: 0, count: cohortRows.count)
        for (row, fileRow) in cohortRows.enumerated() { order[fileRow] = row }
        let model = Mutex(Result<Data, any Error>.success(Data()))
        let parts = Mutex([[UInt8]](repeating: [], count: Self.partCount))
        // The model takes as long as some parts of the lines, and is begun first.
        DispatchQueue.concurrentPerform(iterations: 1 + Self.partCount) { [order] piece in
            if piece == 0 {
                let json = Result { try modelJSON() }
                model.withLock { $0 = json }
            } else {
                let bytes = lines.bytes(of: order[Self.part(piece - 1, of: order.count)], in: result.links)
                parts.withLock { $0[piece - 1] = bytes }
            }
        }
        let links = parts.withLock { $0.reduce(into: lines.header) { $0 += $1 } }
        return (links, try model.withLock { $0 }.get())
    }

    private static let partCount = 8

    private static func part(_ part: Int, of count: Int) -> Range<Int> {
        part * count / partCount..<(part + 1) * count / partCount
    }

    /// The PNC identifier that each record of the cohort is linked to, empty without a candidate; nil where the pool has
    /// no such column.
    func pncIDs() -> [String]? {
        if case .none = input.pool.personKey { return nil }
        let found = result.links.compactMap { link in
            link.candidate.map {
                (offset: scored.selection.offset(ofRow: $0.row, cohortRow: link.cohortRow), row: link.cohortRow)
            }
        }.sorted { $0 < $1 }
        let parts = Mutex([[String]](repeating: [], count: Self.partCount))
        DispatchQueue.concurrentPerform(iterations: Self.partCount) { part in
            let offsets = found[Self.part(part, of: found.count)].map(\.offset)
            let texts = input.pool.pncIDs(at: offsets) ?? []
            parts.withLock { $0[part] = texts }
        }
        var result = [String](repeating: "", count: cohort.rowCount)
        for (place, text) in zip(found, parts.withLock { $0.joined() }) { result[place.row] = text }
        return result
    }

    /// `model.json`: the model, which `LinkModel` reads again, and the term frequencies that were used.
    private func modelJSON() throws -> Data {
        try LinkModelFile(model: model, cohort: cohort, values: values, presentShare: result.presentShare).json()
    }
}
