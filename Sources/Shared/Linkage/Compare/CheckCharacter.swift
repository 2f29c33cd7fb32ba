/// Check characters of identifiers: whether a value can have been read and typed correctly.
package enum CheckCharacter {
    /// The check letter of a PNC identifier by its number modulo 23; I, O and S do not occur.
    private static let pncLetters: [UInt8] = Array("ZABCDEFGHJKLMNPQRTUVWXY".utf8)

    /// Whether a standardised identifier has a check character and it is wrong.
    ///
    /// Knows the PNC identifier (the letter is the two-digit year followed by the serial number, modulo 23) and the NHS
    /// number (ten digits, weights 10 to 2, modulo 11). False for anything else: nothing speaks against it.
    package static func isWrong(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch text.count {
        case 12:
            guard let number = number(text[2..<11]), text[0] >= 0x30, text[0] <= 0x39 else { return false }
            return text[11] != pncLetters[number % 23]
        case 10:
            guard let number = number(text[0..<9]), let check = number10(text[9]) else { return false }
            var rest = number
            var sum = 0
            for weight in 2...10 {
                sum += weight * (rest % 10)
                rest /= 10
            }
            return (11 - sum % 11) % 11 != check
        default: return false
        }
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var value = 0
        for byte in digits {
            guard let digit = number10(byte) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private static func number10(_ byte: UInt8) -> Int? { byte >= 0x30 && byte <= 0x39 ? Int(byte) - 0x30 : nil }
}

/// Characters that are taken for one another when they are read.
enum LookAlike {
    /// The letter for a digit that looks like it; L stands with I.
    private static let folded: [UInt8] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "0"): UInt8(ascii: "O")
        case UInt8(ascii: "1"), UInt8(ascii: "L"): UInt8(ascii: "I")
        case UInt8(ascii: "5"): UInt8(ascii: "S")
        case UInt8(ascii: "8"): UInt8(ascii: "B")
        case UInt8(ascii: "2"): UInt8(ascii: "Z")
        default: UInt8(byte)
        }
    }

    /// Whether two texts are the same once characters that look alike are taken for one.
    static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return folded.withUnsafeBufferPointer { folded in
            for index in 0..<left.count where folded[Int(left[index])] != folded[Int(right[index])] { return false }
            return true
        }
    }
}
