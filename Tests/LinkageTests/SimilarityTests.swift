import Linkage
import Statistics
import Testing

/// Runs a closure with the bytes of two strings.
func withBytes<R>(
    _ left: String,
    _ right: String,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> R
) -> R {
    Array(left.utf8).withUnsafeBufferPointer { first in
        Array(right.utf8).withUnsafeBufferPointer { second in body(first, second) }
    }
}

/// A seeded random word of a small alphabet, so that letters repeat.
func randomWord(_ random: CounterRandom, _ index: Int, lengthMax: Int) -> String {
    let length = random.below(lengthMax + 1, at: UInt64(index) * 1_000)
    return String((0..<length).map { "ABCDE"[random.below(5, at: UInt64(index) * 1_000 + UInt64($0) + 1)] })
}

extension String {
    fileprivate subscript(position: Int) -> Character { self[index(startIndex, offsetBy: position)] }
}

@Suite("Similarity of strings")
struct SimilarityTests {
    @Test(
        "Jaro–Winkler gives the published values",
        arguments: [
            ("MARTHA", "MARHTA", 0.961_111), ("DWAYNE", "DUANE", 0.84), ("DIXON", "DICKSONX", 0.813_333),
            ("SAME", "SAME", 1), ("ABC", "XYZ", 0), ("", "", 1), ("A", "", 0),
        ]
    )
    func published(left: String, right: String, expected: Double) {
        let value = withBytes(left, right) { JaroWinkler().similarity($0, $1) }
        #expect(abs(value - expected) < 1e-6)
    }

    @Test("the bit-parallel Jaro–Winkler equals the textbook one to the last bit", arguments: [6, 12, 64, 70])
    func jaroWinklerTwins(lengthMax: Int) {
        let random = CounterRandom(seed: 7, UInt64(lengthMax))
        let comparer = JaroWinkler()
        for index in 0..<2_000 {
            let (left, right) = (
                randomWord(random, 2 * index, lengthMax: lengthMax),
                randomWord(random, 2 * index + 1, lengthMax: lengthMax)
            )
            let same = withBytes(left, right) { comparer.similarity($0, $1) == JaroWinkler.textbook($0, $1) }
            #expect(same, "\(left) \(right)")
        }
    }

    @Test("the bit-parallel edit distance equals the dynamic programme", arguments: [6, 12, 64, 70])
    func editTwins(lengthMax: Int) {
        let random = CounterRandom(seed: 8, UInt64(lengthMax))
        let comparer = EditDistance()
        for index in 0..<1_000 {
            let (left, right) = (
                randomWord(random, 2 * index, lengthMax: lengthMax),
                randomWord(random, 2 * index + 1, lengthMax: lengthMax)
            )
            let same = withBytes(left, right) { comparer.distance($0, $1) == EditDistance.textbook($0, $1) }
            #expect(same, "\(left) \(right)")
        }
    }

    @Test("a swap of neighbours is one edit, and no part is edited twice")
    func restrictedDamerau() {
        #expect(withBytes("A1234BC", "A1243BC") { EditDistance().distance($0, $1) } == 1)
        #expect(withBytes("CA", "ABC") { EditDistance().distance($0, $1) } == 3)
    }

    @Test(
        "Soundex gives the codes of the National Archives",
        arguments: [
            ("ROBERT", "R163"), ("RUPERT", "R163"), ("ASHCRAFT", "A261"), ("TYMCZAK", "T522"), ("PFISTER", "P236"),
            ("HONEYMAN", "H555"), ("LEE", "L000"), ("GUTIERREZ", "G362"),
        ]
    )
    func soundex(name: String, expected: String) {
        let code = withBytes(name, "") { first, _ in Soundex.code(first) }
        let text = String(
            decoding: (0..<4).map { UInt8(truncatingIfNeeded: code >> UInt32(24 - 8 * $0)) },
            as: UTF8.self
        )
        #expect(text == expected)
    }

    @Test("short forms of a name are related to it, and not across names")
    func nicknames() {
        #expect(Nicknames.areRelated("WILLIAM", "BILL"))
        #expect(Nicknames.areRelated("BILL", "WILL"))
        #expect(Nicknames.areRelated("ALEX", "ALEXANDRA"))
        #expect(!Nicknames.areRelated("ALEXANDER", "CHARLOTTE"))
    }
}
