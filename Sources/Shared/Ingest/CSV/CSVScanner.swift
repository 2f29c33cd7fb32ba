import Foundation
package import Tables

/// A run of whole rows of a CSV file.
package struct CSVChunk: Hashable, Sendable {
    /// Its number, from 0.
    package let index: Int
    /// Its bytes in the file.
    package let range: Range<Int>
    /// The number of its first row in the file; the first data row is 1.
    package let firstRow: Int
    /// The number of its rows, blank lines not counted.
    package let rowCount: Int
}

/// A CSV file of any size, mapped, split into chunks of whole rows that are read in parallel.
///
/// RFC 4180 with what spreadsheets make of it: byte order mark, CRLF, LF or CR, quoted fields with line ends inside,
/// comma, semicolon or tab, UTF-8 or Windows-1252. Blank lines are skipped and not counted as rows.
package struct CSVScanner: Sendable {
    /// The file.
    package let path: String
    /// The names of the columns, without spaces around them.
    package let columns: [String]
    /// The number of data rows.
    package let rowCount: Int
    /// How its characters were written; fields are always given in UTF-8.
    package let encoding: CSVEncoding
    /// The chunks, in the order of the file.
    package let chunks: [CSVChunk]
    /// The whole file, for its digest.
    package let contents: Blob

    private let dialect: CSVDialect
    /// Whether the contents are a mapped file, of which the kernel can take pages back.
    private let isMapped: Bool

    /// The size of a chunk unless a caller says otherwise: many chunks a thread, each within a processor's cache.
    package static let defaultChunkBytes = 4 << 20

    /// Maps a file, reads its header, and counts its rows.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - chunkBytes: About how many bytes a chunk has.
    ///   - threads: How many threads inspect it; nil for one a processor.
    /// - Throws: ``CSVError``.
    /// - Complexity: O(*n*); one pass over the file at memory speed.
    package init(path: String, chunkBytes: Int = defaultChunkBytes, threads: Int? = nil) throws(CSVError) {
        let blob: Blob
        do { blob = try Blob.map(path: path) } catch {
            if case .unreadable(let path, let reason) = error { throw .unreadable(path: path, reason: reason) }
            throw .unreadable(path: path, reason: error.description)
        }
        try self.init(blob, isMapped: true, path: path, chunkBytes: chunkBytes, threads: threads)
    }

    /// Reads the header of a file in memory, and counts its rows.
    ///
    /// - Parameters:
    ///   - contents: The whole file.
    ///   - path: Where it comes from, for messages.
    ///   - chunkBytes: About how many bytes a chunk has.
    ///   - threads: How many threads inspect it; nil for one a processor.
    /// - Throws: ``CSVError``.
    package init(
        contents: Blob,
        path: String,
        chunkBytes: Int = defaultChunkBytes,
        threads: Int? = nil
    ) throws(CSVError) {
        try self.init(contents, isMapped: false, path: path, chunkBytes: chunkBytes, threads: threads)
    }

    private init(
        _ contents: Blob,
        isMapped: Bool,
        path: String,
        chunkBytes: Int,
        threads: Int?
    ) throws(CSVError) {
        let file = CSVScanner.fileName(path)
        let bytes = contents.bytes.bindMemory(to: UInt8.self)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw .utf16(file: file) }
        let bodyStart = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let dialect = CSVDialect(detecting: UnsafeBufferPointer(rebasing: bytes[bodyStart...]))
        let layout = CSVLayout(
            blob: contents,
            isMapped: isMapped,
            bodyStart: bodyStart,
            dialect: dialect,
            chunkBytes: max(chunkBytes, 1),
            threads: threads ?? Parallel.defaultThreads
        )
        guard let header = layout.header() else { throw .empty(file: file) }
        let survey = layout.survey(after: header)
        self.path = path
        self.contents = contents
        self.isMapped = isMapped
        self.dialect = dialect
        encoding = survey.encoding
        columns = header.names(survey.encoding)
        chunks = survey.chunks
        rowCount = chunks.reduce(0) { $0 + $1.rowCount }
        var positions: [String: Int] = [:]
        for (index, name) in columns.enumerated() where !name.isEmpty {
            if let first = positions[name] { throw .repeatedColumn(file: file, first: first + 1, second: index + 1) }
            positions[name] = index
        }
    }

    /// The file's name without its folder.
    package var fileName: String { CSVScanner.fileName(path) }

    static func fileName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The position of a column, or nil.
    package func position(of column: String) -> Int? {
        columns.firstIndex(of: column)
    }

    /// A reader of one chunk's rows.
    package func reader(of chunk: CSVChunk) -> CSVRowReader {
        CSVRowReader(
            blob: contents,
            range: chunk.range,
            firstRow: chunk.firstRow,
            columnCount: columns.count,
            dialect: dialect,
            encoding: encoding
        )
    }

    /// Reads single rows, and lets go of the memory behind them now and then.
    ///
    /// - Parameters:
    ///   - offsets: Where the rows begin, ascending.
    ///   - body: Gets the place of the offset and a reader whose current row it is.
    func readRows(at offsets: [Int], _ body: (_ index: Int, _ rows: inout CSVRowReader) -> Void) {
        var released = offsets.first ?? 0
        var rows = CSVRowReader(
            blob: contents,
            range: released..<contents.count,
            firstRow: 1,
            columnCount: columns.count,
            dialect: dialect,
            encoding: encoding
        )
        for (index, offset) in offsets.enumerated() {
            rows.move(to: offset)
            guard rows.next() else { preconditionFailure("a row begins at each offset") }
            body(index, &rows)
            if isMapped, offset - released > 16 << 20 {
                PageCache.release(contents, released..<offset)
                released = offset
            }
        }
        if isMapped, let last = offsets.last { PageCache.release(contents, released..<last) }
    }

    /// Reads all chunks in parallel, and lets go of each one's memory when it is done.
    ///
    /// - Parameters:
    ///   - threads: How many threads read; nil for one a processor.
    ///   - body: Gets the slot (0 ..< `threads`, never used twice at once), the chunk and a reader at its start.
    /// - Returns: What `body` returned, in the order of the chunks.
    /// - Throws: What `body` threw for the first chunk that failed.
    package func mapChunks<R: Sendable>(
        threads: Int? = nil,
        _ body: @Sendable (_ slot: Int, _ chunk: CSVChunk, _ rows: inout CSVRowReader) throws -> R
    ) throws -> [R] {
        try Parallel.map(count: chunks.count, threads: threads ?? Parallel.defaultThreads) { slot, index in
            var rows = reader(of: chunks[index])
            let result = try body(slot, chunks[index], &rows)
            if isMapped { PageCache.release(contents, chunks[index].range) }
            return result
        }
    }
}
