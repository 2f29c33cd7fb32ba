import Linkage
import Statistics
import Tables

/// Small synthetic files for the tests: people with names, dates of birth, sex and identifiers, and copies with errors.
struct SmallFiles {
    static let forenames = ["JAMES", "MARY", "WILLIAM", "BILL", "SUSAN", "AMIR", "CHLOE", "OLUWASEUN", "LIAM", "AVA"]
    static let surnames = [
        "SMITH", "JONES", "PATEL", "KHAN", "OBRIEN", "WILLIAMS", "TAYLOR", "EVANS", "SMYTH", "NOWAK", "SMITH JONES",
    ]

    var rows: [[String]] = []
    var births: [Day] = []

    /// People of a population; the numbers of the stream decide everything.
    static func population(_ count: Int, seed: UInt64) -> SmallFiles {
        let random = CounterRandom(seed: seed)
        var files = SmallFiles()
        for person in 0..<count {
            let draw = { (what: Int, bound: Int) in random.below(bound, at: UInt64(person * 16 + what)) }
            files.rows.append([
                forenames[draw(0, forenames.count)] + (draw(1, 3) == 0 ? "" : ["A", "E", "Y"][draw(2, 3)]),
                "", surnames[draw(3, surnames.count)] + ["", "SON", "LEY", "MAN"][draw(4, 4)],
                draw(5, 2) == 0 ? "F" : "M", "20\(10 + draw(6, 10))\(1_000_000 + person)X",
                draw(7, 2) == 0 ? "" : "A\(1_000 + draw(8, 9_000))\(person % 10)C",
            ])
            files.births.append(Day(number: Int32(draw(9, 15_000))))
        }
        return files
    }

    /// Copies of the first people with an error in every third record.
    func cohort(_ count: Int, absent: Int) -> SmallFiles {
        var files = SmallFiles()
        for person in 0..<count {
            var row = rows[person]
            var birth = births[person]
            switch person % 6 {
            case 0: (row[0], row[2]) = (row[2], row[0])
            case 2: row[2] = String(row[2].dropLast()) + "X"
            case 4: birth = birth.adding(days: 1)
            default: break
            }
            if person % 2 == 0 { row[4] = "" }
            if person % 3 == 0 { row[5] = "" }
            files.rows.append(row)
            files.births.append(birth)
        }
        let strangers = SmallFiles.population(absent, seed: 99)
        files.rows += strangers.rows.map { Array($0[..<4]) + ["", ""] }
        files.births += strangers.births
        return files
    }

    /// The columns as the service has them, with rows in some order.
    func columns(_ order: [Int]? = nil, persons: [UInt32]? = nil) throws -> LinkColumns {
        let order = order ?? Array(rows.indices)
        func texts(_ column: Int) -> LinkColumns.Values { .texts(order.map { rows[$0][column] }) }
        let values: [LinkColumns.Values] = [
            texts(0), texts(1), texts(2), .days(order.map { births[$0] }), texts(3), texts(4), texts(5),
        ]
        let table = LinkColumns.table(schema: .service, values: values, persons: persons)
        return try LinkColumns(TableView(table), schema: .service)
    }
}
