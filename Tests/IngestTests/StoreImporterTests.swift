import Extracts
import Foundation
import Ingest
import Tables
import Testing

@Suite("Import of extracts")
struct StoreImporterTests {
    /// One person of a store, put back together.
    private struct Person: Equatable {
        var names: [String] = []
        var births: [Day] = []
        var aliases: [UInt8] = []
        var prisonNumbers: [String] = []
        var sex: UInt8 = 0
        var death = Day.missing
        var ethnicity = ""
        var region = ""
        var sentences: [String] = []
        var offences: [String] = []
        var spells: [String] = []
    }

    private func people(_ store: StoreReader) throws -> [String: Person] {
        var people: [String: Person] = [:]
        for partition in 0..<store.partitionCount {
            let link = try TableView(store.link(partition), verify: true)
            let history = try TableView(store.history(partition), verify: true)
            let ids = try link.texts(LinkColumnName.pncID)
            let positions: Column<UInt32> = try link.column(LinkColumnName.person)
            let keys: Column<UInt64> = try history.column(HistoryColumnName.personKey)
            #expect(keys.count == store.manifest.partitions[partition].people)
            #expect(ids.count == store.manifest.partitions[partition].records)
            #expect(Array(keys) == keys.sorted())
            #expect(Array(positions) == positions.sorted())
            for record in 0..<ids.count {
                var person = people[ids[record]] ?? Person()
                if person.names.isEmpty {
                    #expect(PersonKey.of(ids[record]) == keys[Int(positions[record])])
                    try add(history, Int(positions[record]), store, to: &person)
                }
                let names = try [LinkColumnName.forename, LinkColumnName.middleNames, LinkColumnName.surname].map {
                    try link.texts($0)[record]
                }
                person.names.append(names.joined(separator: "|"))
                person.births.append(try link.column(LinkColumnName.dateOfBirth, as: Day.self)[record])
                person.aliases.append(try link.column(LinkColumnName.isAlias, as: UInt8.self)[record])
                person.prisonNumbers.append(try link.texts(LinkColumnName.prisonNumber)[record])
                people[ids[record]] = person
            }
        }
        return people
    }

    private func add(_ table: TableView, _ person: Int, _ store: StoreReader, to value: inout Person) throws {
        func byte(_ name: String, _ row: Int) throws -> UInt8 { try table.column(name, as: UInt8.self)[row] }
        func day(_ name: String, _ row: Int) throws -> String {
            let days: Column<Day> = try table.column(name)
            return days[row].description
        }
        func level(_ name: String, _ list: String, _ row: Int) throws -> String {
            store.levels(list)[Int(try table.column(name, as: UInt16.self)[row])]
        }
        func rows(_ name: String) throws -> Range<Int> {
            let offsets: Column<UInt32> = try table.column(name)
            return Int(offsets[person])..<Int(offsets[person + 1])
        }
        typealias Name = HistoryColumnName
        value.sex = try byte(Name.personSex, person)
        value.death = try table.column(Name.personDeath, as: Day.self)[person]
        value.ethnicity = try level(Name.personEthnicity, "ethnicity", person)
        value.region = try level(Name.personRegion, "region", person)
        value.sentences = try rows(Name.sentenceOffsets).map { row in
            let length = try table.column(Name.sentenceLength, as: Int32.self)[row]
            return try [
                day(Name.sentenceConviction, row), "\(byte(Name.sentenceDisposal, row))", day(Name.sentenceStart, row),
                day(Name.sentenceEnd, row), day(Name.sentenceRelease, row), "\(length)",
                level(Name.sentenceGroup, "offence_group", row), level(Name.sentencePrison, "prison", row),
            ].joined(separator: " ")
        }
        value.offences = try rows(Name.offenceOffsets).map { row in
            try [
                day(Name.offenceDate, row), day(Name.offenceOutcomeDate, row), "\(byte(Name.offenceOutcome, row))",
                "\(byte(Name.offenceTier, row))", level(Name.offenceGroup, "offence_group", row),
                "\(byte(Name.offenceSeverity, row))", "\(byte(Name.offenceCustodial, row))",
            ].joined(separator: " ")
        }
        value.spells = try rows(Name.spellOffsets).map { row in
            try "\(byte(Name.spellKind, row)) \(day(Name.spellStart, row)) \(day(Name.spellEnd, row))"
        }
    }

    @Test("five people are stored value by value")
    func values() throws {
        let fixture = try ExtractFixture()
        let store = try fixture.load()
        #expect(store.people == 5)
        #expect(store.extractEnd == Day("2023-12-31"))
        #expect(store.manifest.levels["offence_group"] == ["", "drugs", "theft", "violence"])
        #expect(store.manifest.levels["ethnicity"] == ["", "Asian", "White"])
        let people = try people(store)
        #expect(
            people.keys.sorted() == [
                "20010000001A", "20010000002B", "20010000004D", "20010000005E", "20030000003C",
            ]
        )
        let ann = try #require(people["20010000001A"])
        #expect(ann.names == ["ANN|MARY JANE|ONEILL"])
        #expect(ann.births == [Day("1980-02-29")])
        #expect(ann.prisonNumbers == ["A1234BC"])
        #expect(ann.sex == Sex.female.rawValue)
        #expect(ann.region == "North West")
        #expect(
            ann.sentences == [
                "2018-03-04 3 2018-03-05 - - -1 violence ",
                "2015-01-02 1 2015-01-02 2016-01-02 2015-07-02 365 theft Forest Bank",
            ]
        )
        #expect(
            ann.offences == [
                "2014-11-11 2015-01-02 1 2 theft 30 1", "2018-01-01 2018-03-04 1 1 violence 80 0",
                "2018-01-01 2018-03-04 1 2 violence 60 0",
            ]
        )
        let bob = try #require(people["20010000002B"])
        #expect(bob.names.first == "BOB||SMITH JONES")
        #expect(Set(bob.names.dropFirst()) == ["BOBBY||SMYTH", "ROBERT||SMITH"])
        #expect(bob.aliases == [0, 1, 1])
        #expect(bob.death == Day("2021-05-06"))
        #expect(bob.ethnicity.isEmpty)
        #expect(bob.offences == ["2018-12-01 2019-01-01 1 3 theft 0 1"])
        #expect(bob.spells == ["1 2017-01-01 2018-01-01", "2 2019-01-01 2019-06-01", "3 2019-01-01 -"])
        let zoe = try #require(people["20030000003C"])
        #expect(zoe.names == ["ZOE||ALUND"])
        #expect(zoe.births == [.missing])
        #expect(zoe.sentences == ["2020-02-02 4 - - - -1 drugs "])
        #expect(zoe.offences == ["2020-01-01 2020-02-02 5 3 drugs 5 0"])
        let eve = try #require(people["20010000005E"])
        #expect(eve.names == ["EVE E JO||STONE JR", "EVA||STONE"])
        #expect(eve.sentences.isEmpty && eve.offences.isEmpty && eve.spells.isEmpty)
    }

    @Test("the manifest has every input's digest, and the store is verified against its own")
    func manifest() throws {
        let fixture = try ExtractFixture()
        let store = try fixture.load()
        #expect(
            store.manifest.sources.map(\.file.name) == [
                "persons.csv", "sentences.csv", "offences.csv", "employment.csv",
            ]
        )
        let digest = try Digest.ofFile(path: fixture.folder + "/persons.csv")
        #expect(store.manifest.sources[0].file.sha256 == digest.description)
        #expect(store.manifest.sources[0].file.bytes == ExtractFixture.persons.utf8.count)
        #expect(store.manifest.sources.map(\.rows) == [8, 4, 5, 3])
        try store.verify()
        #expect(fixture.leftovers == ["store"])
        let names = try FileManager.default.contentsOfDirectory(atPath: store.path).sorted()
        #expect(
            names == ["history-0000.jdlt", "history-0001.jdlt", "link-0000.jdlt", "link-0001.jdlt", "store.json"]
        )
    }

    @Test("the order of the input rows, the threads and the pieces change no byte of a partition", arguments: 1...3)
    func determinism(_ seed: UInt64) throws {
        var random = SystemlessRandom(state: seed)
        func shuffled(_ text: String) -> String {
            var lines = text.split(separator: "\n")
            let header = lines.removeFirst()
            lines.shuffle(using: &random)
            return ([header] + lines).joined(separator: "\n") + "\n"
        }
        let persons = ExtractFixture.manyPersons(300)
        let offences = ExtractFixture.manyOffences(300)
        let first = try ExtractFixture(
            persons: persons,
            sentences: ExtractFixture.noSentences,
            offences: offences,
            employment: nil
        )
        let second = try ExtractFixture(
            persons: shuffled(persons),
            sentences: ExtractFixture.noSentences,
            offences: shuffled(offences),
            employment: nil
        )
        let expected = try first.load("a") { $0.threads = 1 }.manifest
        let other = try second.load("b") {
            $0.threads = 2
            $0.chunkBytes = 500
        }.manifest
        #expect(expected.partitions == other.partitions)
        #expect(expected.levels == other.levels)
        #expect(expected.partitions.reduce(0) { $0 + $1.people } == 300)
    }

    @Test("missing optional tables are empty, and the number of partitions has its default")
    func optionalTables() throws {
        let fixture = try ExtractFixture(employment: nil)
        let store = try fixture.load { $0.partitions = nil }
        #expect(store.partitionCount == 64)
        #expect(store.manifest.assessmentItems.isEmpty)
        let history = try TableView(store.history(0))
        #expect(try history.column(HistoryColumnName.spellStart, as: Day.self).isEmpty)
        let offsets: Column<UInt32> = try history.column(HistoryColumnName.spellOffsets)
        #expect(offsets.count == store.manifest.partitions[0].people + 1)
    }

    @Test("assessments keep their items, 255 where there is none")
    func assessments() throws {
        let text = """
            S10Q1,pnc_id,assessment_date,S1Q2,score
            2,2001/0000001A,2019-01-01,,7
            1,2001/0000001A,2018-01-01,0,9

            """
        let fixture = try ExtractFixture(assessments: text)
        let store = try fixture.load { $0.partitions = 1 }
        #expect(store.manifest.assessmentItems == ["S10Q1", "S1Q2"])
        let history = try TableView(store.history(0))
        #expect(try Array(history.column("assessment.S10Q1", as: UInt8.self)) == [1, 2])
        #expect(try Array(history.column("assessment.S1Q2", as: UInt8.self)) == [0, 255])
        #expect(!history.has("assessment.score"))
    }

    @Test("an existing store stays unless it is to be replaced")
    func existing() throws {
        let fixture = try ExtractFixture()
        _ = try fixture.load()
        #expect(throws: OutputError.exists(path: fixture.store())) { try fixture.load() }
        #expect(try fixture.load { ($0.replaces, $0.partitions) = (true, 3) }.partitionCount == 3)
        #expect(fixture.leftovers == ["store"])
    }

    @Test("a store that is cut short, changed, of another layout or absent is refused")
    func damage() throws {
        let fixture = try ExtractFixture()
        let path = try fixture.load().path
        let history = URL(fileURLWithPath: path + "/history-0001.jdlt")
        var bytes = try Data(contentsOf: history)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: history)
        let changed = StoreError.damaged(path: path, what: "history-0001.jdlt")
        #expect(throws: changed) { try StoreReader(path: path).verify() }
        try bytes.dropLast().write(to: history)
        #expect(throws: changed) { try StoreReader(path: path) }
        let manifest = URL(fileURLWithPath: path + "/store.json")
        let text = try String(contentsOf: manifest, encoding: .utf8)
        try Data(text.replacing("\"layout\" : 1", with: "\"layout\" : 2").utf8).write(to: manifest)
        #expect(throws: StoreError.layout(path: path, found: 2)) { try StoreReader(path: path) }
        #expect(throws: StoreError.noStore(path: fixture.folder)) { try StoreReader(path: fixture.folder) }
    }
}

/// A seeded generator for shuffles.
struct SystemlessRandom: RandomNumberGenerator {
    /// Where it stands.
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
