/// United Kingdom postcodes, standardised without space: `SW1A1AA`.
///
/// The outward code is an area (one or two letters) and a district (a digit, and a digit or a letter more); the inward
/// code is a digit (the sector) and two letters (BS 7666; Royal Mail, Programmers' Guide to PAF).
package enum Postcode {
    /// How much of a postcode is compared.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        /// The letters at the start: SW, about 120 in the country.
        case area
        /// The outward code: SW1A, about 3,000.
        case district
        /// The outward code and the next digit: SW1A 1, about 11,000.
        case sector

        /// The part's position from the widest to the narrowest.
        var order: Int {
            switch self {
            case .area: 0
            case .district: 1
            case .sector: 2
            }
        }

        init?(order: Int) {
            guard let part = Part.allCases.first(where: { $0.order == order }) else { return nil }
            self = part
        }

        /// Whether agreement on this part is agreement on another one too.
        func isPart(of other: Part) -> Bool { order >= other.order }
    }

    /// The number of leading bytes that make a part, or nil where a text is no postcode.
    ///
    /// A text that is only an outward code has an area and a district, and no sector.
    static func length(_ part: Part, of text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let outward = outwardLength(text) else { return nil }
        switch part {
        case .area: return isLetter(text[1]) ? 2 : 1
        case .district: return outward
        case .sector: return outward < text.count ? outward + 1 : nil
        }
    }

    /// Whether two texts are postcodes that agree on a part.
    static func agree(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        on part: Part
    ) -> Bool {
        guard let length = length(part, of: left), length == Self.length(part, of: right) else { return false }
        return left[..<length].elementsEqual(right[..<length])
    }

    /// The length of the outward code of a whole postcode or of an outward code alone.
    private static func outwardLength(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        let count = text.count
        if count >= 5, count <= 7, isDigit(text[count - 3]), isLetter(text[count - 2]), isLetter(text[count - 1]),
            isOutward(UnsafeBufferPointer(rebasing: text[..<(count - 3)]))
        {
            return count - 3
        }
        return isOutward(text) ? count : nil
    }

    /// One or two letters, a digit, and a digit or a letter more or nothing.
    private static func isOutward(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard (2...4).contains(text.count), isLetter(text[0]) else { return false }
        let digit = isLetter(text[1]) ? 2 : 1
        guard digit < text.count, isDigit(text[digit]), text.count <= digit + 2 else { return false }
        return text.count == digit + 1 || isDigit(text[digit + 1]) || isLetter(text[digit + 1])
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5a }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
