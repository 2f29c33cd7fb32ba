/// American Soundex: the first letter and three digits for the consonants that follow.
///
/// H and W do not separate equal codes, vowels do (United States National Archives, "The Soundex Indexing System").
package enum Soundex {
    /// Code of each letter A–Z; 0 for vowels, 9 for H and W.
    private static let digits: [UInt8] = Array("01230129022455012623019202".utf8).map { $0 - 0x30 }

    /// The code as four ASCII bytes in one word, or 0 if the text has no letter A–Z.
    package static func code(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var result: UInt32 = 0
        var length = 0
        var last: UInt8 = 0
        for byte in text where byte >= 0x41 && byte <= 0x5a {
            let digit = digits[Int(byte - 0x41)]
            if length == 0 {
                result = UInt32(byte)
                length = 1
                last = digit
            } else if digit == 9 {
                continue
            } else {
                if digit != 0, digit != last {
                    result = result << 8 | UInt32(0x30 + digit)
                    length += 1
                    if length == 4 { return result }
                }
                last = digit
            }
        }
        guard length > 0 else { return 0 }
        while length < 4 {
            result = result << 8 | 0x30
            length += 1
        }
        return result
    }
}
