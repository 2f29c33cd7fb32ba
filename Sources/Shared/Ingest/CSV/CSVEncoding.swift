/// The character encodings that are read.
package enum CSVEncoding: Hashable, Sendable {
    /// UTF-8, with or without a byte order mark.
    case utf8
    /// Windows-1252, what Excel saves as "CSV" on Western European systems; taken when a file is not valid UTF-8.
    case windows1252

    /// The code points of bytes 0x80–0x9F; the five unassigned ones stand for themselves, as in the WHATWG standard.
    private static let upperControls: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
        0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x009D, 0x017E, 0x0178,
    ]

    /// Writes Windows-1252 bytes as UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: What is transcoded.
    ///   - target: Memory for at least three times as many bytes.
    /// - Returns: The number of bytes written.
    static func transcode(_ bytes: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>) -> Int {
        var count = 0
        for byte in bytes {
            if byte < 0x80 {
                target[count] = byte
                count += 1
                continue
            }
            let point = byte < 0xA0 ? upperControls[Int(byte) - 0x80] : UInt16(byte)
            if point < 0x800 {
                target[count] = UInt8(0xC0 | (point >> 6))
                target[count + 1] = UInt8(0x80 | (point & 0x3F))
                count += 2
            } else {
                target[count] = UInt8(0xE0 | (point >> 12))
                target[count + 1] = UInt8(0x80 | ((point >> 6) & 0x3F))
                target[count + 2] = UInt8(0x80 | (point & 0x3F))
                count += 3
            }
        }
        return count
    }
}
