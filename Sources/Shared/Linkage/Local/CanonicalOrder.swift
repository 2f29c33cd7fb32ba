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
        let keys = keys(of: values, seed: seed)
        return zip(keys, keys.indices).sorted { $0 < $1 }.map(\.1)
    }

    /// The positions of records so that those of one person lie together: people by keyed hash of their number, a
    /// person's records by hash of their contents.
    ///
    /// - Parameters:
    ///   - values: The columns, all of one length.
    ///   - people: A text that tells people apart, one a record; a record whose text is empty is a person of its own.
    ///   - seed: The hash's key.
    /// - Returns: A permutation of the records, and the person of each in the new order, from 0.
    package static func permutation(
        of values: [LinkColumns.Values],
        people: DistinctTexts,
        seed: UInt64
    ) -> (order: [Int], persons: [UInt32]) {
        let hash = KeyedHash(key: seed)
        let keys = keys(of: values, seed: seed)
        let personHashes = (0..<people.distinctCount).map { code in
            people.withBytes(ofCode: code) { hash.hash(UnsafeRawBufferPointer($0)) }
        }
        let order = keys.indices.map { row in
            let code = people.codes[row]
            return (person: code == 0 ? keys[row] : personHashes[Int(code)], code: code, key: keys[row], row: row)
        }.sorted { ($0.person, $0.key, $0.row) < ($1.person, $1.key, $1.row) }
        var persons: [UInt32] = []
        persons.reserveCapacity(order.count)
        for (index, entry) in order.enumerated() {
            guard index > 0 else {
                persons.append(0)
                continue
            }
            let isSame = entry.code != 0 && entry.code == order[index - 1].code
            persons.append(persons[index - 1] + (isSame ? 0 : 1))
        }
        return (order.map(\.row), persons)
    }

    private static func keys(of values: [LinkColumns.Values], seed: UInt64) -> [UInt64] {
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
        return keys
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
