import Extracts
import Foundation
import Ingest
import MapReduce
import Pipeline
import Reports
import Testing

@Suite struct AnalysesTests {
    private func report(_ study: StudyFixture) throws -> ReportModel {
        try Pipeline(
            store: study.store.manifest,
            executor: LocalExecutor(source: StorePartitions(study.store))
        ).run(study.job).report
    }

    private struct Truth: Decodable {
        struct Site: Decodable {
            let name: String
            let trueEffect: Double
        }
        let sites: [Site]
    }

    @Test("every analysis asked for is there, and each site's interval holds its known effect")
    func known() throws {
        let study = try StudyFixture(people: 20_000, cohort: 1_200, effect: -0.1)
        let report = try report(study)
        let names = report.analyses.map(\.code)
        #expect(
            names == [
                "follow_up:24", "sub_analysis:site=London", "sub_analysis:site=Midlands", "sub_analysis:site=North",
                "sub_analysis:site=South", "sub_analysis:site=Wales", "region:London", "assessments:without_items",
                "assessments:with_items",
            ]
        )
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let truth = try decoder.decode(
            Truth.self,
            from: Data(contentsOf: URL(fileURLWithPath: study.folder + "/data/truth.json"))
        )
        for site in truth.sites {
            let analysis = try #require(report.analyses.first { $0.code == "sub_analysis:site=\(site.name)" })
            let difference = try #require(analysis.outcome(.rate)?.figures?.difference)
            // The seed is fixed; by chance one of five would be further off once in 400 seeds.
            #expect(abs(difference.estimate - site.trueEffect) < 3.5 * difference.standardError, "\(site.name)")
            #expect(difference.holmPValue.map { $0 >= difference.pValue } == true)
        }
        // The sites share out the people of the headline's plan.
        let people = report.analyses.filter { $0.kind == .subgroup }.compactMap(\.people).reduce(0, +)
        let unmatched = report.attrition.losses.first { $0.code == "no_common_support" }?.count ?? 0
        #expect(people == report.attrition.analysed + unmatched)
    }

    @Test("a longer follow-up has its own losses and a higher rate, regions and OASys runs smaller pools")
    func smaller() throws {
        let report = try report(StudyFixture(people: 12_000, cohort: 900))
        func analysis(_ code: String) throws -> AnalysisResult {
            try #require(report.analyses.first { $0.code == code })
        }
        let longer = try analysis("follow_up:24")
        #expect(
            longer.followUpMonths == 24 && longer.losses.contains { $0.code == "follow_up_incomplete" && $0.count > 0 }
        )
        let long = try #require(longer.outcome(.rate)?.figures)
        let short = try #require(report.outcome(.rate)?.figures)
        #expect(long.comparison.estimate > short.comparison.estimate + 0.02)

        let region = try analysis("region:London")
        #expect(region.isControlledForRegion && region.region == "London")
        let groups = try #require(region.groups)
        #expect(groups.comparisonPool < report.groups.comparisonPool / 3)
        let levels = region.balance?.rows.filter { $0.covariate == "region" && $0.meanTreatment > 0 }
        #expect(levels?.map(\.level) == ["London"])

        let without = try analysis("assessments:without_items")
        let with = try analysis("assessments:with_items")
        #expect(without.people == with.people && without.groups?.comparisonPool == with.groups?.comparisonPool)
        let hasItems: (AnalysisResult) -> Bool = {
            $0.balance?.rows.contains { $0.covariate.hasPrefix("OASys S") } == true
        }
        #expect(!hasItems(without) && hasItems(with))
    }

    @Test("employment, violence and kinds of reoffence are measured of the headline when asked for")
    func outcomes() throws {
        let study = try StudyFixture()
        let full = try report(study)
        #expect(full.outcomes.map(\.code) == OutcomeResult.Code.allCases)
        let plain = try report(
            StudyFixture { text in
                text.replacing("violent: yes", with: "violent: no").replacing("employment: yes", with: "employment: no")
                    .replacing("sub_analyses: [site]", with: "sub_analyses: []").replacing("[24]", with: "[]")
                    .replacing("assessments: yes", with: "assessments: no").replacing("[London]", with: "[]")
            }
        )
        #expect(plain.outcomes == full.outcomes.filter { [.headline, .detail].contains($0.code.family) })
        #expect(plain.analyses.isEmpty)
    }

    @Test("tiers share out the reoffences")
    func tiers() throws {
        let full = try report(StudyFixture(people: 12_000, cohort: 1_500))
        let tiers = [OutcomeResult.Code.firstIndictable, .firstEitherWay, .firstSummary]
            .compactMap { full.outcome($0)?.figures?.comparison.estimate }
        #expect(tiers.count == 3 && abs(tiers.reduce(0, +) - 1) < 1e-9)
        // The curve ends at the rate, but for the few whose last day is the 366th.
        let curve = try #require(full.timeToFirst)
        let shown = try #require(full.outcome(.rate)?.figures)
        #expect(abs(try #require(curve.treatment.last).estimate - shown.treatment.estimate) < 0.005)
        #expect(abs(try #require(curve.comparison.last).estimate - shown.comparison.estimate) < 0.005)
        #expect(zip(curve.comparison, curve.comparison.dropFirst()).allSatisfy { $0.estimate <= $1.estimate })
        let frequency = try #require(full.outcome(.frequency)?.figures?.comparison)
        let byTier = [OutcomeResult.Code.frequencyIndictable, .frequencyEitherWay, .frequencySummary]
            .compactMap { full.outcome($0)?.figures?.comparison.estimate }.reduce(0, +)
        let rate = try #require(full.outcome(.rate)?.figures?.comparison.estimate)
        #expect(abs(byTier * rate - frequency.estimate) < 1e-9)
    }

    @Test("when people wait for the programme, the headline favours it and the delayed start does not")
    func immortalTime() throws {
        let study = try StudyFixture(people: 40_000, cohort: 2_500, effect: 0, startsAfterIndex: 1)
        let report = try report(study)
        let headline = try #require(report.outcome(.rate)?.figures?.difference)
        let delayed = try #require(report.sensitivity.delayedStart)
        let difference = try #require(delayed.difference)
        #expect(delayed.dropped > 50 && (delayed.delayed ?? 0) > 1_000)
        // The true effect is zero.
        #expect(headline.estimate < -3 * headline.standardError)
        #expect(abs(difference.estimate) < 3 * difference.standardError)
        #expect(delayed.treatment?.people ?? 0 <= report.groups.treatmentPeople)
    }

    @Test("without a wait there is no delayed start to estimate")
    func noWait() throws {
        let delayed = try #require(try report(StudyFixture()).sensitivity.delayedStart)
        #expect(delayed.delayed == 0 && delayed.difference == nil)
    }

    @Test("a sub-analysis that is too small is named and not told the size of, a small one borrows the model")
    func small() throws {
        let report = try report(
            StudyFixture { text in
                // Naming a thing twice asks for it once.
                text.replacing("[site]", with: "[site, site]").replacing("[London]", with: "[London, london]")
                    + "settings: {sub_analysis_size_min: 60, sub_analysis_fit_min: 100000}\n"
            }
        )
        #expect(report.analyses.count == 9)
        let sites = report.analyses.filter { $0.kind == .subgroup }
        let small = sites.filter { $0.notMade == .tooFewPeople }
        #expect(!small.isEmpty && small.count < sites.count)
        #expect(small.allSatisfy { $0.people == nil && $0.groups == nil && $0.outcomes.isEmpty })
        #expect(sites.filter { $0.notMade == nil }.allSatisfy { !$0.hasOwnModel })
        #expect(report.findings.contains { $0.code == "analyses-not-made" })
        #expect(report.findings.contains { $0.code == "analyses-with-the-headline-model" })
        // The items are no part of the headline's model, so the run that uses them fits its own.
        #expect(report.analyses.last?.hasOwnModel == true)
    }

    @Test("a region that nobody lives in is refused by name")
    func unknownRegion() throws {
        let study = try StudyFixture { $0.replacing("[London]", with: "[Atlantis]") }
        #expect(throws: PipelineError.self) { try report(study) }
    }
}
