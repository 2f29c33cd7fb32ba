import Foundation
import Testing

extension EndToEnd {
    /// `jdl link`, `jdl lookup` and `jdl link --dedupe` on the files of a population.
    @Suite struct Lookup {
        /// The rows of a CSV file without quotation marks, by column.
        private static func rows(_ path: String) throws -> [[String: String]] {
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
                line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            let header = try #require(lines.first)
            return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
        }

        /// Runs a shell line in which `jdl` is the program under test.
        private static func shell(_ line: String, in folder: TemporaryFolder) throws -> RunningProcess {
            let script = "jdl() { '\(try Programs.path(Programs.jdl))' \"$@\"; }; " + line
            return try RunningProcess("/bin/sh", ["-c", script], logs: folder("shell-\(UUID())"))
        }

        @Test(
            "a look-up weighs a pair as the link of the whole list did, from CSV and from JSON",
            .timeLimit(.minutes(3))
        )
        func sameWeights() throws {
            let data = try Population.current().data
            let folder = try TemporaryFolder()
            let files = "--pool \(data)/persons.csv"
            let link = try Self.shell(
                "jdl link --cohort \(data)/cohort.csv \(files) --out \(folder("linked"))",
                in: folder
            )
            #expect(try link.end() == 0, "\(link.errors)")
            let ask = "jdl lookup \(files) --model \(folder("linked"))/model.json"
            let lookup = try Self.shell("\(ask) < \(data)/cohort.csv", in: folder)
            #expect(try lookup.end() == 0, "\(lookup.errors)")
            let links = try Self.rows(folder("linked") + "/links.csv")
            let answers = try lookup.output.split(separator: "\n").map { line in
                try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(answers.count == links.count)
            var compared = 0
            for (link, answer) in zip(links, answers) {
                guard let row = link["pool_row"].flatMap(Int.init),
                    let weight = link["match_weight"].flatMap(Double.init)
                else { continue }
                let matches = try #require(answer["matches"] as? [[String: Any]])
                guard let match = matches.first(where: { $0["row"] as? Int == row }) else { continue }
                // Frequencies are shares in the file and counts in the run, so the last digits differ.
                let difference = try abs(#require(match["match_weight"] as? Double) - weight)
                #expect(difference < 1e-9)
                #expect(match["values"] == nil)
                compared += 1
            }
            #expect(compared > 500)
            let json = try Self.shell(
                #"echo '{"Forename": "Nobody", "SURNAME": "Atall", "dob": null}' | "# + ask + " --with-values",
                in: folder
            )
            #expect(try json.end() == 0, "\(json.errors)")
            #expect(json.output.contains(#""absent_probability":1"#))
        }

        @Test("what is no record is named by its line and never by a value", .timeLimit(.minutes(3)))
        func badRecords() throws {
            let data = try Population.current().data
            let folder = try TemporaryFolder()
            let files = "--pool \(data)/persons.csv"
            let link = try Self.shell(
                "jdl link --cohort \(data)/cohort.csv \(files) --out \(folder("linked"))",
                in: folder
            )
            #expect(try link.end() == 0, "\(link.errors)")
            let ask = "jdl lookup \(files) --model \(folder("linked"))/model.json"
            for (input, sentence) in [
                (#"forename,surname\nZebra"#, "Line 2 of the records does not have the header's 2 fields; mend it."),
                (#"{"forename": ["Zebra"]}"#, "Line 1 of the records has a list or an object as a value"),
                (#"{"forename": "Zebra"#, "Line 1 of the records is no JSON object; write one a line."),
            ] {
                let process = try Self.shell("printf '\(input)\\n' | \(ask)", in: folder)
                #expect(try process.end() == 2)
                #expect(process.errors.contains(sentence), "\(process.errors)")
                #expect(!process.errors.contains("Zebra"))
            }
        }

        @Test("rows of one person are found within a file and across two", .timeLimit(.minutes(3)))
        func duplicates() throws {
            let data = try Population.current().data
            let folder = try TemporaryFolder()
            var rows = Array(try Population.current().cohort())
            let surname = try #require(rows[0].firstIndex(of: "surname"))
            for index in 1...100 {
                var copy = rows[index]
                if index % 2 == 0 { copy[surname] += "x" }
                rows.append(copy)
            }
            for index in rows.indices { rows[index].append(index == 0 ? "who" : "\((index - 1) % 600)") }
            let file = try folder.write(
                rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n",
                to: "l.csv"
            )
            let dedupe = try Self.shell(
                "jdl link --dedupe \(file) --labels-column who --threshold 0.5 --threshold 0.99 "
                    + "--out \(folder("within")) --json",
                in: folder
            )
            #expect(try dedupe.end() == 0, "\(dedupe.errors)")
            let summary = try #require(
                JSONSerialization.jsonObject(with: Data(dedupe.output.utf8)) as? [String: Any]
            )
            let level = try #require((summary["levels"] as? [[String: Any]])?.first)
            let pairwise = try #require(level["pairwise"] as? [String: Double])
            #expect(pairwise["recall"] ?? 0 > 0.97 && pairwise["precision"] ?? 0 > 0.9)
            let clusters = try Self.rows(folder("within") + "/clusters.csv")
            #expect(clusters.count == 700)
            #expect(clusters[0]["cluster"] == "1" && clusters[600]["cluster"] == "1")
            #expect(clusters[0]["cluster_0.99"] == "1")
            let many = try Self.shell(
                "jdl link --many --cohort \(data)/cohort.csv --pool \(file) --one-to-one --out \(folder("across"))",
                in: folder
            )
            #expect(try many.end() == 0, "\(many.errors)")
            #expect(try Self.rows(folder("across") + "/clusters.csv").count == 1_300)
        }
    }
}
