import Foundation

/// The base letters of letters with marks, for the Latin alphabets of Europe.
enum LetterFold {
    /// What becomes of a character outside ASCII.
    enum Outcome {
        /// These upper-case letters A–Z.
        case letters(String)
        /// Nothing: a mark of its own, a typographic apostrophe.
        case dropped
        /// A space: a dash, a no-break space.
        case separator
        /// The character as it is: another script.
        case kept
    }

    /// For U+00C0 … U+017F; "-" is no letter.
    private static let latin: [String] = """
        A A A A A A AE C E E E E I I I I D N O O O O O - O U U U U Y TH SS A A A A A A AE C E E E E I I I I D N
        O O O O O - O U U U U Y TH Y A A A A A A C C C C C C C C D D D D E E E E E E E E E E G G G G G G G G H H
        H H I I I I I I I I I I IJ IJ J J K K K L L L L L L L L L L N N N N N N N N N O O O O O O OE OE R R R R
        R R S S S S S S S S T T T T T T U U U U U U U U U U U U W W Y Y Y Z Z Z Z Z Z S
        """.split { $0 == " " || $0 == "\n" }.map(String.init)

    /// What becomes of one character, given as its UTF-8 bytes.
    static func fold(_ bytes: UnsafeBufferPointer<UInt8>) -> Outcome {
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else { return .dropped }
        switch scalar.value {
        case 0xc0...0x17f:
            let letters = latin[Int(scalar.value) - 0xc0]
            return letters == "-" ? .separator : .letters(letters)
        case 0x218, 0x219: return .letters("S")
        case 0x21a, 0x21b: return .letters("T")
        case 0x1e00...0x1eff:
            // Latin Extended Additional: the base letter is the first of the decomposition.
            guard let base = String(scalar).decomposedBase else { return .kept }
            return .letters(base)
        case 0x300...0x36f, 0x2bc, 0x2018, 0x2019, 0xb4, 0xad: return .dropped
        case 0x80...0xbf, 0x2000...0x206f, 0x3000: return .separator
        default: return .kept
        }
    }
}

extension String {
    /// The upper-case ASCII letter that a marked letter is built on, or nil.
    fileprivate var decomposedBase: String? {
        guard let first = decomposedStringWithCanonicalMapping.unicodeScalars.first, first.isASCII else { return nil }
        return String(first).uppercased()
    }
}
