/// The fitted model by which cohort rows were linked.
package struct LinkageModel: Codable, Sendable, Equatable {
    /// One compared field.
    package struct Comparison: Codable, Sendable, Equatable {
        /// The field's name in plain words.
        package var name: String
        /// Its levels, from exact agreement downwards.
        package var levels: [Level]

        /// A compared field with its levels.
        package init(name: String, levels: [Level]) {
            self.name = name
            self.levels = levels
        }
    }

    /// One level of agreement.
    package struct Level: Codable, Sendable, Equatable {
        /// What the level means, in plain words.
        package var label: String
        /// Share of true matches at this level.
        package var m: Double
        /// Share of true non-matches at this level.
        package var u: Double

        /// A level with its probabilities.
        package init(label: String, m: Double, u: Double) {
            self.label = label
            self.m = m
            self.u = u
        }
    }

    /// Compared fields in the order of the model.
    package var comparisons: [Comparison]
    /// Least match probability of a confident link.
    package var confidentMin: Double
    /// Least match probability of a suspect link.
    package var suspectMin: Double
    /// Share of compared pairs that the model takes for matches, if estimated.
    package var matchShare: Double?

    /// A fitted model with its thresholds.
    package init(comparisons: [Comparison], confidentMin: Double, suspectMin: Double, matchShare: Double? = nil) {
        self.comparisons = comparisons
        self.confidentMin = confidentMin
        self.suspectMin = suspectMin
        self.matchShare = matchShare
    }
}
