/// How a CSV file is written: found from its first line, never asked for.
struct CSVDialect: Hashable, Sendable {
    /// The byte between fields: comma, semicolon or tab, whichever the header has most of.
    let delimiter: UInt8
    /// The byte that ends a row: LF (a CR before it belongs to the end), or CR where the header ends with a CR alone.
    let terminator: UInt8

    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let quote: UInt8 = 0x22

    /// The dialect of a file, from its bytes after the byte order mark.
    ///
    /// - Complexity: O(*h*) for a header line of *h* bytes.
    init(detecting bytes: UnsafeBufferPointer<UInt8>) {
        var counts: (comma: Int, semicolon: Int, tab: Int) = (0, 0, 0)
        var isQuoted = false
        var terminator = Self.lineFeed
        for (index, byte) in bytes.enumerated() {
            if byte == Self.quote {
                isQuoted.toggle()
            } else if isQuoted {
                continue
            } else if byte == Self.lineFeed {
                break
            } else if byte == Self.carriageReturn {
                if index + 1 < bytes.count, bytes[index + 1] != Self.lineFeed { terminator = Self.carriageReturn }
                break
            } else if byte == UInt8(ascii: ",") {
                counts.comma += 1
            } else if byte == UInt8(ascii: ";") {
                counts.semicolon += 1
            } else if byte == UInt8(ascii: "\t") {
                counts.tab += 1
            }
        }
        self.terminator = terminator
        if counts.semicolon > counts.comma, counts.semicolon >= counts.tab {
            delimiter = UInt8(ascii: ";")
        } else if counts.tab > counts.comma {
            delimiter = UInt8(ascii: "\t")
        } else {
            delimiter = UInt8(ascii: ",")
        }
    }
}
