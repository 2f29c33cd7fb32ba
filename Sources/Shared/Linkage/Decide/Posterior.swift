import Foundation

/// The posterior of each candidate; see ``OneToOne``.
struct Posterior {
    /// The estimated share of the cohort that is in the population.
    let presentShare: Double
    /// For each place of the list the probability that the record is this person, as if the record stood alone.
    let alone: [Double]
    /// The same with the people's other claims taken into account.
    let probabilities: [Double]

    private let shares: FoundShares
    private let log2PersonCount: Double

    /// From this probability two records that claim one person are taken for the same person twice, not for rivals.
    private static let sureProbability = 0.99
    private static let iterationCountMax = 50

    init(_ list: CandidateList, people: CandidatePeople, scorer: LinkScorer) {
        let factors = CandidateFactors(list, scorer: scorer)
        let shares = FoundShares(factors, scorer: scorer)
        let common = shares.common / (1 - shares.common)
        presentShare = scorer.presentShare ?? min(common / (1 + common * scorer.foundShare), 1)
        log2PersonCount = log2(Double(scorer.personCount))
        self.shares = shares
        var kept = factors.kept
        var rests = factors.rests
        var alone = [Double](repeating: 0, count: kept.count)
        for row in 0..<list.rowCount {
            let odds = shares.odds(row: row)
            let total = 1 + odds * factors.sums[row]
            rests[row] *= odds
            for place in list.places(ofRow: row) where kept[place] > 0 {
                kept[place] *= odds
                alone[place] = 1 / (total / kept[place])
            }
        }
        self.alone = alone
        probabilities = Self.oneToOne(list, people: people, factors: kept, rests: rests, alone: alone)
    }

    /// The log2 of the odds that a record is this person and not nobody.
    func logOdds(_ candidate: Candidate, row: Int) -> Double {
        candidate.weight + shares.logOdds(row: row) - log2PersonCount
    }

    // MARK: One to one

    /// Probabilities in the space of assignments that give no person twice, by belief propagation.
    ///
    /// Exact where the graph of claims has no cycle; only people whom several records claim take part.
    private static func oneToOne(
        _ list: CandidateList,
        people: CandidatePeople,
        factors: [Double],
        rests: [Double],
        alone: [Double]
    ) -> [Double] {
        var claims = [Int32](repeating: 0, count: people.count)
        for place in alone.indices where alone[place] >= 1e-4 { claims[Int(people.numbers[place])] += 1 }
        let rows = (0..<list.rowCount).filter { row in
            list.places(ofRow: row).contains { alone[$0] > 0 && claims[Int(people.numbers[$0])] > 1 }
        }
        var result = alone
        // What the person's other claims leave of a claim.
        var left = [Double](repeating: 1, count: alone.count)
        var messages = [Double](repeating: 0, count: alone.count)
        var sure = [Double](repeating: 0, count: people.count)
        var others = sure
        for _ in 0..<iterationCountMax where !rows.isEmpty {
            for row in rows {
                for place in list.places(ofRow: row) {
                    sure[Int(people.numbers[place])] = 0
                    others[Int(people.numbers[place])] = 0
                }
            }
            for row in rows {
                let places = list.places(ofRow: row)
                var sum = 1 + rests[row]
                for place in places { sum += factors[place] * left[place] }
                for place in places {
                    messages[place] = factors[place] / max(sum - factors[place] * left[place], 1e-300)
                    if alone[place] >= sureProbability {
                        sure[Int(people.numbers[place])] += messages[place]
                    } else {
                        others[Int(people.numbers[place])] += messages[place]
                    }
                }
            }
            var change = 0.0
            for row in rows {
                let places = list.places(ofRow: row)
                for place in places {
                    let person = Int(people.numbers[place])
                    let isSure = alone[place] >= sureProbability
                    let rivals = isSure ? others[person] : sure[person] + max(others[person] - messages[place], 0)
                    left[place] = 1 / (1 + rivals)
                }
                var sum = 1 + rests[row]
                for place in places { sum += factors[place] * left[place] }
                for place in places {
                    let probability = factors[place] * left[place] / sum
                    change = max(change, abs(probability - result[place]))
                    result[place] = probability
                }
            }
            if change < 1e-9 { break }
        }
        return result
    }
}
