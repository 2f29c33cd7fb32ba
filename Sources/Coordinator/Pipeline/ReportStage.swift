import Extracts
import Foundation
import Linkage
import MapReduce
import Outcomes
import Passes
import Propensity
import Reports

/// Everything that the stages found, put together for the report.
struct StageResults {
    let request: Request
    let identifier: String
    let submission: Submission
    let linkage: LinkageResult
    let attrition: AttritionResult
    let store: StoreFacts
    let propensity: PropensityResult
    let accuracy: ScoreAccuracy?
    let outcomes: OutcomesResult
    let checks: ChecksResult
    let diagnostics: [DiagnosticFinding]
    let delayed: DelayedStartResult?
    let deaths: TimeToEventCounts?
    let further: [FurtherAnalysis]
}

/// Turns the results of the stages into the report model.
enum ReportStage {
    static func model(_ results: StageResults) -> ReportModel {
        let estimates = results.outcomes.estimates
        let rate = estimates.first { $0.outcome == .rate }
        let settings = results.request.settings
        return ReportModel(
            request: ReportRequest(
                identifier: results.identifier,
                organisation: results.request.organisation,
                programme: results.request.programme,
                description: results.request.description,
                setting: ReportRequest.Setting(rawValue: results.request.setting.word) ?? .both,
                followUpMonths: settings.followUpMonths,
                waitingMonths: settings.waitingMonths
            ),
            attrition: attrition(results),
            groups: headlineGroups(results),
            outcomes: estimates.map { outcome($0, checks: results.checks[$0.outcome]) },
            analyses: results.further.map { analysis($0, settings: settings) },
            sensitivity: Sensitivity(
                eValue: rate?.eValue.map { Sensitivity.EValue(estimate: $0.estimate, interval: $0.interval) },
                hiddenBias: hiddenBias(rate),
                delayedStart: delayedStart(results)
            ),
            timeToFirst: timeToFirst(results),
            balance: balance(results.outcomes.balance),
            overlap: overlap(results.outcomes.summary.histogram),
            profile: profile(
                results.outcomes.summary.balance[.matchedTreated],
                results.propensity.matching.balance
            ),
            propensity: propensityModel(results.propensity.model, results.accuracy),
            linkage: linkageModel(results),
            findings: findings(results),
            truth: results.request.knownEffect.map { SyntheticTruth(effect: $0) }
        )
    }

    private static func headlineGroups(_ results: StageResults) -> AnalysisGroups {
        var groups = groups(results.propensity, results.outcomes, settings: results.request.settings)
        groups.firstIndexYear = results.attrition.years.first.map(Int.init)
        groups.lastIndexYear = results.attrition.years.last.map(Int.init)
        return groups
    }

    private static func attrition(_ results: StageResults) -> Attrition {
        var reasons = results.attrition.reasons
        for (ordinal, controls) in results.propensity.controlCounts where controls == 0 {
            reasons[Int(ordinal)] = .noCommonSupport
        }
        let links = results.linkage.links
        let grades = Attrition.LinkGrades(
            confident: links.count { $0.grade == .confident },
            suspect: links.count { $0.grade == .suspect },
            none: links.count { $0.grade == .none }
        )
        return Attrition(
            submitted: results.submission.cohort.count,
            losses: AttritionStage.counts(reasons).map { loss in
                Attrition.Loss(code: loss.reason.code, wording: loss.reason.wording, count: loss.count)
            },
            foundOnExtract: grades.confident,
            analysed: reasons.count { $0 == nil },
            links: grades
        )
    }

    static func balance(_ table: BalanceTable) -> Balance {
        Balance(
            rows: table.rows.map { row in
                Balance.Row(
                    covariate: row.covariate,
                    level: row.level,
                    meanTreatment: row.after?.treatedMean ?? row.before.treatedMean,
                    meanComparison: .init(before: row.before.controlMean, after: row.after?.controlMean),
                    standardisedDifference: .init(before: row.before.standardised, after: row.after?.standardised),
                    varianceRatio: .init(before: row.before.varianceRatio, after: row.after?.varianceRatio),
                    kolmogorovSmirnov: .init(before: row.before.kolmogorovSmirnov, after: row.after?.kolmogorovSmirnov)
                )
            },
            rubinsB: .init(before: table.rubinB.before, after: table.rubinB.after),
            rubinsR: .init(before: table.rubinR.before, after: table.rubinR.after)
        )
    }

    private static func overlap(_ histogram: ScoreHistogram) -> Overlap {
        Overlap(
            edges: (0...histogram.treated.count).map { histogram.lowest + Double($0) * histogram.width },
            treatment: histogram.treated,
            pool: histogram.pool,
            matched: histogram.matched
        )
    }

    /// Counts of the matched treated people by level.
    private static func profile(_ group: BalanceSums.Group, _ specification: BalanceSpecification) -> TreatmentProfile {
        let shown: [HistoryCovariate] = [.sex, .ageBand, .ethnicity, .ukNational, .indexYear, .region]
        return TreatmentProfile(
            sections: shown.compactMap { covariate in
                guard let index = specification.columns.firstIndex(where: { $0.name == covariate.name }) else {
                    return nil
                }
                let names = specification.columns[index].levels + ["not recorded"]
                let levels = zip(names, group.values[index]).filter { $0.1 > 0 }
                return TreatmentProfile.Section(
                    covariate: covariate.name,
                    levels: levels.map { TreatmentProfile.Level(level: inWords($0.0), count: Int($0.1)) }
                )
            }
        )
    }

    /// A level's name as people write it.
    static func inWords(_ level: String) -> String { level.replacingOccurrences(of: "_", with: " ") }

    private static func propensityModel(_ model: StudyModel, _ accuracy: ScoreAccuracy?) -> PropensityModel {
        let fit = model.fit
        return PropensityModel(
            terms: model.terms.map(inWords),
            link: fit.link == .logit ? .logit : .probit,
            estimation: fit.estimation.inWords,
            selection: model.selection.map { selection in
                .init(rule: selection.rule, removed: selection.removed.map(inWords))
            },
            coefficients: fit.coefficients.compactMap { coefficient in
                guard let estimate = coefficient.estimate, let error = coefficient.standardError else { return nil }
                return .init(column: inWords(coefficient.column), estimate: estimate, standardError: error)
            },
            aliasedColumns: fit.aliased.map(inWords),
            converged: true,
            iterations: fit.iterations,
            accuracy: accuracy.map { accuracy in
                .init(
                    areaUnderCurve: accuracy.areaUnderCurve,
                    brierScore: accuracy.brierScore,
                    tjur: accuracy.tjur,
                    mcFadden: fit.mcFadden
                )
            }
        )
    }

    private static func findings(_ results: StageResults) -> [Finding] {
        var findings = DiagnosticStage.reported(results.diagnostics, overrides: results.request.overrides)
        let separated = results.propensity.fit.separated
        if !separated.isEmpty {
            findings.append(
                Finding(
                    code: "separation",
                    severity: .warning,
                    sentence: "The propensity model tells some people's group without error by "
                        + separated.joined(separator: ", ") + "; their coefficients have no finite estimate."
                )
            )
        }
        let merged = results.propensity.fit.specification.merged
        if !merged.isEmpty {
            findings.append(
                Finding(
                    code: "merged_levels",
                    severity: .caveat,
                    sentence: "Levels that few people have were merged before matching: "
                        + merged.map(inWords).joined(separator: ", ") + "."
                )
            )
        }
        findings += notHeld(results) + [separation(results.further)].compactMap(\.self)
        if !results.linkage.model.training.isConverged {
            findings.append(
                Finding(
                    code: "linkage_not_converged",
                    severity: .warning,
                    sentence: "The estimation of the linkage model stopped before it converged, so link probabilities "
                        + "may be off."
                )
            )
        }
        return findings
    }

    /// What the request asks for and the extracts do not hold.
    private static func notHeld(_ results: StageResults) -> [Finding] {
        let choice = results.request.analyses
        let lacking = [
            (choice.employment && !results.store.holdsEmployment, "employment", "employment and benefit outcomes"),
            (choice.assessments && results.store.assessmentItems.isEmpty, "assessments", "the OASys runs"),
        ]
        return lacking.filter(\.0).map { _, table, wanted in
            Finding(
                code: "\(table)_not_held",
                severity: .caveat,
                sentence:
                    "The request asks for \(wanted), but the extracts have no table of \(table), so they are left out."
            )
        }
    }

    /// The model by which rows were linked, in words and probabilities.
    private static func linkageModel(_ results: StageResults) -> LinkageModel {
        LinkageModel(
            comparisons: results.linkage.model.comparisons.map { comparison in
                LinkageModel.Comparison(
                    name: comparison.field.replacingOccurrences(of: "_", with: " "),
                    levels: comparison.levels.map { .init(label: $0.level.description, m: $0.m, u: $0.u) }
                )
            },
            confidentMin: results.linkage.grades.confidentProbability,
            suspectMin: results.linkage.grades.suspectProbability,
            matchShare: results.linkage.presentShare
        )
    }
}
