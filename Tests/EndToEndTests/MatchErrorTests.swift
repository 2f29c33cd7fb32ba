import Foundation
import Testing

extension EndToEnd {
    /// Which standard errors `jdl match` uses, and what it makes of dates, on the Lalonde data with columns of our own.
    @Suite struct MatchErrors {
        private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("ReferenceTests/Resources/psm/data/lalonde.csv").path

        /// Runs `jdl match`; every two rows are a person's, everybody's index date is a year after `assessed` but for three.
        private static func run(_ options: String, in folder: TemporaryFolder) throws -> RunningProcess {
            let lines = try String(contentsOfFile: data, encoding: .utf8).split(separator: "\n")
            let rows = lines.dropFirst().enumerated().map { place, line in
                let person = place == 613 ? "" : "P\(place / 2)"
                let assessed = place == 4 ? "" : place < 3 ? "2020-06-02" : "2019-06-01"
                return "\(line),\(person),K\(place / 2),2020-06-01,\(assessed),unknown"
            }
            let file = folder("data.csv")
            try ([lines[0] + ",nobody,person,index,assessed,vague"] + rows).joined(separator: "\n")
                .write(toFile: file, atomically: true, encoding: .utf8)
            let line =
                "'\(try Programs.path(Programs.jdl))' match --data \(file) --treatment treat --outcome re78 --id id "
                + "--covariates age,educ,race,married,nodegree,re74,re75 --out \(folder("out")) \(options) "
                + "--override red_balance=test --override no_overlap=test --override few_controls=test"
            return try RunningProcess("/bin/sh", ["-c", line], logs: folder("shell-\(UUID())"))
        }

        private static func json(_ name: String, in folder: TemporaryFolder) throws -> [String: Any] {
            let bytes = try #require(FileManager.default.contents(atPath: folder("out") + "/" + name))
            return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        }

        @Test(
            "the design decides which standard error is used",
            .timeLimit(.minutes(3)),
            arguments: [
                ("--method nearest --replace --caliper none", "abadie_imbens_estimated_score"),
                ("--method nearest --replace --caliper none --estimand ate", "abadie_imbens_estimated_score"),
                ("--method nearest --replace --caliper none --estimand atc", "abadie_imbens_estimated_score"),
                ("--method nearest --replace --caliper none --exact married", "abadie_imbens"),
                ("--method nearest --replace --caliper none --ridge 0.01", "abadie_imbens"),
                ("--method nearest --replace --caliper 0.01", "abadie_imbens"),
                ("--method nearest --replace --caliper none --people person", "matched_sets_and_people"),
                ("--method nearest --people person", "matched_sets_and_people"),
                ("--method full --people person", "matched_sets_and_people"),
                ("--method radius --people person", "people"),
                ("--method ipw --people person --adjust --bootstrap 50", "people"),
            ]
        )
        func kinds(options: String, kind: String) throws {
            let folder = try TemporaryFolder()
            let process = try Self.run(options, in: folder)
            #expect(try process.end() == 0, "\(process.errors)")
            let effects = try Self.json("effects.json", in: folder)
            #expect(effects["standard_error_kind"] as? String == kind)
            let errors = try #require(effects["standard_errors"] as? [String: Double])
            #expect(errors[kind] == effects["standard_error"] as? Double)
            #expect((errors["people"] != nil) == options.contains("--people"))
            if let bootstrap = effects["bootstrap"] as? [String: Any] {
                #expect(bootstrap["unit"] as? String == "person")
            }
        }

        @Test("those left out are described beside those matched")
        func leftOut() throws {
            let folder = try TemporaryFolder()
            #expect(try Self.run("--method nearest --caliper 0.01", in: folder).end() == 0)
            func lines(_ path: String) throws -> [[String]] {
                try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map {
                    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                }
            }
            let rows = try lines(folder("data.csv"))
            let weights = try lines(folder("out") + "/weights.csv").map { $0[2] != "0.0" }
            let described = try lines(folder("out") + "/left_out.csv")
            #expect(described.allSatisfy { $0[0] == "treated" })
            let age = try #require(described.first { $0[1] == "age" })
            for (isMatched, place) in [(true, 3), (false, 4)] {
                let ages = rows.indices.filter { rows[$0][1] == "1" && weights[$0] == isMatched }
                    .compactMap { Double(rows[$0][2]) }
                let found = try #require(Double(age[place]))
                #expect(ages.count > 5 && abs(found - ages.reduce(0, +) / Double(ages.count)) < 1e-9)
            }
        }

        @Test("a covariate recorded after the index date stops the estimate until it is overridden with a reason")
        func late() throws {
            let folder = try TemporaryFolder()
            let dates = "--index-date index --dated educ=assessed"
            #expect(try Self.run(dates, in: folder).end() == 1)
            let findings = try #require(try Self.json("summary.json", in: folder)["findings"] as? [[String: Any]])
            let found = try #require(findings.first { $0["name"] as? String == "covariate_after_index" })
            #expect(found["severity"] as? String == "stop")
            #expect((found["sentence"] as? String)?.contains("educ in 3 rows") == true)
            #expect(try Self.json("effects.json", in: folder)["estimate"] == nil)
            let overridden = "\(dates) --force --override covariate_after_index='school ended before'"
            #expect(try Self.run(overridden, in: folder).end() == 0)
            #expect(try Self.json("effects.json", in: folder)["estimate"] != nil)
            let text = try String(contentsOfFile: folder("out") + "/summary.json", encoding: .utf8)
            #expect(text.contains("school ended before"))
        }

        @Test(
            "unusable dates and people are refused with status 2 and a sentence",
            arguments: [
                ("--dated educ=assessed", "--index-date and --dated need each other"),
                ("--index-date index --dated school=assessed", "not among --covariates"),
                ("--index-date index --dated educ", "COVARIATE=COLUMN"),
                ("--index-date index --dated educ=vague", "Column vague holds no date in row 1"),
                ("--index-date assessed --dated educ=index", "Column assessed has no index date in row 5"),
                ("--people nobody", "Column nobody names nobody in row 614"),
            ]
        )
        func refused(options: String, sentence: String) throws {
            let folder = try TemporaryFolder()
            let process = try Self.run(options, in: folder)
            #expect(try process.end() == 2)
            #expect(process.errors.contains(sentence), "\(process.errors)")
        }
    }
}
