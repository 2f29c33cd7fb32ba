package import Extracts
import Foundation
package import Linkage
import MapReduce
import Passes

/// The link of one row of a submission, without identifiers.
package struct CohortLink: Sendable, Equatable {
    /// The data row of the submission, from 0.
    package let row: Int
    /// The person, or with the grade `none` the best candidate; nil when nobody was a candidate.
    package let person: PersonReference?
    /// What linkage says.
    package let link: Link

    /// The grade.
    package var grade: LinkGrade { link.grade }

    /// Why the row is lost at linkage, nil when it is linked with confidence.
    ///
    /// A row that would be linked with confidence to a person whom another row got is that person a second time.
    package var loss: LossReason? {
        switch link.grade {
        case .suspect where link.lostGrade == .confident, .none where link.lostGrade == .confident: .duplicate
        case .confident: nil
        case .suspect: .suspectUnsettled
        case .none: .notFound
        }
    }

    /// The person to keep out of the comparison pool: linked confidently or suspect.
    package var excludedPerson: PersonReference? { link.grade == .none ? nil : person }
}

/// What the stage `linkage` gives.
package struct LinkageResult: Sendable {
    /// One link for each distinct row of the submission, ascending.
    package let links: [CohortLink]
    /// The model.
    package let model: LinkModel
    /// The model as JSON.
    package let modelJSON: String
    /// Thresholds.
    package let grades: GradeRule
    /// The estimated share of the cohort that is in the extracts.
    package let presentShare: Double
}

/// Links a submission to the population: counts of comparison vectors, a model, candidates, one to one.
enum LinkageStage {
    static func run(
        _ submission: Submission,
        settings: AnalysisSettings,
        personCount: Int,
        executor: any Executor
    ) throws -> LinkageResult {
        executor.enter(stage: "linkage")
        var plan = LinkPlan.service(seed: settings.seed)
        plan.candidateCountMax = settings.candidatesPerRow
        let context = try Shared(LinkContext(plan: plan, table: submission.linkTable(schema: plan.schema)))
        let draw = RandomPairs(pairCount: plan.randomPairCount, personCount: personCount)
        let evidence = try executor.run(LinkEvidencePass.self, context: context, broadcast: draw)
        let estimated = try FellegiSunter.estimate(
            plan: plan,
            random: evidence.random,
            blocked: evidence.blocked,
            agreements: ExactAgreements(cohort: context.value.cohort, values: evidence.values),
            cohortRowCount: submission.uniqueRows.count,
            personCount: personCount
        )
        let scoring = Shared(ScoringContext(link: context.value, model: estimated, values: evidence.values))
        let found = try executor.run(CandidatesPass.self, context: scoring, broadcast: Nothing())
        // The best candidates are at hand, so the refined model weighs them here, without another pass.
        let model = try estimated.refined(by: found, scorer: scoring.value.scorer)
        let scorer = scoring.value.scorer.scorer(by: model, values: evidence.values)
        let candidates = found.weighed(from: scoring.value.scorer, to: scorer)
        let grades = GradeRule(
            confidentProbability: settings.confidentProbability,
            suspectProbability: settings.suspectProbability
        )
        let result = OneToOne.assign(candidates, scorer: scorer, plan: plan, grades: grades)
        let links = result.links.map { link in
            CohortLink(
                row: submission.uniqueRows[link.cohortRow],
                person: link.candidate.map { PersonReference($0) },
                link: link
            )
        }
        return LinkageResult(
            links: links,
            model: model,
            modelJSON: String(decoding: try model.json(), as: UTF8.self) + "\n",
            grades: grades,
            presentShare: result.presentShare
        )
    }
}
