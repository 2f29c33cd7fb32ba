package import Extracts
import Linkage
package import MapReduce
package import Passes

/// What the stage `attrition` finds: who is analysed, and one reason for everybody else.
package struct AttritionResult: Sendable {
    /// The plan of the analysis: treated people with an index event, the excluded, the pool's rule.
    package let plan: Shared<AnalysisPlan>
    /// The reason for the loss of each submitted row (from 0), nil for rows that are analysed so far.
    package let reasons: [LossReason?]
    /// Years of the index events of the treated, ascending.
    package let years: [Int32]
    /// What is known of the index event of each treated person, ascending by ordinal.
    package let events: [IndexFinding]
    /// Linked people whose death within the follow-up is the reason for their loss.
    package let died: [TreatedPerson]
}

/// Applies the filters in order and counts a reason for every loss (domain rules, section 6).
enum AttritionStage {
    static func run(
        _ links: [CohortLink],
        submission: Submission,
        request: Request,
        store: StoreFacts,
        executor: any Executor
    ) throws -> AttritionResult {
        executor.enter(stage: "attrition")
        var reasons = [LossReason?](repeating: .duplicate, count: submission.cohort.count)
        for link in links { reasons[link.row] = link.loss }
        let found = treated(links, submission: submission)
        let excluded = links.compactMap { $0.loss == nil ? nil : $0.excludedPerson }

        let draft = plan(found, excluded: excluded, pool: nil, request: request, store: store)
        let findings = try executor.run(IndexEventsPass.self, context: Shared(draft), broadcast: Nothing())
        var analysed: Set<UInt32> = []
        for finding in findings {
            reasons[Int(finding.ordinal)] = finding.loss
            if finding.loss == nil { analysed.insert(finding.ordinal) }
        }
        let kept = found.filter { analysed.contains($0.ordinal) }
        let dropped = found.filter { !analysed.contains($0.ordinal) }.map(\.reference)
        guard !kept.isEmpty else {
            throw PipelineError.nobodyAnalysed(losses: counts(reasons))
        }
        let events = findings.filter { $0.loss == nil }
        let pool = poolRule(events, settings: request.settings)
        let final = plan(kept, excluded: excluded + dropped, pool: pool, request: request, store: store)
        return AttritionResult(
            plan: Shared(final),
            reasons: reasons,
            years: pool.years,
            events: events,
            died: found.filter { reasons[Int($0.ordinal)] == .died }
        )
    }

    /// The reasons with their counts, in the order of the rules.
    static func counts(_ reasons: [LossReason?]) -> [LossCount] {
        LossReason.allCases.map { reason in LossCount(reason: reason, count: reasons.count { $0 == reason }) }
    }

    /// The people linked with confidence; linkage gives no person to two rows.
    private static func treated(_ links: [CohortLink], submission: Submission) -> [TreatedPerson] {
        links.compactMap { link in
            guard link.loss == nil, let person = link.person else { return nil }
            return TreatedPerson(reference: person, ordinal: link.row, dates: submission.dates(row: link.row))
        }
    }

    private static func plan(
        _ treated: [TreatedPerson],
        excluded: [PersonReference],
        pool: PoolRule?,
        request: Request,
        store: StoreFacts
    ) -> AnalysisPlan {
        let settings = request.settings
        func codes(_ groups: [String]) -> [UInt16] {
            store.levels.offenceGroup.indices.filter { groups.contains(store.levels.offenceGroup[$0]) }.map {
                UInt16($0)
            }
        }
        let rule = IndexEventRule(
            disposals: request.setting.disposals.map(\.rawValue),
            toleranceDays: settings.dateToleranceDays,
            daysBefore: settings.interventionDaysBefore,
            daysAfter: settings.interventionDaysAfter,
            firstYear: settings.firstYear,
            extractEnd: store.extractEnd,
            followUp: FollowUpRule(
                followUpMonths: settings.followUpMonths,
                waitingMonths: settings.waitingMonths,
                breachGroups: codes(settings.breachGroups),
                violentGroups: codes(settings.violentGroups)
            )
        )
        return AnalysisPlan(
            rule: rule,
            seed: settings.seed,
            treated: treated,
            excluded: excluded,
            pool: pool,
            levels: store.levels,
            exactStrata: settings.exactStrata,
            covariates: CovariateChoice(controlsForRegion: settings.controlForRegion)
        )
    }

    private static func poolRule(_ findings: [IndexFinding], settings: AnalysisSettings) -> PoolRule {
        PoolRule(
            years: Set(findings.map(\.year)).sorted(),
            disposals: Set(findings.map(\.disposal)).sorted(),
            regions: settings.matchRegions ? Set(findings.map(\.region)).sorted() : []
        )
    }
}
