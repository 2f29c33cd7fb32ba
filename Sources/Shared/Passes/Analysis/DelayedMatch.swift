import MapReduce
import Propensity
package import Tables

/// A match with the delay of each treated person's programme: the broadcast of the delayed-start passes.
package struct DelayedMatch: Equatable, Sendable, WireCodable {
    /// Model, treated scores and caliper.
    package let plan: MatchPlan
    /// Days from the index date to the programme, by the treated person's place in matching order; at least 0.
    package let delays: [Int32]
    /// Comparison people who count for each place; empty before they are counted.
    package let counts: [UInt32]
    /// Numbers of the treated people by place.
    package let ordinals: [UInt32]

    /// A match with delays.
    package init(plan: MatchPlan, delays: [Int32], counts: [UInt32] = [], ordinals: [UInt32]) {
        precondition(delays.count == plan.treated.count && ordinals.count == delays.count, "each place has a delay")
        self.plan = plan
        self.delays = delays
        self.counts = counts
        self.ordinals = ordinals
    }

    package init(from reader: inout ByteReader) throws {
        plan = try MatchPlan(from: &reader)
        delays = try reader.readArray()
        counts = try reader.readArray()
        ordinals = try reader.readArray()
        // A delay beyond a human life cannot be meant, and would leave the calendar.
        guard delays.count == plan.treated.count, ordinals.count == delays.count,
            counts.isEmpty || counts.count == delays.count, delays.allSatisfy({ (0...40_000).contains($0) })
        else { throw DecodingFault.malformed("a match with delays") }
    }

    package func encode(into writer: inout ByteWriter) {
        plan.encode(into: &writer)
        writer.write(array: delays)
        writer.write(array: counts)
        writer.write(array: ordinals)
    }

    /// The same match with the people who count.
    package func with(counts: [UInt32]) -> DelayedMatch {
        DelayedMatch(plan: plan, delays: delays, counts: counts, ordinals: ordinals)
    }
}

/// The places of a match grouped by delay, so that a range of places is one range within each group.
struct DelayClasses: Sendable {
    /// The delays that occur, ascending.
    let delays: [Int32]
    /// Places by delay, ascending within each.
    let places: [Int]
    private let offsets: [Int]

    init(_ delayOfPlace: [Int32]) {
        places = delayOfPlace.indices.sorted { (delayOfPlace[$0], $0) < (delayOfPlace[$1], $1) }
        var delays: [Int32] = []
        var offsets: [Int] = []
        for (position, place) in places.enumerated() where delays.last != delayOfPlace[place] {
            delays.append(delayOfPlace[place])
            offsets.append(position)
        }
        self.delays = delays
        self.offsets = offsets + [places.count]
    }

    /// The longest delay.
    var longest: Int32 { delays.last ?? 0 }

    /// Positions in ``places`` of those of one delay that lie within a range of places.
    ///
    /// - Complexity: O(log *n*).
    func positions(ofDelay number: Int, within range: Range<Int>) -> Range<Int> {
        let slice = offsets[number]..<offsets[number + 1]
        return first(slice, atLeast: range.lowerBound)..<first(slice, atLeast: range.upperBound)
    }

    private func first(_ slice: Range<Int>, atLeast place: Int) -> Int {
        var low = slice.lowerBound
        var high = slice.upperBound
        while low < high {
            let middle = (low + high) / 2
            if places[middle] >= place { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
