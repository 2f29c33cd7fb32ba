/// How often each digit and letter stands in a text, as a word in which one edit changes at most two bits.
///
/// Each character of a class has a bit for its first, second and third occurrence. A substitution takes one occurrence of a
/// character and adds one of another; so two texts whose words differ in three bits are more than one edit apart, and nothing
/// more of them has to be read: what nearly all identifiers of different people show. Characters that look alike are one
/// class, so texts that differ in these alone have the same word.
package enum CharacterCounts {
    /// The lowest bit of a class by byte: three bits each for the ten digits, with the letters that look like them, and one
    /// for each other letter; 255 for other bytes.
    private static let places: FixedArray<UInt8> = {
        var places = [UInt8](repeating: 255, count: 256)
        for digit in 0..<10 { places[0x30 + digit] = UInt8(3 * digit) }
        let digits: [UInt8: UInt8] = [0x4f: 0, 0x49: 1, 0x4c: 1, 0x5a: 2, 0x53: 5, 0x42: 8]
        var next: UInt8 = 30
        for letter in UInt8(ascii: "A")...UInt8(ascii: "Z") {
            if let digit = digits[letter] {
                places[Int(letter)] = 3 * digit
            } else {
                places[Int(letter)] = next
                next += 1
            }
        }
        return FixedArray(places)
    }()

    /// The word of a text; 0 where it says nothing, since there are characters other than digits and capitals.
    ///
    /// - Complexity: O(*n*).
    package static func word(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let places = places.base
        var word: UInt64 = 0
        for byte in text {
            let place = UInt64(places[Int(byte)])
            if place == 255 { return 0 }
            // The occurrences so far fill the class's bits from the lowest; the next bit is set while there is one.
            let isDigit = place < 30
            let seen = word >> place & (isDigit ? 7 : 1)
            word |= (seen << 1 | 1) << place & ((isDigit ? 7 : 1) << place)
        }
        return word
    }

    /// Whether two texts may be one edit apart, or the same but for characters that look alike.
    @inline(__always)
    package static func mayBeNear(_ left: UInt64, _ right: UInt64) -> Bool {
        left == 0 || right == 0 || (left ^ right).nonzeroBitCount <= 2
    }
}
