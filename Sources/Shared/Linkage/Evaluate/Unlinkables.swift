/// The match weight that each record of a cohort would get if it were compared with itself: the most that it can reach.
///
/// A record whose own weight lies below a threshold cannot be linked at it, whoever it is: too few of its values are
/// present, or they are too common. (Splink calls such records unlinkable.)
package struct Unlinkables: Hashable, Sendable {
    /// The weights in ascending order, in bits.
    package let weights: [Double]

    /// Finds the weights.
    ///
    /// - Parameters:
    ///   - cohort: The cohort.
    ///   - scorer: A model's weights for it.
    /// - Complexity: O(*n* log *n*) for *n* records.
    package init(_ cohort: LinkCohort, scorer: LinkScorer) {
        weights = (0..<cohort.rowCount).map { row in
            scorer.weight(Self.vector(ofRow: row, of: cohort), cohortRow: row)
        }.sorted()
    }

    /// Weights that are known.
    package init(weights: [Double]) {
        self.weights = weights.sorted()
    }

    /// The share of records that cannot reach a match weight, 0 to 1.
    ///
    /// - Complexity: O(log *n*).
    package func share(below weight: Double) -> Double {
        guard !weights.isEmpty else { return 0 }
        return Double(count(below: weight)) / Double(weights.count)
    }

    /// How many records cannot reach a match weight.
    package func count(below weight: Double) -> Int {
        var low = 0
        var high = weights.count
        while low < high {
            let middle = (low + high) / 2
            if weights[middle] < weight { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The vector of a record and itself: the first level that two equal values reach, null where there is no value.
    static func vector(ofRow row: Int, of cohort: LinkCohort) -> ComparisonVector {
        let plan = cohort.plan
        return ComparisonVector(
            levels: plan.comparisons.map { comparison in
                guard let field = plan.schema.index(of: comparison.field),
                    cohort.columns.hasValue(field: field, row: row)
                else { return 0 }
                return (comparison.levels.firstIndex(of: .exact) ?? 0) + 1
            }
        )
    }
}
