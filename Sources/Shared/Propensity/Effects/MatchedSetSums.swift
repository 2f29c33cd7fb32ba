/// What one outcome is among the comparison people of each matched set, with the means of both groups.
///
/// All that the treated person of a set needs to know to add its part to an error by set, so that its own outcome can stay
/// where it is stored.
package struct SetControls: Equatable, Sendable {
    /// The mean of the matched treated.
    package let treatedMean: Double
    /// The weighted mean of the matched comparison people.
    package let controlMean: Double
    /// For each set the weight of its comparison people who have a value; 0 when none has.
    package let weights: [Double]
    /// For each set the sum of their weighted values.
    package let totals: [Double]

    /// The comparison people of sets.
    package init(treatedMean: Double, controlMean: Double, weights: [Double], totals: [Double]) {
        precondition(weights.count == totals.count, "each set has a weight and a total")
        self.treatedMean = treatedMean
        self.controlMean = controlMean
        self.weights = weights
        self.totals = totals
    }

    /// The number of sets.
    package var count: Int { weights.count }

    /// Σ w (y − ȳ) over the comparison people of a set.
    func deviation(_ set: Int) -> Double { totals[set] - weights[set] * controlMean }
}

/// What the treated people of matched sets add to errors by set: sums, so parts add up.
package struct MatchedSetSums: Equatable, Sendable, BitwiseCopyable {
    /// Σ (y − ȳ)² over the treated.
    package private(set) var squares = 0.0
    /// Σ (y − ȳ) times the deviation of the set's comparison people.
    package private(set) var products = 0.0
    /// Treated people with a value in whose set no comparison person has one.
    package private(set) var lone = 0
    /// Treated people with a value above the mean of their set's comparison people.
    package private(set) var above = 0
    /// Treated people with a value below it.
    package private(set) var below = 0
    /// Treated people with a value equal to it, and above zero.
    package private(set) var equalPositive = 0
    /// Treated people with a value equal to it that is not above zero.
    package private(set) var equalZero = 0

    /// The sums of nobody.
    package init() {}

    /// Adds the treated person of a set.
    package mutating func add(_ value: Double, set: Int, of controls: SetControls) {
        let deviation = value - controls.treatedMean
        squares += deviation * deviation
        products += deviation * controls.deviation(set)
        guard controls.weights[set] > 0 else {
            lone += 1
            return
        }
        let mean = controls.totals[set] / controls.weights[set]
        if value > mean {
            above += 1
        } else if value < mean {
            below += 1
        } else if value > 0 {
            equalPositive += 1
        } else {
            equalZero += 1
        }
    }

    /// Adds the sums of later people.
    package mutating func add(_ later: MatchedSetSums) {
        squares += later.squares
        products += later.products
        lone += later.lone
        above += later.above
        below += later.below
        equalPositive += later.equalPositive
        equalZero += later.equalZero
    }

    /// Whether these can be sums over so many sets: no count negative, and not more people than sets.
    package func fit(setCount: Int) -> Bool {
        let counts = [lone, above, below, equalPositive, equalZero]
        guard counts.allSatisfy({ (0...setCount).contains($0) }) else { return false }
        return counts.reduce(0, +) <= setCount && squares >= 0 && products.isFinite
    }
}

extension SetControls {
    /// The standard error clustered by matched set, sets sharing nobody: that of ``MeanScores/clustered(_:_:people:type:isAdjusted:)``
    /// with HC1, from sums over sets.
    ///
    /// With t and c the parts of a set in the errors of both means, Σ (t − c)² × G/(G − 1) × (n − 1)/(n − 2) for G sets of n
    /// people (Liang and Zeger 1986; Abadie and Spiess 2022).
    ///
    /// - Parameters:
    ///   - sums: The sums over the treated of all sets.
    ///   - treated: The weight and number of the treated with a value.
    ///   - controls: The same of the comparison people.
    /// - Returns: The error; nil when there are too few people or nothing varies.
    package func clusteredError(
        _ sums: MatchedSetSums,
        treated: (weight: Double, people: Int),
        controls: (weight: Double, people: Int)
    ) -> Double? {
        let people = Double(treated.people + controls.people)
        let sets = Double(weights.count { $0 > 0 } + sums.lone)
        guard people > 2, sets > 1, treated.weight > 0, controls.weight > 0 else { return nil }
        let covariance = MeanCovariance(
            treated: sums.squares / (treated.weight * treated.weight),
            control: squaredDeviations / (controls.weight * controls.weight),
            between: sums.products / (treated.weight * controls.weight)
        )
        let variance = covariance.ofDifference * sets / (sets - 1) * (people - 1) / (people - 2)
        return variance > 0 ? variance.squareRoot() : nil
    }

    /// Σ (d − τ)² over the sets, d the difference of a treated person from its comparison people: the first part of the error of
    /// Abadie and Imbens, for an outcome that everybody has.
    func squaredDifferences(_ sums: MatchedSetSums) -> Double {
        max(0, sums.squares - 2 * sums.products + squaredDeviations)
    }

    private var squaredDeviations: Double {
        weights.indices.reduce(0) { $0 + deviation($1) * deviation($1) }
    }
}

/// A comparison person chosen with replacement, as far as the error of Abadie and Imbens depends on it.
package struct ReusedControl: Equatable, Sendable {
    /// The outcome.
    package var value: Double
    /// The sum of the person's shares.
    package var shares: Double
    /// The sum of their squares.
    package var squares: Double
    /// The nearest others of the same group: how many are equally near, and the sum of their outcomes.
    package var nearest: (count: Int, total: Double)

    /// A chosen person.
    package init(value: Double, shares: Double, squares: Double, nearest: (count: Int, total: Double)) {
        self.value = value
        self.shares = shares
        self.squares = squares
        self.nearest = nearest
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.value == right.value && left.shares == right.shares && left.squares == right.squares
            && left.nearest == right.nearest
    }
}

extension AbadieImbens {
    /// The error from sums over sets, and the chosen.
    ///
    /// - Parameters:
    ///   - sums: The sums over the treated, of an outcome that everybody has.
    ///   - controls: The comparison people of each set.
    ///   - reused: The chosen.
    package init(_ sums: MatchedSetSums, _ controls: SetControls, reused: [ReusedControl]) {
        let sum = reused.reduce(controls.squaredDifferences(sums)) { sum, one in
            sum + max(0, one.shares * one.shares - one.squares) * Self.variance(one.value, nearest: one.nearest)
        }
        self.init(standardError: sum.squareRoot() / Double(controls.count))
    }
}
