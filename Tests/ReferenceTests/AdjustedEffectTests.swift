import Foundation
import Propensity
import Testing

@Suite("Adjusted effects beside R")
struct AdjustedEffectTests {
    private func specification(_ rows: ReferenceFrame) throws -> DesignSpecification {
        try DesignSpecification(
            covariates: rows.covariates,
            survey: CovariateSurvey(rows.frame, covariates: rows.covariates, rows: 0..<rows.frame.rowCount)
        )
    }

    @Test(
        "g-computation and its clustered errors are those of lm, glm and vcovCL with all interactions",
        arguments: EffectReference.ids
    )
    func standardised(id: String) throws {
        let sample = try EffectReference.sample(id)
        let facts = sample.expected["adjusted"]
        let scores = try #require(
            try AdjustedEffect.standardised(
                sample.isBinary ? .logistic : .linear,
                sample.rows.frame,
                specification: specification(sample.rows),
                outcome: sample.outcome,
                weights: sample.weights,
                estimand: .att
            )
        )
        #expect(agrees(scores.treatedMean, facts["mean1"].number, 1e-9))
        #expect(agrees(scores.controlMean, facts["mean0"].number, 1e-9))
        #expect(Double(scores.parameterCount) == facts["parameters"].number)
        let memberships = SetMemberships(sample.pairs, rowCount: sample.weights.count)
        for (type, name) in [(RobustType.hc0, "HC0"), (.hc1, "HC1")] {
            let covariance = scores.clustered(sample.isReused ? .setsAndPeople : .sets, memberships, type: type)
            #expect(agrees(covariance.ofDifference.squareRoot(), facts["se_\(name)"].number, 1e-8), "\(name)")
            guard sample.isBinary else { continue }
            for (measure, key) in [(EffectContrast.Measure.riskRatio, "rr"), (.oddsRatio, "or")] {
                let contrast = try #require(
                    EffectContrast(
                        measure,
                        means: (scores.treatedMean, scores.controlMean),
                        covariance: covariance
                    )
                )
                #expect(agrees(log(contrast.estimate), facts["log_\(key)"].number, 1e-8))
                #expect(agrees(contrast.standardError, facts["log_\(key)_se_\(name)"].number, 1e-8))
            }
        }
    }

    @Test(
        "risk and odds ratios of weighted shares have R's delta errors",
        arguments: ["rossi_nn1_logit_cal0.2", "rossi_replace"]
    )
    func ratios(id: String) throws {
        let sample = try EffectReference.sample(id)
        let facts = sample.expected["errors"]
        let effect = try #require(
            MatchedEffect(
                outcome: sample.outcome,
                treatment: sample.treatment,
                weights: sample.weights,
                pairs: sample.pairs,
                isReused: sample.isReused
            )
        )
        let covariance = try #require(effect.covariances[sample.isReused ? .matchedSetsAndPeople : .matchedSets])
        for (measure, key) in [(EffectContrast.Measure.riskRatio, "log_rr"), (.oddsRatio, "log_or")] {
            let contrast = try #require(
                EffectContrast(measure, means: (effect.treatedMean, effect.controlMean), covariance: covariance)
            )
            #expect(agrees(log(contrast.estimate), facts[key].number, 1e-9))
            #expect(agrees(contrast.standardError, facts["\(key)_se"].number, 1e-9))
            #expect(contrast.interval.contains(contrast.estimate))
        }
    }

    @Test(
        "the doubly robust estimate and its error are those worked out with R's glm",
        arguments: ["lalonde", "rossi"]
    )
    func doublyRobust(name: String) throws {
        let one = try #require(MatchItCase.all.first { $0.id.hasPrefix(name) })
        let rows = try ReferenceFrame(
            ReferenceData.columns("data/\(name).csv"),
            treatment: one.treatment,
            covariates: one.covariates
        )
        let outcome = try #require(rows.columns[one.outcome]).compactMap { Double($0) }
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit)
        let facts = try EffectReference.whole()["doubly_robust"][name]
        for (estimand, key) in [(MatchSettings.Estimand.ate, "ate"), (.att, "att")] {
            let scores = try #require(
                try AdjustedEffect.doublyRobust(
                    name == "rossi" ? .logistic : .linear,
                    rows.frame,
                    specification: model.fit.specification,
                    outcome: outcome,
                    probabilities: model.scores.map { ScoreLink.logit.probability($0) },
                    estimand: estimand
                )
            )
            #expect(agrees(scores.treatedMean - scores.controlMean, facts[key].number, 1e-8))
            #expect(agrees(scores.controlMean, facts["\(key)_mean0"].number, 1e-8))
            let error = try #require(scores.robust(.hc0)).ofDifference.squareRoot()
            #expect(agrees(error, facts["\(key)_se"].number, 1e-8), "\(key)")
        }
    }

    @Test("rows in any order and of no weight leave the adjusted effect as it is")
    func orderAndUnusedRows() throws {
        let sample = try EffectReference.sample("rossi_nn1_logit_cal0.2")
        let specification = try specification(sample.rows)
        let used = sample.weights.indices.filter { sample.weights[$0] > 0 }
        let order = Array(used.reversed())
        let part = CovariateFrame(
            columns: sample.rows.frame.columns.map { column in
                switch column {
                case .codes(let values): .codes(order.map { values[$0] })
                case .wideCodes(let values): .wideCodes(order.map { values[$0] })
                case .singles(let values): .singles(order.map { values[$0] })
                case .doubles(let values): .doubles(order.map { values[$0] })
                }
            },
            treatment: order.map { sample.treatment[$0] }
        )
        func scores(_ frame: CovariateFrame, _ outcome: [Double], _ weights: [Double]) throws -> MeanScores {
            try #require(
                try AdjustedEffect.standardised(
                    .logistic,
                    frame,
                    specification: specification,
                    outcome: outcome,
                    weights: weights,
                    estimand: .ate
                )
            )
        }
        let whole = try scores(sample.rows.frame, sample.outcome, sample.weights)
        let shuffled = try scores(part, order.map { sample.outcome[$0] }, order.map { sample.weights[$0] })
        #expect(abs(whole.controlMean - shuffled.controlMean) < 1e-13)
        #expect(whole.treatedMean > 0 && whole.treatedMean < whole.controlMean)
        #expect(whole.rows.count == order.count)
    }
}
