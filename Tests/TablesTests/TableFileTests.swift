import Foundation
import Tables
import Testing

struct TableFileTests {
    private let texts = ["Smith", "", "Jones", "Zoë", "Smith", "Ångström", "jones"]

    private func table() -> Blob {
        var builder = TableBuilder()
        builder.add("day", [Day(number: -5), Day.missing, Day(number: 20_000)])
        builder.add("weight", [0.25, -1, .infinity])
        builder.add("code", [UInt8(1), 2, 255])
        builder.add("offset", [UInt64.max])
        builder.add("nothing", [Int16]())
        builder.add("surname", texts: texts)
        return builder.build()
    }

    private func copy(_ blob: Blob) -> [UInt8] { Array(blob.bytes) }

    @Test("columns of numbers are read back, each at a 64-byte boundary")
    func numbers() throws {
        let view = try TableView(table(), verify: true)
        #expect(Array(try view.column("day", as: Day.self)) == [Day(number: -5), .missing, Day(number: 20_000)])
        #expect(Array(try view.column("weight", as: Double.self)) == [0.25, -1, .infinity])
        #expect(Array(try view.column("code", as: UInt8.self)) == [1, 2, 255])
        #expect(Array(try view.column("offset", as: UInt64.self)) == [.max])
        #expect(try view.column("nothing", as: Int16.self).isEmpty)
        let weights = try view.column("weight", as: Double.self)
        #expect(UInt(bitPattern: weights.pointer) % 64 == 0)
        #expect(view.has("code") && !view.has("Code"))
    }

    @Test("texts are coded in byte order with the empty text first")
    func textColumns() throws {
        let column = try TableView(table()).texts("surname")
        #expect((0..<column.count).map { column[$0] } == texts)
        #expect(column.distinctCount == 6)
        let distinct = (0..<column.distinctCount).map { column.text(ofCode: UInt32($0)) }
        #expect(distinct == ["", "Jones", "Smith", "Zoë", "jones", "Ångström"])
        for (code, text) in distinct.enumerated() { #expect(column.code(of: text) == UInt32(code)) }
        for absent in ["A", "Smi", "Smithy", "zz", "\u{10ffff}"] { #expect(column.code(of: absent) == nil) }
    }

    @Test("texts that differ in their bytes stay apart, also where Unicode holds them to be equal")
    func canonicallyEquivalentTexts() throws {
        var builder = TableBuilder()
        let texts = ["Zo\u{eb}", "Zoe\u{308}", "\u{212b}", "\u{c5}", "A\u{30a}"]
        builder.add("name", texts: texts)
        let column = try TableView(builder.build()).texts("name")
        #expect((0..<column.count).map { Array(column[$0].utf8) } == texts.map { Array($0.utf8) })
    }

    @Test("a column of another name or type is reported, never reinterpreted")
    func wrongColumn() throws {
        let view = try TableView(table())
        #expect(throws: TableError.noColumn(name: "age")) { _ = try view.column("age", as: Int32.self) }
        #expect(throws: TableError.noColumn(name: "weight")) { _ = try view.column("weight", as: UInt64.self) }
        #expect(throws: TableError.noColumn(name: "weight")) { _ = try view.texts("weight") }
        #expect(throws: TableError.self) { _ = try view.texts("code") }
    }

    @Test("the same columns give the same bytes, through a file too")
    func file() throws {
        #expect(copy(table()) == copy(table()))
        let file = FileManager.default.temporaryDirectory.appending(path: "table-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(copy(table())).write(to: file)
        let mapped = try Blob.map(path: file.path)
        #expect(copy(mapped) == copy(table()))
        #expect(try TableView(mapped, verify: true).texts("surname")[3] == "Zoë")
    }

    @Test("an empty table and an empty file are told apart")
    func empty() throws {
        #expect(try !TableView(TableBuilder().build(), verify: true).has("day"))
        #expect(throws: TableError.self) { _ = try TableView(Blob.copy([])) }
    }

    @Test("a table cut short anywhere is damaged, or reads only what is whole")
    func truncated() throws {
        let bytes = copy(table())
        for length in 0..<bytes.count - 64 {
            #expect(throws: TableError.self, "cut to \(length)") {
                _ = try TableView(Blob.copy(Array(bytes.prefix(length))), verify: true)
            }
        }
    }

    @Test("a changed byte of a column is found by its checksum")
    func changedByte() throws {
        var bytes = copy(table())
        let needle = withUnsafeBytes(of: 0.25) { Array($0) }
        let place = try #require((0..<bytes.count - 8).first { Array(bytes[$0..<$0 + 8]) == needle })
        bytes[place] ^= 1
        #expect(throws: TableError.self) { _ = try TableView(Blob.copy(bytes), verify: true) }
    }

    @Test("no change of bytes makes a reader trap, verified or not")
    func fuzz() {
        let whole = copy(table())
        var fuzz = ByteFuzz(seed: 2)
        for round in 0..<6_000 {
            var bytes = whole
            let span = fuzz.below(3) == 0 ? whole.count : 320
            for _ in 0...fuzz.below(4) { bytes[fuzz.below(span)] = UInt8(fuzz.below(2) == 0 ? 255 : fuzz.below(256)) }
            if fuzz.below(5) == 0 { bytes.removeLast(fuzz.below(bytes.count)) }
            guard let view = try? TableView(Blob.copy(bytes), verify: round % 2 == 0) else { continue }
            for name in ["day", "weight", "code", "offset", "nothing"] {
                if let column = try? view.column(name, as: Double.self) { _ = column.last }
                if let column = try? view.column(name, as: Day.self) { _ = column.last }
            }
            guard let column = try? view.texts("surname") else { continue }
            for row in 0..<column.count { _ = column[row] }
            _ = column.code(of: "Smith")
        }
    }

    @Test("a directory that claims more columns or longer names than there are bytes is damaged")
    func oversizeDirectory() {
        var bytes = copy(table())
        // The number of columns stands after magic (4 bytes) and version (2).
        bytes.replaceSubrange(6..<10, with: [255, 255, 255, 255])
        #expect(throws: TableError.self) { _ = try TableView(Blob.copy(bytes)) }
        bytes = copy(table())
        bytes.replaceSubrange(10..<14, with: [255, 255, 255, 127])
        #expect(throws: TableError.self) { _ = try TableView(Blob.copy(bytes)) }
    }

    @Test("a missing file, a folder and a file without permission are one sentence each")
    func unreadable() {
        for path in ["/nonexistent/table", FileManager.default.temporaryDirectory.path] {
            let error = #expect(throws: TableError.self) { _ = try Blob.map(path: path) }
            #expect(error?.description.contains(path) == true)
            #expect(error?.description.hasSuffix(".") == true)
        }
    }
}
