import Statistics
import Tables

/// The order in which records are put before they are linked, so that the order of the input never matters.
package enum CanonicalOrder {
    /// The positions of records by ascending keyed hash of their contents.
    ///
    /// Records with the same contents keep their order; they are interchangeable.
    ///
    /// - Parameters:
    ///   - values: The columns, all of one length.
    ///   - seed: The hash's key.
    /// - Returns: A permutation of the records.
    package static func permutation(of values: [LinkColumns.Values], seed: UInt64) -> [Int] {
        let hash = KeyedHash(key: seed)
        let count = values.first.map { $0.count } ?? 0
        var keys = [UInt64](repeating: seed, count: count)
        for column in values {
            switch column {
            case .texts(let texts):
                for row in 0..<count { keys[row] = hash.hash(keys[row], hash.hash(texts[row])) }
            case .coded(let codes, let distinct):
                let hashes = distinct.map { hash.hash($0) }
                for row in 0..<count { keys[row] = hash.hash(keys[row], hashes[Int(codes[row])]) }
            case .days(let days):
                for row in 0..<count {
                    keys[row] = hash.hash(keys[row], UInt64(truncatingIfNeeded: Int(days[row].number)))
                }
            }
        }
        let sorted = zip(keys, 0..<count).sorted { $0 < $1 }
        return sorted.map(\.1)
    }
}

extension LinkColumns.Values {
    /// The number of records.
    package var count: Int {
        switch self {
        case .texts(let texts): texts.count
        case .coded(let codes, _): codes.count
        case .days(let days): days.count
        }
    }

    /// The values at some positions.
    package func permuted(_ positions: [Int]) -> LinkColumns.Values {
        switch self {
        case .texts(let texts): .texts(positions.map { texts[$0] })
        case .coded(let codes, let distinct): .coded(positions.map { codes[$0] }, distinct: distinct)
        case .days(let days): .days(positions.map { days[$0] })
        }
    }
}
