import MapReduce
package import Tables

/// The number of a job at its coordinator, from 1.
package struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible, WireCodable {
    /// The number.
    package let number: UInt64

    /// A job's number.
    package init(_ number: UInt64) {
        self.number = number
    }

    package init(from reader: inout ByteReader) throws {
        number = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(number)
    }

    package var description: String { String(number) }

    package static func < (left: JobID, right: JobID) -> Bool { left.number < right.number }
}

extension ByteWriter {
    /// Appends a sentence, cut to what the protocol allows at a character's end.
    mutating func write(sentence: String, byteCountMax: Int = ProtocolLimit.sentenceByteCountMax) {
        guard sentence.utf8.count > byteCountMax else { return write(text: sentence) }
        var cut = ""
        var count = 0
        for character in sentence {
            count += character.utf8.count
            if count > byteCountMax { break }
            cut.append(character)
        }
        write(text: cut)
    }

    /// Appends digests: their number, then each.
    mutating func write(digests: [Digest]) {
        write(UInt32(digests.count))
        for digest in digests { write(digest: digest) }
    }
}

extension ByteReader {
    /// A sentence.
    mutating func readSentence(byteCountMax: Int = ProtocolLimit.sentenceByteCountMax) throws -> String {
        let text = try readText()
        guard text.utf8.count <= byteCountMax else {
            throw DecodingFault.malformed("a sentence is too long")
        }
        return text
    }

    /// Digests.
    mutating func readDigests() throws -> [Digest] {
        let count = Int(try read(UInt32.self))
        guard count <= remaining / Digest.byteCount else { throw DecodingFault.truncated }
        return try (0..<count).map { _ in try readDigest() }
    }

    /// A code that stands for a case.
    mutating func readCode<Code: RawRepresentable>(_ type: Code.Type) throws -> Code where Code.RawValue == UInt8 {
        guard let code = Code(rawValue: try read(UInt8.self)) else {
            throw DecodingFault.malformed("a code is not known")
        }
        return code
    }

    /// A size in bytes, no larger than a blob may be.
    mutating func readByteCount(max: UInt64 = ProtocolLimit.blobByteCountMax) throws -> Int {
        let count = try read(UInt64.self)
        guard count <= max else { throw DecodingFault.malformed("a size is too large") }
        return Int(count)
    }
}
