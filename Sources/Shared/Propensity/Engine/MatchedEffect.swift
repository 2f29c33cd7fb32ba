import Statistics

/// The difference of an outcome between the matched groups, with the standard errors that others report for it.
package struct MatchedEffect: Equatable, Sendable {
    /// A way to estimate the standard error.
    package enum ErrorKind: String, CaseIterable, Sendable {
        /// psmatch2's: √(V₁/N₁ + V₀ Σw²/N₁²), V₀ the unweighted variance of the controls that were used.
        case psmatch2
        /// Weighted least squares with equal variances.
        case ordinary
        /// Heteroskedasticity-consistent, HC1.
        case robustHC1 = "robust_hc1"
        /// Heteroskedasticity-consistent, HC3.
        case robustHC3 = "robust_hc3"
        /// Linearised for weights, as `svyttest` of R's survey package.
        case survey
        /// Clustered by matched set, HC1.
        case matchedSets = "matched_sets"
        /// Clustered by matched set and by person, HC1 each: for matching with replacement.
        case matchedSetsAndPeople = "matched_sets_and_people"
        /// Abadie and Imbens (2006), for matching with replacement.
        case abadieImbens = "abadie_imbens"
    }

    /// The weighted mean of the treated.
    package let treatedMean: Double
    /// The weighted mean of the controls.
    package let controlMean: Double
    /// Rows with a weight, treated and controls.
    package let treatedCount: Int
    /// Rows with a weight among the controls.
    package let controlCount: Int
    /// The effective numbers: (Σw)² / Σw².
    package let effectiveTreatedCount: Double
    /// The same for the controls.
    package let effectiveControlCount: Double
    /// The standard errors that are defined for this kind of matching.
    package let standardErrors: [ErrorKind: Double]

    /// Treated minus controls.
    package var difference: Double { treatedMean - controlMean }

    /// An estimate's test and interval.
    package struct Inference: Equatable, Sendable {
        /// The standard error that is used.
        package let kind: ErrorKind
        /// Its value.
        package let standardError: Double
        /// Degrees of freedom of the *t* distribution.
        package let degreesOfFreedom: Double
        /// The two-sided p-value of no difference.
        package let pValue: Double
        /// The 95 % interval.
        package let interval: ClosedRange<Double>
    }

    /// Test and interval with one of the standard errors; nil when it is not defined.
    package func inference(_ kind: ErrorKind) -> Inference? {
        guard let error = standardErrors[kind], error > 0, treatedCount + controlCount > 2 else { return nil }
        let freedom = Double(treatedCount + controlCount - 2)
        let distribution = StudentT(degreesOfFreedom: freedom)
        let reach = distribution.quantile(0.975) * error
        return Inference(
            kind: kind,
            standardError: error,
            degreesOfFreedom: freedom,
            pValue: distribution.twoSidedProbability(difference / error),
            interval: (difference - reach)...(difference + reach)
        )
    }

    /// Compares an outcome between the matched groups; nil when a group has no row with a weight and an outcome.
    ///
    /// - Parameters:
    ///   - outcome: The outcome of each row; rows without one (NaN) count for nothing.
    ///   - treatment: 1 for treated, 0 for control.
    ///   - weights: The matching weights.
    ///   - pairs: The pairs; nil when they were not listed, and then there are no clustered errors.
    ///   - isReused: Whether a row may be in several sets.
    ///   - positions: The scores and strata matched on, for the error of Abadie and Imbens; nil leaves it out.
    package init?(
        outcome: [Double],
        treatment: [UInt8],
        weights: [Double],
        pairs: [MatchPair]?,
        isReused: Bool,
        positions: (scores: [Double], strata: [UInt16])? = nil
    ) {
        let rows = weights.indices.filter { weights[$0] > 0 && !outcome[$0].isNaN }
        let treated = WeightedGroup(rows.filter { treatment[$0] == 1 }, outcome, weights)
        let controls = WeightedGroup(rows.filter { treatment[$0] != 1 }, outcome, weights)
        guard let treated, let controls else { return nil }
        treatedMean = treated.mean
        controlMean = controls.mean
        treatedCount = treated.count
        controlCount = controls.count
        effectiveTreatedCount = treated.effectiveCount
        effectiveControlCount = controls.effectiveCount
        var errors: [ErrorKind: Double] = [:]
        let count = Double(rows.count)
        if count > 2 {
            let robust = treated.robust + controls.robust
            errors[.robustHC1] = (robust * count / (count - 2)).squareRoot()
            errors[.survey] = (robust * count / (count - 1)).squareRoot()
            errors[.robustHC3] = (treated.jackknife + controls.jackknife).squareRoot()
            let residual = (treated.residual + controls.residual) / (count - 2)
            errors[.ordinary] = (residual * (1 / treated.weight + 1 / controls.weight)).squareRoot()
            if treated.count > 1, controls.count > 1 {
                let share = controls.weightSquares / (treated.weight * treated.weight)
                errors[.psmatch2] =
                    (treated.plainVariance / treated.weight + controls.plainVariance * share).squareRoot()
            }
        }
        if let pairs, !pairs.contains(where: { outcome[$0.treated].isNaN || outcome[$0.control].isNaN }) {
            let clusters = MatchedClusters(pairs, outcome: outcome, treated: treated, controls: controls)
            if isReused {
                errors[.matchedSetsAndPeople] = clusters.setsAndPeople
                errors[.abadieImbens] = positions.map {
                    clusters.abadieImbens(outcome: outcome, treatment: treatment, scores: $0.scores, strata: $0.strata)
                }
            } else {
                errors[.matchedSets] = clusters.sets
            }
        }
        standardErrors = errors
    }
}

/// Weighted sums of one group's outcome.
private struct WeightedGroup {
    let count: Int
    let weight: Double
    let weightSquares: Double
    let mean: Double
    /// Σ w (y − m)².
    let residual: Double
    /// Σ w² (y − m)² / (Σw)².
    let robust: Double
    /// The same with each residual over 1 − w/Σw.
    let jackknife: Double
    /// The variance of the outcome without weights.
    let plainVariance: Double

    var effectiveCount: Double { weight * weight / weightSquares }

    init?(_ rows: [Int], _ outcome: [Double], _ weights: [Double]) {
        guard !rows.isEmpty else { return nil }
        count = rows.count
        let total = rows.reduce(0.0) { $0 + weights[$1] }
        let mean = rows.reduce(0.0) { $0 + weights[$1] * outcome[$1] } / total
        weight = total
        self.mean = mean
        weightSquares = rows.reduce(0.0) { $0 + weights[$1] * weights[$1] }
        residual = rows.reduce(0.0) { $0 + weights[$1] * (outcome[$1] - mean) * (outcome[$1] - mean) }
        var robust = 0.0
        var jackknife = 0.0
        for row in rows {
            let share = weights[row] / total
            let term = share * (outcome[row] - mean)
            robust += term * term
            let left = share < 1 ? term / (1 - share) : 0
            jackknife += left * left
        }
        self.robust = robust
        self.jackknife = jackknife
        plainVariance = Moments(rows.lazy.map { outcome[$0] }).variance
    }
}

/// Variances clustered by matched set and by person (Cameron, Gelbach and Miller 2011), in the data of one row a member.
private struct MatchedClusters {
    /// Clustered by set.
    let sets: Double
    /// Clustered by set and by person.
    let setsAndPeople: Double
    private let pairs: [MatchPair]
    private let setsAreTreated: Bool

    init(_ pairs: [MatchPair], outcome: [Double], treated: WeightedGroup, controls: WeightedGroup) {
        // The person whose set it is appears once; the set is named by that person's row.
        let firstIsTreated = Self.setsBelongToTreated(pairs)
        self.pairs = pairs
        setsAreTreated = firstIsTreated
        var setScores: [Int: Double] = [:]
        var personScores: [Int: Double] = [:]
        var alone = 0.0
        var members = 0.0
        func add(_ row: Int, set: Int, _ score: Double) {
            setScores[set, default: 0] += score
            personScores[row, default: 0] += score
            alone += score * score
            members += 1
        }
        for pair in pairs {
            let owner = firstIsTreated ? pair.treated : pair.control
            let chosen = firstIsTreated ? pair.control : pair.treated
            let ownGroup = firstIsTreated ? treated : controls
            let otherGroup = firstIsTreated ? controls : treated
            if setScores[owner] == nil {
                add(owner, set: owner, (outcome[owner] - ownGroup.mean) / ownGroup.weight)
            }
            add(chosen, set: owner, -pair.weight * (outcome[chosen] - otherGroup.mean) / otherGroup.weight)
        }
        let freedom = (members - 1) / (members - 2)
        let bySet = Self.sumOfSquares(setScores) * Self.correction(setScores.count) * freedom
        let byPerson = Self.sumOfSquares(personScores) * Self.correction(personScores.count) * freedom
        let byMember = alone * Self.correction(Int(members)) * freedom
        sets = bySet.squareRoot()
        setsAndPeople = max(0, bySet + byPerson - byMember).squareRoot()
    }

    /// The standard error of Abadie and Imbens for these sets.
    func abadieImbens(outcome: [Double], treatment: [UInt8], scores: [Double], strata: [UInt16]) -> Double {
        var sets: [(focal: Int, chosen: [(row: Int, share: Double)])] = []
        var places: [Int: Int] = [:]
        for pair in pairs {
            let owner = setsAreTreated ? pair.treated : pair.control
            let chosen = (row: setsAreTreated ? pair.control : pair.treated, share: pair.weight)
            if let place = places[owner] {
                sets[place].chosen.append(chosen)
            } else {
                places[owner] = sets.count
                sets.append((owner, [chosen]))
            }
        }
        let otherFlag: UInt8 = setsAreTreated ? 0 : 1
        return AbadieImbens(
            sets: sets,
            outcome: outcome,
            others: outcome.indices.filter { treatment[$0] == otherFlag && !outcome[$0].isNaN },
            positions: AbadieImbens.Positions(scores: scores, strata: strata)
        ).standardError
    }

    /// Sets are named by the side on which no row shares a set with itself: weights of one owner add up to 1.
    private static func setsBelongToTreated(_ pairs: [MatchPair]) -> Bool {
        var shares: [Int: Double] = [:]
        for pair in pairs { shares[pair.treated, default: 0] += pair.weight }
        return shares.values.allSatisfy { abs($0 - 1) < 1e-9 }
    }

    private static func sumOfSquares(_ scores: [Int: Double]) -> Double {
        scores.keys.sorted().reduce(0.0) { $0 + (scores[$1] ?? 0) * (scores[$1] ?? 0) }
    }

    private static func correction(_ clusters: Int) -> Double { Double(clusters) / Double(max(clusters - 1, 1)) }
}
