/// Truth values written in bytes.
enum FlagText {
    /// 1, true, yes, y, t; 0, false, no, n, f; in any case.
    @inline(__always)
    static func flag(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        if text.count == 1 {
            switch text[0] {
            case UInt8(ascii: "1"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "t"), UInt8(ascii: "T"):
                return true
            case UInt8(ascii: "0"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "f"), UInt8(ascii: "F"):
                return false
            default: return nil
            }
        }
        switch String(decoding: text.prefix(6), as: UTF8.self).lowercased() {
        case "true", "yes": return true
        case "false", "no": return false
        default: return nil
        }
    }
}

/// Words of a closed vocabulary written in bytes.
enum WordText {
    /// The code of a word; letter case, and spaces or hyphens in place of underscores, do not matter.
    @inline(__always)
    static func code(_ text: UnsafeBufferPointer<UInt8>, _ words: [(word: [UInt8], code: UInt8)]) -> UInt8? {
        for index in words.indices where words[index].word.count == text.count {
            let isMatch = words[index].word.withUnsafeBufferPointer { isEqual(text, $0) }
            if isMatch { return words[index].code }
        }
        return nil
    }

    @inline(__always)
    private static func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        for place in 0..<text.count {
            var byte = text[place]
            if byte >= 0x41, byte <= 0x5A { byte |= 0x20 }
            if byte == 0x20 || byte == 0x2D { byte = 0x5F }
            if byte != word[place] { return false }
        }
        return true
    }
}
