import Extracts

/// How the columns of one extract file become packed rows.
///
/// A packed row is: its length in bytes (UInt32); the person's key (UInt64) and check (UInt32); its row number (UInt32);
/// ``isBadOffset`` (UInt8); the fixed columns, little-endian and unaligned, in the schema's order; then each text as a
/// UInt16 length and its UTF-8 bytes.
struct TablePlan: Sendable {
    /// What a column is packed as.
    enum Packing: Sendable {
        /// The identifier that names the person; it becomes key and check.
        case person
        /// Int32 day number.
        case date
        /// Int32, −1 when missing.
        case integer
        /// UInt8: 0 or 1.
        case flag
        /// UInt8: the code of a word, 0 when missing.
        case word
        /// UInt16: number of the level in this thread's list, 0 when missing; replaced by the level's code later.
        case level
        /// UInt8, 255 when missing.
        case item
        /// A text at the end of the row.
        case text(TextStandard)

        var width: Int {
            switch self {
            case .date, .integer: 4
            case .level: 2
            case .flag, .word, .item: 1
            case .person, .text: 0
            }
        }
    }

    /// How a text is brought into one form.
    enum TextStandard: Sendable {
        case name
        case identifier
        /// Kept as typed but for spaces around it.
        case none
    }

    /// One column.
    struct Column: Sendable {
        let name: String
        let packing: Packing
        /// Position in the file, −1 when the file does not have it.
        let source: Int
        let isRequired: Bool
        /// Where its fixed value lies in a packed row.
        let offset: Int
        let least: Int
        let most: Int
        /// The words of a vocabulary with their codes.
        let words: [(word: [UInt8], code: UInt8)]
    }

    static let keyOffset = 4
    static let checkOffset = 12
    static let rowOffset = 16
    static let isBadOffset = 20
    static let fixedOffset = 21

    /// The table.
    let table: ExtractTable
    /// The file's name.
    let file: String
    /// The columns in the schema's order, then the assessment items in ascending order.
    let columns: [Column]
    /// Bytes before the texts.
    let fixedBytes: Int

    /// The plan for a file with some header.
    init(_ table: ExtractTable, file: String, header: [String]) {
        self.table = table
        self.file = file
        var offset = Self.fixedOffset
        var columns: [Column] = []
        func add(_ schema: ColumnSchema, _ packing: Packing, least: Int = 0, most: Int = 0) {
            columns.append(
                Column(
                    name: schema.name,
                    packing: packing,
                    source: header.firstIndex(of: schema.name) ?? -1,
                    isRequired: schema.isRequired,
                    offset: offset,
                    least: least,
                    most: most,
                    words: Self.words(schema)
                )
            )
            offset += packing.width
        }
        for schema in table.columns {
            switch schema.type {
            case .identifier where schema.name == "pnc_id": add(schema, .person)
            case .identifier: add(schema, .text(schema.name == "prison_number" ? .identifier : .none))
            case .name: add(schema, .text(.name))
            case .date: add(schema, .date)
            case .integer(let least, let most): add(schema, .integer, least: least, most: most)
            case .flag: add(schema, .flag)
            case .vocabulary: add(schema, .word)
            case .category: add(schema, .level)
            }
        }
        if table.name == ExtractTable.assessments.name {
            for name in Self.itemNames(header) { add(ColumnSchema(name, .category), .item, least: 0, most: 254) }
        }
        self.columns = columns
        fixedBytes = offset
    }

    /// The fixed offset of a column.
    func offset(_ name: String) -> Int {
        guard let column = columns.first(where: { $0.name == name }) else {
            preconditionFailure("the schema has no column \(name)")
        }
        return column.offset
    }

    /// The assessment items of a header, `S<section>Q<question>`, ascending.
    static func itemNames(_ header: [String]) -> [String] {
        header.filter { name in
            guard name.first == "S", let mark = name.firstIndex(of: "Q") else { return false }
            let parts = [name[name.index(after: name.startIndex)..<mark], name[name.index(after: mark)...]]
            return parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { $0.isASCII && $0.isNumber }
            }
        }.sorted()
    }

    /// The words of a vocabulary column in lower case with their codes.
    private static func words(_ schema: ColumnSchema) -> [(word: [UInt8], code: UInt8)] {
        func coded<T: Coded>(_ type: T.Type) -> [(word: [UInt8], code: UInt8)] {
            T.allCases.map { (Array($0.word.utf8), $0.rawValue) }
        }
        switch schema.name {
        case "sex":
            return coded(Sex.self)
                + [("f", Sex.female), ("m", .male), ("unknown", .notRecorded), ("u", .notRecorded)]
                .map { (Array($0.utf8), $1.rawValue) }
        case "disposal": return coded(Disposal.self)
        case "outcome": return coded(OffenceOutcome.self)
        case "tier": return coded(Tier.self)
        case "kind": return coded(EmploymentKind.self)
        default: return []
        }
    }
}
