import Extracts
import Foundation
import Testing

@Suite("Schemas and the store's manifest")
struct ExtractSchemaTests {
    @Test("the tables have the names and required columns that the domain's rules say")
    func tables() {
        #expect(ExtractTable.all.map(\.name) == ["persons", "sentences", "offences", "assessments", "employment"])
        #expect(ExtractTable.all.filter(\.isRequired).map(\.name) == ["persons", "sentences", "offences"])
        let required = ExtractTable.persons.columns.filter(\.isRequired).map(\.name)
        #expect(required == ["pnc_id", "forename", "surname", "is_alias"])
    }

    @Test("every table names its person, and no column stands twice", arguments: ExtractTable.all.indices)
    func columns(_ index: Int) {
        let columns = ExtractTable.all[index].columns
        #expect(columns.first { $0.name == "pnc_id" }?.isRequired == true)
        #expect(Set(columns.map(\.name)).count == columns.count)
    }

    @Test("a vocabulary column lists the words of its values")
    func vocabularies() throws {
        let disposal = try #require(ExtractTable.sentences.columns.first { $0.name == "disposal" })
        #expect(disposal.type == .vocabulary(Disposal.allCases.map(\.word)))
    }

    @Test("a manifest survives JSON, its layout included")
    func manifest() throws {
        let file = StoreManifest.File(name: "link-0000.jdlt", bytes: 7, sha256: "ab")
        let manifest = StoreManifest(
            extractEnd: "2023-12-31",
            sources: [StoreManifest.Source(file: file, rows: 3, skipped: 1)],
            partitions: [StoreManifest.Partition(people: 2, records: 3, link: file, history: file)],
            levels: [StoreManifest.LevelList.region: ["", "Wales"]],
            assessmentItems: ["S1Q1"]
        )
        let read = try JSONDecoder().decode(StoreManifest.self, from: JSONEncoder().encode(manifest))
        #expect(read == manifest)
        #expect(read.layout == StoreManifest.currentLayout)
    }

    @Test("the defaults of an analysis are those of the domain's rules")
    func defaults() {
        let settings = AnalysisSettings()
        #expect(settings.cohortSizeMin == 60)
        #expect((settings.followUpMonths, settings.waitingMonths) == (12, 6))
        #expect(settings.dateToleranceDays == 7)
        #expect((settings.interventionDaysBefore, settings.interventionDaysAfter) == (30, 180))
        #expect((settings.confidentProbability, settings.suspectProbability) == (0.99, 0.5))
        #expect(settings.caliper == 0.2)
        #expect(settings.exactStrata == ["sex"])
    }
}
