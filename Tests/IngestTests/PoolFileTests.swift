import Foundation
import Ingest
import Linkage
import Tables
import Testing

/// A pool in a CSV file against the same records held in memory.
@Suite("Streaming a pool past a cohort")
struct PoolFileTests {
    /// A small population: people with aliases, values in quotation marks, missing values.
    private static func rows(count: Int, aliases: Bool = true) -> [String] {
        let forenames = ["Anna", "Zoë", "Peter", "\"Mary \"\"May\"\"\"", "Omar", "Lucy", "", "Jean-Paul"]
        let surnames = ["Smith", "O'Brien", "Smith-Jones", "Nowak", "Żak", "Brown", "Taylor"]
        return (0..<count).map { index in
            let person = index / 2 * 7 % 97
            let forename = forenames[(person * 3 + index % 2) % forenames.count]
            let surname = surnames[person * 5 % surnames.count]
            let birth = "19\(70 + person % 20)-0\(1 + person % 9)-1\(person % 10)"
            let number = aliases ? person : index
            let pnc = person % 3 == 0 ? "" : "20\(10 + person % 10)/\(1_000_000 + number)A"
            return "\(forename),\(surname),\(birth),\(pnc)"
        }
    }

    private static func scanner(_ rows: [String], chunkBytes: Int) throws -> CSVScanner {
        let text = "forename,surname,date_of_birth,pnc_id\n" + rows.joined(separator: "\n") + "\n"
        return try CSVScanner(contents: Blob.copy(Array(text.utf8)), path: "pool.csv", chunkBytes: chunkBytes)
    }

    private static func cohort(_ rows: [String]) throws -> LinkCohort {
        let scanner = try scanner(rows, chunkBytes: 1 << 20)
        let document = try CSVDocument(scanner)
        let columns = try scanner.columns.map { name in
            LinkSides.Column(name: name, cohort: DistinctTexts(try document.column(named: name)), survey: nil)
        }
        let sides = try LinkSides(columns: columns, seed: 1)
        var plan = LinkPlan(schema: sides.schema)
        plan.randomPairCount = 5_000
        return try LinkCohort(plan: plan, columns: sides.cohort)
    }

    /// What a run finds, without what depends on the order of the file.
    private struct Found: Equatable {
        let counts: VectorCounts
        let values: ValueCounts
        let people: Int
        let model: LinkModel
        let links: [String]
        let wasReadTwice: Bool
    }

    private static func run(
        _ cohort: LinkCohort,
        _ rows: [String],
        chunkBytes: Int = 4 << 20,
        threads: Int = 1,
        pairBytes: Int = 256 << 20,
        model given: LinkModel? = nil
    ) throws -> Found {
        let scanner = try scanner(rows, chunkBytes: chunkBytes)
        let positions = Dictionary(uniqueKeysWithValues: scanner.columns.enumerated().map { ($1, $0) })
        let pool = PoolFile(scanner, schema: cohort.plan.schema, positionsByName: positions)
        var options = PoolStream.Options(rowCount: scanner.rowCount, personKey: pool.personKey)
        options.pairByteCountMax = pairBytes
        let stream = PoolStream(cohort: cohort, options: options)
        try pool.read(into: stream, threads: threads)
        let model =
            try given
            ?? FellegiSunter.estimate(
                plan: cohort.plan,
                random: pool.countRandomPairs(stream, threads: threads),
                blocked: stream.counts,
                cohortRowCount: cohort.rowCount,
                personCount: stream.personCount
            )
        let scorer = LinkScorer(model: model, cohort: cohort, values: stream.values)
        let weightMin = scorer.weightMin
        let again = stream.needsSecondReading
        if again {
            stream.beginSecondReading(scorer: scorer, weightMin: weightMin)
            try pool.read(into: stream, threads: threads)
        }
        let scored = stream.score(scorer, weightMin: weightMin)
        let result = OneToOne.assign(scored.candidates, scorer: scorer, plan: cohort.plan)
        let links = result.links.map { link in
            let row = link.candidate.map { rows[Int($0.row)] } ?? "nobody"
            return "\(row) \(link.probability) \(link.grade) \(link.candidate?.weight ?? 0)"
        }
        return Found(
            counts: stream.counts,
            values: stream.values,
            people: stream.personCount,
            model: model,
            links: links,
            wasReadTwice: again
        )
    }

    @Test("chunks, threads and the order of rows change nothing")
    func order() throws {
        let rows = Self.rows(count: 400)
        let cohort = try Self.cohort(Array(rows[100..<160]))
        let expected = try Self.run(cohort, rows)
        #expect(expected.counts.pairCount > 60)
        #expect(try Self.run(cohort, rows, chunkBytes: 700, threads: 3) == expected)
        #expect(try Self.run(cohort, rows.reversed()) == expected)
    }

    @Test("a pool with more pairs than memory holds is read twice, and by the same model links the same")
    func secondReading() throws {
        let rows = Self.rows(count: 400)
        let cohort = try Self.cohort(Array(rows[100..<160]))
        let once = try Self.run(cohort, rows)
        let twice = try Self.run(cohort, rows, pairBytes: -1, model: once.model)
        #expect(!once.wasReadTwice)
        #expect(twice.wasReadTwice)
        #expect(twice.links == once.links)
    }

    @Test("where each row is a person, the pairs are those of the same records in memory")
    func sameAsMemory() throws {
        let rows = Self.rows(count: 400, aliases: false)
        let cohort = try Self.cohort(Array(rows[100..<160]))
        let document = try CSVDocument(Self.scanner(rows, chunkBytes: 1 << 20))
        let columns = try cohort.plan.schema.fields.map { field in
            ColumnRecognition.standardised(
                DistinctTexts(try document.column(named: field.name)),
                name: field.name,
                role: field.role
            )
        }
        let table = LinkColumns.table(schema: cohort.plan.schema, values: columns)
        let partition = try LinkPartition(
            columns: LinkColumns(TableView(table), schema: cohort.plan.schema),
            number: 0,
            cohort: cohort
        )
        #expect(try Self.run(cohort, rows).counts == partition.countVectors(people: 0..<rows.count))
        #expect(try Self.run(cohort, rows).values == partition.countValues(people: 0..<rows.count))
    }

    @Test("a row of another shape ends the reading with its number")
    func misshapen() throws {
        var rows = Self.rows(count: 50)
        let cohort = try Self.cohort(rows)
        rows[30] = "one,field,too,many,here"
        #expect {
            try Self.run(cohort, rows)
        } throws: { error in
            "\(error)".contains("Row 31 of pool.csv")
        }
    }
}
