import Foundation

/// Chooses at most one person for each record of the cohort, and no person twice.
///
/// **Probability.** A record is some person of the population with probability π (the estimated share of the cohort that
/// is there), each of the *N* people alike before the evidence, or nobody. Candidate *i* with Bayes factor *B_i* then has
/// the posterior π B_i / N / (1 − π + π Σ B_j / N), the sum over all candidates that were seen. π maximises the
/// likelihood over the cohort (EM).
///
/// **Assignment.** Among candidates with posterior odds against "nobody" above 1, the assignment with the largest sum of
/// log odds is found within each connected group of records and people (Hungarian method, whole numbers of 2^-20 bit;
/// groups too large for it are assigned greedily, the best pair first). Records that are left show their best free
/// candidate. Ties follow the order of candidates, which is a keyed hash.
package enum OneToOne {
    /// The number of cells (records times people and records) up to which a group is assigned optimally.
    package static let cellCountMax = 1 << 20

    /// Assigns and grades.
    ///
    /// - Parameters:
    ///   - list: The candidates of all partitions.
    ///   - scorer: The scorer that made them.
    ///   - plan: The plan.
    ///   - grades: Thresholds.
    /// - Returns: A link for each record of the cohort.
    /// - Complexity: O(*n* · *k*) and O(*g*³) in each connected group of *g* records and people.
    package static func assign(
        _ list: CandidateList,
        scorer: LinkScorer,
        plan: LinkPlan,
        grades: GradeRule = GradeRule()
    ) -> LinkResult {
        let posterior = Posterior(list, scorer: scorer)
        let chosen = Assignment(list, posterior: posterior).chosen
        var claims: [PersonReference: [Int]] = [:]
        for row in 0..<list.rowCount {
            for candidate in list.candidates(ofRow: row)
            where posterior.probability(candidate, row: row) >= grades.suspectProbability {
                claims[PersonReference(candidate), default: []].append(row)
            }
        }
        let links = (0..<list.rowCount).map { row in
            let candidates = list.candidates(ofRow: row)
            let lost = candidates.first == chosen[row] ? nil : candidates.first
            let lostGrade = lost.map { lost in
                let probability = posterior.probability(lost, row: row)
                return grades.grade(probability: probability, evidence: Evidence(lost.vector, plan: plan))
            }
            guard let best = candidates.first, let candidate = chosen[row] else {
                return Link(
                    cohortRow: row,
                    candidate: nil,
                    probability: 0,
                    grade: .none,
                    evidence: nil,
                    lost: lost,
                    lostGrade: lostGrade ?? .none,
                    rivals: []
                )
            }
            let evidence = Evidence(candidate.vector, plan: plan)
            let probability = posterior.probability(candidate, row: row)
            let wanted = Set([PersonReference(best), PersonReference(candidate)])
            let rivals = Set(wanted.flatMap { claims[$0] ?? [] }).subtracting([row]).sorted()
            return Link(
                cohortRow: row,
                candidate: candidate,
                probability: probability,
                grade: grades.grade(probability: probability, evidence: evidence),
                evidence: evidence,
                lost: lost,
                lostGrade: lostGrade ?? .none,
                rivals: rivals
            )
        }
        return LinkResult(links: links, presentShare: posterior.presentShare, pairCount: list.pairCount)
    }
}

/// A person of the population.
package struct PersonReference: Hashable, Comparable, Sendable {
    /// The partition.
    package let partition: UInt32
    /// The position in it.
    package let person: UInt32

    /// The person of a candidate.
    package init(_ candidate: Candidate) {
        partition = candidate.partition
        person = candidate.person
    }

    /// The person at a position of a partition.
    package init(partition: Int, person: Int) {
        self.partition = UInt32(partition)
        self.person = UInt32(person)
    }

    package static func < (left: PersonReference, right: PersonReference) -> Bool {
        (left.partition, left.person) < (right.partition, right.person)
    }
}

/// The posterior of each candidate; see ``OneToOne``.
struct Posterior {
    /// The estimated share of the cohort that is in the population.
    let presentShare: Double
    /// For each record the sum of Bayes factors over the number of people.
    private let sums: [Double]
    private let log2PersonCount: Double

    init(_ list: CandidateList, scorer: LinkScorer) {
        let log2PersonCount = log2(Double(scorer.personCount))
        self.log2PersonCount = log2PersonCount
        let sums = (0..<list.rowCount).map { row in
            // What is kept counts exactly, the rest at the resolution of the whole numbers.
            var rest = list.scaledOdds(ofRow: row)
            var kept = 0.0
            for candidate in list.candidates(ofRow: row) {
                let scaled = scorer.scaledOdds(candidate.weight)
                rest = rest >= scaled ? rest - scaled : 0
                kept += exp2(candidate.weight - log2PersonCount)
            }
            return kept + Double(rest) * 0x1p-32
        }
        self.sums = sums
        presentShare = Self.estimateShare(sums)
    }

    /// EM for the share; one record each way is added so that it stays inside (0, 1).
    private static func estimateShare(_ sums: [Double]) -> Double {
        var share = 0.5
        for _ in 0..<1_000 {
            var expected = 1.0
            for sum in sums { expected += sum == 0 ? 0 : share / (share + (1 - share) / sum) }
            let next = expected / Double(sums.count + 2)
            let change = abs(next - share)
            share = next
            if change < 1e-12 { break }
        }
        return share
    }

    /// The log2 of the odds that a record is this person and not nobody.
    func logOdds(_ candidate: Candidate) -> Double {
        candidate.weight - log2PersonCount + log2(presentShare / (1 - presentShare))
    }

    /// The probability that a record is this person.
    func probability(_ candidate: Candidate, row: Int) -> Double {
        let factor = exp2(candidate.weight - log2PersonCount)
        guard factor > 0 else { return 0 }
        return presentShare / (((1 - presentShare) + presentShare * sums[row]) / factor)
    }
}
