import Extracts
import Linkage
import MapReduce
import Outcomes
import Passes
import Propensity
import Statistics
import Tables
import TestSupport
import Testing

@Suite("Follow-ups that begin with the programme")
struct DelayedStartTests {
    /// A partition of random lives, a plan over it, and a match on age.
    private struct Fixture {
        let view: PartitionView
        let plan: AnalysisPlan
        let match: DelayedMatch
        let history: History
        let cohort: TileCohort
        let scores: [Double]
        static let caliper = 0.35
        static let people = 160

        init(seed: Int) throws {
            let random = CounterRandom(seed: UInt64(seed), purpose: "lives")
            var builder = HistoryBuilder()
            for person in 0..<Self.people {
                func below(_ count: Int, _ what: Int) -> Int { random.below(count, at: UInt64(person * 16 + what)) }
                var sentence = HistoryBuilder.Sentence.custody(convicted: "2019-06-01", released: "2020-01-01")
                sentence.release = day("2020-01-01").adding(days: below(700, 0))
                var offences: [HistoryBuilder.Offence] = []
                for number in 0..<below(3, 1) {
                    var offence = HistoryBuilder.Offence("2020-01-01", proven: "2020-01-01")
                    offence.date = sentence.release.adding(days: below(500, 2 + number))
                    offence.outcomeDate = offence.date.adding(days: below(250, 5 + number))
                    offences.append(offence)
                }
                let birth = day("1970-01-01").adding(days: below(10_000, 9))
                let death = below(20, 10) == 0 ? sentence.release.adding(days: 367 + below(300, 11)).description : nil
                builder.add(
                    sex: below(2, 12) == 0 ? .female : .male,
                    born: birth.description,
                    died: death,
                    sentences: [sentence],
                    offences: offences
                )
            }
            let table = builder.table()
            history = try builder.history()
            let part = PartitionDescription.Part(name: .history, digest: Digest.of(table.bytes), bytes: table.count)
            view = try PartitionView(
                PartitionDescription(number: 0, people: Self.people, parts: [part]),
                blobs: [.history: table],
                context: Digest.of([]),
                cache: DerivedCache(byteCountMax: 0)
            )
            plan = Self.plan(history, random)
            let tile = Tile(index: 0, people: 0..<Self.people)
            let cohort = try TileCohort.of(tile, view, plan)
            self.cohort = cohort
            let age = try #require(HistoryCovariate.used(plan).firstIndex(of: .age))
            guard case .singles(let ages) = cohort.frame.columns[age] else { throw Unexpected() }
            let scores = ages.map { 0.1 * Double($0) }
            self.scores = scores
            let model = ScoreModel(
                specification: DesignSpecification(
                    columnNames: ["(Intercept)", "age"],
                    terms: [DesignTerm(covariate: age, kind: .continuous, columns: [1, -1], centre: 0, scale: 1)],
                    dropped: [],
                    merged: []
                ),
                link: .logit,
                coefficients: [0, 0.1]
            )
            let rows = cohort.ordinals.indices.filter { cohort.ordinals[$0] >= 0 }
            let treated = TreatedScores(
                scores: rows.map { scores[$0] },
                strata: rows.map { cohort.frame.strata[$0] },
                ties: rows.map { UInt64($0) }
            )
            match = DelayedMatch(
                plan: MatchPlan(model: model, treated: treated, caliper: Self.caliper),
                delays: treated.order.map { Int32([0, 0, 15, 15, 60, 170][rows[$0] % 6]) },
                ordinals: treated.order.map { UInt32(cohort.ordinals[rows[$0]]) }
            )
        }

        private struct Unexpected: Error {}

        private static func plan(_ history: History, _ random: CounterRandom) -> AnalysisPlan {
            AnalysisPlan(
                rule: IndexEventRule(
                    disposals: [Disposal.custody.rawValue],
                    toleranceDays: 7,
                    daysBefore: 30,
                    daysAfter: 180,
                    firstYear: 2_002,
                    // So early that some delayed follow-ups are not complete.
                    extractEnd: day("2023-05-01"),
                    followUp: FollowUpRule(followUpMonths: 12, waitingMonths: 6, breachGroups: [])
                ),
                seed: 1,
                treated: (0..<Fixture.people / 4).map { person in
                    TreatedPerson(
                        reference: PersonReference(partition: 0, person: person),
                        ordinal: 1_000 + person,
                        dates: InterventionDates(
                            index: history.sentences.eventDate(person),
                            conviction: .missing,
                            start: .missing,
                            end: .missing
                        )
                    )
                },
                excluded: [],
                pool: PoolRule(years: [2_020, 2_021], disposals: [Disposal.custody.rawValue], regions: []),
                levels: CategoryLevels([:]),
                exactStrata: ["sex"]
            )
        }

        func status(_ row: Int, _ delay: Int32) -> DelayedFollowUp {
            plan.rule.followUp.delayed(
                of: Int(cohort.people[row]),
                from: cohort.indexDates[row],
                by: delay,
                extractEnd: plan.rule.extractEnd,
                in: history
            )
        }
    }

    @Test("the passes give what every pair looked at by itself gives", arguments: 0..<12)
    func pairs(seed: Int) throws {
        let fixture = try Fixture(seed: seed)
        let counted = try DelayedCountsPass().mapAll(of: fixture.view, fixture.plan, fixture.match)
        let counts = counted.counts(fixture.match)
        let match = fixture.match.with(counts: counts)
        let sums = try DelayedSumsPass().mapAll(of: fixture.view, fixture.plan, match)
        #expect(try DelayedSums(decoding: sums.encoded) == sums)
        let moments = sums.comparison

        let cohort = fixture.cohort
        var shares: [Double] = []
        var weights: [Int: Double] = [:]
        var reoffended = 0
        for (place, ordinal) in fixture.match.ordinals.enumerated() {
            let delay = fixture.match.delays[place]
            let treated = try #require(cohort.ordinals.firstIndex(of: Int32(ordinal)))
            let statuses = cohort.ordinals.indices.filter { row in
                cohort.ordinals[row] < 0 && cohort.frame.strata[row] == cohort.frame.strata[treated]
                    && abs(fixture.scores[row] - fixture.scores[treated]) <= Fixture.caliper
            }.map { ($0, fixture.status($0, delay)) }.filter { $0.1 != .excluded }
            let isFollowed = fixture.status(treated, delay) != .excluded
            #expect(Int(counts[place]) == (isFollowed ? statuses.count : 0))
            guard isFollowed, !statuses.isEmpty else { continue }
            reoffended += fixture.status(treated, delay) == .reoffended ? 1 : 0
            shares.append(Double(statuses.count { $0.1 == .reoffended }) / Double(statuses.count))
            for (row, _) in statuses { weights[row, default: 0] += 1 / Double(statuses.count) }
        }
        #expect(shares.count > 5)
        #expect(abs(moments.weight - Double(shares.count)) < 1e-9)
        #expect(abs(try #require(moments.mean) - shares.reduce(0, +) / Double(shares.count)) < 1e-12)
        #expect(moments.people == weights.count)
        #expect(sums.treated.people == shares.count && sums.treated.positives == reoffended)
        #expect(abs(moments.squaredWeight - weights.values.reduce(0) { $0 + $1 * $1 }) < 1e-9)
    }

    @Test("chosen people count for those who chose them, as every pair looked at by itself gives", arguments: 0..<6)
    func chosen(seed: Int) throws {
        let fixture = try Fixture(seed: seed)
        let cohort = fixture.cohort
        // Every third comparison person is chosen, by one or two of the treated.
        let rows = cohort.ordinals.indices.filter { cohort.ordinals[$0] < 0 && $0 % 3 == 0 }
        let placeCount = fixture.match.ordinals.count
        let places = rows.map { row in row % 2 == 0 ? [row % placeCount] : [row % placeCount, (row + 7) % placeCount] }
        let choices = rows.map { row in
            ChosenControls.Choice(
                person: PersonReference(partition: 0, person: Int(cohort.people[row])),
                weight: 1,
                set: 0
            )
        }
        let match = DelayedMatch(
            plan: fixture.match.plan,
            delays: fixture.match.delays,
            ordinals: fixture.match.ordinals,
            chosen: DelayedChoices(controls: ChosenControls(choices), places: places)
        )
        #expect(try DelayedMatch(decoding: match.encoded) == match)
        let counts = try DelayedCountsPass().mapAll(of: fixture.view, fixture.plan, match).counts(match)
        let sums = try DelayedSumsPass().mapAll(of: fixture.view, fixture.plan, match.with(counts: counts))
        var shares: [Double] = []
        for place in 0..<placeCount {
            let delay = match.delays[place]
            let treated = try #require(cohort.ordinals.firstIndex(of: Int32(match.ordinals[place])))
            let statuses = zip(rows, places).filter { $0.1.contains(place) }.map { fixture.status($0.0, delay) }
                .filter { $0 != .excluded }
            let isFollowed = fixture.status(treated, delay) != .excluded
            #expect(Int(counts[place]) == (isFollowed ? statuses.count : 0))
            guard isFollowed, !statuses.isEmpty else { continue }
            shares.append(Double(statuses.count { $0 == .reoffended }) / Double(statuses.count))
        }
        #expect(shares.count > 3 && sums.treated.people == shares.count)
        #expect(abs(try #require(sums.comparison.mean) - shares.reduce(0, +) / Double(shares.count)) < 1e-12)
    }

    @Test("parts of the people give the counts of the whole, whatever goes over the wire")
    func shards() throws {
        let fixture = try Fixture(seed: 3)
        let pass = DelayedCountsPass()
        let whole = try pass.mapAll(of: fixture.view, fixture.plan, fixture.match)
        let plan = try AnalysisPlan(decoding: fixture.plan.encoded)
        let match = try DelayedMatch(decoding: fixture.match.encoded)
        for cuts in [[0, 160], [0, 71, 160], [0, 10, 40, 80, 81, 120, 150, 160]] {
            let partials = try zip(cuts, cuts.dropFirst()).enumerated().map { index, cut in
                let tile = Tile(index: index, people: cut.0..<cut.1)
                return try DelayedCounts(decoding: pass.map(tile, of: fixture.view, plan, match).encoded)
            }
            #expect(pass.reduce(partials, plan) == whole)
        }
    }

    @Test("a match with delays that fit nothing is refused, however its bytes are cut")
    func malformed() throws {
        let match = try Fixture(seed: 1).match
        #expect(try DelayedMatch(decoding: match.encoded) == match)
        let bytes = match.encoded
        for length in stride(from: 0, to: bytes.count, by: 3) {
            #expect(throws: (any Error).self) { _ = try DelayedMatch(decoding: Array(bytes[..<length])) }
        }
        var writer = ByteWriter()
        match.plan.encode(into: &writer)
        writer.write(array: match.delays.map { -1 - $0 })
        writer.write(array: match.counts)
        writer.write(array: match.ordinals)
        writer.write(flag: false)
        #expect(throws: (any Error).self) { _ = try DelayedMatch(decoding: writer.bytes) }
    }
}
