/// The treated people's scores in matching order: by stratum, then score, then tie hash.
///
/// Sent to every partition; a control finds the treated within its caliper as one range of places in this order, so pairs
/// are never listed.
package struct TreatedScores: Equatable, Sendable {
    /// The scores in matching order.
    package let scores: [Double]
    /// The strata that occur, ascending.
    package let strata: [UInt16]
    /// The first place of each stratum, and the number of places at the end.
    package let offsets: [Int]
    /// The original index of the person at each place.
    package let order: [Int]

    /// Sorts the treated.
    ///
    /// - Parameters:
    ///   - scores: One for each treated person; finite.
    ///   - strata: The stratum of each.
    ///   - ties: A keyed hash of each person's id, which orders equal scores.
    /// - Complexity: O(*n* log *n*).
    package init(scores: [Double], strata: [UInt16], ties: [UInt64]) {
        precondition(scores.count == strata.count && scores.count == ties.count, "every score has a stratum and a hash")
        let order = scores.indices.sorted {
            if strata[$0] != strata[$1] { return strata[$0] < strata[$1] }
            if scores[$0] != scores[$1] { return scores[$0] < scores[$1] }
            if ties[$0] != ties[$1] { return ties[$0] < ties[$1] }
            return $0 < $1
        }
        var codes: [UInt16] = []
        var offsets: [Int] = []
        for (place, index) in order.enumerated() where codes.last != strata[index] {
            codes.append(strata[index])
            offsets.append(place)
        }
        self.init(scores: order.map { scores[$0] }, strata: codes, offsets: offsets + [order.count], order: order)
    }

    /// Scores already in matching order, as read from a wire.
    package init(scores: [Double], strata: [UInt16], offsets: [Int], order: [Int]) {
        precondition(offsets.count == strata.count + 1, "each stratum has a first place, and there is an end")
        precondition(order.count == scores.count, "each place has a person")
        self.scores = scores
        self.strata = strata
        self.offsets = offsets
        self.order = order
    }

    /// The number of treated people.
    package var count: Int { scores.count }

    /// The places of the treated within the caliper of a control: |s_t − s_c| ≤ caliper, by that comparison itself.
    ///
    /// Subtraction rounds monotonically, so the places that pass it are one range.
    ///
    /// - Complexity: O(log *n*).
    package func range(within caliper: Double, of score: Double, stratum: UInt16) -> Range<Int> {
        guard let index = strata.firstIndex(of: stratum) else { return 0..<0 }
        return scores.withUnsafeBufferPointer {
            Self.range($0, from: offsets[index], to: offsets[index + 1], score: score, caliper: caliper)
        }
    }

    /// Hands each control's range to a closure.
    ///
    /// - Parameters:
    ///   - caliper: The largest distance.
    ///   - controls: Scores and strata of all rows; rows flagged as treated are passed over.
    ///   - rows: The range of rows to look at.
    ///   - body: Receives the row and its places; not called for a control without any.
    package func forEachRange(
        within caliper: Double,
        of controls: ScoredRows,
        rows: Range<Int>,
        _ body: (_ row: Int, _ places: Range<Int>) -> Void
    ) {
        scores.withUnsafeBufferPointer { scores in
            var stratum: UInt16?
            var bounds = 0..<0
            for row in rows where controls.treatment[row] == 0 {
                if stratum != controls.strata[row] {
                    stratum = controls.strata[row]
                    let index = strata.firstIndex(of: controls.strata[row])
                    bounds = index.map { offsets[$0]..<offsets[$0 + 1] } ?? 0..<0
                }
                let places = Self.range(
                    scores,
                    from: bounds.lowerBound,
                    to: bounds.upperBound,
                    score: controls.scores[row],
                    caliper: caliper
                )
                if !places.isEmpty { body(row, places) }
            }
        }
    }

    @inline(__always)
    private static func range(
        _ scores: UnsafeBufferPointer<Double>,
        from start: Int,
        to end: Int,
        score: Double,
        caliper: Double
    ) -> Range<Int> {
        // First place with s_t − s_c ≥ −caliper, then first place after it with s_t − s_c > caliper.
        var low = start
        var high = end
        while low < high {
            let middle = (low &+ high) >> 1
            if scores[middle] - score < -caliper { low = middle &+ 1 } else { high = middle }
        }
        let first = low
        high = end
        while low < high {
            let middle = (low &+ high) >> 1
            if scores[middle] - score <= caliper { low = middle &+ 1 } else { high = middle }
        }
        return first..<low
    }
}

/// The scores, groups and strata of the rows of a partition.
package struct ScoredRows: Sendable {
    /// The linear predictor of each row.
    package let scores: [Double]
    /// 1 for treated, 0 for control, any other value for a row that takes no part.
    package let treatment: [UInt8]
    /// The stratum of each row.
    package let strata: [UInt16]

    /// Rows of a partition.
    package init(scores: [Double], treatment: [UInt8], strata: [UInt16]) {
        precondition(
            scores.count == treatment.count && scores.count == strata.count,
            "every row has a score and a stratum"
        )
        self.scores = scores
        self.treatment = treatment
        self.strata = strata
    }
}
