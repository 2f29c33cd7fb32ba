import Dispatch
import Foundation
import Ingest
import Linkage
import Synchronization

/// The results of `jdl link` and the files that hold them.
struct LinkReport {
    let sides: LinkSides
    let pool: PoolFile
    let cohort: LinkCohort
    let estimated: LinkModel
    let result: LinkResult
    /// Pairs of a record of the cohort and a record of the pool that were scored.
    let pairCount: Int
    private let values: ValueCounts
    private let selection: PairSelection

    /// The results of a run.
    init(
        sides: LinkSides,
        pool: PoolFile,
        cohort: LinkCohort,
        model: LinkModel,
        values: ValueCounts,
        scored: PoolStream.Scored,
        result: LinkResult
    ) {
        self.sides = sides
        self.pool = pool
        self.cohort = cohort
        estimated = model
        self.values = values
        selection = scored.selection
        pairCount = scored.pairCount
        self.result = result
    }

    /// `links.csv`: a line for each row of the cohort, in the file's order; rows are numbered from 1.
    func links() -> [UInt8] {
        let lines = LinkLines(plan: cohort.plan, cohortRows: sides.cohortRows, pncIDs: personTexts())
        let links = inFileOrder()
        let parts = Mutex([[UInt8]](repeating: [], count: Self.partCount))
        DispatchQueue.concurrentPerform(iterations: Self.partCount) { part in
            let bytes = lines.bytes(of: links[Self.part(part, of: links.count)])
            parts.withLock { $0[part] = bytes }
        }
        return parts.withLock { $0.reduce(into: lines.header) { $0 += $1 } }
    }

    private static let partCount = 8

    private static func part(_ part: Int, of count: Int) -> Range<Int> {
        part * count / partCount..<(part + 1) * count / partCount
    }

    /// The links by row of the cohort's file.
    private func inFileOrder() -> [Link] {
        var order = [Int](repeating: 0, count: sides.cohortRows.count)
        for (row, fileRow) in sides.cohortRows.enumerated() { order[fileRow] = row }
        return order.map { result.links[$0] }
    }

    /// The PNC identifiers of the linked records by their number, where the pool has them.
    private func personTexts() -> [UInt32: String]? {
        if case .none = pool.personKey { return nil }
        let rows = Set(result.links.compactMap { $0.candidate?.row }).sorted()
        let offsets = selection.offsets(ofRows: rows)
        let parts = Mutex([[String]](repeating: [], count: Self.partCount))
        DispatchQueue.concurrentPerform(iterations: Self.partCount) { part in
            let texts = pool.pncIDs(at: Array(offsets[Self.part(part, of: offsets.count)])) ?? []
            parts.withLock { $0[part] = texts }
        }
        return Dictionary(uniqueKeysWithValues: zip(rows, parts.withLock { $0.joined() }))
    }

    /// `model.json`: the model, which `LinkModel` reads again, and the term frequencies that were used.
    func model() throws -> Data {
        try LinkModelFile(model: estimated, cohort: cohort, values: values, presentShare: result.presentShare).json()
    }
}
