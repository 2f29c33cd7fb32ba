import Foundation

/// Numbers written as decimal texts: sign, digits, decimal point.
enum DecimalText {
    /// The number that a standardised text writes, or nil.
    static func value(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var mantissa = 0.0
        var scale = 1.0
        var digits = 0
        var hasPoint = false
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            mantissa = mantissa * 10 + Double(byte - 0x30)
            if hasPoint { scale *= 10 }
            digits += 1
        }
        guard digits > 0, digits <= 40 else { return nil }
        return (isNegative ? -mantissa : mantissa) / scale
    }

    /// How far two numbers are apart; infinite where one is none.
    static func difference(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        guard let first = value(left), let second = value(right) else { return .infinity }
        return abs(first - second)
    }

    /// How far two numbers are apart in per cent of the one farther from zero; infinite where one is none.
    static func percentDifference(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        guard let first = value(left), let second = value(right) else { return .infinity }
        let largest = max(abs(first), abs(second))
        return largest == 0 ? 0 : abs(first - second) / largest * 100
    }
}

/// Places as "latitude longitude" in decimal degrees.
enum Coordinates {
    /// The mean radius of the Earth in kilometres (IUGG).
    private static let radius = 6_371.008_8

    /// Kilometres between two places on the great circle; infinite where one is none.
    ///
    /// The haversine form, exact for small distances (Sinnott 1984, Sky and Telescope 68:158).
    static func kilometres(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        guard let first = place(left), let second = place(right) else { return .infinity }
        let degree = Double.pi / 180
        let across = sin((second.latitude - first.latitude) * degree / 2)
        let along = sin((second.longitude - first.longitude) * degree / 2)
        let half = across * across + cos(first.latitude * degree) * cos(second.latitude * degree) * along * along
        return 2 * radius * asin(min(half.squareRoot(), 1))
    }

    /// The place that a standardised text gives, or nil.
    static func place(_ text: UnsafeBufferPointer<UInt8>) -> (latitude: Double, longitude: Double)? {
        guard let space = text.firstIndex(of: UInt8(ascii: " ")),
            let latitude = DecimalText.value(UnsafeBufferPointer(rebasing: text[..<space])),
            let longitude = DecimalText.value(UnsafeBufferPointer(rebasing: text[(space + 1)...])),
            abs(latitude) <= 90, abs(longitude) <= 180
        else { return nil }
        return (latitude, longitude)
    }
}
