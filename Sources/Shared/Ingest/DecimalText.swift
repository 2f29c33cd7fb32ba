/// Numbers written in bytes.
enum DecimalText {
    /// Powers of ten that a Double holds exactly.
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    ]

    /// The text without spaces, tabs and line ends around it.
    @inline(__always)
    static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var low = 0
        var high = text.count
        while low < high, isSpace(text[low]) { low += 1 }
        while high > low, isSpace(text[high - 1]) { high -= 1 }
        return UnsafeBufferPointer(rebasing: text[low..<high])
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    /// The number written in a text, correctly rounded, or nil.
    ///
    /// Up to fifteen digits with a point are one exact division (Clinger 1990); anything else goes to the standard
    /// library. "NaN", "inf" and hexadecimal are no numbers in a data file.
    static func number(_ field: UnsafeBufferPointer<UInt8>) -> Double? {
        let text = trimmed(field)
        var digits = 0
        var decimals = 0
        var value: UInt64 = 0
        var hasPoint = false
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
        while index < text.count {
            let byte = text[index]
            if byte >= 0x30, byte <= 0x39 {
                digits += 1
                if digits > 15 { return general(text) }
                value = value * 10 + UInt64(byte - 0x30)
                if hasPoint { decimals += 1 }
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                return general(text)
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        let magnitude = Double(value) / powers[decimals]
        return isNegative ? -magnitude : magnitude
    }

    /// The whole number written in a text without spaces, or nil; at most eighteen digits.
    @inline(__always)
    static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        guard index < text.count, text.count - index <= 18 else { return nil }
        var value = 0
        while index < text.count {
            let byte = text[index]
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
            index += 1
        }
        return isNegative ? -value : value
    }

    private static func general(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        let isDecimal = text.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
        }
        return isDecimal ? Double(String(decoding: text, as: UTF8.self)) : nil
    }
}
