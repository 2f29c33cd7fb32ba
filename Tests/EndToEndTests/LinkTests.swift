import Foundation
import Testing

/// `jdl link` as a process: the same links in whatever order the rows lie and on however many threads.
@Suite(.serialized)
struct LinkTests {
    /// Two files in which one person in twenty is a Smith.
    private struct Files {
        static let header = "forename,surname,date_of_birth,sex,pnc_id,prison_number"
        var cohort: [String] = []
        var pool: [String] = []

        init() {
            let forenames = ["Ann", "Marcus", "Kieran", "Zoë", "Olu", "Susan", "Amir", "Bill", "Mary"]
            let surnames = ["Jones", "Pickwell", "Nowak", "Patel", "O'Brien", "Weaver", "Hobson", "Khan", "Lee-Evans"]
            for person in 0..<6_000 {
                let mixed = person &* 2_654_435_761 >> 7
                let forename = forenames[mixed % 9] + ["", "a", "ie", "y"][mixed / 9 % 4]
                let surname =
                    person % 20 == 0 ? "Smith" : surnames[mixed / 36 % 9] + ["", "s", "ley", "son"][mixed / 324 % 4]
                let birth = { (shift: Int) in
                    "\(1950 + mixed / 17 % 50)-\(10 + mixed / 5 % 3)-\(10 + (mixed / 3 + shift) % 19)"
                }
                let sex = person % 2 == 0 ? "F" : "M"
                let pnc = "20\(10 + person % 10)/\(1_000_000 + person)A"
                let prison = person % 3 == 0 ? "A\(1_000 + person)BC" : ""
                pool.append("\(forename),\(surname),\(birth(0)),\(sex),\(pnc),\(prison)")
                if person % 11 == 0 { pool.append("\(forename),Lovell,\(birth(0)),\(sex),\(pnc),\(prison)") }
                guard person % 10 == 0 else { continue }
                let name = person % 30 == 0 ? String(surname.dropLast()) + "x" : surname
                let seen = person % 40 == 0 ? pnc : ""
                cohort.append(
                    "\(forename),\(name),\(person % 70 == 0 ? "" : birth(person % 50 == 0 ? 1 : 0)),\(sex),\(seen),"
                )
            }
        }

        /// The same rows in another order.
        func ordered(_ order: ([String]) -> [String]) -> Files {
            var files = self
            files.cohort = order(cohort)
            files.pool = order(pool)
            return files
        }
    }

    /// What a run wrote.
    private struct Run: Equatable {
        let links: String
        let model: String

        /// Links two files.
        init(_ files: Files, options: [String] = []) throws {
            let folder = try TemporaryFolder()
            try folder.write(([Files.header] + files.cohort).joined(separator: "\n") + "\n", to: "cohort.csv")
            try folder.write(([Files.header] + files.pool).joined(separator: "\n") + "\n", to: "pool.csv")
            let paths = ["--cohort", folder("cohort.csv"), "--pool", folder("pool.csv"), "--out", folder("out")]
            try succeed(Programs.jdl, ["link"] + paths + ["--no-report"] + options)
            links = text(of: folder("out/links.csv"))
            model = text(of: folder("out/model.json"))
        }

        /// The links with each row number replaced by the row itself, in an order that does not depend on the files'.
        func named(_ files: Files) throws -> [[String]] {
            let lines = links.split(separator: "\n").map { fields(String($0)) }
            let header = try #require(lines.first)
            let columns = try ["cohort_row", "pool_row", "same_person_as"].map {
                try #require(header.firstIndex(of: $0))
            }
            return lines.dropFirst().map { line in
                var line = line
                for (column, rows) in zip(columns, [files.cohort, files.pool, files.cohort]) {
                    line[column] = line[column].split(separator: " ").compactMap { Int($0) }.map { rows[$0 - 1] }
                        .sorted()
                        .joined(separator: " ")
                }
                return line
            }.sorted { $0.lexicographicallyPrecedes($1) }
        }

        /// The fields of a line, some of them in quotation marks.
        private func fields(_ line: String) -> [String] {
            line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().map { index, part in
                String(index % 2 == 1 ? Substring(part.replacing(",", with: ";")) : part)
            }.joined().split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        }
    }

    @Test("rows in any order give the same links and the same model")
    func shuffled() throws {
        let files = Files()
        let run = try Run(files)
        let links = try run.named(files)
        #expect(links.count == files.cohort.count)
        let orders: [([String]) -> [String]] = [
            { $0.reversed() },
            { $0.sorted { ($0.split(separator: ",")[1], $0) < ($1.split(separator: ",")[1], $1) } },
            { rows in rows.indices.sorted { $0 &* 40_503 % 65_536 < $1 &* 40_503 % 65_536 }.map { rows[$0] } },
        ]
        for order in orders {
            let other = files.ordered(order)
            let otherRun = try Run(other)
            #expect(otherRun.model == run.model)
            #expect(try otherRun.named(other) == links)
        }
    }

    @Test("blocking rules are counted and searched for without linking")
    func blocking() throws {
        let files = Files()
        let folder = try TemporaryFolder()
        try folder.write(([Files.header] + files.cohort).joined(separator: "\n") + "\n", to: "cohort.csv")
        try folder.write(([Files.header] + files.pool).joined(separator: "\n") + "\n", to: "pool.csv")
        let paths = ["link", "--cohort", folder("cohort.csv"), "--pool", folder("pool.csv"), "--json"]
        func object(_ options: [String]) throws -> [String: Any] {
            let text = try succeed(Programs.jdl, paths + options)
            return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }
        let analysis = try object(["--analyse-blocking"])
        let rules = try #require(analysis["rules"] as? [[String: Any]])
        #expect(analysis["cohort_rows"] as? Int == files.cohort.count)
        #expect(rules.first?["rule"] as? String == "pnc_id")
        let sum = rules.reduce(0) { $0 + ($1["added"] as? Int ?? 0) }
        #expect(sum > 0 && rules.last?["cumulative"] as? Int == sum)
        let search = try object(["--search-rules", "--pair-budget", "100000"])
        let found = try #require(search["rules"] as? [[String: Any]])
        #expect(found.reduce(0) { $0 + ($1["pairs"] as? Int ?? 0) } <= 100_000)
        #expect(!found.isEmpty)
    }

    @Test("any number of threads gives the same bytes", arguments: [1, 2, 7])
    func threads(count: Int) throws {
        let files = Files()
        let isSame = try Run(files) == Run(files, options: ["--threads", "\(count)"])
        #expect(isSame, "links or model have other bytes on \(count) threads")
    }
}
