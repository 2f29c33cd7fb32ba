package import Tables

/// One direction's messages: which types there are, and how their fields are written and read.
package protocol WireMessage: Hashable, Sendable {
    /// The type's number on the wire.
    var type: UInt8 { get }
    /// Whether a payload may follow the fields.
    var hasPayload: Bool { get }
    /// Appends the fields.
    func encodeFields(into writer: inout ByteWriter)
    /// Reads the fields of a type.
    ///
    /// - Throws: ``FrameFault/unknownType(_:)``, or `DecodingFault`.
    init(type: UInt8, from reader: inout ByteReader) throws
}

/// Part of a blob, to be sent as it lies.
package struct PayloadSlice: Sendable {
    /// The blob.
    package let blob: Blob
    /// Which of its bytes.
    package let range: Range<Int>

    /// Some bytes of a blob: at most a chunk.
    package init(_ blob: Blob, _ range: Range<Int>) {
        precondition(range.count <= ProtocolLimit.chunkByteCount, "a payload is at most one chunk")
        self.blob = blob
        self.range = range
    }

    /// The bytes, which live as long as the blob.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: blob.bytes[range]) }
}

/// A message as frames: the first holds header, fields and a small payload; a large payload is a second.
package struct EncodedMessage: Sendable {
    /// The first frame.
    package let head: [UInt8]
    /// The second frame, if there is one.
    package let tail: PayloadSlice?

    /// Encodes a message.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - stamp: Where it belongs.
    ///   - payload: Its payload, if its type has one.
    package init(_ message: some WireMessage, _ stamp: FrameStamp, payload: PayloadSlice? = nil) {
        precondition(payload == nil || message.hasPayload, "this message has no payload")
        var writer = ByteWriter()
        message.encodeFields(into: &writer)
        let isInline = (payload?.range.count ?? 0) <= ProtocolLimit.inlineByteCountMax
        let inline = isInline ? payload?.bytes : nil
        head = FrameHeader.frame(
            type: message.type,
            stamp: stamp,
            fields: writer.bytes,
            payload: inline ?? UnsafeRawBufferPointer(start: nil, count: 0)
        )
        tail = isInline ? nil : payload
    }
}

/// A received message; the payload is lent.
package struct DecodedMessage<Body: WireMessage> {
    /// The message.
    package let body: Body
    /// Where it belongs.
    package let stamp: FrameStamp
    /// The payload; it lives as long as the frames that were decoded.
    package let payload: UnsafeRawBufferPointer

    /// Decodes the frames of a message.
    ///
    /// - Parameters:
    ///   - head: The first frame.
    ///   - tail: The second frame, if there is one.
    /// - Throws: ``FrameFault`` or `DecodingFault`; never traps, whatever the bytes are.
    package init(head: UnsafeRawBufferPointer, tail: UnsafeRawBufferPointer?) throws {
        let header = try FrameHeader(reading: head)
        let end = FrameHeader.byteCount + header.fieldByteCount
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: head[FrameHeader.byteCount..<end]))
        body = try Body(type: header.type, from: &reader)
        try reader.end()
        stamp = header.stamp
        let inline = UnsafeRawBufferPointer(rebasing: head[end...])
        guard tail == nil || inline.isEmpty else { throw FrameFault.damaged }
        payload = tail ?? inline
        guard payload.count <= ProtocolLimit.chunkByteCount else { throw FrameFault.tooLarge(bytes: payload.count) }
        guard body.hasPayload || payload.isEmpty else { throw FrameFault.damaged }
    }
}

/// Watches the numbers of one direction of a session.
///
/// A transport that loses a message shows as a gap, and the session is then begun anew; nothing is guessed.
package struct SequenceCheck: Hashable, Sendable {
    /// What a number means.
    package enum Verdict: Hashable, Sendable {
        /// It is the next one.
        case next
        /// It was there before.
        case duplicate
        /// At least one before it is missing.
        case gap
    }

    private var last: UInt64 = 0

    /// A check that expects 1.
    package init() {}

    /// Judges a number, and remembers it when it is the next one.
    package mutating func judge(_ sequence: UInt64) -> Verdict {
        if sequence <= last { return .duplicate }
        if sequence != last + 1 { return .gap }
        last = sequence
        return .next
    }
}
