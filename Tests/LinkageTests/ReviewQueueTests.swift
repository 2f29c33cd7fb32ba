import Linkage
import Testing

@Suite("Review queue")
struct ReviewQueueTests {
    private static func pair(_ row: Int, _ grade: LinkGrade = .suspect, weight: Double = 20, rivals: [Int] = [])
        -> ReviewPair
    {
        ReviewPair(
            rows: ReviewPair.Rows(cohort: row, pool: 1_000 + row),
            weight: weight,
            probability: 0.9,
            grade: grade,
            rivals: rivals
        )
    }

    private static func rows(_ items: [ReviewQueue.Item], _ pairs: [ReviewPair]) -> [Int] {
        items.map { pairs[$0.index].rows.cohort }
    }

    @Test("the queue holds the pairs of its grade, rows that may be one person together")
    func order() {
        let pairs = [
            Self.pair(1), Self.pair(2, .confident), Self.pair(3, rivals: [8]), Self.pair(5), Self.pair(8, rivals: [3]),
        ]
        let queue = ReviewQueue(.grades([.suspect]), of: pairs, opinions: [:], author: "ada")
        #expect(Self.rows(queue.items, pairs) == [1, 3, 8, 5])
        #expect(queue.pending == queue.items)
        #expect(queue.purpose == .queue)
    }

    @Test("settled pairs are not shown again, unsure ones last")
    func resuming() {
        let pairs = (1...5).map { Self.pair($0) }
        let log = DecisionLogTests.log([
            DecisionLogTests.decision(1, .unsure), DecisionLogTests.decision(2, .accept),
            DecisionLogTests.decision(4, .accept), DecisionLogTests.decision(4, .reject, by: "bea"),
        ])
        let queue = ReviewQueue(.grades([.suspect]), of: pairs, opinions: log.opinions, author: "ada")
        #expect(Self.rows(queue.pending, pairs) == [3, 5, 1])
        let progress = ReviewProgress(queue, of: pairs, opinions: log.opinions)
        #expect(progress.total == 5)
        #expect([progress.accepted, progress.rejected, progress.unsure] == [1, 0, 1])
        #expect([progress.conflict, progress.undecided, progress.settled] == [1, 2, 1])
        let conflicts = ReviewQueue(.conflicts, of: pairs, opinions: log.opinions, author: "cyd")
        #expect(Self.rows(conflicts.pending, pairs) == [4])
        #expect(conflicts.purpose == .settle)
    }

    @Test("a second check is for another person, once")
    func secondCheck() {
        let pairs = (1...400).map { Self.pair($0) }
        var decisions = (1...400).map { DecisionLogTests.decision($0, .accept) }
        let all = ReviewQueue.Selection.secondCheck(share: 1, seed: 4)
        func pending(_ selection: ReviewQueue.Selection, _ author: String) -> [Int] {
            let opinions = DecisionLogTests.log(decisions).opinions
            return Self.rows(ReviewQueue(selection, of: pairs, opinions: opinions, author: author).pending, pairs)
        }
        #expect(pending(all, "ada").isEmpty)
        #expect(pending(all, "bea").count == 400)
        let share = pending(.secondCheck(share: 0.1, seed: 4), "bea")
        #expect((20...60).contains(share.count))
        #expect(pending(.secondCheck(share: 0.1, seed: 4), "bea") == share)
        #expect(pending(.secondCheck(share: 0.1, seed: 5), "bea") != share)
        decisions.append(DecisionLogTests.decision(share[0], .reject, by: "bea", purpose: .secondCheck))
        #expect(pending(.secondCheck(share: 0.1, seed: 4), "cyd") == Array(share.dropFirst()))
    }

    @Test("a sample's weights add up to the pairs of each stratum, and small strata are taken whole")
    func sample() {
        let pairs = (1...1_000).map { row in Self.pair(row, .confident, weight: row <= 5 ? 2 : row <= 300 ? 12 : 33) }
        let sample = ReviewSample(of: pairs, count: 65, seed: 9)
        #expect(sample.draws.count == 65)
        #expect(Set(sample.draws.map(\.index)).count == 65)
        let strata = Dictionary(grouping: sample.draws) { $0.sampling.stratum }
        #expect(strata.mapValues(\.count) == ["0 to 5": 5, "10 to 15": 30, "30 to 35": 30])
        let sums = strata.mapValues { $0.reduce(0) { $0 + $1.sampling.weight } }
        for (stratum, size) in [("0 to 5", 5.0), ("10 to 15", 295), ("30 to 35", 700)] {
            #expect(abs((sums[stratum] ?? 0) - size) < 1e-9)
        }
        #expect(ReviewSample(of: pairs, count: 65, seed: 9) == sample)
        #expect(ReviewSample(of: pairs, count: 65, seed: 10) != sample)
        let shuffled = ReviewSample(of: pairs.reversed(), count: 65, seed: 9)
        #expect(shuffled.draws.map { 999 - $0.index } == sample.draws.map(\.index))
    }

    @Test(
        "a sample of any size draws so many, each stratum at least once from two draws on",
        arguments: [1, 2, 3, 7, 50, 99]
    )
    func sampleSizes(count: Int) {
        let pairs = (1...99).map { Self.pair($0, weight: Double($0) - 40) }
        let sample = ReviewSample(of: pairs, count: count, seed: 1)
        #expect(sample.draws.count == count)
        let sum = sample.draws.reduce(0) { $0 + $1.sampling.weight }
        #expect(abs(sum - 99) < 1e-9)
    }

    @Test("the weighted share of a sample is unbiased over seeds")
    func unbiased() {
        let pairs = (0..<600).map { Self.pair($0 + 1, weight: Double($0 % 60)) }
        // True for every third pair, less often where the weight is small.
        func isMatch(_ pair: ReviewPair) -> Bool { pair.rows.cohort % 3 == 0 || pair.weight > 40 }
        let truth = Double(pairs.count(where: isMatch)) / 600
        var mean = 0.0
        for seed in 0..<200 {
            let draws = ReviewSample(of: pairs, count: 60, seed: UInt64(seed)).draws
            let total = draws.reduce(0) { $0 + $1.sampling.weight }
            let matches = draws.filter { isMatch(pairs[$0.index]) }.reduce(0) { $0 + $1.sampling.weight }
            mean += matches / total / 200
        }
        // 200 samples of 60: four standard errors are at most 0.018.
        #expect(abs(mean - truth) < 0.018)
    }

    @Test("Cohen's kappa of a small table")
    func kappa() throws {
        // 35 of 50 agreed; the margins (25, 25) and (30, 20) give 0.5 by chance.
        let agreement = ReviewAgreement(table: [[20, 5], [10, 15]])
        #expect(agreement.pairCount == 50)
        #expect(agreement.agreedCount == 35)
        #expect(abs(try #require(agreement.kappa) - 0.4) < 1e-12)
        #expect(ReviewAgreement(table: [[7, 0], [0, 0]]).kappa == nil)
        #expect(ReviewAgreement(table: [[0, 3], [3, 0]]).kappa == -1)
    }

    @Test("agreement compares what the second person said with what the first had said")
    func agreement() {
        let log = DecisionLogTests.log([
            DecisionLogTests.decision(1, .unsure), DecisionLogTests.decision(1, .accept),
            DecisionLogTests.decision(1, .accept, by: "bea"), DecisionLogTests.decision(1, .reject, by: "cyd"),
            DecisionLogTests.decision(2, .reject), DecisionLogTests.decision(2, .accept, by: "bea"),
            DecisionLogTests.decision(2, .accept), DecisionLogTests.decision(3, .accept),
        ])
        let agreement = ReviewAgreement(log.opinions.values)
        #expect(agreement.pairCount == 2)
        #expect(agreement.agreedCount == 1)
    }
}
