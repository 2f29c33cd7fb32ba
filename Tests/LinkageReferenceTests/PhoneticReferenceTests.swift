import Foundation
import Linkage
import Testing

@Suite("Phonetic codes against other libraries")
struct PhoneticReferenceTests {
    /// Name, primary, secondary, NYSIIS; see Resources/phonetic/make_phonetic.py.
    private static func names() throws -> [[String]] {
        let url = try #require(
            Bundle.module.url(forResource: "phonetic", withExtension: "tsv", subdirectory: "Resources/phonetic")
        )
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private static func codes(_ name: String) -> [String] {
        Array(name.utf8).withUnsafeBufferPointer { text in
            let metaphone = DoubleMetaphone(text)
            return [metaphone.primary, metaphone.secondary, NYSIIS.code(text)].map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    @Test("Double Metaphone gives the codes of abydos")
    func doubleMetaphone() throws {
        let names = try Self.names()
        #expect(names.count > 4_000)
        for name in names {
            let codes = Self.codes(name[0])
            #expect(Array(codes[..<2]) == Array(name[1...2]), "\(name[0])")
        }
    }

    @Test("NYSIIS gives the codes of abydos")
    func nysiis() throws {
        for name in try Self.names() {
            let code = Self.codes(name[0])[2]
            #expect(code == name[3], "\(name[0])")
        }
    }

    @Test(
        "NYSIIS gives published codes",
        arguments: [
            ("MACINTOSH", "MCANT"), ("KNUTH", "NAT"), ("KOEHN", "CAN"), ("PHILLIPSON", "FALAPSAN"), ("MCKEE", "MCY"),
            ("MACKIE", "MCY"), ("HEITSCHMIDT", "HATSNAD"), ("BART", "BAD"), ("HURD", "HAD"),
            ("WESTERLUND", "WASTARLAD"),
            ("CASSTEVENS", "CASTAFAN"), ("VASQUEZ", "VASG"), ("BOWMAN", "BANAN"), ("RICKERT", "RACAD"),
            ("DEUTSCH", "DAT"), ("WESTPHAL", "WASTFAL"), ("SHRIVER", "SRAVAR"), ("KUHL", "CAL"), ("RAWSON", "RASAN"),
        ]
    )
    func publishedNYSIIS(name: String, code: String) {
        #expect(Self.codes(name)[2] == code)
    }

    @Test("names that sound alike have a common code", arguments: [("SMITH", "SCHMIDT"), ("ARNOW", "ARNOFF")])
    func alike(left: String, right: String) {
        let codes = [left, right].map { name in Array(name.utf8).withUnsafeBufferPointer { DoubleMetaphone($0) } }
        #expect(codes[0].mayEqual(codes[1]))
    }

    @Test("a text without letters has no code")
    func nothing() {
        #expect(Self.codes("") == ["", "", ""])
        #expect(Self.codes("12 3") == ["", "", ""])
    }
}
