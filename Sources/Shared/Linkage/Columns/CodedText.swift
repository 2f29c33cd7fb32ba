import Tables

/// The distinct texts of a column; valid while the column that lends it is held.
struct DistinctBytes: BitwiseCopyable, @unchecked Sendable {
    let offsets: UnsafePointer<UInt32>
    let utf8: UnsafePointer<UInt8>

    /// The bytes of a code.
    @inline(__always)
    func callAsFunction(_ code: UInt32) -> UnsafeBufferPointer<UInt8> {
        let start = Int(offsets[Int(code)])
        return UnsafeBufferPointer(start: utf8 + start, count: Int(offsets[Int(code) + 1]) - start)
    }
}

/// A text column as the hot loops read it: pointers into a table that it holds.
struct CodedText: @unchecked Sendable {
    /// One code a record; 0 is a missing value.
    let codes: UnsafePointer<UInt32>
    /// The number of records.
    let count: Int
    /// The number of distinct texts, the empty one included.
    let distinctCount: Int
    /// The distinct texts.
    let distinct: DistinctBytes
    private let held: (Column<UInt32>, Column<UInt32>, Column<UInt8>)

    /// The column of a field; a sex stored as a number (1 female, 2 male) becomes the texts `F` and `M`.
    init(_ field: LinkSchema.Field, in view: TableView) throws(TableError) {
        if field.role == .sex, !view.has(field.name + "#offsets") {
            let numbers: Column<UInt8> = try view.column(field.name)
            var builder = TableBuilder()
            builder.add(field.name, codes: numbers.map { $0 <= 2 ? UInt32($0) : 0 }, distinct: ["", "F", "M"])
            try self.init(field.name, in: TableView(builder.build()))
        } else {
            try self.init(field.name, in: view)
        }
    }

    private init(_ name: String, in view: TableView) throws(TableError) {
        _ = try view.texts(name)  // checks every code and offset
        let codes: Column<UInt32> = try view.column(name)
        let offsets: Column<UInt32> = try view.column(name + "#offsets")
        let utf8: Column<UInt8> = try view.column(name + "#utf8")
        guard offsets.count >= 2, offsets[1] == 0 else {
            throw .damaged(what: "the first distinct text of column \(name) is not the empty one")
        }
        self.codes = codes.pointer
        distinct = DistinctBytes(offsets: offsets.pointer, utf8: utf8.pointer)
        count = codes.count
        distinctCount = offsets.count - 1
        held = (codes, offsets, utf8)
    }

    /// The bytes of a code; valid while this column is held.
    @inline(__always)
    func bytes(ofCode code: Int) -> UnsafeBufferPointer<UInt8> { distinct(UInt32(truncatingIfNeeded: code)) }
}

/// A column of days as the hot loops read it.
struct DayColumn: @unchecked Sendable {
    /// One day a record.
    let days: UnsafePointer<Day>
    /// The number of records.
    let count: Int
    private let held: Column<Day>

    init(_ column: Column<Day>) {
        held = column
        days = column.pointer
        count = column.count
    }

    subscript(row: Int) -> Day { days[row] }
}
