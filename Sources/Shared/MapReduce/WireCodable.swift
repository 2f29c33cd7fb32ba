package import Tables

/// A value that crosses the wire between coordinator and worker, or rests in the journal.
///
/// Decoding what was encoded gives an equal value, bit for bit; decoding anything else throws and never traps. Little-endian,
/// lengths checked against what is there.
package protocol WireCodable: Sendable {
    /// Appends the value.
    func encode(into writer: inout ByteWriter)
    /// Reads a value.
    ///
    /// - Throws: ``DecodingFault`` when the bytes are not such a value.
    init(from reader: inout ByteReader) throws
}

extension WireCodable {
    /// The value as bytes.
    package var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(into: &writer)
        return writer.bytes
    }

    /// A value from all of some bytes.
    ///
    /// - Throws: ``DecodingFault``, also when bytes are left over.
    package init(decoding bytes: UnsafeRawBufferPointer) throws {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.end()
    }

    /// A value from all of some bytes; see ``init(decoding:)-(UnsafeRawBufferPointer)``.
    package init(decoding bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBytes { try Self(decoding: $0) }
    }
}

/// The value that says nothing: the context or broadcast of a pass that needs none.
package struct Nothing: WireCodable, Equatable {
    /// The only value.
    package init() {}
    package init(from reader: inout ByteReader) {}
    package func encode(into writer: inout ByteWriter) {}
}

extension Array: WireCodable where Element: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let count = Int(try reader.read(UInt32.self))
        self = []
        for _ in 0..<count { append(try Element(from: &reader)) }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(count))
        for element in self { element.encode(into: &writer) }
    }
}
