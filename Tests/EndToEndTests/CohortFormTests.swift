import Foundation
import Testing

extension EndToEnd {
    /// Lists as they come.
    @Suite struct CohortForm {
        @Test("a list as Excel saves it gives the links of the plain one", .timeLimit(.minutes(3)))
        func excel() throws {
            let population = try Population.current()
            var plain = try population.cohort()
            let surname = try #require(plain[0].firstIndex(of: "surname"))
            plain[3][surname] = "Brontë"
            plain[4][surname] = "Günes"
            plain[5][surname] = "O\u{2019}Brien"
            let british = plain.map { row in row.map { Self.british($0) } }
            let expected = try Self.run(population, Data(csv(plain).utf8))

            let text = csv(british, separator: ";", lineEnd: "\r\n")
            let unicode = try Self.run(population, Data([0xef, 0xbb, 0xbf]) + Data(text.utf8))
            let windows = try Self.run(
                population,
                try #require(csv(british, lineEnd: "\r\n").data(using: .windowsCP1252))
            )
            for name in ["links.csv", "weights.csv", "linkage-model.json"] {
                let isSame = (unicode[name] == expected[name], windows[name] == expected[name])
                #expect(isSame == (true, true), "\(name)")
            }
        }

        @Test("two rows that link to one person count once; the other is lost as a duplicate", .timeLimit(.minutes(3)))
        func duplicates() throws {
            let population = try Population.current()
            let rows = try population.cohort()
            // Rows that were linked beyond doubt come a second time, with a letter of the surname missing.
            let surname = try #require(rows[0].firstIndex(of: "surname"))
            let sure = Self.table(population.results["links.csv"]).compactMap { fields -> Int? in
                let isSure = fields[3] == "confident" && fields[4] == "pnc_id" && (Double(fields[2]) ?? 0) > 0.999_999
                return isSure ? Int(fields[0]) : nil
            }
            let repeated = sure.prefix(5)
            let again = repeated.map { number in
                var row = rows[number]
                row[surname] = String(row[surname].dropLast())
                return row
            }
            try #require(again.count == 5)
            let results = try Self.run(population, Data(csv(rows + again).utf8))
            let before = try Attrition(population.results)
            let after = try Attrition(results)
            #expect(before.lost("duplicate") == 0)
            #expect(after.lost("duplicate") == 5)
            #expect(after.submitted == before.submitted + 5)
            #expect(after.submitted == after.analysed + after.losses.reduce(0) { $0 + $1.count })
            // One of the two rows is analysed, the other is not.
            let analysed = Set(Self.table(results["weights.csv"]).compactMap { Int($0[0]) })
            for (copy, original) in repeated.enumerated() {
                let count = [original, rows.count + copy].count { analysed.contains($0) }
                #expect(count == 1, "row \(original)")
            }
        }

        /// The rows of a result file, without its header.
        private static func table(_ file: Data?) -> [[String]] {
            String(decoding: file ?? Data(), as: UTF8.self).split(separator: "\n").dropFirst().map { line in
                line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
            }
        }

        /// A date as a British spreadsheet shows it; anything else as it is.
        private static func british(_ field: String) -> String {
            guard let match = field.wholeMatch(of: /(\d{4})-(\d{2})-(\d{2})/) else { return field }
            return "\(match.3)/\(match.2)/\(match.1)"
        }

        /// Runs the request with another list.
        private static func run(_ population: Population, _ cohort: Data) throws -> [String: Data] {
            let folder = try TemporaryFolder()
            let request = try population.writeRequest(cohort, in: folder)
            let options = [request, "--store", population.store, "--out", folder("out")]
            try succeed(Programs.jdl, ["run"] + options)
            return try Population.results(in: folder("out"))
        }
    }
}

/// The loss flow of results.json.
private struct Attrition: Decodable {
    struct Loss: Decodable {
        let code: String
        let count: Int
    }

    private struct Results: Decodable {
        let attrition: Attrition
    }

    let submitted: Int
    let analysed: Int
    let losses: [Loss]

    init(_ results: [String: Data]) throws {
        self = try JSONDecoder().decode(Results.self, from: results["results.json"] ?? Data()).attrition
    }

    /// How many were lost for a reason.
    func lost(_ code: String) -> Int { losses.first { $0.code == code }?.count ?? 0 }
}
