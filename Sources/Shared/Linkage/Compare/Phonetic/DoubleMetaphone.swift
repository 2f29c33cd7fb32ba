/// Philips's Double Metaphone: how a name sounds, and how it might sound otherwise.
///
/// Philips (2000), The Double Metaphone search algorithm, C/C++ Users Journal 18(6). The rules know spellings of Slavonic,
/// Germanic, Celtic, Greek, French, Italian, Spanish and Chinese origin; consonants become one of sixteen symbols (`X` is
/// "sh", `0` is "th"), a vowel counts at the beginning only. Two names sound alike where a code of one is a code of the
/// other. Codes are cut at four symbols, as published, unless more are asked for.
package struct DoubleMetaphone: Hashable, Sendable {
    /// The first code; empty if the name has no letter that sounds.
    package let primary: [UInt8]
    /// The other code; the same as the first for most names.
    package let secondary: [UInt8]

    /// The length of the published codes.
    package static let lengthMax = 4

    /// The codes of a name in upper-case letters; other letters than A–Z are passed over.
    ///
    /// - Parameters:
    ///   - text: The name, standardised.
    ///   - lengthMax: At most so many symbols.
    package init(_ text: UnsafeBufferPointer<UInt8>, lengthMax: Int = Self.lengthMax) {
        var coder = MetaphoneCoder(text)
        coder.run(lengthMax: lengthMax)
        primary = Array(coder.primary.prefix(lengthMax))
        secondary = Array(coder.secondary.prefix(lengthMax))
    }

    /// Whether two names may sound alike.
    package func mayEqual(_ other: DoubleMetaphone) -> Bool {
        guard !primary.isEmpty, !other.primary.isEmpty else { return false }
        return primary == other.primary || primary == other.secondary || secondary == other.primary
            || secondary == other.secondary
    }
}

/// The state of coding one name: where it is, and what has been written.
struct MetaphoneCoder {
    /// The letters and spaces of the name.
    let name: [UInt8]
    /// The position of the letter being coded.
    var current = 0
    private(set) var primary: [UInt8] = []
    private(set) var secondary: [UInt8] = []
    /// Whether the spelling looks Slavonic or Germanic.
    let isSlavoGermanic: Bool

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let name = text.filter { $0 < 0x80 }
        self.name = name
        isSlavoGermanic = name.indices.contains { index in
            name[index] == UInt8(ascii: "W") || name[index] == UInt8(ascii: "K")
                || name[index...].starts(with: "CZ".utf8)
        }
    }

    /// The position of the last letter.
    var last: Int { name.count - 1 }

    mutating func run(lengthMax: Int) {
        // Letters that are silent at the beginning.
        if at(0, "GN|KN|PN|WR|PS") { current = 1 }
        if letter(0) == "X" {
            add("S")
            current = 1
        }
        while current < name.count, primary.count < lengthMax || secondary.count < lengthMax { step() }
    }

    private mutating func step() {
        switch letter(current) {
        case "A", "E", "I", "O", "U", "Y":
            if current == 0 { add("A") }
            current += 1
        case "B": single("P", doubledBy: "B")
        case "C": codeC()
        case "D": codeD()
        case "F": single("F", doubledBy: "F")
        case "G": codeG()
        case "H": codeH()
        case "J": codeJ()
        case "K": single("K", doubledBy: "K")
        case "L": codeL()
        case "M": codeM()
        case "N": single("N", doubledBy: "N")
        case "P": codeP()
        case "Q": single("K", doubledBy: "Q")
        case "R": codeR()
        case "S": codeS()
        case "T": codeT()
        case "V": single("F", doubledBy: "V")
        case "W": codeW()
        case "X": codeX()
        case "Z": codeZ()
        default: current += 1
        }
    }

    // MARK: Reading

    /// The letter at a position; a space outside the name.
    func letter(_ index: Int) -> Unicode.Scalar {
        name.indices.contains(index) ? Unicode.Scalar(name[index]) : " "
    }

    func isVowel(_ index: Int) -> Bool {
        switch letter(index) {
        case "A", "E", "I", "O", "U", "Y": true
        default: false
        }
    }

    /// Whether one of some spellings, separated by `|`, stands at a position; beyond the end stand spaces.
    func at(_ start: Int, _ spellings: StaticString) -> Bool {
        guard start >= 0 else { return false }
        let count = spellings.utf8CodeUnitCount
        let text = spellings.utf8Start
        var from = 0
        while from < count {
            var offset = 0
            while from + offset < count, text[from + offset] != UInt8(ascii: "|"),
                byte(start + offset) == text[from + offset]
            {
                offset += 1
            }
            if from + offset == count || text[from + offset] == UInt8(ascii: "|") { return true }
            from += offset
            while from < count, text[from] != UInt8(ascii: "|") { from += 1 }
            from += 1
        }
        return false
    }

    private func byte(_ index: Int) -> UInt8 { index < name.count ? name[index] : UInt8(ascii: " ") }

    // MARK: Writing

    /// Writes the same to both codes.
    mutating func add(_ symbols: StaticString) { add(symbols, symbols) }

    /// Writes to each code.
    mutating func add(_ first: StaticString, _ second: StaticString) {
        primary.append(contentsOf: UnsafeBufferPointer(start: first.utf8Start, count: first.utf8CodeUnitCount))
        secondary.append(contentsOf: UnsafeBufferPointer(start: second.utf8Start, count: second.utf8CodeUnitCount))
    }

    /// A letter that always sounds so, twice or once.
    mutating func single(_ symbol: StaticString, doubledBy letters: StaticString) {
        add(symbol)
        skip(doubledBy: letters)
    }

    /// Goes on behind the letter, and behind the next where that is one of some.
    mutating func skip(doubledBy letters: StaticString) {
        current += at(current + 1, letters) ? 2 : 1
    }

    /// Whether the whole name looks Germanic.
    var beginsGermanic: Bool { at(0, "VAN |VON |SCH") }
}
