/// The phonetic code of the New York State Identification and Intelligence System, for family names.
///
/// Taft (1970), Name search techniques, NYSIIS special report 1. Vowels become A, letters that sound alike become one,
/// repeated letters are written once. The code is not cut to six letters, as the original was for want of room.
package enum NYSIIS {
    /// The code of a name, in letters A–Z; empty if the name has no such letter.
    ///
    /// - Parameter text: The name, in upper case; other bytes than A–Z are passed over.
    /// - Returns: The code in ASCII.
    package static func code(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var name = text.filter { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
        guard !name.isEmpty else { return [] }
        replaceStart(&name)
        replaceEnd(&name)
        var key = [name[0]]
        var index = 1
        while index < name.count {
            replace(&name, at: index)
            if name[index] != key.last { key.append(name[index]) }
            index += 1
        }
        if key.count > 1, key.last == UInt8(ascii: "S") { key.removeLast() }
        if key.count > 1, key.suffix(2).elementsEqual("AY".utf8) { key.remove(at: key.count - 2) }
        if key.count > 1, key.last == UInt8(ascii: "A") { key.removeLast() }
        return key
    }

    private static func replaceStart(_ name: inout [UInt8]) {
        let starts: [(StaticString, StaticString)] = [
            ("MAC", "MCC"), ("KN", "NN"), ("K", "C"), ("PH", "FF"), ("PF", "FF"), ("SCH", "SSS"),
        ]
        for (start, other) in starts where has(name, start, at: 0) {
            write(other, into: &name, at: 0)
            return
        }
    }

    private static func replaceEnd(_ name: inout [UInt8]) {
        let ends: [(StaticString, UInt8)] = [
            ("EE", UInt8(ascii: "Y")), ("IE", UInt8(ascii: "Y")), ("DT", UInt8(ascii: "D")), ("RT", UInt8(ascii: "D")),
            ("RD", UInt8(ascii: "D")), ("NT", UInt8(ascii: "D")), ("ND", UInt8(ascii: "D")),
        ]
        for (end, letter) in ends where name.count >= 2 && has(name, end, at: name.count - 2) {
            name.removeLast(2)
            name.append(letter)
            return
        }
    }

    /// Replaces what stands at a position after the first by what sounds like it.
    private static func replace(_ name: inout [UInt8], at index: Int) {
        switch name[index] {
        case UInt8(ascii: "E") where has(name, "EV", at: index): write("AF", into: &name, at: index)
        case UInt8(ascii: "A"), UInt8(ascii: "E"), UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "U"):
            name[index] = UInt8(ascii: "A")
        case UInt8(ascii: "Q"): name[index] = UInt8(ascii: "G")
        case UInt8(ascii: "Z"): name[index] = UInt8(ascii: "S")
        case UInt8(ascii: "M"): name[index] = UInt8(ascii: "N")
        case UInt8(ascii: "K"): name[index] = UInt8(ascii: has(name, "KN", at: index) ? "N" : "C")
        case UInt8(ascii: "S") where has(name, "SCH", at: index): write("SSS", into: &name, at: index)
        case UInt8(ascii: "P") where has(name, "PH", at: index): write("FF", into: &name, at: index)
        case UInt8(ascii: "H"):
            let isBetweenVowels = isVowel(name[index - 1]) && index + 1 < name.count && isVowel(name[index + 1])
            if !isBetweenVowels { name[index] = name[index - 1] }
        case UInt8(ascii: "W"):
            if isVowel(name[index - 1]) { name[index] = name[index - 1] }
        default: break
        }
    }

    private static func isVowel(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "A"), UInt8(ascii: "E"), UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "U"): true
        default: false
        }
    }

    private static func has(_ name: [UInt8], _ part: StaticString, at start: Int) -> Bool {
        guard start + part.utf8CodeUnitCount <= name.count else { return false }
        return (0..<part.utf8CodeUnitCount).allSatisfy { name[start + $0] == part.utf8Start[$0] }
    }

    private static func write(_ part: StaticString, into name: inout [UInt8], at start: Int) {
        for offset in 0..<part.utf8CodeUnitCount { name[start + offset] = part.utf8Start[offset] }
    }
}
