import Extracts
import Foundation
import Ingest
import MapReduce
import Passes
import Pipeline
import Reports
import Tables
import Testing

@Suite struct FlowTests {
    @Test("passes that go through their wire form give the same bytes as in one process")
    func encoded() throws {
        let study = try StudyFixture()
        let local = try study.run(on: LocalExecutor(source: StorePartitions(study.store)), name: "local")
        let encoded = try study.run(on: EncodingExecutor(source: StorePartitions(study.store)), name: "encoded")
        for (file, bytes) in local { #expect(encoded[file] == bytes, "\(file)") }
    }

    @Test("a store of another number of partitions gives the same people, links and counts")
    func partitions() throws {
        let few = try StudyFixture(partitions: 2)
        let many = try StudyFixture(partitions: 9)
        let left = try Pipeline(store: few.store.manifest, executor: LocalExecutor(source: StorePartitions(few.store)))
            .run(few.job).report
        let right = try Pipeline(
            store: many.store.manifest,
            executor: LocalExecutor(source: StorePartitions(many.store))
        ).run(many.job).report
        #expect(left.attrition.submitted == right.attrition.submitted)
        #expect(left.groups.comparisonPool == right.groups.comparisonPool)
        // Random pairs are drawn by partition, so the model may differ in its last digits, and with it a link on the edge.
        #expect(abs(left.attrition.analysed - right.attrition.analysed) <= 2)
    }

    @Test("every submitted person is analysed or lost for one reason")
    func attritionAddsUp() throws {
        let study = try StudyFixture()
        let result = try Pipeline(
            store: study.store.manifest,
            executor: LocalExecutor(source: StorePartitions(study.store))
        ).run(study.job)
        let attrition = result.report.attrition
        #expect(attrition.submitted == attrition.analysed + attrition.lost)
        #expect(attrition.analysed > attrition.submitted / 2)
        #expect(result.report.groups.treatmentPeople == attrition.analysed)
    }

    @Test("the interval holds the known effect, and balance is better after matching")
    func knownEffect() throws {
        let study = try StudyFixture(people: 20_000, cohort: 1_200, effect: -0.1)
        let report = try Pipeline(
            store: study.store.manifest,
            executor: LocalExecutor(source: StorePartitions(study.store))
        ).run(study.job).report
        let difference = try #require(report.outcome(.rate)?.figures?.difference)
        let truth = try #require(report.truth?.effect)
        // Three standard errors: fails by chance once in 370 seeds; the seed is fixed.
        #expect(abs(difference.estimate - truth) < 3 * difference.standardError)
        let before = report.balance.rows.compactMap(\.standardisedDifference.before).map(abs).max() ?? 0
        let after = report.balance.rows.compactMap(\.standardisedDifference.after).map(abs).max() ?? 1
        #expect(after < before / 2)
    }

    @Test("no result file holds a name, a date of birth or an identifier of the list")
    func privacy() throws {
        let study = try StudyFixture()
        let files = try study.run(on: LocalExecutor(source: StorePartitions(study.store)), name: "local")
        let text = files.values.map { String(decoding: $0, as: UTF8.self).uppercased() }.joined()
        let cohort = study.job.cohort
        let identifiers = (cohort.pncIDs + cohort.prisonNumbers).filter { $0.count > 5 }
        #expect(!identifiers.isEmpty)
        for identifier in identifiers { #expect(!text.contains(identifier.uppercased())) }
        for birth in cohort.datesOfBirth where !birth.isMissing { #expect(!text.contains(birth.description)) }
        let surnames = Set(cohort.surnames.map { $0.uppercased() }.filter { $0.count > 6 })
        for surname in surnames { #expect(!text.contains(",\(surname),") && !text.contains("\"\(surname)\"")) }
    }
}
