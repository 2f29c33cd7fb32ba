import Foundation
import Testing

extension EndToEnd {
    /// Bad input: exit status 2, every problem of a file at once, nothing of what stands in it, nothing half-written.
    @Suite struct Input {
        @Test("a list of 59 people is refused, in one process and on a cluster", .timeLimit(.minutes(3)))
        func fewPeople() throws {
            let population = try Population.current()
            let rows = Array(try population.cohort().prefix(60))
            let folder = try TemporaryFolder()
            let request = try population.writeRequest(Data(csv(rows).utf8), in: folder)
            let sentence = """
                cohort.csv cannot be used: 1 problem; correct and submit again.
                  cohort.csv: has 59 people after exact duplicates are removed; at least 60 are needed

                """
            try Self.expectRefused(request, in: folder, "jdl: " + sentence)

            let cluster = try Cluster(population)
            let watch = try cluster.watch(cluster.submit(request))
            #expect(try watch.end() == 2)
            #expect(watch.process.errors.contains(sentence))
            #expect(try cluster.stop().isEmpty)
        }

        @Test("a missing column is named", .timeLimit(.minutes(3)))
        func missingColumns() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            let rows = try population.cohort().map { Array($0.dropFirst()) }
            let request = try population.writeRequest(Data(csv(rows).utf8), in: folder)
            try Self.expectRefused(
                request,
                in: folder,
                """
                jdl: cohort.csv cannot be used: 1 problem; correct and submit again.
                  cohort.csv, forename: is a mandatory column and missing

                """
            )
        }

        @Test("every bad cell of a list is named by row, column and rule, and by nothing else", .timeLimit(.minutes(3)))
        func badCells() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            var rows = try population.cohort()
            let column = { (name: String) in try #require(rows[0].firstIndex(of: name)) }
            rows[4][try column("date_of_birth")] = "31/02/1990"
            rows[9][try column("gender")] = "Zebra"
            rows[300][try column("index_date")] = "quagga"
            let request = try population.writeRequest(Data(csv(rows).utf8), in: folder)
            try Self.expectRefused(
                request,
                in: folder,
                """
                jdl: cohort.csv cannot be used: 3 problems; correct and submit again.
                  cohort.csv, row 4, date_of_birth: is not a date (dd/mm/yyyy or yyyy-mm-dd)
                  cohort.csv, row 9, gender: is not a known word for a gender (female, male, or empty)
                  cohort.csv, row 300, index_date: is not a date (dd/mm/yyyy or yyyy-mm-dd)

                """
            )
        }

        @Test(
            "a request without assurance, by an insecure channel, is refused with both problems",
            .timeLimit(.minutes(3))
        )
        func badRequest() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            let cohort = try Data(contentsOf: URL(fileURLWithPath: population.data + "/cohort.csv"))
            let lines = ["channel": "other", "lawful_sharing_assured": "false"]
            let request = try population.writeRequest(cohort, in: folder, lines: lines)
            let sentence = """
                jdl: request.yaml cannot be used: 2 problems; correct and submit again.
                  request.yaml, lawful_sharing_assured: is not given: without the assurance nothing may be analysed
                  request.yaml, channel: is not secure: delete the data that came by it, tell the sender that they were \
                deleted, and ask for them again by CJSM or Government Secure e-mail

                """
            try Self.expectRefused(request, in: folder, sentence)

            let cluster = try Cluster(population)
            let submission = try cluster.client(["submit", request])
            #expect(submission.status == 2)
            #expect(submission.errors == sentence)
            #expect(try cluster.client(["status"]).output.contains("There are no jobs."))
            #expect(try cluster.stop().isEmpty)
        }

        @Test("a file that is not there is named", .timeLimit(.minutes(3)))
        func missingFiles() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            let request = try population.writeRequest(Data(), in: folder)
            try FileManager.default.removeItem(atPath: folder("cohort.csv"))
            try Self.expectRefused(
                request,
                in: folder,
                "jdl: Cannot read \(folder("cohort.csv")): No such file or directory.\n"
            )
            let unstored = try run(Programs.jdl, ["run", request, "--store", folder("gone"), "--out", folder("out")])
            #expect(unstored.status == 2)
            #expect(unstored.errors == "jdl: There is no store at \(folder("gone")): make one with jdl import.\n")
            let unasked = try run(
                Programs.jdl,
                ["run", folder("gone.yaml"), "--store", population.store, "--out", folder("out")]
            )
            #expect(unasked.status == 2)
            #expect(unasked.errors.contains("gone.yaml: cannot be read"))
            let unset = try run(Programs.jdl, ["serve", "--settings", folder("serve.yaml")])
            #expect(unset.status == 2)
            #expect(unset.errors == "jdl: Cannot read \(folder("serve.yaml")): No such file or directory.\n")
            #expect(try folder.names == ["request.yaml"])
        }

        @Test(
            "an extract with broken rows is refused with every one of them, and no store is left",
            .timeLimit(.minutes(3))
        )
        func brokenExtract() throws {
            let folder = try TemporaryFolder()
            try succeed(Programs.jdl, ["synth", "--people", "2000", "--cohort", "60", "--out", folder("data")])
            let path = folder("data/sentences.csv")
            var lines = text(of: path).split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
            lines[3] += ",zebra"
            let fields = lines[7].split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
            lines[7] = fields.map { Self.isDate($0) ? "31/02/2020" : $0 }.joined(separator: ",")
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))

            let refused = try run(Programs.jdl, ["import", folder("data"), "--store", folder("store")])
            #expect(refused.status == 2)
            #expect(refused.errors.contains("sentences.csv, row 3"))
            #expect(refused.errors.contains("sentences.csv, row 7, "))
            #expect(!refused.errors.contains("zebra") && !refused.errors.contains("31/02/2020"))
            #expect(try folder.names == ["data"])

            let skipped = try run(
                Programs.jdl,
                ["import", folder("data"), "--store", folder("store"), "--skip-bad-rows"]
            )
            #expect(skipped.status == 0)
            #expect(skipped.output.contains("Left out 2 of \(lines.count - 2) rows of sentences.csv"))
        }

        @Test("results that exist are not overwritten without --force", .timeLimit(.minutes(3)))
        func existingOutput() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            try FileManager.default.createDirectory(atPath: folder("out"), withIntermediateDirectories: false)
            try folder.write("precious", to: "out/note")
            let commands = [
                ["run", population.request, "--store", population.store, "--out", folder("out")],
                ["import", population.data, "--store", folder("out")],
            ]
            for command in commands {
                let refused = try run(Programs.jdl, command)
                #expect(refused.status == 2, "\(command[0])")
                #expect(refused.errors.contains("\(folder("out")) exists"), "\(command[0]): \(refused.errors)")
                #expect(refused.errors.contains("--force"), "\(command[0]): \(refused.errors)")
            }
            // What it did not write itself, synth does not replace at all.
            for options in [[], ["--force"]] {
                let people = ["synth", "--people", "2000", "--cohort", "60", "--out", folder("out")]
                let refused = try run(Programs.jdl, people + options)
                #expect(refused.status == 2)
                #expect(refused.errors.contains("name another folder"))
            }
            #expect(try folder.names == ["out"])
            #expect(text(of: folder("out/note")) == "precious")
        }

        private static func isDate(_ field: String) -> Bool {
            field.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil
        }

        /// Expects that `jdl run` refuses a request with a message and leaves the folder as it was.
        private static func expectRefused(
            _ request: String,
            in folder: TemporaryFolder,
            _ message: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let names = try folder.names
            let store = try Population.current().store
            let refused = try run(Programs.jdl, ["run", request, "--store", store, "--out", folder("out")])
            #expect(refused.status == 2, sourceLocation: sourceLocation)
            #expect(refused.errors == message, sourceLocation: sourceLocation)
            #expect(refused.output.isEmpty, sourceLocation: sourceLocation)
            #expect(try folder.names == names, "something was left behind", sourceLocation: sourceLocation)
        }
    }
}
