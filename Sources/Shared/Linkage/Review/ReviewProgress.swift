/// How many pairs of a queue stand how.
package struct ReviewProgress: Codable, Hashable, Sendable {
    /// Pairs of the queue.
    package var total = 0
    /// One person.
    package var accepted = 0
    /// Two people.
    package var rejected = 0
    /// Nobody could tell.
    package var unsure = 0
    /// Two people said different things.
    package var conflict = 0
    /// Nobody has decided.
    package var undecided = 0

    /// Counts the pairs of a queue.
    package init(_ queue: ReviewQueue, of pairs: [ReviewPair], opinions: [ReviewPair.Rows: PairOpinions]) {
        for item in queue.items {
            total += 1
            switch opinions[pairs[item.index].rows]?.state ?? .undecided {
            case .accepted: accepted += 1
            case .rejected: rejected += 1
            case .unsure: unsure += 1
            case .conflict: conflict += 1
            case .undecided: undecided += 1
            }
        }
    }

    /// Accepted or rejected.
    package var settled: Int { accepted + rejected }
}
