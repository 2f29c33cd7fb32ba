import Linkage
import Statistics
import Tables
import Testing

@Suite("Evaluating links")
struct EvaluateTests {
    private static func judged() -> JudgedLinks {
        let links: [(Double, Bool)] = [
            (0.999, true), (0.99, true), (0.99, false), (0.8, true), (0.6, false), (0.3, true),
        ]
        return JudgedLinks(
            entries: links.map { JudgedLinks.Entry(probability: $0.0, grade: .suspect, isRight: $0.1) },
            positives: [1, 1, 1, 1, 1],
            unjudgedCount: 2
        )
    }

    @Test(
        "counts at a threshold are those of a hand count",
        arguments: [(0.0, 4, 2, 1), (0.5, 3, 2, 2), (0.99, 2, 1, 3), (0.995, 1, 0, 4), (1, 0, 0, 5)]
    )
    func counts(threshold: Double, right: Double, wrong: Double, missed: Double) {
        let row = LabelledAccuracy(Self.judged()).row(at: threshold)
        #expect(row.truePositives == right && row.falsePositives == wrong && row.falseNegatives == missed)
    }

    @Test("precision, recall and F1 follow their definitions, with Wilson's intervals")
    func shares() throws {
        let row = LabelledAccuracy.Row(threshold: 0.5, truePositives: 8, falsePositives: 2, falseNegatives: 4)
        #expect(row.precision?.value == 0.8)
        #expect(row.recall?.value == 8.0 / 12)
        #expect(abs(row.f1 - 16 / 22) < 1e-15)
        // Newcombe 1998, Statistics in Medicine 17:857, gives 81 of 263 as 0.2553 to 0.3662.
        let interval = try #require(LabelledAccuracy.Share(81, of: 263)?.interval)
        #expect(abs(interval.lowerBound - 0.2553) < 5e-5 && abs(interval.upperBound - 0.3662) < 5e-5)
        #expect(LabelledAccuracy.Share(0, of: 20)?.interval.lowerBound == 0)
        #expect(LabelledAccuracy.Share(20, of: 20)?.interval.upperBound == 1)
        #expect(LabelledAccuracy.Share(0, of: 0) == nil)
    }

    @Test("labels that stand for several pairs weigh so many times, and widen the interval")
    func weights() throws {
        let links: [(probability: Double, isRight: Bool, weight: Double)] = [
            (0.9, true, 10), (0.8, false, 2), (0.7, true, 2),
        ]
        let judged = JudgedLinks(
            entries: links.map {
                JudgedLinks.Entry(probability: $0.probability, grade: .suspect, isRight: $0.isRight, weight: $0.weight)
            },
            positives: [10, 2, 4],
            unjudgedCount: 0
        )
        let row = LabelledAccuracy(judged).row(at: 0.75)
        #expect(row.truePositives == 10 && row.falsePositives == 2 && row.falseNegatives == 6)
        #expect(row.precision?.value == 10.0 / 12)
        #expect(abs(row.linkSize - 144.0 / 104) < 1e-12 && abs(row.positiveSize - 256.0 / 120) < 1e-12)
        let even = try #require(LabelledAccuracy.Share(10, of: 12)?.interval)
        let weighted = try #require(row.precision?.interval)
        #expect(weighted.lowerBound < even.lowerBound && weighted.upperBound > even.upperBound)
        #expect(CalibrationTable(judged).bins[7].meanProbability == 0.7)
    }

    @Test("the best threshold and the lowest with a precision are among those that occur")
    func thresholds() {
        let accuracy = LabelledAccuracy(Self.judged())
        #expect(accuracy.best?.threshold == 0.3)
        #expect(accuracy.lowest(precision: 0.75)?.threshold == 0.8)
        #expect(accuracy.lowest(precision: 0.9)?.threshold == 0.999)
        #expect(LabelledAccuracy(JudgedLinks(entries: [], positives: [1, 1, 1], unjudgedCount: 0)).best == nil)
    }

    @Test("what is expected without labels is the sum of the probabilities")
    func expected() throws {
        let row = ExpectedAccuracy(probabilities: [0.5, 1, 0.9, 0.2], presentCount: 3).row(at: 0.5)
        #expect(row.linkCount == 3)
        #expect(abs(row.rightCount - 2.4) < 1e-12)
        #expect(abs(try #require(row.precision) - 0.8) < 1e-12)
        #expect(abs(try #require(row.recall) - 0.8) < 1e-12)
        #expect(abs(try #require(row.f1) - 0.8) < 1e-12)
    }

    @Test("calibration bins hold every judged link once, 1 in the last")
    func calibration() {
        let entries = [0.05, 0.1, 0.95, 1].map { JudgedLinks.Entry(probability: $0, grade: .none, isRight: $0 > 0.5) }
        let bins = CalibrationTable(JudgedLinks(entries: entries, positives: [1, 1], unjudgedCount: 0)).bins
        #expect(bins.map(\.count) == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2])
        #expect(bins[9].rightWeight == 2 && bins[9].meanProbability == 0.975)
        #expect(bins[2].observed == nil && bins[2].deviation == nil)
    }

    @Test("histograms of parts merge to that of the whole")
    func histogram() {
        let random = CounterRandom(seed: 4)
        let weights = (0..<1_000).map { Double(random.below(8_000, at: UInt64($0))) / 100 - 40 } + [-1e9, 1e9, .nan]
        var whole = WeightHistogram()
        for weight in weights { whole.add(weight) }
        for parts in [2, 7] {
            var merged = WeightHistogram()
            for part in (0..<parts).reversed() {
                var piece = WeightHistogram()
                for index in weights.indices where index % parts == part { piece.add(weights[index]) }
                merged.merge(piece)
            }
            #expect(merged == whole)
        }
        #expect(whole.pairCount == 1_002)
        #expect(whole.bins.first?.lower == -128 && whole.bins.last?.lower == 127)
        var small = WeightHistogram()
        small.add(-0.5)
        small.add(0)
        small.add(1.999, count: 3)
        #expect(small.bins.map(\.lower) == [-1, 0, 1] && small.bins.map(\.count) == [1, 1, 3])
    }

    @Test("completeness counts values by column, in parts as in the whole")
    func completeness() throws {
        let files = SmallFiles.population(300, seed: 6)
        var whole = Completeness(schema: .service)
        whole.add(try files.columns())
        var merged = Completeness(schema: .service)
        for part in [100..<300, 0..<100] {
            var piece = Completeness(schema: .service)
            piece.add(try files.columns(Array(part)))
            merged.merge(piece)
        }
        #expect(merged == whole)
        let present = files.rows.count { !$0[5].isEmpty }
        #expect(whole.columns[6].name == "prison_number" && whole.columns[6].presentCount == Int64(present))
        #expect(whole.columns[1].share == 0 && whole.columns[3].share == 1)
    }

    @Test("a label file with a wrong word or row is refused with its row")
    func labelFaults() throws {
        for (rows, answers) in [(["0"], ["yes"]), (["x"], ["no"]), (["1"], ["maybe"])] {
            #expect(throws: LinkageError.self) {
                try LinkLabels(cohortRows: rows, poolRows: ["1"], poolPeople: nil, answers: answers)
            }
        }
        let labels = try LinkLabels(
            cohortRows: ["1", "2", "3"],
            poolRows: ["4", "", ""],
            poolPeople: ["", "X1", ""],
            answers: ["yes", "NO", "no"]
        )
        #expect(labels.labels.map(\.target) == [.row(4), .person("X1"), .nobody])
        #expect(labels.labels.map(\.answer) == [.yes, .no, .yes])
    }
}

@Suite("Explaining links")
struct ExplainTests {
    private struct Linked {
        let linkage: LocalLinkage
        let model: LinkModel
        let scorer: LinkScorer
        let result: LinkResult
        let blocked: VectorCounts
    }

    private static func linked() throws -> Linked {
        let population = SmallFiles.population(3_000, seed: 3)
        var plan = LinkPlan.service(seed: 5)
        plan.randomPairCount = 20_000
        let linkage = try LocalLinkage(
            plan: plan,
            cohort: population.cohort(240, absent: 40).columns(),
            pool: population.columns()
        )
        let model = try linkage.estimate()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan)
        let blocked = linkage.partition.countVectors(people: 0..<linkage.partition.columns.personCount)
        return Linked(linkage: linkage, model: model, scorer: scorer, result: result, blocked: blocked)
    }

    @Test("the terms of a waterfall add up to the link's match weight to the last bit")
    func waterfall() throws {
        let linked = try Self.linked()
        var adjusted = 0
        for link in linked.result.links {
            guard let candidate = link.candidate else { continue }
            let terms = linked.scorer.explanation(candidate.vector, cohortRow: link.cohortRow)
            #expect(terms.reduce(0) { $0 + $1.bits } == candidate.weight)
            let comparisonCount = linked.model.comparisons.count
            #expect(terms.prefix(comparisonCount).map(\.level) == link.evidence?.levels)
            adjusted += terms.count - comparisonCount
        }
        #expect(adjusted > 100)
    }

    @Test("labels judge links by person, and the figures add up")
    func labels() throws {
        let linked = try Self.linked()
        // The first 240 records are copies of the people of the same position, the others are in no file.
        let labels = LinkLabels(
            (0..<280).map { row in
                .init(cohortRow: row + 1, target: row < 240 ? .row(row + 1) : .nobody, answer: .yes)
            }
        )
        let judged = try JudgedLinks(linked.result, labels: labels, cohortRows: Array(0..<280)) { target in
            guard case .row(let row) = target else { return nil }
            return PersonReference(partition: 0, person: row - 1)
        }
        #expect(judged.positives.count == 240 && judged.unjudgedCount == 0)
        #expect(judged.entries.count == linked.result.links.count { $0.candidate != nil })
        let row = LabelledAccuracy(judged).row(at: 0.5)
        #expect(row.truePositives + row.falseNegatives == 240)
        #expect(row.f1 > 0.98)
        let expected = ExpectedAccuracy(linked.result).row(at: 0.5)
        #expect(Double(expected.linkCount) == row.truePositives + row.falsePositives)
        #expect(throws: LinkageError.self) {
            try JudgedLinks(linked.result, labels: labels, cohortRows: Array(0..<279)) { _ in nil }
        }
    }

    @Test("blocking analysis adds up to the pairs that were counted")
    func blocking() throws {
        let linked = try Self.linked()
        let even = linked.model.matchWeight(probability: 0.5, presentShare: linked.result.presentShare)
        let analysis = BlockingAnalysis(linked.blocked, model: linked.model, evenWeight: even)
        #expect(analysis.rows.map(\.rule) == linked.linkage.cohort.plan.rules.map { "\($0)" })
        #expect(analysis.rows.reduce(0) { $0 + $1.addedPairCount } == linked.blocked.pairCount)
        #expect(analysis.rows.last?.cumulativePairCount == linked.blocked.pairCount)
        #expect(analysis.rows.allSatisfy { $0.onlyPairCount <= $0.addedPairCount && $0.addedPairCount <= $0.pairCount })
        let matches = analysis.rows.reduce(0) { $0 + $1.addedMatchCount }
        #expect(abs(matches - 240) < 12)
        let frequent = linked.blocked.byFrequency
        #expect(frequent.reduce(0) { $0 + $1.count } == linked.blocked.pairCount)
        #expect(zip(frequent, frequent.dropFirst()).allSatisfy { $0.count >= $1.count })
    }

    @Test("a weight and its probability are each other's inverse")
    func thresholdWeights() throws {
        let model = try Self.linked().model
        for probability in [0.01, 0.5, 0.99] {
            let weight = model.matchWeight(probability: probability, presentShare: 0.9)
            #expect(abs(model.pairProbability(weight: weight, presentShare: 0.9) - probability) < 1e-12)
        }
    }

    @Test("a record compared with itself gets the first level wherever it has a value")
    func unlinkables() throws {
        let linked = try Self.linked()
        let unlinkables = Unlinkables(linked.linkage.cohort, scorer: linked.scorer)
        #expect(unlinkables.weights.count == 280)
        #expect(unlinkables.share(below: -1_000) == 0 && unlinkables.share(below: 1_000) == 1)
        let best = linked.result.links.compactMap { $0.candidate?.weight }.max() ?? 0
        #expect((unlinkables.weights.last ?? 0) >= best)
        #expect(zip(unlinkables.weights, unlinkables.weights.dropFirst()).allSatisfy { $0 <= $1 })
    }
}
