/// What people have decided about one pair.
package struct PairOpinions: Hashable, Sendable {
    /// How a pair stands.
    package enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// One person, says everybody who decided.
        case accepted
        /// Two people, says everybody who decided.
        case rejected
        /// Nobody could tell.
        case unsure
        /// Two people said different things; unsettled until somebody settles it.
        case conflict
        /// Nobody has decided.
        case undecided
    }

    /// The decisions, oldest first.
    package private(set) var decisions: [ReviewDecision] = []

    /// No decisions.
    package init() {}

    mutating func add(_ decision: ReviewDecision) {
        decisions.append(decision)
    }

    /// The latest decision of each author, by author's name; those before the last settling decision do not count.
    package var standing: [ReviewDecision] {
        let start = decisions.lastIndex { $0.purpose == .settle } ?? 0
        var latest: [String: ReviewDecision] = [:]
        for decision in decisions.dropFirst(start) { latest[decision.author] = decision }
        return latest.values.sorted { $0.author < $1.author }
    }

    /// How the pair stands.
    package var state: State {
        let answers = Set(standing.map(\.answer))
        guard answers.count == 1, let answer = answers.first else { return answers.isEmpty ? .undecided : .conflict }
        switch answer {
        case .accept: return .accepted
        case .reject: return .rejected
        case .unsure: return .unsure
        }
    }

    /// The authors in the order of their first decision.
    package var authors: [String] {
        decisions.reduce(into: []) { names, decision in
            if !names.contains(decision.author) { names.append(decision.author) }
        }
    }

    /// How the pair was drawn, by the last decision that says so.
    package var sampling: ReviewDecision.Sampling? {
        decisions.last { $0.sampling != nil }?.sampling
    }
}
