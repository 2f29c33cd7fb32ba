import Statistics

/// The pairs that one person is to decide about, in the order in which they are shown.
package struct ReviewQueue: Hashable, Sendable {
    /// Which pairs are looked at.
    package enum Selection: Hashable, Sendable {
        /// All pairs of these grades.
        case grades(Set<LinkGrade>)
        /// A stratified random sample of the pairs of these grades.
        case sample(count: Int, seed: UInt64, grades: Set<LinkGrade>)
        /// A random share of the pairs that somebody else decided about.
        case secondCheck(share: Double, seed: UInt64)
        /// Pairs about which two people disagree.
        case conflicts
    }

    /// A pair in the queue.
    package struct Item: Hashable, Sendable {
        /// The pair's position in the list of pairs.
        package let index: Int
        /// How it was drawn, if it was.
        package let sampling: ReviewDecision.Sampling?
    }

    /// Every pair of the selection, decided or not.
    package let items: [Item]
    /// Those that are still to be decided by this author.
    package let pending: [Item]
    /// Why the pairs are shown.
    package let purpose: ReviewDecision.Purpose

    /// Selects and orders pairs.
    ///
    /// Rows that may be one person stand together. What somebody was unsure of comes after what nobody has looked at.
    ///
    /// - Parameters:
    ///   - selection: Which pairs.
    ///   - pairs: All pairs of the links, by cohort row.
    ///   - opinions: What has been decided.
    ///   - author: Who is to decide.
    package init(
        _ selection: Selection,
        of pairs: [ReviewPair],
        opinions: [ReviewPair.Rows: PairOpinions],
        author: String
    ) {
        func opinion(_ index: Int) -> PairOpinions? { opinions[pairs[index].rows] }
        func state(_ index: Int) -> PairOpinions.State { opinion(index)?.state ?? .undecided }
        switch selection {
        case .grades(let grades):
            purpose = .queue
            items = Self.grouped(pairs.indices.filter { grades.contains(pairs[$0].grade) }, pairs)
            pending =
                items.filter { state($0.index) == .undecided } + items.filter { state($0.index) == .unsure }
        case .sample(let count, let seed, let grades):
            purpose = .sample
            let indices = pairs.indices.filter { grades.contains(pairs[$0].grade) }
            items = ReviewSample(of: indices.map { pairs[$0] }, count: count, seed: seed).draws
                .map { Item(index: indices[$0.index], sampling: $0.sampling) }
            pending = items.filter { item in
                guard let opinion = opinion(item.index) else { return true }
                return opinion.state == .unsure || !opinion.decisions.contains { $0.sampling == item.sampling }
            }
        case .secondCheck(let share, let seed):
            purpose = .secondCheck
            let hash = KeyedHash(key: seed)
            let bound = share >= 1 ? UInt64.max : UInt64(max(share, 0) * 0x1p64)
            let chosen = pairs.indices.filter { index in
                let rows = pairs[index].rows
                return opinion(index) != nil && hash.hash(UInt64(rows.cohort), UInt64(rows.pool)) <= bound
            }
            items = Self.grouped(chosen, pairs)
            pending = items.filter { opinion($0.index)?.authors.count == 1 && opinion($0.index)?.authors != [author] }
        case .conflicts:
            purpose = .settle
            items = Self.grouped(pairs.indices.filter { state($0) == .conflict }, pairs)
            pending = items
        }
    }

    /// In the order of the cohort's rows, rows that may be one person together at the first of them.
    private static func grouped(_ indices: [Int], _ pairs: [ReviewPair]) -> [Item] {
        indices.map { index -> (first: Int, rows: ReviewPair.Rows, index: Int) in
            let pair = pairs[index]
            return (min(pair.rows.cohort, pair.rivals.first ?? .max), pair.rows, index)
        }
        .sorted { ($0.first, $0.rows, $0.index) < ($1.first, $1.rows, $1.index) }
        .map { Item(index: $0.index, sampling: nil) }
    }
}
