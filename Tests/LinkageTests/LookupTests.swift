import Foundation
import Linkage
import Statistics
import Tables
import Testing

@Suite("Look-up of one record")
struct LookupTests {
    private static let names = [
        "forename", "middle_names", "surname", "date_of_birth", "sex", "pnc_id", "prison_number",
    ]

    private static func values(_ files: SmallFiles, row: Int) -> [String: String] {
        let row = (files.rows[row], files.births[row])
        let texts = [row.0[0], row.0[1], row.0[2], row.1.isMissing ? "" : "\(row.1)", row.0[3], row.0[4], row.0[5]]
        return Dictionary(uniqueKeysWithValues: zip(names, texts))
    }

    private static func pool(_ files: SmallFiles, people: [UInt32]? = nil) throws -> LinkRecords {
        let columns = names.map { name in
            LinkRecords.Column(
                name: name,
                values: DistinctTexts(files.rows.indices.map { values(files, row: $0)[name] ?? "" })
            )
        }
        let texts = people.map { DistinctTexts($0.map { "P\($0)" }) }
        return try LinkRecords(columns: columns, schema: .service, people: texts, seed: 5)
    }

    /// A cohort linked to its population as `jdl link` does it, and the model file that would be written.
    private static func linked(
        _ population: SmallFiles,
        _ cohort: SmallFiles,
        people: [UInt32]? = nil
    ) throws -> (linkage: LocalLinkage, candidates: CandidateList, file: LinkModelFile) {
        var plan = LinkPlan.service(seed: 5)
        plan.randomPairCount = 20_000
        let linkage = try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: population.columns(persons: people))
        let model = try linkage.estimate()
        let values = linkage.countValues()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: values)
        let file = LinkModelFile(model: model, cohort: linkage.cohort, values: values, presentShare: 0.8)
        return (linkage, linkage.candidates(scorer: scorer), file)
    }

    @Test("a look-up and a batch give the same people, weights, levels and rules")
    func equality() throws {
        let population = SmallFiles.population(3_000, seed: 3)
        let cohort = population.cohort(240, absent: 40)
        let (_, batch, file) = try Self.linked(population, cohort)
        let read = try LinkModelFile(json: file.json())
        #expect(read.model == file.model && read.termFrequencies == file.termFrequencies && read.presentShare == 0.8)
        let session = try LookupSession(PoolLookup(read, pool: Self.pool(population)))
        for row in 0..<280 {
            let answer = try session.find(Self.values(cohort, row: row))
            let wanted = batch.candidates(ofRow: row)
            #expect(answer.matches.count == wanted.count)
            // People of equal weight stand in another order: the batch here numbers them otherwise.
            func facts(_ candidate: Candidate, _ row: Int) -> [String] {
                ["\(candidate.weight)", "\(candidate.vector.word)", "\(candidate.rule)", "\(row)"]
            }
            let found = answer.matches.map { facts($0.candidate, $0.row) }.filter {
                $0[0] != "\(wanted.last?.weight ?? 0)"
            }
            let expected = wanted.map { facts($0, Int($0.row)) }.filter { $0[0] != "\(wanted.last?.weight ?? 0)" }
            #expect(Set(found) == Set(expected))
            #expect(answer.matches.last?.candidate.weight == wanted.last?.weight)
            #expect(answer.pairCount == batch.seenCount(ofRow: row))
        }
    }

    @Test("the aliases of a person count as one, by the best")
    func aliases() throws {
        let population = SmallFiles.population(300, seed: 6)
        var aliased = SmallFiles()
        var people: [UInt32] = []
        for person in population.rows.indices {
            for record in 0..<(person % 3 + 1) {
                var row = population.rows[person]
                if record > 0 { row[0] = "ALIAS\(record)" }
                aliased.rows.append(row)
                aliased.births.append(population.births[person])
                people.append(UInt32(person))
            }
        }
        let (_, batch, file) = try Self.linked(aliased, population.cohort(50, absent: 0), people: people)
        let session = try LookupSession(PoolLookup(file, pool: Self.pool(aliased, people: people)))
        for row in 0..<50 {
            let answer = try session.find(Self.values(population.cohort(50, absent: 0), row: row))
            let found = answer.matches.map { people[$0.row] }
            #expect(Set(found).count == found.count)
            #expect(found.first == UInt32(row))
            #expect(answer.matches.first?.candidate.weight == batch.candidates(ofRow: row).first?.weight)
        }
    }

    @Test("probabilities of all people and of nobody sum to one, and a stranger is probably nobody")
    func probabilities() throws {
        let population = SmallFiles.population(2_000, seed: 3)
        let (_, _, file) = try Self.linked(population, population.cohort(200, absent: 40))
        var options = PoolLookup.Options()
        options.candidateCountMax = 1_000
        let session = try LookupSession(PoolLookup(file, pool: Self.pool(population), options: options))
        for row in 0..<60 {
            let answer = try session.find(Self.values(population, row: row))
            let sum = answer.matches.reduce(answer.absentProbability) { $0 + $1.probability }
            #expect(abs(sum - 1) < 1e-9)
            #expect(answer.matches.first?.row == row && answer.matches.first?.grade == .confident)
        }
        let stranger = try session.find(["forename": "Zebedee", "surname": "Quux", "date_of_birth": "1901-02-03"])
        #expect(stranger.matches.isEmpty && stranger.absentProbability == 1)
        #expect(try session.find([:]).pairCount == 0)
    }

    @Test("a value that the model does not list has the pool's frequency")
    func unlistedValues() throws {
        let population = SmallFiles.population(2_000, seed: 3)
        let (_, _, file) = try Self.linked(population, population.cohort(200, absent: 0))
        // Values near to a record's are those that the model lists, so they must not count here.
        var model = file.model
        model.plan.comparisons = model.plan.comparisons.map { comparison in
            let near = comparison.levels.filter { if case .jaroWinkler = $0 { true } else { false } }
            return Comparison(
                field: comparison.field,
                levels: comparison.levels,
                termFrequency: comparison.termFrequency,
                frequencyUses: comparison.termFrequency ? near.map { .init(level: $0, weight: 0) } : []
            )
        }
        let pool = try Self.pool(population)
        let (listed, unlisted) = try (
            LookupSession(PoolLookup(LinkModelFile(model: model, termFrequencies: file.termFrequencies), pool: pool)),
            LookupSession(PoolLookup(LinkModelFile(model: model, termFrequencies: [:]), pool: pool))
        )
        for row in stride(from: 0, to: 2_000, by: 50) {
            let record = Self.values(population, row: row)
            #expect(try listed.find(record).matches == unlisted.find(record).matches)
        }
    }

    @Test("a block that too many of the pool share is left out and named")
    func cutBlocks() throws {
        var population = SmallFiles.population(400, seed: 3)
        for row in 0..<200 { population.rows[row][5] = "A1234BC" }
        let (_, _, file) = try Self.linked(population, SmallFiles.population(400, seed: 3).cohort(100, absent: 0))
        var options = PoolLookup.Options()
        options.blockRowCountMax = 100
        let session = try LookupSession(PoolLookup(file, pool: Self.pool(population), options: options))
        let answer = try session.find(["prison_number": "A1234BC"])
        #expect(answer.pairCount == 0 && answer.cutRules.count == 1)
        #expect(try session.find(Self.values(population, row: 300)).cutRules.isEmpty)
    }

    @Test("the index takes 8 bytes a record and rule, and its directory at most 2 and a fixed part")
    func memory() throws {
        let population = SmallFiles.population(5_000, seed: 3)
        let pool = try Self.pool(population)
        let index = PoolIndex(pool.columns, rules: try [BlockingRule("surname"), BlockingRule("forename + surname")])
        #expect(index.byteCount <= 2 * (5_000 * 10 + 64))
        #expect(index.byteCount >= 2 * 5_000 * 8)
    }
}
