import Ingest
import Tables

/// What is wrong with a column of case weights or offsets.
enum MatchModelColumnError: BadInput, Hashable {
    /// A row has no usable number.
    case unusable(column: String, row: Int, needed: String)
    /// A group has no weight at all.
    case noWeight(column: String)

    var description: String {
        switch self {
        case .unusable(let column, let row, let needed):
            "Column \(column) holds no \(needed) in row \(row); fill it in, or name another column."
        case .noWeight(let column):
            "Column \(column) gives the treated or the controls no weight at all; name another column."
        }
    }
}

/// The columns of case weights and offsets of `jdl match`.
enum MatchModelColumns {
    /// Case weights: numbers of 0 or more, and more than 0 in both groups.
    static func weights(_ column: MatchTable.Column, treatment: [UInt8]) throws(MatchModelColumnError) -> [Double] {
        let values = try numbers(column, needed: "number of 0 or more") { $0 >= 0 }
        for group in 0...1 where !values.indices.contains(where: { treatment[$0] == group && values[$0] > 0 }) {
            throw .noWeight(column: column.name)
        }
        return values
    }

    /// Offsets: any numbers.
    static func offsets(_ column: MatchTable.Column) throws(MatchModelColumnError) -> [Double] {
        try numbers(column, needed: "number") { _ in true }
    }

    private static func numbers(
        _ column: MatchTable.Column,
        needed: String,
        _ isUsable: (Double) -> Bool
    ) throws(MatchModelColumnError) -> [Double] {
        guard let values = column.numbers() else {
            let (levels, codes) = column.levels()
            let isNumber = levels.map { Double($0)?.isFinite ?? false }
            let row = codes.firstIndex { $0 < 0 || !isNumber[Int($0)] } ?? 0
            throw .unusable(column: column.name, row: row + 1, needed: needed)
        }
        if let row = values.firstIndex(where: { !$0.isFinite || !isUsable($0) }) {
            throw .unusable(column: column.name, row: row + 1, needed: needed)
        }
        return values
    }
}
