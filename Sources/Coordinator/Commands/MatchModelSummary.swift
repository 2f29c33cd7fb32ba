import Propensity

/// The score model's diagnostics, as `summary.json` has them.
struct MatchModelSummary: Encodable {
    /// How the iterations ended.
    struct Convergence: Encodable {
        let iterations: Int
        let halvings: Int
        let decrement: Double
        let gradientNorm: Double
    }

    /// The calibration of the probabilities.
    struct Calibration: Encodable {
        /// Rows between two deciles of the probability.
        struct Decile: Encodable {
            let highest: Double
            let rows: Double
            let observed: Double
            let predicted: Double
        }

        let intercept: Double?
        let slope: Double?
        let brier: Double
        let deciles: [Decile]
    }

    /// Measures of explained variation.
    struct PseudoRSquared: Encodable {
        let mcFadden: Double
        let coxSnell: Double
        let nagelkerke: Double
        let tjur: Double
    }

    /// The probabilities of one group, and the rows that each rule of support would leave out.
    struct Group: Encodable {
        let rows: Int
        let quantiles: [Double]
        let outsideOtherGroup: Int
        let outsideRange: Int
        let outsideCrump: Int

        init(_ group: ScoreOverlap.Group) {
            rows = group.count
            quantiles = group.quantiles
            outsideOtherGroup = group.outsideOther
            outsideRange = group.outsideRange
            outsideCrump = group.outsideCrump
        }
    }

    /// Where the groups overlap.
    struct Overlap: Encodable {
        let quantileShares: [Double]
        let treated: Group
        let controls: Group
        let crumpAlpha: Double
    }

    /// How covariates were selected.
    struct Selection: Encodable {
        struct Change: Encodable {
            let term: String
            let statistic: Double
            let degreesOfFreedom: Int
            let pValue: Double
        }

        struct Point: Encodable {
            let lambda: Double
            let columns: Int
            let criterion: Double
        }

        let method: String
        let by: String
        let threshold: Double?
        let selected: [String]
        let removed: [String]
        let changes: [Change]
        let path: [Point]
        let chosen: Int?

        init(_ found: CovariateSelection, settings: SelectionSettings) {
            let isLasso = found.method == .lasso
            method = found.method.rawValue
            by = isLasso ? settings.tuning.rawValue : settings.test.rawValue
            threshold = isLasso ? nil : settings.threshold
            selected = found.selected
            removed = found.removed
            changes = found.changes.map {
                Change(
                    term: $0.term,
                    statistic: $0.statistic,
                    degreesOfFreedom: $0.degreesOfFreedom,
                    pValue: $0.pValue
                )
            }
            path = found.path.map { Point(lambda: $0.lambda, columns: $0.columns, criterion: $0.criterion) }
            chosen = found.chosen
        }
    }

    let selection: Selection?
    let estimation: String
    let ridge: Double?
    let penalisedLogLikelihood: Double?
    let convergence: Convergence
    let areaUnderCurve: Double
    let pseudoRSquared: PseudoRSquared
    let calibration: Calibration
    let overlap: Overlap

    /// Works out the diagnostics of a fitted model.
    init(_ model: LocalModel, input: MatchInput, settings: MatchSettings) {
        let found = ScoreDiagnostics(
            model,
            treatment: input.frame.treatment,
            weights: input.caseWeights,
            rule: settings.support
        )
        switch model.fit.estimation {
        case .likelihood: (estimation, ridge, penalisedLogLikelihood) = ("likelihood", nil, nil)
        case .ridge(let strength): (estimation, ridge, penalisedLogLikelihood) = ("ridge", strength, nil)
        case .firth(let penalised): (estimation, ridge, penalisedLogLikelihood) = ("firth", nil, penalised)
        }
        selection = model.selection.map { Selection($0, settings: settings.model.selection) }
        let reached = model.fit.convergence
        convergence = Convergence(
            iterations: reached.iterations,
            halvings: reached.halvings,
            decrement: reached.decrement,
            gradientNorm: reached.gradientNorm
        )
        areaUnderCurve = found.areaUnderCurve
        pseudoRSquared = PseudoRSquared(
            mcFadden: found.mcFadden,
            coxSnell: found.coxSnell,
            nagelkerke: found.nagelkerke,
            tjur: found.tjur
        )
        calibration = Calibration(
            intercept: found.calibrationIntercept,
            slope: found.calibrationSlope,
            brier: found.brierScore,
            deciles: found.calibration.map {
                Calibration.Decile(
                    highest: $0.highest,
                    rows: $0.weight,
                    observed: $0.observed,
                    predicted: $0.predicted
                )
            }
        )
        overlap = Overlap(
            quantileShares: ScoreOverlap.shares,
            treated: Group(found.overlap.treated),
            controls: Group(found.overlap.controls),
            crumpAlpha: found.overlap.crumpLimit
        )
    }
}
