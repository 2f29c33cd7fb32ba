import Tables
import Testing

struct ByteCodingTests {
    private func sample() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(UInt16(0xbeef))
        writer.write(-1.5)
        writer.write(text: "Zoë")
        writer.write(array: [Int32(1), -2, 3])
        writer.write(flag: true)
        writer.write(digest: Digest.of([1, 2, 3]))
        writer.write(array: [Double]())
        return writer.bytes
    }

    private struct Sample: Equatable {
        let number: UInt16
        let fraction: Double
        let text: String
        let array: [Int32]
        let flag: Bool
        let digest: Digest
        let empty: [Double]
    }

    private func decode(_ bytes: [UInt8]) throws(DecodingFault) -> Sample {
        let result: Result<Sample, DecodingFault> = bytes.withUnsafeBytes { raw in
            Result { () throws(DecodingFault) in
                var reader = ByteReader(raw)
                let sample = Sample(
                    number: try reader.read(),
                    fraction: try reader.read(),
                    text: try reader.readText(),
                    array: try reader.readArray(),
                    flag: try reader.readFlag(),
                    digest: try reader.readDigest(),
                    empty: try reader.readArray()
                )
                try reader.end()
                return sample
            }
        }
        return try result.get()
    }

    @Test("what is written is read back, little-endian and without padding")
    func roundTrip() throws {
        let bytes = sample()
        #expect(bytes[0] == 0xef && bytes[1] == 0xbe)
        #expect(bytes.count == 2 + 8 + (4 + 4) + (4 + 12) + 1 + 32 + 4)
        let read = try decode(bytes)
        #expect(
            read
                == Sample(
                    number: 0xbeef,
                    fraction: -1.5,
                    text: "Zoë",
                    array: [1, -2, 3],
                    flag: true,
                    digest: .of([1, 2, 3]),
                    empty: []
                )
        )
    }

    @Test("bytes cut short anywhere are refused as truncated")
    func truncated() {
        let bytes = sample()
        for length in 0..<bytes.count {
            #expect(throws: DecodingFault.truncated, "cut to \(length)") { _ = try decode(Array(bytes.prefix(length))) }
        }
    }

    @Test("bytes left over are refused")
    func trailing() {
        #expect(throws: DecodingFault.trailing) { _ = try decode(sample() + [0]) }
    }

    @Test("lengths beyond the bytes are refused before any memory is taken", arguments: [UInt32.max, 0x8000_0000, 14])
    func oversize(_ length: UInt32) {
        var writer = ByteWriter()
        writer.write(length)
        for byte in 0..<UInt8(13) { writer.write(byte) }
        let bytes = writer.bytes
        bytes.withUnsafeBytes { raw in
            #expect(throws: DecodingFault.truncated) {
                var reader = ByteReader(raw)
                _ = try reader.readText()
            }
            #expect(throws: DecodingFault.truncated) {
                var reader = ByteReader(raw)
                _ = try reader.readArray(UInt8.self)
            }
            #expect(throws: DecodingFault.truncated) {
                var reader = ByteReader(raw)
                _ = try reader.readArray(Double.self)
            }
        }
    }

    @Test("a negative or too large count of bytes to take is refused")
    func take() {
        let bytes: [UInt8] = [1, 2, 3]
        bytes.withUnsafeBytes { raw in
            for count in [-1, 4, Int.max, Int.min] {
                #expect(throws: DecodingFault.truncated) {
                    var reader = ByteReader(raw)
                    _ = try reader.take(count)
                }
            }
        }
    }

    @Test("texts that are not UTF-8 and truth values other than 0 and 1 are refused")
    func malformed() {
        for text: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]] {
            var writer = ByteWriter()
            writer.write(array: text)
            writer.bytes.withUnsafeBytes { raw in
                _ = #expect(throws: DecodingFault.self) {
                    var reader = ByteReader(raw)
                    _ = try reader.readText()
                }
            }
        }
        let flag: [UInt8] = [2]
        flag.withUnsafeBytes { raw in
            _ = #expect(throws: DecodingFault.self) {
                var reader = ByteReader(raw)
                _ = try reader.readFlag()
            }
        }
    }

    @Test("random bytes never trap the reader")
    func fuzz() {
        var fuzz = ByteFuzz(seed: 1)
        var valid = 0
        for _ in 0..<20_000 {
            var bytes = sample()
            switch fuzz.below(3) {
            case 0: bytes = fuzz.bytes(fuzz.below(120))
            case 1: bytes[fuzz.below(bytes.count)] = UInt8(fuzz.below(256))
            default:
                let start = fuzz.below(bytes.count)
                bytes.replaceSubrange(start..<min(start + 4, bytes.count), with: fuzz.bytes(4))
            }
            if (try? decode(bytes)) != nil { valid += 1 }
        }
        // A changed number or digest is still a value, so some are read.
        #expect(valid > 0)
    }
}
