/// Appends numbers, texts and arrays to bytes: little-endian, no padding, lengths as 32-bit counts.
package struct ByteWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []

    /// An empty writer.
    package init() {}

    /// Appends a number or another trivial value as it lies in memory (little-endian on every supported machine).
    @inlinable
    package mutating func write<T: BitwiseCopyable>(_ value: T) {
        withUnsafeBytes(of: value) { append($0) }
    }

    /// Appends raw bytes without a length.
    package mutating func append(_ raw: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: raw)
    }

    /// Appends an array of trivial values: its count, then the values.
    @inlinable
    package mutating func write<T: BitwiseCopyable>(array: [T]) {
        write(UInt32(array.count))
        array.withUnsafeBytes { append($0) }
    }

    /// Appends a text: its UTF-8 length, then its bytes.
    package mutating func write(text: String) {
        var text = text
        text.withUTF8 { utf8 in
            write(UInt32(utf8.count))
            append(UnsafeRawBufferPointer(utf8))
        }
    }

    /// Appends a truth value as one byte.
    package mutating func write(flag: Bool) {
        write(flag ? UInt8(1) : UInt8(0))
    }

    /// Appends a digest: 32 bytes.
    package mutating func write(digest: Digest) {
        bytes.append(contentsOf: digest.bytes)
    }
}

/// What is wrong with bytes that were to be decoded.
package enum DecodingFault: Error, Hashable, CustomStringConvertible {
    /// The bytes end before the value does.
    case truncated
    /// A length, a code or a text is not allowed where it stands.
    case malformed(String)
    /// Bytes are left over after the value.
    case trailing

    package var description: String {
        switch self {
        case .truncated: "The message ends too early."
        case .malformed(let what): "The message is malformed: \(what)."
        case .trailing: "The message is longer than its contents."
        }
    }
}

/// Reads what a ``ByteWriter`` wrote; every length is checked against the bytes that are there.
///
/// The bytes must outlive the reader, which is why readers are made by closures (`withReader`) and never stored.
package struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// A reader at the start of some bytes.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The number of bytes not read yet.
    package var remaining: Int { bytes.count - position }

    /// The next `count` bytes, which live as long as the bytes that are read.
    package mutating func take(_ count: Int) throws(DecodingFault) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The next value of a trivial type.
    ///
    /// Only for types of which every bit pattern is a value (numbers).
    @inlinable
    package mutating func read<T: BitwiseCopyable>(_ type: T.Type = T.self) throws(DecodingFault) -> T {
        try take(MemoryLayout<T>.size).loadUnaligned(as: T.self)
    }

    /// An array as ``ByteWriter/write(array:)`` wrote it.
    @inlinable
    package mutating func readArray<T: BitwiseCopyable>(_ type: T.Type = T.self) throws(DecodingFault) -> [T] {
        let count = Int(try read(UInt32.self))
        let stride = MemoryLayout<T>.stride
        guard count <= remaining / max(stride, 1) else { throw .truncated }
        let raw = try take(count * stride)
        return [T](unsafeUninitializedCapacity: count) { target, initialized in
            UnsafeMutableRawBufferPointer(target).copyMemory(from: raw)
            initialized = count
        }
    }

    /// A text.
    package mutating func readText() throws(DecodingFault) -> String {
        let raw = try take(Int(try read(UInt32.self)))
        guard let text = String(validating: raw.bindMemory(to: UInt8.self), as: UTF8.self) else {
            throw .malformed("a text is not UTF-8")
        }
        return text
    }

    /// A truth value.
    package mutating func readFlag() throws(DecodingFault) -> Bool {
        switch try read(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw .malformed("a truth value is neither 0 nor 1")
        }
    }

    /// A number of people or of other things, as 64 bits: small enough that the sum of many is no overflow.
    package mutating func readCount() throws(DecodingFault) -> Int {
        try Self.count(read(Int64.self))
    }

    /// An array of such numbers.
    package mutating func readCounts() throws(DecodingFault) -> [Int] {
        let numbers = try readArray(Int64.self)
        var counts: [Int] = []
        counts.reserveCapacity(numbers.count)
        for number in numbers { counts.append(try Self.count(number)) }
        return counts
    }

    private static func count(_ number: Int64) throws(DecodingFault) -> Int {
        guard (0...Int64(1) << 48).contains(number) else { throw .malformed("a count is out of range") }
        return Int(number)
    }

    /// A digest.
    package mutating func readDigest() throws(DecodingFault) -> Digest {
        Digest(bytes: try take(Digest.byteCount))
    }

    /// Confirms that everything was read.
    package func end() throws(DecodingFault) {
        guard remaining == 0 else { throw .trailing }
    }
}
