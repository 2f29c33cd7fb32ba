import Foundation

/// The base letters of letters with marks, and the Latin letters for those of other European alphabets.
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

    /// For Cyrillic U+0400 … U+045F, as travel documents write names (ICAO Doc 9303, part 3, section 6 B); "-" is not written.
    ///
    /// Where languages differ the letter is written as in most of them, so a name may need one edit more: Ukrainian Г is H there.
    private static let cyrillic: [String] = {
        let capitals = "E E D G IE DZ I I J LJ NJ C K I U DZ"
        let letters = """
            A B V G D E ZH Z I I K L M N O P R S T U F KH TS CH SH SHCH IE Y - E IU IA
            """
        return [capitals, letters, letters, capitals].flatMap { $0.split(separator: " ").map(String.init) }
    }()

    /// For Greek U+0391 … U+03CE, letter by letter (ELOT 743, which also has letters for pairs); "-" is no letter.
    private static let greek: [String] = """
        A V G D E Z I TH I K L M N X O P R - S T Y F CH PS O I Y A E I I
        Y A V G D E Z I TH I K L M N X O P R S S T Y F CH PS O I Y O Y O
        """.split { $0 == " " || $0 == "\n" }.map(String.init)

    /// What becomes of one character, given as its UTF-8 bytes.
    static func fold(_ bytes: UnsafeBufferPointer<UInt8>) -> Outcome {
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else { return .dropped }
        switch scalar.value {
        case 0xc0...0x17f:
            let letters = latin[Int(scalar.value) - 0xc0]
            return letters == "-" ? .separator : .letters(letters)
        case 0x386: return .letters("A")
        case 0x388: return .letters("E")
        case 0x389, 0x38a, 0x390: return .letters("I")
        case 0x38c, 0x38f: return .letters("O")
        case 0x38e: return .letters("Y")
        case 0x391...0x3ce:
            let letters = greek[Int(scalar.value) - 0x391]
            return letters == "-" ? .kept : .letters(letters)
        case 0x400...0x45f:
            let letters = cyrillic[Int(scalar.value) - 0x400]
            return letters == "-" ? .dropped : .letters(letters)
        case 0x490, 0x491: return .letters("G")
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
