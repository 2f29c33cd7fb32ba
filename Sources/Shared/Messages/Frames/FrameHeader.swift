/// What is wrong with a received frame; the fields behind a good header throw `DecodingFault` instead.
package enum FrameFault: Error, Hashable, CustomStringConvertible {
    /// The bytes do not begin like a frame of this protocol.
    case notAFrame
    /// The sender speaks another version of the protocol.
    case otherVersion(UInt16)
    /// The lengths or the check value do not fit the bytes.
    case damaged
    /// No message of this type may come this way.
    case unknownType(UInt8)
    /// The payload is larger than a chunk.
    case tooLarge(bytes: Int)

    package var description: String {
        switch self {
        case .notAFrame: "The bytes are not a message of this protocol."
        case .otherVersion(let version):
            "The other side speaks version \(version) of the protocol, this one \(ProtocolLimit.version); install the same release on both."
        case .damaged: "The message is damaged."
        case .unknownType(let type): "There is no message of type \(type) in this direction."
        case .tooLarge(let bytes): "The message has a payload of \(bytes) bytes, more than a chunk may have."
        }
    }
}

/// The numbers that both sides of the protocol agree on.
package enum ProtocolLimit {
    /// The version of the protocol; both sides must have the same.
    package static let version: UInt16 = 1
    /// The most payload bytes of one message: 4 MiB.
    package static let chunkByteCount = 4 << 20
    /// The most bytes of a message's fields: 1 MiB.
    package static let fieldByteCountMax = 1 << 20
    /// Payloads up to this size follow the fields in the first frame; larger ones are a frame of their own.
    package static let inlineByteCountMax = 16 << 10
    /// The most UTF-8 bytes of a sentence in a failure, a refusal or an error.
    package static let sentenceByteCountMax = 2_000
    /// The most UTF-8 bytes of the reason of a job's end, which may list every problem of a file.
    package static let reasonByteCountMax = 64 << 10
    /// The largest blob: 64 GiB.
    package static let blobByteCountMax: UInt64 = 64 << 30
    /// The largest cohort file or request that a client may submit: 1 GiB.
    package static let uploadByteCountMax: UInt64 = 1 << 30
}

/// Which connection and which place in it a frame belongs to.
package struct FrameStamp: Hashable, Sendable {
    /// The run of the coordinator, a random number; 0 before it is known.
    package var epoch: UInt64
    /// The worker's registration; 0 before it is known, and for clients.
    package var session: UInt32
    /// The place among the messages of one session and direction, from 1.
    ///
    /// Clients number their requests; an answer repeats the number.
    package var sequence: UInt64

    /// A stamp.
    package init(epoch: UInt64 = 0, session: UInt32 = 0, sequence: UInt64 = 0) {
        self.epoch = epoch
        self.session = session
        self.sequence = sequence
    }
}

/// The first forty bytes of every message.
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 4 | `JDL1` |
/// | 4 | 2 | version of the protocol |
/// | 6 | 1 | type of the message |
/// | 7 | 1 | 0 |
/// | 8 | 8 | epoch |
/// | 16 | 4 | session |
/// | 20 | 4 | bytes of the fields |
/// | 24 | 8 | sequence |
/// | 32 | 4 | 0 |
/// | 36 | 4 | CRC-32C of the rest of the first frame: bytes 0–35, then all from 40 |
///
/// The first eight bytes, and the message REFUSE, are the same in every version.
package struct FrameHeader: Hashable, Sendable {
    /// The size of a header.
    package static let byteCount = 40
    private static let magic: UInt32 = 0x314C_444A

    /// The type of the message.
    package let type: UInt8
    /// Where it belongs.
    package let stamp: FrameStamp
    /// Bytes of the fields, which follow the header.
    package let fieldByteCount: Int

    /// The first frame of a message: header, fields and, when it is small, the payload.
    ///
    /// - Parameters:
    ///   - type: The type of the message.
    ///   - stamp: Where it belongs.
    ///   - fields: The encoded fields.
    ///   - payload: What follows the fields.
    /// - Returns: The frame's bytes.
    package static func frame(
        type: UInt8,
        stamp: FrameStamp,
        fields: [UInt8],
        payload: UnsafeRawBufferPointer
    ) -> [UInt8] {
        precondition(fields.count <= ProtocolLimit.fieldByteCountMax, "the fields of a message are too long")
        let count = byteCount + fields.count + payload.count
        return [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            let raw = UnsafeMutableRawBufferPointer(target)
            raw.storeBytes(of: magic, toByteOffset: 0, as: UInt32.self)
            raw.storeBytes(of: ProtocolLimit.version, toByteOffset: 4, as: UInt16.self)
            raw.storeBytes(of: type, toByteOffset: 6, as: UInt8.self)
            raw.storeBytes(of: 0, toByteOffset: 7, as: UInt8.self)
            raw.storeBytes(of: stamp.epoch, toByteOffset: 8, as: UInt64.self)
            raw.storeBytes(of: stamp.session, toByteOffset: 16, as: UInt32.self)
            raw.storeBytes(of: UInt32(fields.count), toByteOffset: 20, as: UInt32.self)
            raw.storeBytes(of: stamp.sequence, toByteOffset: 24, as: UInt64.self)
            raw.storeBytes(of: 0, toByteOffset: 32, as: UInt32.self)
            fields.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: raw[byteCount...]).copyMemory(from: $0) }
            if !payload.isEmpty {
                UnsafeMutableRawBufferPointer(rebasing: raw[(byteCount + fields.count)...]).copyMemory(from: payload)
            }
            let check = checkValue(of: UnsafeRawBufferPointer(rebasing: raw[..<count]))
            raw.storeBytes(of: check, toByteOffset: 36, as: UInt32.self)
            initialized = count
        }
    }

    /// Reads the header of a first frame, and checks the frame.
    ///
    /// - Parameter frame: The whole first frame.
    /// - Throws: ``FrameFault``.
    package init(reading frame: UnsafeRawBufferPointer) throws(FrameFault) {
        guard frame.count >= 8, frame.loadUnaligned(as: UInt32.self) == Self.magic else { throw .notAFrame }
        let version = frame.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
        guard version == ProtocolLimit.version else { throw .otherVersion(version) }
        guard frame.count >= Self.byteCount else { throw .damaged }
        let fields = Int(frame.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
        guard frame.loadUnaligned(fromByteOffset: 7, as: UInt8.self) == 0,
            frame.loadUnaligned(fromByteOffset: 32, as: UInt32.self) == 0,
            fields <= ProtocolLimit.fieldByteCountMax, fields <= frame.count - Self.byteCount,
            frame.loadUnaligned(fromByteOffset: 36, as: UInt32.self) == Self.checkValue(of: frame)
        else {
            throw .damaged
        }
        type = frame.loadUnaligned(fromByteOffset: 6, as: UInt8.self)
        stamp = FrameStamp(
            epoch: frame.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            session: frame.loadUnaligned(fromByteOffset: 16, as: UInt32.self),
            sequence: frame.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
        fieldByteCount = fields
    }

    private static func checkValue(of frame: UnsafeRawBufferPointer) -> UInt32 {
        CRC32C.of(
            UnsafeRawBufferPointer(rebasing: frame[byteCount...]),
            after: CRC32C.of(UnsafeRawBufferPointer(rebasing: frame[..<36]))
        )
    }
}
