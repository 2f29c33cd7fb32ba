/// Limits of a number of candidates that differs between people: more where candidates are many.
///
/// Ming and Rosenbaum (2000, doi:10.1111/j.0006-341X.2000.00118.x), as MatchIt's `min.controls` and `max.controls` do it:
/// those whose score is the most unlike the other group's have the fewest candidates there, and get `least`; the others
/// get `most`; one in between gets what is left, so that the mean is `mean`.
package struct VariableRatio: Equatable, Sendable {
    /// The mean number of candidates.
    package let mean: Double
    /// The fewest.
    package let least: Int
    /// The most.
    package let most: Int

    /// Limits; `1 <= least < mean < most`.
    package init(mean: Double, least: Int = 1, most: Int) {
        self.mean = mean
        self.least = least
        self.most = most
    }

    /// Refuses limits that do not enclose the mean.
    ///
    /// - Throws: ``PropensityError/unsupported(what:instead:)``.
    func validate(isUnlimited: Bool) throws(PropensityError) {
        guard least >= 1, Double(least) < mean, mean < Double(most) else {
            throw .unsupported(
                what: "A variable ratio of mean \(mean) from \(least) to \(most)",
                instead: "give --controls-min of 1 or more below --ratio, and --controls-max above it"
            )
        }
        if isUnlimited {
            throw .unsupported(
                what: "A variable ratio with replacement",
                instead: "match without replacement, or give --reuse-max"
            )
        }
    }

    /// How many candidates each of some people gets, from the one with the fewest to the one with the most.
    func counts(people: Int) -> [Int] {
        guard people > 0 else { return [] }
        let total = Int((mean * Double(people)).rounded(.toNearestOrEven))
        let atMost = (total - least * (people - 1)) / (most - least)
        let atLeast = people - atMost - 1
        guard atLeast >= 0 else { return Array(repeating: most, count: people) }
        let between = total - (least * atLeast + most * atMost)
        var counts = Array(repeating: least, count: atLeast) + [between] + Array(repeating: most, count: atMost)
        if between == 0 {
            // Everyone gets somebody, at the cost of one who would get the most.
            counts[atLeast] = 1
            if atMost > 0 { counts[atLeast + 1] -= 1 }
        }
        return counts
    }
}
