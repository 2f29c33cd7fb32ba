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
    /// Who was chosen for whom; nil where everybody within the caliper may count.
    package let chosen: DelayedChoices?

    /// A match with delays.
    package init(
        plan: MatchPlan,
        delays: [Int32],
        counts: [UInt32] = [],
        ordinals: [UInt32],
        chosen: DelayedChoices? = nil
    ) {
        precondition(delays.count == plan.treated.count && ordinals.count == delays.count, "each place has a delay")
        self.plan = plan
        self.delays = delays
        self.counts = counts
        self.ordinals = ordinals
        self.chosen = chosen
    }

    package init(from reader: inout ByteReader) throws {
        plan = try MatchPlan(from: &reader)
        delays = try reader.readArray()
        counts = try reader.readArray()
        ordinals = try reader.readArray()
        chosen = try reader.readFlag() ? try DelayedChoices(from: &reader) : nil
        // A delay beyond a human life cannot be meant, and would leave the calendar.
        guard delays.count == plan.treated.count, ordinals.count == delays.count,
            counts.isEmpty || counts.count == delays.count, chosen?.fit(placeCount: delays.count) ?? true,
            delays.allSatisfy({ (0...40_000).contains($0) })
        else { throw DecodingFault.malformed("a match with delays") }
    }

    package func encode(into writer: inout ByteWriter) {
        plan.encode(into: &writer)
        writer.write(array: delays)
        writer.write(array: counts)
        writer.write(array: ordinals)
        writer.write(flag: chosen != nil)
        chosen?.encode(into: &writer)
    }

    /// The same match with the people who count.
    package func with(counts: [UInt32]) -> DelayedMatch {
        DelayedMatch(plan: plan, delays: delays, counts: counts, ordinals: ordinals, chosen: chosen)
    }
}

/// Chosen comparison people with the places of the treated people who chose each.
package struct DelayedChoices: Equatable, Sendable, WireCodable {
    /// The chosen.
    package let controls: ChosenControls
    /// The places, chosen person by chosen person.
    private let places: [UInt32]
    /// Where those of each chosen person begin, and the end of the last.
    private let offsets: [UInt32]

    /// Choices; `places` has those of each chosen person.
    package init(controls: ChosenControls, places: [[Int]]) {
        precondition(places.count == controls.choices.count, "each of the chosen was chosen by somebody")
        self.controls = controls
        self.places = places.flatMap { $0.map { UInt32($0) } }
        var offsets: [UInt32] = [0]
        for own in places { offsets.append((offsets.last ?? 0) + UInt32(own.count)) }
        self.offsets = offsets
    }

    package init(from reader: inout ByteReader) throws {
        controls = try ChosenControls(from: &reader)
        places = try reader.readArray()
        offsets = try reader.readArray()
        guard offsets.count == controls.choices.count + 1, offsets.first == 0, offsets.last == UInt32(places.count),
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw DecodingFault.malformed("who was chosen for whom") }
    }

    package func encode(into writer: inout ByteWriter) {
        controls.encode(into: &writer)
        writer.write(array: places)
        writer.write(array: offsets)
    }

    /// Whether every place is one of so many.
    func fit(placeCount: Int) -> Bool { places.allSatisfy { $0 < placeCount } }

    /// The places of the treated people who chose a person.
    func places(of choice: Int) -> ArraySlice<UInt32> { places[Int(offsets[choice])..<Int(offsets[choice + 1])] }
}

/// The places of a match grouped by delay, so that a range of places is one range within each group.
struct DelayClasses: Sendable {
    /// The delays that occur, ascending.
    let delays: [Int32]
    /// Places by delay, ascending within each.
    let places: [Int]
    /// Where each place lies in ``places``.
    let positions: [Int]
    private let offsets: [Int]

    init(_ delayOfPlace: [Int32]) {
        places = delayOfPlace.indices.sorted { (delayOfPlace[$0], $0) < (delayOfPlace[$1], $1) }
        var delays: [Int32] = []
        var offsets: [Int] = []
        for (position, place) in places.enumerated() where delays.last != delayOfPlace[place] {
            delays.append(delayOfPlace[place])
            offsets.append(position)
        }
        var positions = Array(repeating: 0, count: places.count)
        for (position, place) in places.enumerated() { positions[place] = position }
        self.positions = positions
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
