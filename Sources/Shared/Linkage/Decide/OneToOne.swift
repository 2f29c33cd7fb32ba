/// Chooses at most one person for each record of the cohort, and no person twice.
///
/// **Probability.** A record is some person of the population with probability π (the estimated share of the cohort that
/// is there), each of the *N* people alike before the evidence, or nobody. Candidate *i* with Bayes factor *B_i* then has
/// the odds π B_i / N against nobody, and against the record's other candidates theirs. A person can be one record only:
/// where several records claim a person, the claims are weighed against each other too (``Posterior``). π maximises the
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
        let people = CandidatePeople(list)
        let posterior = Posterior(list, people: people, scorer: scorer)
        let chosen = Assignment(list, people: people, posterior: posterior).chosen
        let claims = claims(list, people, posterior, grades)
        var evidences: [ComparisonVector: Evidence] = [:]
        func evidence(_ vector: ComparisonVector) -> Evidence {
            if let known = evidences[vector] { return known }
            let new = Evidence(vector, plan: plan)
            evidences[vector] = new
            return new
        }
        var links: [Link] = []
        links.reserveCapacity(list.rowCount)
        for row in 0..<list.rowCount {
            let best = list.places(ofRow: row).first
            let place = chosen[row] < 0 ? nil : Int(chosen[row])
            let lost = best == place ? nil : best
            var lostGrade = LinkGrade.none
            if let lost {
                let probability = posterior.alone[lost]
                lostGrade = grades.grade(probability: probability, evidence: evidence(list.kept[lost].vector))
            }
            let probability = place.map { posterior.probabilities[$0] } ?? 0
            let shown = place.map { evidence(list.kept[$0].vector) }
            var rivals: [Int] = []
            for claimed in [best, place] {
                guard let claimed, let rows = claims[people.numbers[claimed]] else { continue }
                rivals += rows.filter { $0 != row && !rivals.contains($0) }
            }
            links.append(
                Link(
                    cohortRow: row,
                    candidate: place.map { list.kept[$0] },
                    probability: probability,
                    grade: shown.map { grades.grade(probability: probability, evidence: $0) } ?? .none,
                    evidence: shown,
                    lost: lost.map { list.kept[$0] },
                    lostGrade: lostGrade,
                    rivals: place == nil ? [] : rivals.sorted()
                )
            )
        }
        return LinkResult(links: links, presentShare: posterior.presentShare, pairCount: list.pairCount)
    }

    /// The records for which a person is probable enough to be suspect, of people whom several records claim.
    private static func claims(
        _ list: CandidateList,
        _ people: CandidatePeople,
        _ posterior: Posterior,
        _ grades: GradeRule
    ) -> [Int32: [Int]] {
        var counts = [Int32](repeating: 0, count: people.count)
        for place in posterior.alone.indices where posterior.alone[place] >= grades.suspectProbability {
            counts[Int(people.numbers[place])] += 1
        }
        var claims: [Int32: [Int]] = [:]
        for row in 0..<list.rowCount {
            for place in list.places(ofRow: row) where posterior.alone[place] >= grades.suspectProbability {
                let person = people.numbers[place]
                if counts[Int(person)] > 1 { claims[person, default: []].append(row) }
            }
        }
        return claims
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
