import Ingest
import Statistics
import Tables
import Testing

@Suite("Columns read without their text")
struct CSVColumnReaderTests {
    private func reader(_ text: String, chunkBytes: Int = 1 << 20) throws -> CSVColumnReader {
        let contents = Blob.copy(Array(text.utf8))
        return CSVColumnReader(try CSVScanner(contents: contents, path: "data.csv", chunkBytes: chunkBytes))
    }

    private let text = """
        id,x,sex,area,none
        a,1.5,m,10,
        b, 2 ,f ,9,NA
        "c",NA,,"1,0",.

        d,.,m,9,
        e,-3e2,NA,x,
        """

    @Test("numbers, levels and keys are those of the whole document", arguments: [1, 7, 30, 1 << 20])
    func values(chunkBytes: Int) throws {
        let reader = try reader(text, chunkBytes: chunkBytes)
        let columns = reader.read(numbers: [1, 3, 4], levels: [2, 3, 4], keyColumns: [0], hash: KeyedHash(key: 5))
        #expect(columns.fault == nil)
        let x = try #require(columns.numbers[0])
        #expect(x.map { $0.isNaN ? "-" : "\($0)" } == ["1.5", "2.0", "-", "-", "-300.0"])
        #expect(columns.numbers[1] == nil, "a column with a text is none of numbers")
        #expect(columns.numbers[2] == nil, "a column without any value is none of numbers")
        #expect(columns.levels[0] == .init(names: ["f", "m"], codes: [1, 0, -1, 1, -1]))
        #expect(columns.levels[1] == .init(names: ["1,0", "10", "9", "x"], codes: [1, 2, 0, 2, 3]))
        #expect(columns.levels[2] == .init(names: [], codes: [-1, -1, -1, -1, -1]))
        let hash = KeyedHash(key: 5)
        #expect(columns.keys == ["a", "b", "c", "d", "e"].map { hash.hash(0, hash.hash($0)) })
    }

    @Test("levels that are all numbers are in the order of the numbers")
    func numericLevels() throws {
        let columns = try reader("g\n10\n9\n1\n10\n").read(levels: [0])
        #expect(columns.levels[0] == .init(names: ["1", "9", "10"], codes: [2, 1, 0, 2]))
    }

    @Test("the first row that lacks a field is named; no rows give no values")
    func faults() throws {
        #expect(try reader("a,b\n1,2\n3\n4\n").read(numbers: [0]).fault?.row == 2)
        let none = try reader("a,b\n").read(numbers: [0], levels: [1], keyColumns: [0])
        #expect(none.numbers[0] == nil && none.levels[0].codes.isEmpty && none.keys.isEmpty)
    }
}
