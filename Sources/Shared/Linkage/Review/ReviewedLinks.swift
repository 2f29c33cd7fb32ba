/// Links after people's decisions: what was accepted is linked, what was rejected is not.
package struct ReviewedLinks: Hashable, Sendable {
    /// What a decision made of a link.
    package enum Outcome: String, Codable, Hashable, Sendable {
        /// A person said that it is one person.
        case accepted
        /// A person said that these are two people.
        case rejected
    }

    /// The links with the grades that hold now.
    package let result: LinkResult
    /// For each link what was decided about it, nil where nothing was.
    package let outcomes: [Outcome?]
    /// Settled pairs that are no link of this result, so that they changed nothing; by rows ascending.
    package let unused: [LabelledPair]

    /// Settles links.
    ///
    /// An accepted link is `confident`, a rejected one `none`; probability and evidence stay as they were. A decision about
    /// one record of a person holds for all of that person's records.
    ///
    /// - Parameters:
    ///   - result: The links as linkage made them.
    ///   - labels: The settled pairs.
    ///   - cohortRows: For each record of the result its row in the cohort's file, from 0.
    ///   - isPerson: Whether a row of the pool's file, counted from 1, is a record of a candidate's person.
    package init(
        _ result: LinkResult,
        labels: [LabelledPair],
        cohortRows: [Int],
        isPerson: (_ poolRow: Int, _ candidate: Candidate) -> Bool
    ) {
        var byRow: [Int: [LabelledPair]] = [:]
        for label in labels { byRow[label.cohortRow, default: []].append(label) }
        var outcomes: [Outcome?] = []
        var used: Set<LabelledPair> = []
        let links = result.links.map { link -> Link in
            let found = byRow[cohortRows[link.cohortRow] + 1]?.filter { label in
                link.candidate.map { isPerson(label.poolRow, $0) } ?? false
            }
            guard let found, let label = found.last else {
                outcomes.append(nil)
                return link
            }
            used.formUnion(found)
            outcomes.append(label.isMatch ? .accepted : .rejected)
            return Link(
                cohortRow: link.cohortRow,
                candidate: link.candidate,
                probability: link.probability,
                grade: label.isMatch ? .confident : .none,
                evidence: link.evidence,
                lost: link.lost,
                lostGrade: link.lostGrade,
                rivals: link.rivals
            )
        }
        self.result = LinkResult(links: links, presentShare: result.presentShare, pairCount: result.pairCount)
        self.outcomes = outcomes
        unused = labels.filter { !used.contains($0) }
            .sorted { ($0.cohortRow, $0.poolRow) < ($1.cohortRow, $1.poolRow) }
    }
}
