/// A person of the population who may be a record of the cohort.
package struct Candidate: Hashable, Sendable, BitwiseCopyable {
    /// The match weight: log2 of the Bayes factor of the person's best record.
    package let weight: Double
    /// Orders candidates of one weight: a keyed hash of the person's reference.
    package let tie: UInt64
    /// The evidence: the level of each comparison.
    package let vector: ComparisonVector
    /// The person's partition.
    package let partition: UInt32
    /// The person's position in the partition.
    package let person: UInt32
    /// The record of the person that agrees best: its position in the partition's link table.
    package let row: UInt32
    /// The first blocking rule that finds the pair.
    package let rule: UInt8

    /// Whether this candidate is better than another: by weight, then hash, then reference.
    package func precedes(_ other: Candidate) -> Bool {
        if weight != other.weight { return weight > other.weight }
        return (tie, partition, person) < (other.tie, other.partition, other.person)
    }

    /// Whether this record of a person is better evidence than another record of the same person.
    func precedesRecord(_ other: Candidate) -> Bool {
        if weight != other.weight { return weight > other.weight }
        return (rule, row) < (other.rule, other.row)
    }

    /// The candidate with another weight.
    func weighing(_ weight: Double) -> Candidate {
        Candidate(
            weight: weight,
            tie: tie,
            vector: vector,
            partition: partition,
            person: person,
            row: row,
            rule: rule
        )
    }

    static let none = Candidate(
        weight: 0,
        tie: 0,
        vector: ComparisonVector(word: 0),
        partition: 0,
        person: 0,
        row: 0,
        rule: 0
    )
}
