import Dispatch
import Extracts
import Synchronization

/// Runs through a population in blocks of people, several at a time, and hands on the results in order.
struct PopulationPass: Sendable {
    /// People.
    let people: Int
    /// Threads at most.
    let threads: Int

    /// People in a block; a constant, since blocks show in nothing but speed and memory.
    private static let blockSize = 2_048
    /// Blocks that a thread makes before results are handed on.
    private static let blocksPerThread = 4

    /// Makes something of each block and consumes it.
    ///
    /// - Parameters:
    ///   - make: Works on a block, on any thread.
    ///   - consume: Gets the results in the order of the blocks, on the calling thread, with the people done so far.
    func run<Output: Sendable>(
        make: @Sendable (Range<Int>) -> Output,
        consume: (Output, Int) throws -> Void
    ) rethrows {
        let blockCount = (people + Self.blockSize - 1) / Self.blockSize
        let batchSize = threads * Self.blocksPerThread
        for batchStart in stride(from: 0, to: blockCount, by: batchSize) {
            let count = min(batchSize, blockCount - batchStart)
            let results = Mutex([Output?](repeating: nil, count: count))
            DispatchQueue.concurrentPerform(iterations: min(threads, count)) { lane in
                for position in stride(from: lane, to: count, by: threads) {
                    let start = (batchStart + position) * Self.blockSize
                    let output = make(start..<min(start + Self.blockSize, people))
                    results.withLock { $0[position] = output }
                }
            }
            let finished = results.withLock { $0 }
            for (position, output) in finished.enumerated() {
                guard let output else { preconditionFailure("every block of a batch is made") }
                try consume(output, min((batchStart + position + 1) * Self.blockSize, people))
            }
        }
    }
}

/// What a block of people contributes to the files and to the truth.
struct BlockOutput: Sendable {
    /// Rows of the extracts.
    var rows: ExtractRows
    /// Cohort members among the people.
    var members: [CohortMember] = []
    /// People who have an index event, do not take part and reoffended.
    var comparisonReoffended = 0
    /// Sum of the probabilities of reoffending of those who have an index event and do not take part.
    var comparisonProbability = 0.0
}

/// Makes people: career, identity, rows.
struct PopulationMaker: Sendable {
    let seed: UInt64
    let simulator: CareerSimulator
    let identities: IdentityMaker
    let cohortWriter: CohortWriter
    let vocabulary: Vocabulary

    /// The priorities of those in a block who have an index event.
    func candidates(in block: Range<Int>) -> [Candidate] {
        var career = Career()
        var candidates: [Candidate] = []
        for person in block {
            let traits = simulator.traits(ofPerson: person)
            simulator.simulate(
                person: person,
                traits: traits,
                isTreated: false,
                untilIndexEvent: true,
                into: &career
            )
            guard let event = career.indexEvent else { continue }
            var stream = RandomStream(seed: seed, .selection, person: person)
            candidates.append(Candidate(priority: event.selectionLogit + stream.logistic(), person: person))
        }
        return candidates
    }

    /// Everything about a block's people.
    func output(of block: Range<Int>, selected: Set<Int>) -> BlockOutput {
        var output = BlockOutput(rows: ExtractRows(people: block.count))
        var career = Career()
        for person in block {
            let traits = simulator.traits(ofPerson: person)
            let isTreated = selected.contains(person)
            simulator.simulate(
                person: person,
                traits: traits,
                isTreated: isTreated,
                untilIndexEvent: false,
                into: &career
            )
            let identity = identities.identity(ofPerson: person, traits: traits, career: career)
            output.rows.append(
                person: person,
                traits: traits,
                identity: identity,
                career: career,
                vocabulary: vocabulary
            )
            guard let event = career.indexEvent else { continue }
            if isTreated {
                output.members.append(
                    cohortWriter.member(
                        person: person,
                        traits: traits,
                        identity: identity,
                        career: career,
                        event: event,
                        isPresent: true
                    )
                )
            } else {
                output.comparisonReoffended += event.reoffended ? 1 : 0
                output.comparisonProbability += event.untreatedProbability
            }
        }
        return output
    }

    /// Cohort members whom no extract holds: the first people beyond the population with an index event.
    func absentMembers(count: Int, firstPerson: Int, limit: Int) -> [CohortMember] {
        var members: [CohortMember] = []
        var career = Career()
        var person = firstPerson
        while members.count < count, person < limit {
            let traits = simulator.traits(ofPerson: person)
            simulator.simulate(
                person: person,
                traits: traits,
                isTreated: true,
                untilIndexEvent: false,
                into: &career
            )
            if let event = career.indexEvent {
                members.append(
                    cohortWriter.member(
                        person: person,
                        traits: traits,
                        identity: identities.identity(ofPerson: person, traits: traits, career: career),
                        career: career,
                        event: event,
                        isPresent: false
                    )
                )
            }
            person += 1
        }
        return members
    }
}
