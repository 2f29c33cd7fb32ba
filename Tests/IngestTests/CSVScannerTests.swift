import Ingest
import Tables
import Testing

@Suite("CSV chunks")
struct CSVScannerTests {
    private struct Row: Equatable {
        let number: Int
        let fields: [String]
    }

    private func rows(_ text: String, chunkBytes: Int, threads: Int) throws -> [Row] {
        let scanner = try CSVScanner(contents: .copy(Array(text.utf8)), path: "t.csv", chunkBytes: chunkBytes)
        let columnCount = scanner.columns.count
        let parts = try scanner.mapChunks(threads: threads) { _, _, reader in
            var part: [(Int, [String])] = []
            while reader.next() {
                part.append((reader.rowNumber, (0..<columnCount).map { String(decoding: reader[$0], as: UTF8.self) }))
            }
            return part
        }
        let all = parts.flatMap(\.self).map { Row(number: $0.0, fields: $0.1) }
        #expect(scanner.rowCount == all.count)
        return all
    }

    private static let files: [String] = [
        "a,b\n" + (1...200).map { "\($0),value \($0)\n" }.joined(),
        "a,b\r\n" + (1...200).map { "\($0),value\r\n" + ($0 % 7 == 0 ? "\r\n" : "") }.joined() + "201,last",
        "a,b\n" + (1...200).map { $0 % 5 == 0 ? "\"\($0)\",\"x, y\"\n" : "\($0),z\n" }.joined(),
        "a,b\n" + (1...200).map { $0 % 3 == 0 ? "\($0),\"line\nline \"\"two\"\"\n,,\"\n" : "\($0),\n" }.joined(),
        "a,b\n" + (1...50).map { "\($0),5\" \n" }.joined(),
        "a,b\n\n" + (1...200).map { "\($0),value\n" + ($0 % 9 == 0 ? "\n\n" : "") }.joined() + "\r\n",
        "a,b\r" + (1...200).map { "\($0),value\r" + ($0 == 150 ? "\r" : "") }.joined(),
        "a,b\n" + (1...2_000).map { "\($0),\($0 % 2)\n" }.joined() + "2001,0",
        "a\n", "a,b", "a,b\n1,2",
    ]

    @Test("any chunk size and thread count gives the same rows with the same numbers", arguments: files.indices)
    func chunks(_ file: Int) throws {
        let text = Self.files[file]
        let whole = try rows(text, chunkBytes: 1 << 20, threads: 1)
        #expect(whole.map(\.number) == Array(1..<(whole.count + 1)))
        for chunkBytes in [1, 7, 8, 33, 100, 1_000] {
            #expect(try rows(text, chunkBytes: chunkBytes, threads: 2) == whole)
        }
    }

    @Test("characters cut by a chunk's end are no sign of another encoding")
    func cutCharacters() throws {
        let text = "a,b\n" + String(repeating: "é,Łódź€\n", count: 100)
        for chunkBytes in 1...9 {
            let all = try rows(text, chunkBytes: chunkBytes, threads: 1)
            #expect(all.allSatisfy { $0.fields == ["é", "Łódź€"] })
        }
    }
}
