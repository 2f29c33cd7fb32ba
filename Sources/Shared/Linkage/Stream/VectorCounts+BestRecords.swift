extension VectorCounts {
    /// Takes out pairs of a record of the cohort and a person's record where another record of the same person agrees
    /// better.
    ///
    /// A table of bits tells which record and person may have met before; only those are looked at closely.
    ///
    /// - Complexity: O(*n*) for *n* pairs.
    mutating func keepBestRecords(_ runs: [UnsafeBufferPointer<FoundPair>], rank: RecordRank) {
        let pairCount = runs.reduce(0) { $0 + $1.count }
        var bitCount = 1 << 16
        while bitCount < 16 * pairCount { bitCount *= 2 }
        var bits = [UInt64](repeating: 0, count: bitCount / 64)
        var repeated: Set<Key> = []
        bits.withUnsafeMutableBufferPointer { bits in
            for run in runs {
                for pair in run where pair.isShared {
                    let place = Int(truncatingIfNeeded: Key(pair).mixed) & (bitCount - 1)
                    if bits[place >> 6] >> UInt64(place & 63) & 1 == 1 { repeated.insert(Key(pair)) }
                    bits[place >> 6] |= 1 << UInt64(place & 63)
                }
            }
            // The bits again, now of those alone.
            for index in bits.indices { bits[index] = 0 }
            for key in repeated {
                let place = Int(truncatingIfNeeded: key.mixed) & (bitCount - 1)
                bits[place >> 6] |= 1 << UInt64(place & 63)
            }
        }
        var best: [Key: FoundPair] = [:]
        for run in runs {
            for pair in run where pair.isShared {
                let place = Int(truncatingIfNeeded: Key(pair).mixed) & (bitCount - 1)
                guard bits[place >> 6] >> UInt64(place & 63) & 1 == 1, repeated.contains(Key(pair)) else { continue }
                guard let known = best[Key(pair)] else {
                    best[Key(pair)] = pair
                    continue
                }
                let isBetter =
                    known.vector == pair.vector
                    ? pair.rules > known.rules : rank.prefers(pair.vector, to: known.vector)
                let loser = isBetter ? known : pair
                if isBetter { best[Key(pair)] = pair }
                add(loser.vector, rules: loser.rules, count: -1)
            }
        }
        removeEmpty()
    }

    /// A record of the cohort and a person.
    private struct Key: Hashable {
        let person: UInt64
        let cohortRow: UInt32

        init(_ pair: FoundPair) {
            person = pair.person
            cohortRow = pair.cohortRow
        }

        var mixed: UInt64 {
            let word = (person ^ UInt64(cohortRow) &* 0xd6e8_feb8_6659_fd93) &* 0x9e37_79b9_7f4a_7c15
            return word ^ word >> 32
        }
    }
}
