import Linkage
import Statistics
import Tables
import Testing

@Suite("Linking a cohort to a population")
struct LinkingTests {
    private static func plan() -> LinkPlan {
        var plan = LinkPlan.service(seed: 5)
        plan.randomPairCount = 20_000
        return plan
    }

    private static func linkage() throws -> LocalLinkage {
        let population = SmallFiles.population(3_000, seed: 3)
        return try LocalLinkage(
            plan: plan(),
            cohort: population.cohort(240, absent: 40).columns(),
            pool: population.columns()
        )
    }

    @Test("every true pair is found, absent people are not, and rows with an error keep their person")
    func accuracy() throws {
        let linkage = try Self.linkage()
        let model = try linkage.estimate()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: linkage.cohort.plan)
        let right = result.links.prefix(240).count { $0.grade != .none && $0.candidate?.person == UInt32($0.cohortRow) }
        let wrong = result.links.count { $0.grade != .none && $0.candidate?.person != UInt32($0.cohortRow) }
        #expect(right >= 238)
        #expect(wrong <= 1)
        #expect(result.links.suffix(40).allSatisfy { $0.grade != .confident })
        #expect(abs(result.presentShare - 240 / 280) < 0.06)
    }

    @Test("partials of any division of the people merge to the whole, in any order")
    func divisions() throws {
        let linkage = try Self.linkage()
        let people = linkage.partition.columns.personCount
        let model = try linkage.estimate()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let vectors = linkage.partition.countVectors(people: 0..<people)
        let values = linkage.partition.countValues(people: 0..<people)
        let candidates = linkage.partition.candidates(people: 0..<people, scorer: scorer)
        for parts in [2, 7] {
            let cuts = (0...parts).map { $0 * people / parts }
            var mergedVectors = VectorCounts()
            var mergedValues = ValueCounts(linkage.cohort)
            var mergedCandidates = CandidateList(rowCount: 280, countMax: 4)
            for part in (0..<parts).reversed() {
                mergedVectors.merge(linkage.partition.countVectors(people: cuts[part]..<cuts[part + 1]))
                mergedValues.merge(linkage.partition.countValues(people: cuts[part]..<cuts[part + 1]))
                mergedCandidates.merge(
                    linkage.partition.candidates(people: cuts[part]..<cuts[part + 1], scorer: scorer)
                )
            }
            #expect(mergedVectors == vectors)
            #expect(mergedValues == values)
            #expect(mergedCandidates == candidates)
        }
    }

    @Test("counts and candidates survive their wire form")
    func wireForms() throws {
        let linkage = try Self.linkage()
        let model = try linkage.estimate()
        let values = linkage.countValues()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: values)
        let candidates = linkage.candidates(scorer: scorer)
        let vectors = linkage.partition.countVectors(people: 0..<500)
        var writer = ByteWriter()
        vectors.encode(into: &writer)
        values.encode(into: &writer)
        candidates.encode(into: &writer)
        try writer.bytes.withUnsafeBytes { bytes in
            var reader = ByteReader(bytes)
            #expect(try VectorCounts(from: &reader) == vectors)
            #expect(try ValueCounts(from: &reader) == values)
            #expect(try CandidateList(from: &reader) == candidates)
            try reader.end()
            for end in stride(from: 0, to: bytes.count, by: 997) {
                var short = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
                #expect(throws: (any Error).self) {
                    _ = try VectorCounts(from: &short)
                    _ = try ValueCounts(from: &short)
                    _ = try CandidateList(from: &short)
                }
            }
        }
        #expect(try LinkModel(json: model.json()) == model)
    }

    @Test("each pair is found once and exactly when a rule holds")
    func pairsOnce() throws {
        let population = SmallFiles.population(400, seed: 4)
        var plan = Self.plan()
        plan.rules = try ["surname + year(date_of_birth)", "forename + surname", "soundex(surname)"].map { text in
            try BlockingRule(text)
        }
        let (cohort, pool) = (population.cohort(60, absent: 5), population)
        let linkage = try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: pool.columns())
        let code = { (name: String) in withBytes(name, "") { first, _ in Soundex.code(first) } }
        var expected: [UInt64: Int64] = [:]
        for left in cohort.rows.indices {
            for right in pool.rows.indices {
                var rules: UInt64 = 0
                let sameSurname = cohort.rows[left][2] == pool.rows[right][2]
                if sameSurname, cohort.births[left].year == pool.births[right].year { rules |= 1 }
                if sameSurname, cohort.rows[left][0] == pool.rows[right][0] { rules |= 2 }
                if code(cohort.rows[left][2]) == code(pool.rows[right][2]) { rules |= 4 }
                if rules != 0 { expected[rules, default: 0] += 1 }
            }
        }
        var found: [UInt64: Int64] = [:]
        for entry in linkage.partition.countVectors(people: 0..<400).entries {
            found[entry.rules, default: 0] += entry.count
        }
        #expect(found == expected)
    }

    @Test("a rule that gives a record several keys finds each pair with one in common once, beside other rules")
    func severalKeys() throws {
        let population = SmallFiles.population(300, seed: 14)
        var plan = Self.plan()
        plan.rules = try ["qgram(surname,3) + year(date_of_birth)", "forename", "deletion(forename) + date_of_birth"]
            .map { try BlockingRule($0) }
        let (cohort, pool) = (population.cohort(60, absent: 5), population)
        let linkage = try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: pool.columns())
        func grams(_ text: String) -> Set<String> {
            let letters = Array(text)
            if letters.count <= 3 { return text.isEmpty ? [] : [text] }
            return Set((0...(letters.count - 3)).map { String(letters[$0..<$0 + 3]) })
        }
        func deletions(_ text: String) -> Set<String> {
            var all: Set = [text]
            for index in text.indices where text.count > 1 {
                var shorter = text
                shorter.remove(at: index)
                all.insert(shorter)
            }
            return text.isEmpty ? [] : all
        }
        var expected: [UInt64: Int64] = [:]
        for (left, birth) in zip(cohort.rows, cohort.births) {
            for (right, other) in zip(pool.rows, pool.births) {
                var rules: UInt64 = 0
                if !grams(left[2]).isDisjoint(with: grams(right[2])), birth.year == other.year { rules |= 1 }
                if left[0] == right[0], !left[0].isEmpty { rules |= 2 }
                if !deletions(left[0]).isDisjoint(with: deletions(right[0])), birth == other { rules |= 4 }
                if rules != 0 { expected[rules, default: 0] += 1 }
            }
        }
        var found: [UInt64: Int64] = [:]
        for entry in linkage.partition.countVectors(people: 0..<300).entries {
            found[entry.rules, default: 0] += entry.count
        }
        #expect(found == expected)
        #expect(expected.keys.contains { $0 & 1 == 1 } && expected.keys.contains { $0 & 4 == 4 })
    }

    @Test("several records of one person count as one candidate, the best")
    func aliases() throws {
        let population = SmallFiles.population(300, seed: 6)
        var aliased = SmallFiles()
        var persons: [UInt32] = []
        for person in population.rows.indices {
            for record in 0..<(person % 3 + 1) {
                var row = population.rows[person]
                if record > 0 { row[0] = "ALIAS\(record)" }
                aliased.rows.append(row)
                aliased.births.append(population.births[person])
                persons.append(UInt32(person))
            }
        }
        let linkage = try LocalLinkage(
            plan: Self.plan(),
            cohort: population.cohort(50, absent: 0).columns(),
            pool: aliased.columns(persons: persons)
        )
        let model = try linkage.estimate()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let list = linkage.candidates(scorer: scorer)
        for row in 0..<50 {
            let people = list.candidates(ofRow: row).map(\.person)
            #expect(Set(people).count == people.count)
            #expect(people.first == UInt32(row))
        }
    }

    @Test("a block that too many of the cohort share is left out of its rule and reported")
    func cutBlocks() throws {
        var files = SmallFiles.population(200, seed: 8)
        for row in files.rows.indices { files.rows[row][2] = "SMITH" }
        var plan = Self.plan()
        plan.rules = [BlockingRule([BlockingTerm("surname")]), BlockingRule([BlockingTerm("pnc_id")])]
        plan.blockRowCountMax = 100
        let linkage = try LocalLinkage(plan: plan, cohort: files.columns(), pool: files.columns())
        #expect(linkage.cohort.cutBlocks.map(\.rowCount) == [200])
        #expect(linkage.partition.countVectors(people: 0..<200).pairCount == 200)
    }

    @Test("neither the order of the population nor that of the cohort changes the model or a link")
    func inputOrder() throws {
        let population = SmallFiles.population(1_000, seed: 9)
        let cohort = population.cohort(100, absent: 10)
        func run(_ cohortOrder: [Int], _ poolOrder: [Int]) throws -> (LinkModel, [Int: Int]) {
            let cohortHashes = CanonicalOrder.permutation(of: values(cohort, cohortOrder), seed: 1).map {
                cohortOrder[$0]
            }
            let poolHashes = CanonicalOrder.permutation(of: values(population, poolOrder), seed: 1).map {
                poolOrder[$0]
            }
            let linkage = try LocalLinkage(
                plan: Self.plan(),
                cohort: cohort.columns(cohortHashes),
                pool: population.columns(poolHashes)
            )
            let model = try linkage.estimate()
            let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
            let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: linkage.cohort.plan)
            let pairs = result.links.compactMap { link in
                link.candidate.map { (cohortHashes[link.cohortRow], poolHashes[Int($0.person)]) }
            }
            return (model, Dictionary(uniqueKeysWithValues: pairs))
        }
        func values(_ files: SmallFiles, _ order: [Int]) -> [LinkColumns.Values] {
            (0..<6).map { column in .texts(order.map { files.rows[$0][column] }) } + [
                .days(order.map { files.births[$0] })
            ]
        }
        let plain = try run(Array(0..<110), Array(0..<1_000))
        let shuffled = try run(Array((0..<110).reversed()), (0..<1_000).map { $0 * 7 % 1_000 })
        #expect(plain.0 == shuffled.0)
        #expect(plain.1 == shuffled.1)
    }
}
