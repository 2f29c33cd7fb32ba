import Extracts
import Foundation

/// One table after pass 1: how its rows are packed, where they lie, and what was wrong with them.
struct PackedTable: Sendable {
    let plan: TablePlan
    let spill: SpillFile?
    /// The levels that each thread met.
    let levels: [LevelLists]
    let bad: BadRows
    private let path: String?

    /// A table that the extract does not have.
    init(plan: TablePlan) {
        self.plan = plan
        spill = nil
        levels = []
        bad = BadRows(kept: 0)
        path = nil
    }

    /// A table that was read.
    init(plan: TablePlan, spill: SpillFile, path: String, levels: [LevelLists], bad: BadRows) {
        self.plan = plan
        self.spill = spill
        self.levels = levels
        self.bad = bad
        self.path = path
    }

    /// Removes the spilled rows from the disk.
    func removeSpill() {
        if let path { try? FileManager.default.removeItem(atPath: path) }
    }

    /// The level columns with the codes of each thread's numbers.
    func levelColumns(_ codes: LevelCodes) -> [PackedRows.LevelColumn] {
        let bySlot = levels.map { codes.codes(of: $0) }
        return plan.columns.compactMap { column in
            guard case .level = column.packing else { return nil }
            return PackedRows.LevelColumn(
                offset: column.offset,
                codesBySlot: bySlot.map { $0[column.name] ?? [0] }
            )
        }
    }
}

extension PartitionBuilder {
    /// The builder of an import's partitions.
    init(_ packed: [PackedTable], _ codes: LevelCodes, reportsLeftOut: Bool) {
        self.init(
            inputs: Dictionary(
                uniqueKeysWithValues: packed.map { table in
                    let input = Input(plan: table.plan, spill: table.spill, levels: table.levelColumns(codes))
                    return (table.plan.table.name, input)
                }
            ),
            reportsLeftOut: reportsLeftOut,
            bad: Dictionary(uniqueKeysWithValues: packed.map { ($0.plan.table.name, $0.bad) })
        )
    }
}

extension ImportReport {
    /// The report of an import's tables, in the order of its files.
    init(_ packed: [PackedTable], _ source: ExtractFolder) {
        var tables: [Table] = []
        var problems: [DataProblem] = []
        for file in source.files {
            guard let table = packed.first(where: { $0.plan.table.name == file.table.name }) else { continue }
            let name = file.scanner.fileName
            tables.append(Table(file: name, rows: file.scanner.rowCount, badRows: table.bad.rowCount))
            for cell in table.bad.first().prefix(Self.problemsMax - problems.count) {
                let column = cell.column >= 0 ? table.plan.columns[Int(cell.column)].name : nil
                problems.append(DataProblem(file: name, row: Int(cell.row), column: column, rule: cell.rule.text))
            }
        }
        self.init(tables: tables, problems: problems)
    }
}
