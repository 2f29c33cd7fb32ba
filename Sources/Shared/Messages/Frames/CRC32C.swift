/// The cyclic redundancy check CRC-32C (Castagnoli; RFC 3720, appendix B.4).
///
/// It tells a damaged or mismatched frame from a good one; against an attacker stands CURVE, and payloads have SHA-256.
package enum CRC32C {
    /// One table of remainders for each of eight bytes taken at a time.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var remainder = UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? (remainder >> 1) ^ 0x82F6_3B78 : remainder >> 1 }
            tables[byte] = remainder
        }
        for table in 1..<8 {
            for byte in 0..<256 {
                let earlier = tables[(table - 1) * 256 + byte]
                tables[table * 256 + byte] = (earlier >> 8) ^ tables[Int(earlier & 255)]
            }
        }
        return tables
    }()

    /// The check value of some bytes, or of bytes that follow others.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - earlier: The check value of the bytes before them; 0 when they are the first.
    /// - Returns: The check value of all.
    package static func of(_ bytes: UnsafeRawBufferPointer, after earlier: UInt32 = 0) -> UInt32 {
        tables.withUnsafeBufferPointer { tables in
            var check = ~earlier
            var position = 0
            while position + 8 <= bytes.count {
                let low = bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self) ^ check
                let high = bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self)
                check =
                    tables[7 * 256 + Int(low & 255)] ^ tables[6 * 256 + Int(low >> 8 & 255)]
                    ^ tables[5 * 256 + Int(low >> 16 & 255)] ^ tables[4 * 256 + Int(low >> 24)]
                check ^=
                    tables[3 * 256 + Int(high & 255)] ^ tables[2 * 256 + Int(high >> 8 & 255)]
                    ^ tables[256 + Int(high >> 16 & 255)] ^ tables[Int(high >> 24)]
                position += 8
            }
            while position < bytes.count {
                check = (check >> 8) ^ tables[Int((check ^ UInt32(bytes[position])) & 255)]
                position += 1
            }
            return ~check
        }
    }
}
