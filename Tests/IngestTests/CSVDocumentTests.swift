import Foundation
import Ingest
import Tables
import Testing

@Suite("CSV documents")
struct CSVDocumentTests {
    private func document(_ text: String) throws -> CSVDocument {
        try CSVDocument(bytes: Array(text.utf8), fileName: "test.csv")
    }

    @Test("a plain file gives its columns by name")
    func plain() throws {
        let document = try document("a,b\n1,x\n2,y\n")
        #expect(document.columnNames == ["a", "b"])
        #expect(document.rowCount == 2)
        #expect(try document.column(named: "b") == ["x", "y"])
        #expect(document.faults.isEmpty)
        #expect(throws: CSVError.noColumn(file: "test.csv", column: "c")) { try document.column(named: "c") }
    }

    @Test("what Excel saves: byte order mark, CRLF, quotes, doubled quotes, line ends in quotes")
    func excel() throws {
        let document = try document("\u{FEFF}name, note \r\n\"Smith, \"\"Jo\"\"\",\"two\r\nlines\"\r\nJones,\r\n")
        #expect(document.columnNames == ["name", "note"])
        #expect(try document.column(named: "name") == ["Smith, \"Jo\"", "Jones"])
        #expect(try document.column(named: "note") == ["two\r\nlines", ""])
        #expect(document.faults.isEmpty)
    }

    @Test("a file that is not UTF-8 is read as Windows-1252")
    func windows1252() throws {
        let bytes = Array("surname;price\nM".utf8) + [0xFC] + Array("ller;".utf8) + [0x80] + Array("5\n".utf8)
        let document = try CSVDocument(bytes: bytes, fileName: "w.csv")
        #expect(document.columnNames == ["surname", "price"])
        #expect(try document.column(named: "surname") == ["Müller"])
        #expect(try document.column(named: "price") == ["€5"])
    }

    @Test("UTF-8 stays as it is")
    func utf8() throws {
        #expect(try document("n\nÉlodie\nŁukasz\n").column(named: "n") == ["Élodie", "Łukasz"])
    }

    @Test("the header decides between comma, semicolon and tab", arguments: [",", ";", "\t"])
    func delimiter(_ mark: String) throws {
        let document = try document("a\(mark)b\(mark)c\n1\(mark)2\(mark)3\n")
        #expect(document.columnNames == ["a", "b", "c"])
        #expect(try document.column(named: "c") == ["3"])
    }

    @Test("line ends may be LF, CRLF or CR, and the last one may be missing", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(_ end: String) throws {
        let document = try document("a,b\(end)1,2\(end)\(end)3,4")
        #expect(try document.column(named: "a") == ["1", "3"])
        #expect(try document.column(named: "b") == ["2", "4"])
        #expect(document.faults.isEmpty)
    }

    @Test("rows of the wrong shape are reported by number and kind, and the rest is read")
    func shapes() throws {
        let document = try document("a,b\n1\n1,2,3\n\"x\"y,2\n5,6\n7,\"open\n8,9\n")
        #expect(document.rowCount == 5)
        #expect(document.faults.map(\.row) == [1, 2, 3, 5])
        #expect(
            document.faults.map(\.fault) == [
                .fieldCount(found: 1, expected: 2), .fieldCount(found: 3, expected: 2), .textAfterQuote, .openQuote,
            ]
        )
        #expect(try document.column(named: "b") == ["", "2", "2", "6", "open\n8,9\n"])
    }

    @Test("a quotation mark inside an unquoted field is text")
    func strayQuote() throws {
        let document = try document("a,b\n5\" pipe,x\ny,6\"\n")
        #expect(try document.column(named: "a") == ["5\" pipe", "y"])
        #expect(try document.column(named: "b") == ["x", "6\""])
    }

    @Test("an empty file, UTF-16 and a repeated column are refused without showing what is inside")
    func refusals() {
        #expect(throws: CSVError.empty(file: "e.csv")) { try CSVDocument(bytes: [], fileName: "e.csv") }
        #expect(throws: CSVError.empty(file: "e.csv")) { try CSVDocument(bytes: [0x0A, 0x0A], fileName: "e.csv") }
        #expect(throws: CSVError.utf16(file: "u.csv")) {
            try CSVDocument(bytes: [0xFF, 0xFE, 0x61, 0], fileName: "u.csv")
        }
        #expect(throws: CSVError.repeatedColumn(file: "test.csv", first: 1, second: 3)) {
            try document("secret,b,secret\n")
        }
        #expect(throws: CSVError.self) { try CSVDocument(path: "/nowhere/at/all.csv") }
    }

    @Test(
        "numbers are read exactly, and nothing else is a number",
        arguments: [
            ("1", 1.0), ("-2.50", -2.5), (" 3 ", 3), ("0.1", 0.1), ("1e3", 1_000),
            ("123456789012345678", 1.2345678901234568e17),
            ("+4", 4), ("5.", 5), (".5", 0.5), ("", nil), ("x", nil), ("1.2.3", nil), ("nan", nil), ("inf", nil),
            ("-", nil),
            ("0x10", nil), ("0.30000000000000004", 0.30000000000000004),
        ] as [(String, Double?)]
    )
    func numbers(_ text: String, _ expected: Double?) throws {
        let column = try document("a,b\n\"\(text)\",1\n").values(of: "a")
        #expect(column.number(row: 0) == expected)
    }

    @Test("dates are read in both orders")
    func days() throws {
        let column = try document("d,e\n31/01/1990,\n1990-01-31,\n31/02/1990,\n").values(of: "d")
        #expect(column.day(row: 0) == Day(year: 1990, month: 1, day: 31))
        #expect(column.day(row: 1) == column.day(row: 0))
        #expect(column.day(row: 2) == nil)
    }
}
