import Foundation
import Testing

extension EndToEnd {
    /// `jdl match` on the Lalonde data by every method.
    @Suite struct MatchMethods {
        /// The reference data of the matching tests.
        private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("ReferenceTests/Resources/psm/data/lalonde.csv").path

        private static func run(_ file: String, _ options: String, out: String, in folder: TemporaryFolder) throws
            -> RunningProcess
        {
            let line =
                "'\(try Programs.path(Programs.jdl))' match --data \(file) --treatment treat --outcome re78 --id id "
                + "--covariates age,educ,race,married,nodegree,re74,re75 --out \(out) \(options) "
                // Lalonde's groups hardly overlap, and some of these matches are poor on purpose.
                + "--override red_balance=test --override no_overlap=test --override few_controls=test"
            return try RunningProcess("/bin/sh", ["-c", line], logs: folder("shell-\(UUID())"))
        }

        /// The fields of a file's lines.
        private static func fields(_ path: String) throws -> [[String]] {
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
                line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }

        @Test(
            "a file in reverse order gives the same weights, balance and effect",
            .timeLimit(.minutes(3)),
            arguments: [
                "--method nearest --ratio 2 --controls-max 4",
                "--method nearest --reuse-max 3 --order closest --antiexact married",
                "--method nearest --caliper-on age=2,re74=0.5sd",
                "--method nearest --mahalanobis age,educ,race",
                "--distance mahalanobis",
                "--method optimal --ratio 2 --exact race",
                "--method full --estimand ate --caliper none",
                "--method subclass --subclasses 5",
                "--method kernel --kernel tricube --bandwidth 0.3",
                "--method ipw --estimand ate --stabilised --trim 0.05 --weight-cap 0.99",
                "--method overlap",
                "--method entropy --squares",
            ]
        )
        func reverse(options: String) throws {
            let folder = try TemporaryFolder()
            var lines = try String(contentsOfFile: Self.data, encoding: .utf8).split(separator: "\n").map(String.init)
            let header = lines.removeFirst()
            var weights: [[String: String]] = []
            for (name, rows) in [("plain", lines), ("reverse", lines.reversed())] {
                let file = folder("\(name).csv")
                try ([header] + rows).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
                let process = try Self.run(file, options, out: folder(name), in: folder)
                #expect(try process.end() == 0, "\(process.errors)")
                let ids = try Self.fields(file).dropFirst().map { $0[0] }
                let found = try Self.fields(folder(name) + "/weights.csv").dropFirst().map { line in
                    (ids[try #require(Int(line[0])) - 1], line[2])
                }
                weights.append(Dictionary(uniqueKeysWithValues: found))
            }
            #expect(weights[0] == weights[1])
            #expect(weights[0].values.contains { $0 != "0.0" })
            for file in ["effects.json", "balance.csv", "coefficients.csv"] {
                let plain = FileManager.default.contents(atPath: folder("plain") + "/" + file)
                #expect(plain != nil)
                #expect(plain == FileManager.default.contents(atPath: folder("reverse") + "/" + file), "\(file)")
            }
        }

        @Test(
            "what a method does not define is refused with status 2 and a sentence",
            arguments: [
                ("--method entropy --exact race", "Exact strata with the method entropy"),
                ("--method ipw --caliper 0.2", "--caliper means nothing"),
                ("--method optimal --estimand ate", "Estimand ate by optimal matching"),
                ("--method nearest --caliper-on race=2", "Column race has a caliper"),
                ("--method nearest --controls-min 2", "--controls-max"),
            ]
        )
        func refused(options: String, sentence: String) throws {
            let folder = try TemporaryFolder()
            let process = try Self.run(Self.data, options, out: folder("out"), in: folder)
            #expect(try process.end() == 2)
            #expect(process.errors.contains(sentence), "\(process.errors)")
        }
    }
}
