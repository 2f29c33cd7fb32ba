package import Linkage
package import MapReduce
package import Tables

/// How many random pairs are drawn, and over how many people.
package struct RandomPairs: Hashable, Sendable, WireCodable {
    /// Pairs in all.
    package let pairCount: UInt64
    /// People in the population.
    package let personCount: UInt64

    /// A draw; `personCount` is positive.
    package init(pairCount: Int, personCount: Int) {
        self.pairCount = UInt64(pairCount)
        self.personCount = UInt64(personCount)
    }

    package init(from reader: inout ByteReader) throws {
        pairCount = try reader.read()
        personCount = try reader.read()
        guard personCount > 0, pairCount < 1 << 40 else { throw DecodingFault.malformed("the number of random pairs") }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(pairCount)
        writer.write(personCount)
    }

    /// The random pairs that fall to a run of a partition's people: in proportion, without gaps between tiles.
    func indices(of people: Range<Int>) -> Range<Int> {
        func bound(_ person: Int) -> Int { Int((UInt64(person) * pairCount + personCount - 1) / personCount) }
        return bound(people.lowerBound)..<bound(people.upperBound)
    }
}

/// The counts from which a linkage model is estimated.
package struct LinkEvidence: Equatable, Sendable, Mergeable {
    /// Comparison vectors of random pairs.
    package var random: VectorCounts
    /// Comparison vectors of the pairs that blocking finds.
    package var blocked: VectorCounts
    /// How often the cohort's values occur.
    package var values: ValueCounts

    init(random: VectorCounts, blocked: VectorCounts, values: ValueCounts) {
        self.random = random
        self.blocked = blocked
        self.values = values
    }

    package init(from reader: inout ByteReader) throws {
        random = try VectorCounts(from: &reader)
        blocked = try VectorCounts(from: &reader)
        values = try ValueCounts(from: &reader)
    }

    package func encode(into writer: inout ByteWriter) {
        random.encode(into: &writer)
        blocked.encode(into: &writer)
        values.encode(into: &writer)
    }

    package mutating func add(_ later: LinkEvidence) {
        random.merge(later.random)
        blocked.merge(later.blocked)
        values.merge(later.values)
    }
}

/// Counts comparison vectors of random pairs (for u) and of blocked pairs (for m), and the cohort's values.
package struct LinkEvidencePass: Pass {
    package static let name: PassName = "linkage.evidence"
    package static let parts: [PartName] = [.link]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: LinkContext,
        _ broadcast: RandomPairs
    ) throws -> LinkEvidence {
        let link = try partition.linkPartition(context)
        return LinkEvidence(
            random: link.countRandomPairs(indices: broadcast.indices(of: tile.people)),
            blocked: link.countVectors(people: tile.people),
            values: link.countValues(people: tile.people)
        )
    }

    package func check(
        _ partial: LinkEvidence,
        _ context: LinkContext,
        _ broadcast: RandomPairs
    ) throws(DecodingFault) {
        let plan = context.cohort.plan
        guard partial.random.fit(plan), partial.blocked.fit(plan), partial.values.fit(context.cohort) else {
            throw .malformed("counts of another linkage plan or cohort")
        }
    }
}

extension CandidateList: Mergeable {
    package mutating func add(_ later: CandidateList) {
        merge(later)
    }
}

/// Scores the pairs that blocking finds and keeps the best candidates of each cohort row.
package struct CandidatesPass: Pass {
    package static let name: PassName = "linkage.candidates"
    package static let parts: [PartName] = [.link]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: ScoringContext,
        _ broadcast: Nothing
    ) throws -> CandidateList {
        try partition.linkPartition(context.link)
            .candidates(people: tile.people, scorer: context.scorer, weightMin: context.scorer.weightMin)
    }

    package func check(
        _ partial: CandidateList,
        _ context: ScoringContext,
        _ broadcast: Nothing
    ) throws(DecodingFault) {
        let cohort = context.link.cohort
        guard partial.rowCount == cohort.rowCount, partial.countMax == cohort.plan.candidateCountMax else {
            throw .malformed("candidates of another cohort")
        }
    }
}
