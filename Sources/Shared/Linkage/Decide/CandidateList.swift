package import Tables

/// The best candidates of each record of a cohort, and the summed odds of all that were seen.
///
/// Memory depends on the cohort alone. Merging is associative and does not depend on order: the best are chosen by a
/// strict order, and the odds are whole numbers.
package struct CandidateList: Equatable, Sendable {
    /// A candidate for a record, on its way into the list.
    struct Entry {
        let cohortRow: Int
        let candidate: Candidate
        let odds: UInt64
    }

    /// The number of the cohort's records.
    package let rowCount: Int
    /// How many candidates of a record are kept.
    package let countMax: Int
    /// The place of a record in the arrays below, or -1.
    private var places: [Int32]
    private var rows: [UInt32] = []
    private var counts: [UInt8] = []
    private var odds: [UInt64] = []
    private var seen: [UInt32] = []
    /// The candidates that are kept, ``countMax`` places for each record that has any.
    private(set) var kept: [Candidate] = []

    /// No candidates yet.
    package init(rowCount: Int, countMax: Int) {
        self.rowCount = rowCount
        self.countMax = countMax
        places = [Int32](repeating: -1, count: rowCount)
    }

    /// The candidates of a record that are kept, the best first.
    package func candidates(ofRow row: Int) -> [Candidate] {
        guard places[row] >= 0 else { return [] }
        let place = Int(places[row])
        return Array(kept[place * countMax..<place * countMax + Int(counts[place])])
    }

    /// Where the candidates of a record stand in ``kept``, the best first.
    func places(ofRow row: Int) -> Range<Int> {
        guard places[row] >= 0 else { return 0..<0 }
        let place = Int(places[row])
        return place * countMax..<place * countMax + Int(counts[place])
    }

    /// The summed Bayes factors over the number of people, of all candidates that were seen, as whole multiples of 2^-32.
    package func scaledOdds(ofRow row: Int) -> UInt64 {
        places[row] < 0 ? 0 : odds[Int(places[row])]
    }

    /// How many candidates of a record were seen, kept or not.
    package func seenCount(ofRow row: Int) -> Int {
        places[row] < 0 ? 0 : Int(seen[Int(places[row])])
    }

    /// The number of pairs of a record and a person that were scored.
    package var pairCount: Int64 { seen.reduce(0) { $0 + Int64($1) } }

    mutating func insert(_ entry: Entry) {
        let place = place(ofRow: entry.cohortRow)
        odds[place] = Self.saturatingSum(odds[place], entry.odds)
        seen[place] += 1
        keep(entry.candidate, place: place)
    }

    /// Adds the candidates of another part of the population.
    package mutating func merge(_ other: CandidateList) {
        precondition(rowCount == other.rowCount && countMax == other.countMax, "candidate lists of two cohorts")
        if kept.isEmpty { kept.reserveCapacity(rowCount * countMax) }
        for (index, row) in other.rows.enumerated() {
            let place = place(ofRow: Int(row))
            odds[place] = Self.saturatingSum(odds[place], other.odds[index])
            seen[place] += other.seen[index]
            for position in 0..<Int(other.counts[index]) { keep(other.kept[index * countMax + position], place: place) }
        }
    }

    /// The list by other weights of the same pairs, without comparing them again.
    ///
    /// Candidates that are not kept weigh as they did: those of a record are worth less than the worst that is kept.
    ///
    /// - Parameters:
    ///   - old: The weights of this list.
    ///   - new: The weights to give.
    /// - Returns: The list, the best candidates first by the new weights.
    package func weighed(from old: LinkScorer, to new: LinkScorer) -> CandidateList {
        var list = self
        for row in 0..<rowCount {
            let range = places(ofRow: row)
            guard let start = range.first else { continue }
            let place = start / countMax
            list.counts[place] = 0
            var rest = odds[place]
            var sum: UInt64 = 0
            for candidate in kept[range] {
                let scaled = old.scaledOdds(candidate.weight)
                rest = rest >= scaled ? rest - scaled : 0
                let weight = new.weight(candidate.vector, cohortRow: row)
                sum = Self.saturatingSum(sum, new.scaledOdds(weight))
                list.keep(candidate.weighing(weight), place: place)
            }
            list.odds[place] = Self.saturatingSum(rest, sum)
        }
        return list
    }

    private mutating func place(ofRow row: Int) -> Int {
        if places[row] >= 0 { return Int(places[row]) }
        let place = rows.count
        places[row] = Int32(place)
        rows.append(UInt32(row))
        counts.append(0)
        odds.append(0)
        seen.append(0)
        for _ in 0..<countMax { kept.append(.none) }
        return place
    }

    private mutating func keep(_ candidate: Candidate, place: Int) {
        let start = place * countMax
        var position = Int(counts[place])
        if position == countMax {
            guard candidate.precedes(kept[start + position - 1]) else { return }
            position -= 1
        } else {
            counts[place] += 1
        }
        while position > 0, candidate.precedes(kept[start + position - 1]) {
            kept[start + position] = kept[start + position - 1]
            position -= 1
        }
        kept[start + position] = candidate
    }

    private static func saturatingSum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    package static func == (left: CandidateList, right: CandidateList) -> Bool {
        left.rowCount == right.rowCount && left.countMax == right.countMax
            && (0..<left.rowCount).allSatisfy { row in
                left.scaledOdds(ofRow: row) == right.scaledOdds(ofRow: row)
                    && left.seenCount(ofRow: row) == right.seenCount(ofRow: row)
                    && left.candidates(ofRow: row) == right.candidates(ofRow: row)
            }
    }
}

extension CandidateList {
    /// Appends the list, by ascending record.
    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(rowCount))
        writer.write(UInt8(countMax))
        let sorted = rows.sorted()
        writer.write(UInt32(sorted.count))
        for row in sorted {
            let place = Int(places[Int(row)])
            writer.write(row)
            writer.write(counts[place])
            writer.write(odds[place])
            writer.write(seen[place])
            for candidate in candidates(ofRow: Int(row)) {
                writer.write(candidate.weight)
                writer.write(candidate.tie)
                writer.write(candidate.vector.word)
                writer.write(candidate.partition)
                writer.write(candidate.person)
                writer.write(candidate.row)
                writer.write(candidate.rule)
            }
        }
    }

    /// Reads a list.
    ///
    /// - Throws: `DecodingFault` when the bytes are not a list.
    package init(from reader: inout ByteReader) throws {
        let rowCount = Int(try reader.read(UInt32.self))
        let countMax = Int(try reader.read(UInt8.self))
        let places = Int(try reader.read(UInt32.self))
        guard (1...32).contains(countMax), rowCount <= 1 << 26, places <= rowCount, places <= reader.remaining / 17
        else {
            throw DecodingFault.malformed("a candidate list is out of bounds")
        }
        self.init(rowCount: rowCount, countMax: countMax)
        var last = -1
        for _ in 0..<places {
            let row = Int(try reader.read(UInt32.self))
            let count = Int(try reader.read(UInt8.self))
            guard row > last, row < rowCount, (1...countMax).contains(count) else {
                throw DecodingFault.malformed("a candidate list is out of order")
            }
            last = row
            let place = place(ofRow: row)
            odds[place] = try reader.read(UInt64.self)
            seen[place] = try reader.read(UInt32.self)
            for _ in 0..<count {
                let candidate = Candidate(
                    weight: try reader.read(Double.self),
                    tie: try reader.read(UInt64.self),
                    vector: ComparisonVector(word: try reader.read(UInt64.self)),
                    partition: try reader.read(UInt32.self),
                    person: try reader.read(UInt32.self),
                    row: try reader.read(UInt32.self),
                    rule: try reader.read(UInt8.self)
                )
                guard candidate.weight.isFinite else { throw DecodingFault.malformed("a match weight is no number") }
                keep(candidate, place: place)
            }
        }
    }
}
