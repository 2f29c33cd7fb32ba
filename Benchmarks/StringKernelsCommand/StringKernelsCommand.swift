import ArgumentParser
import Foundation
import Linkage

/// Times the string comparisons and writes their results, for a script to set beside another library's.
@main
struct StringKernelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "string-kernels",
        abstract: "Times and checks the comparisons of strings.",
        subcommands: [TimeCommand.self, MatrixCommand.self, PairsCommand.self]
    )
}

/// The lines of a text file.
func lines(of path: String) throws -> [String] {
    var lines = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines.map(String.init)
}

extension KernelLevel: ExpressibleByArgument {}

/// Times every pair of two lists.
struct TimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time",
        abstract: "Prints the least processor time in seconds of each comparison of every pair, as JSON."
    )

    @Argument(help: "File with a query on each line.")
    var queries: String

    @Argument(help: "File with a string of the dictionary on each line.")
    var strings: String

    @Option(help: "Instructions: portable, avx2 or avx512.")
    var level = KernelLevel.chosen

    @Option(help: "Repetitions, of which the fastest counts.")
    var repeats = 5

    @Flag(help: "Write into the same memory again instead of new memory each time.")
    var reuse = false

    func validate() throws {
        guard level <= .highest else { throw ValidationError("This processor does not have \(level.rawValue).") }
        guard repeats > 0 else { throw ValidationError("--repeats must be at least 1.") }
    }

    func run() throws {
        let queries = try TextList(lines(of: queries))
        let texts = try TextList(lines(of: strings))
        let count = queries.count * texts.count
        var seconds: [String: Double] = [:]
        // Packing the dictionary and room for the results are part of each time, as they are of the peer's.
        seconds["jaro_winkler_float"] = time(Float.self, count) {
            PackedStrings(texts, level: level).jaroWinkler(queries, into: $0)
        }
        seconds["jaro_winkler_double"] = time(Double.self, count) {
            PackedStrings(texts, level: level).jaroWinkler(queries, into: $0)
        }
        seconds["jaro_winkler_levels"] = time(UInt8.self, count) {
            PackedStrings(texts, level: level).jaroWinklerLevels(queries, bounds: [0.92, 0.8], into: $0)
        }
        seconds["levenshtein"] = time(UInt8.self, count) {
            PackedStrings(texts, level: level).editDistances(queries, swapsCount: false, into: $0)
        }
        seconds["optimal_string_alignment"] = time(UInt8.self, count) {
            PackedStrings(texts, level: level).editDistances(queries, swapsCount: true, into: $0)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(seconds), as: UTF8.self))
    }

    /// The least processor time: on a shared machine it says more than the clock.
    private func time<Score>(
        _ type: Score.Type,
        _ count: Int,
        _ body: (UnsafeMutablePointer<Score>) -> Void
    ) -> Double {
        let kept = reuse ? UnsafeMutablePointer<Score>.allocate(capacity: count) : nil
        var best = Double.infinity
        for _ in 0..<repeats {
            let start = clock()
            let scores = kept ?? UnsafeMutablePointer<Score>.allocate(capacity: count)
            body(scores)
            if kept == nil { scores.deallocate() }
            best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
        }
        kept?.deallocate()
        return best
    }
}

/// Writes the results of every pair of two lists.
struct MatrixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Writes Jaro–Winkler as doubles, then both edit distances as bytes, of every pair."
    )

    @Argument(help: "File with a query on each line.")
    var queries: String

    @Argument(help: "File with a string of the dictionary on each line.")
    var strings: String

    @Argument(help: "File for the results.")
    var output: String

    @Option(help: "Instructions: portable, avx2 or avx512.")
    var level = KernelLevel.chosen

    func run() throws {
        let queries = try TextList(lines(of: queries))
        let packed = try PackedStrings(TextList(lines(of: strings)), level: level)
        let count = queries.count * packed.count
        var scores = [Double](repeating: -1, count: count)
        scores.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { packed.jaroWinkler(queries, into: base) }
        }
        var data = scores.withUnsafeBytes { Data($0) }
        for swapsCount in [false, true] {
            var distances = [UInt8](repeating: 0, count: count)
            distances.withUnsafeMutableBufferPointer { buffer in
                if let base = buffer.baseAddress {
                    packed.editDistances(queries, swapsCount: swapsCount, into: base)
                }
            }
            data.append(contentsOf: distances)
        }
        try data.write(to: URL(filePath: output), options: .atomic)
    }
}

/// Writes the results of pairs, found one by one.
struct PairsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairs",
        abstract:
            "Writes five doubles a pair: Jaro–Winkler, Jaro, Levenshtein, restricted and full Damerau–Levenshtein."
    )

    @Argument(help: "File with two strings on each line, separated by a tab.")
    var pairs: String

    @Argument(help: "File for the results.")
    var output: String

    func run() throws {
        let jaroWinkler = JaroWinkler()
        let editDistance = EditDistance()
        let damerau = DamerauLevenshtein()
        var results: [Double] = []
        for line in try lines(of: pairs) {
            let texts = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard texts.count == 2 else { throw ValidationError("A line of \(pairs) has not two texts.") }
            let list = TextList(texts.map(String.init))
            list.withText(0) { left in
                list.withText(1) { right in
                    results.append(jaroWinkler.similarity(left, right))
                    results.append(jaroWinkler.jaro(left, right))
                    results.append(Double(editDistance.levenshtein(left, right)))
                    results.append(Double(editDistance.distance(left, right)))
                    results.append(Double(damerau.distance(left, right)))
                }
            }
        }
        try results.withUnsafeBytes { Data($0) }.write(to: URL(filePath: output), options: .atomic)
    }
}
