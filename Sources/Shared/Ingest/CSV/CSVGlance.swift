/// What one look at the bytes of a chunk tells: enough for nearly all files, at the speed of memory.
struct CSVGlance {
    /// Whether all bytes are ASCII.
    let isASCII: Bool
    /// The rows, where there are neither quotation marks nor, as far as this tells, blank lines.
    let rowCount: Int?

    /// Words of eight bytes after which counts are added up: a byte counts to 255 at most.
    private static let wordCountMax = 255

    /// Looks at a chunk, which begins a row.
    init(_ chunk: UnsafeBufferPointer<UInt8>, _ terminator: UInt8) {
        guard let base = UnsafeRawPointer(chunk.baseAddress) else {
            (isASCII, rowCount) = (true, 0)
            return
        }
        var (all, odd, count) = (UInt64(chunk[0]), UInt64(0), 0)
        if chunk[0] == terminator || chunk[0] == CSVDialect.carriageReturn || chunk[0] == CSVDialect.quote { odd = 1 }
        let terminators = ByteWord.pattern(terminator)
        let returns = ByteWord.pattern(CSVDialect.carriageReturn)
        let quotes = ByteWord.pattern(CSVDialect.quote)
        // Every byte but the first is looked at together with the one before it.
        var place = 1
        while place + 8 <= chunk.count {
            let wordCount = min((chunk.count - place) / 8, Self.wordCountMax)
            var ends: UInt64 = 0
            for index in 0..<wordCount {
                let word = base.loadUnaligned(fromByteOffset: place + 8 * index, as: UInt64.self)
                let before = base.loadUnaligned(fromByteOffset: place + 8 * index - 1, as: UInt64.self)
                let isEnd = ByteWord.matches(word, terminators)
                all |= word
                odd |= ByteWord.matches(word, quotes)
                odd |= ByteWord.matches(before, terminators) & (isEnd | ByteWord.matches(word, returns))
                ends &+= isEnd >> 7
            }
            for byte in 0..<8 { count += Int(ends >> UInt64(8 * byte) & 255) }
            place += 8 * wordCount
        }
        while place < chunk.count {
            let (byte, before) = (chunk[place], chunk[place - 1])
            let isEnd = byte == terminator
            all |= UInt64(byte)
            let isBlank = before == terminator && (isEnd || byte == CSVDialect.carriageReturn)
            if isBlank || byte == CSVDialect.quote { odd = 1 }
            count += isEnd ? 1 : 0
            place += 1
        }
        isASCII = all & ByteWord.highs == 0
        // A last row need not have an end.
        rowCount = odd == 0 ? count + (chunk[chunk.count - 1] == terminator ? 0 : 1) : nil
    }
}
