import Glibc

/// How well a propensity score tells the groups apart, how honest its probabilities are, and where the groups overlap.
package struct ScoreDiagnostics: Equatable, Sendable {
    /// Rows with probabilities between two deciles.
    package struct CalibrationClass: Equatable, Sendable {
        /// The upper edge, which belongs to the class.
        package let highest: Double
        /// The sum of the rows' case weights.
        package let weight: Double
        /// The share of treated rows.
        package let observed: Double
        /// The mean probability.
        package let predicted: Double
    }

    /// The area under the receiver operating characteristic: P(s₁ > s₀) + ½ P(s₁ = s₀), counted exactly.
    package let areaUnderCurve: Double
    /// The mean squared difference between group and probability.
    package let brierScore: Double
    /// The coefficient of the logit of the probability when the group is regressed on it; 1 is perfect (Cox 1958).
    package let calibrationSlope: Double?
    /// The intercept beside that slope; 0 is perfect.
    package let calibrationIntercept: Double?
    /// The classes between the deciles of all rows' probabilities, ascending; equal deciles are one.
    package let calibration: [CalibrationClass]
    /// 1 − ℓ/ℓ₀ (McFadden 1974).
    package let mcFadden: Double
    /// 1 − exp(2(ℓ₀ − ℓ)/n) (Cox and Snell 1989).
    package let coxSnell: Double
    /// Cox and Snell's by its largest value (Nagelkerke 1991, doi:10.1093/biomet/78.3.691).
    package let nagelkerke: Double
    /// The difference of the groups' mean probabilities (Tjur 2009, doi:10.1198/tast.2009.08210).
    package let tjur: Double
    /// Where the groups overlap.
    package let overlap: ScoreOverlap

    /// Works out the diagnostics of a fitted model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - treatment: 1 for each treated row, 0 for each control.
    ///   - weights: Case weights; nil for 1.
    ///   - rule: The fixed range that is counted.
    /// - Complexity: O(*n* log *n*).
    package init(
        _ model: LocalModel,
        treatment: [UInt8],
        weights: [Double]? = nil,
        rule: SupportRule = SupportRule()
    ) {
        let fit = model.fit
        let link = fit.link
        let probabilities = model.scores.map { link.probability($0) }
        let scores = model.scores
        let ranks = TreatedRanks(scores, treatment: treatment, weights: weights)
        let accuracy =
            TiledRows(rowCount: scores.count).reduce(
                { $0.add($1) },
                { rows in
                    ScoreAccuracy(scores, link: link, treatment: treatment, weights: weights, rows: rows, ranks: ranks)
                }
            ) ?? ScoreAccuracy()
        areaUnderCurve = accuracy.areaUnderCurve
        brierScore = accuracy.brierScore
        tjur = accuracy.tjur
        let whole = accuracy.weights[0] + accuracy.weights[1]
        let (full, null) = (fit.logLikelihood, fit.nullLogLikelihood)
        mcFadden = fit.mcFadden
        coxSnell = -expm1(2 * (null - full) / whole)
        nagelkerke = coxSnell / -expm1(2 * null / whole)
        let line = Self.calibrationLine(model.scores, link, treatment, weights)
        calibrationIntercept = line?.intercept
        calibrationSlope = line?.slope
        // Controls, then treated, each on a core.
        let sorted = TiledRows(rowCount: 2, tileRows: 1).map { group in
            probabilities.indices.filter { Int(treatment[$0]) == group.lowerBound }.map { probabilities[$0] }.sorted()
        }
        let all = Self.merged(sorted[1], sorted[0])
        calibration = Self.classes(
            probabilities,
            edges: Self.deciles(all),
            treatment: treatment,
            weights: weights
        )
        overlap = ScoreOverlap(treated: sorted[1], controls: sorted[0], all: all, rule: rule)
    }

    private static func calibrationLine(
        _ scores: [Double],
        _ link: ScoreLink,
        _ treatment: [UInt8],
        _ weights: [Double]?
    ) -> (intercept: Double, slope: Double)? {
        let logits = link == .logit ? scores : scores.map { link.logOdds($0) }
        let frame = CovariateFrame(columns: [.doubles(logits)], treatment: treatment)
        let covariate = Covariate(name: "score", kind: .continuous)
        let model = try? LocalModel(frame, covariates: [covariate], link: .logit, weights: weights)
        guard let model, model.fit.separated.isEmpty, model.fit.coefficients.count == 2,
            let intercept = model.fit.coefficients[0].estimate, let slope = model.fit.coefficients[1].estimate
        else { return nil }
        return (intercept, slope)
    }

    private static func merged(_ left: [Double], _ right: [Double]) -> [Double] {
        var merged: [Double] = []
        merged.reserveCapacity(left.count + right.count)
        var place = 0
        for value in right {
            while place < left.count, left[place] <= value {
                merged.append(left[place])
                place += 1
            }
            merged.append(value)
        }
        merged.append(contentsOf: left[place...])
        return merged
    }

    private static func deciles(_ sorted: [Double]) -> [Double] {
        var edges: [Double] = []
        for tenth in 1...10 {
            let edge = SortedQuantile.value(sorted, Double(tenth) / 10)
            if edges.last != edge { edges.append(edge) }
        }
        return edges
    }

    private static func classes(
        _ probabilities: [Double],
        edges: [Double],
        treatment: [UInt8],
        weights: [Double]?
    ) -> [CalibrationClass] {
        var sums = Array(repeating: (weight: 0.0, treated: 0.0, predicted: 0.0), count: edges.count)
        for row in probabilities.indices {
            let place = min(edges.prefixCount { $0 < probabilities[row] }, edges.count - 1)
            let weight = weights.map { $0[row] } ?? 1
            sums[place].weight += weight
            if treatment[row] == 1 { sums[place].treated += weight }
            sums[place].predicted += weight * probabilities[row]
        }
        return zip(edges, sums).filter { $0.1.weight > 0 }.map { edge, sum in
            CalibrationClass(
                highest: edge,
                weight: sum.weight,
                observed: sum.treated / sum.weight,
                predicted: sum.predicted / sum.weight
            )
        }
    }
}
