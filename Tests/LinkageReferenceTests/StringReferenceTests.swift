import Foundation
import Linkage
import Testing

/// Pairs of strings with RapidFuzz's figures; see Resources/strings/make_strings.py.
private struct ReferencePair {
    let left: String
    let right: String
    let jaroWinkler: UInt64
    let jaro: UInt64
    let distances: [Int]

    static func all() throws -> [ReferencePair] {
        let url = try #require(
            Bundle.module.url(forResource: "strings", withExtension: "tsv", subdirectory: "Resources/strings")
        )
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return ReferencePair(
                left: parts[0],
                right: parts[1],
                jaroWinkler: try #require(UInt64(parts[2], radix: 16)),
                jaro: try #require(UInt64(parts[3], radix: 16)),
                distances: parts[4...].compactMap { Int($0) }
            )
        }
    }
}

@Suite("String comparisons against RapidFuzz")
struct StringReferenceTests {
    @Test("Jaro, Jaro–Winkler and the three edit distances equal RapidFuzz's, to the last bit")
    func pairs() throws {
        let pairs = try ReferencePair.all()
        #expect(pairs.count == 3_000)
        let jaroWinkler = JaroWinkler()
        let editDistance = EditDistance()
        let damerau = DamerauLevenshtein()
        for pair in pairs {
            let list = TextList([pair.left, pair.right])
            list.withText(0) { left in
                list.withText(1) { right in
                    #expect(jaroWinkler.similarity(left, right).bitPattern == pair.jaroWinkler, "\(pair)")
                    #expect(JaroWinkler.textbook(left, right).bitPattern == pair.jaroWinkler, "\(pair)")
                    #expect(jaroWinkler.jaro(left, right).bitPattern == pair.jaro, "\(pair)")
                    let distances = [
                        editDistance.levenshtein(left, right), editDistance.distance(left, right),
                        damerau.distance(left, right),
                    ]
                    #expect(distances == pair.distances, "\(pair)")
                    let definitions = [
                        EditDistance.textbook(left, right, swapsCount: false), EditDistance.textbook(left, right),
                        DamerauLevenshtein.textbook(left, right),
                    ]
                    #expect(definitions == pair.distances, "\(pair)")
                }
            }
        }
    }

    @Test(
        "comparisons in lanes equal those of single pairs at every level of instructions",
        arguments: KernelLevel.allCases
    )
    func lanes(level: KernelLevel) throws {
        guard level <= .highest else { return }
        let pairs = try ReferencePair.all().prefix(700)
        let queries = TextList(pairs.map(\.left))
        let packed = PackedStrings(TextList(pairs.map(\.right)), level: level)
        let count = queries.count * packed.count
        let similarities = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.baseAddress.map { packed.jaroWinkler(queries, into: $0) }
            initialized = count
        }
        let levels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.baseAddress.map { packed.jaroWinklerLevels(queries, bounds: [0.92, 0.8], into: $0) }
            initialized = count
        }
        let distances = [false, true].map { swapsCount in
            [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                buffer.baseAddress.map { packed.editDistances(queries, swapsCount: swapsCount, into: $0) }
                initialized = count
            }
        }
        let jaroWinkler = JaroWinkler()
        let editDistance = EditDistance()
        var wrong = 0
        for query in 0..<queries.count {
            for index in 0..<packed.count {
                let cell = query * packed.count + index
                queries.withText(query) { left in
                    packed.texts.withText(index) { right in
                        let similarity = jaroWinkler.similarity(left, right)
                        let level: UInt8 = similarity >= 0.92 ? 0 : similarity >= 0.8 ? 1 : 2
                        if similarities[cell].bitPattern != similarity.bitPattern || levels[cell] != level {
                            wrong += 1
                        }
                        if Int(distances[0][cell]) != editDistance.levenshtein(left, right) { wrong += 1 }
                        if Int(distances[1][cell]) != editDistance.distance(left, right) { wrong += 1 }
                    }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test("an empty dictionary and no queries are served")
    func nothing() {
        let none = PackedStrings(TextList())
        var result = [Float](repeating: 2, count: 1)
        none.jaroWinkler(TextList(["SMITH"]), into: &result)
        PackedStrings(TextList(["SMITH"])).jaroWinkler(TextList(), into: &result)
        #expect(result == [2])
    }
}
