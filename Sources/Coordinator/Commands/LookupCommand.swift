import ArgumentParser
import Foundation
import Linkage

/// `jdl lookup`: who of a pool is this record? One answer a line, in fractions of a millisecond.
struct LookupCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup",
        abstract: "Look up single records in a pool with a model that jdl link estimated.",
        discussion: """
            Example:
              jdl link --cohort participants.csv --pool offenders.csv --out linked
              jdl lookup --pool offenders.csv --model linked/model.json < records.csv

            Reads the pool once, then records from standard input, one a line: CSV whose first line is a header, or a JSON \
            object a line. Column names in the usual spellings, as in jdl link. Answers with one JSON line each, in order: \
            the best people with their row in the pool, match weight in bits, probability, grade, rule and levels, and \
            the probability that the record is nobody in the pool. A pair has the weight that jdl link would give it.
            """
    )

    @Option(help: "The people to look among (CSV with a header).")
    var pool: String

    @Option(help: "The model: model.json of jdl link.")
    var model: String

    @Option(
        help: "The probability that a record is in the pool at all, before the evidence; else the model's, else 0.5."
    )
    var presentShare: Double?

    @Option(help: "How many people an answer names at most.")
    var candidates = 4

    @Option(help: "A block with more rows of the pool is left out of its rule.")
    var blockRowsMax = 50_000

    @Flag(help: "Answer with the pool's values beside each row: names, dates of birth, identifiers.")
    var withValues = false

    @Flag(help: "Say how long each look-up took, in microseconds.")
    var timing = false

    func execute() throws {
        guard presentShare.map({ $0 > 0 && $0 < 1 }) ?? true else {
            throw CommandFailure.badUsage("The present share is a probability between 0 and 1.")
        }
        guard (1...1_000).contains(candidates), blockRowsMax >= 1 else {
            throw CommandFailure.badUsage("An answer names 1 to 1000 people, and a block has at least one row.")
        }
        guard let contents = FileManager.default.contents(atPath: model) else {
            throw CommandFailure.badUsage("Cannot read the model \(model); check its path.")
        }
        let file = try LinkModelFile(json: contents)
        let progress = ProgressLine()
        progress.show("reading the pool", done: 0, total: 2)
        let input = try LookupPool(
            path: pool,
            schema: file.model.plan.schema,
            seed: file.model.plan.seed,
            isKeepingValues: withValues
        )
        progress.show("indexing", done: 1, total: 2)
        var options = PoolLookup.Options()
        options.presentShare = presentShare ?? file.presentShare ?? 0.5
        options.candidateCountMax = candidates
        options.blockRowCountMax = blockRowsMax
        let lookup = try PoolLookup(file, pool: input.records, options: options)
        progress.end()
        let session = LookupSession(lookup)
        var records = LookupRecords()
        var writer = LookupWriter(file.model.plan, input: withValues ? input : nil)
        while let line = readLine() {
            guard let record = try records.record(line) else { continue }
            let began = ContinuousClock.now
            let answer = try session.find(record)
            let microseconds = timing ? (ContinuousClock.now - began) / .microseconds(1) : nil
            try FileHandle.standardOutput.write(
                contentsOf: writer.line(answer, number: records.count, microseconds: microseconds)
            )
        }
        if timing {
            let sizes =
                "\(input.records.count) rows, index \(lookup.index.byteCount / 1_048_576) MiB, "
                + "greatest memory \(ProcessUsage.peakResidentBytes / 1_048_576) MiB"
            FileHandle.standardError.write(Data("jdl: \(sizes)\n".utf8))
        }
    }
}
