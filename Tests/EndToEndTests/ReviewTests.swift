import Foundation
import Testing

/// `jdl review` as a process, on links that `jdl link` made.
@Suite(.serialized)
struct ReviewTests {
    /// Files of people, their links, and what is known of them.
    private final class Linked {
        let folder: TemporaryFolder
        private var options: [String] { ["--out", folder("linked")] }

        init() throws {
            folder = try TemporaryFolder()
            var pool = "forename,surname,date_of_birth,sex\n"
            var cohort = pool
            let forenames = ["Ann", "Marcus", "Kieran", "Zoë", "Olu", "Susan", "Amir"]
            let surnames = ["Smith", "Jones", "Pickwell", "Nowak", "Patel", "O'Brien", "Weaver", "Hobson", "Khan"]
            for person in 0..<600 {
                let forename = forenames[person * 5 % 7]
                let surname = surnames[person * 7 % 9] + ["", "s", "ley", "son"][person / 9 % 4]
                let birth = { (day: Int) in "19\(60 + person / 7 % 40)-0\(1 + person / 3 % 9)-\(10 + day)" }
                let sex = person % 2 == 0 ? "F" : "M"
                pool += "\(forename),\(surname),\(birth(person % 19)),\(sex)\n"
                // Every fifth row has another day and another letter, every seventh no date of birth.
                guard person % 4 == 0 else { continue }
                let day = person % 5 == 0 ? person % 19 + 1 : person % 19
                let name = person % 5 == 0 ? String(surname.dropLast()) + "x" : surname
                cohort += "\(forename),\(name),\(person % 7 == 0 ? "" : birth(day)),\(sex)\n"
            }
            try folder.write(pool, to: "pool.csv")
            try folder.write(cohort, to: "cohort.csv")
            try folder.write("suspect: 0.05\n", to: "settings.yaml")
            try link(to: folder("linked"))
        }

        /// Runs `jdl link`.
        @discardableResult
        func link(to out: String, _ more: [String] = []) throws -> String {
            let files = ["--cohort", folder("cohort.csv"), "--pool", folder("pool.csv")]
            return try succeed(
                Programs.jdl,
                ["link", "--out", out, "--settings", folder("settings.yaml")] + files + more
            )
        }

        /// Runs `jdl review` on lines of input.
        func review(_ arguments: [String], input: String = "") throws -> Finished {
            let answers = try folder.write(input, to: "answers-\(UUID())")
            let jdl = try Programs.path(Programs.jdl)
            let quoted = ([jdl, "review"] + options + arguments).map { "'\($0)'" }.joined(separator: " ")
            return try run("/bin/sh", ["-c", "\(quoted) < '\(answers)'"])
        }

        /// The suspect rows, ascending.
        func suspects() throws -> [Int] {
            let finished = try review(["--list", "--json"])
            let listing = try JSONDecoder.ofPrograms.decode(Listing.self, from: Data(finished.output.utf8))
            return listing.pairs.map(\.cohortRow)
        }

        var log: String { text(of: folder("linked/decisions.jsonl")) }
    }

    private struct Listing: Decodable {
        struct Pair: Decodable {
            let cohortRow: Int
            let state: String
        }

        struct Agreement: Decodable {
            let pairs: Int
            let agreed: Int
        }

        let pairs: [Pair]
        let agreement: Agreement
    }

    @Test("answers line by line are recorded with their author, and the next sitting goes on", .timeLimit(.minutes(2)))
    func sitting() throws {
        let linked = try Linked()
        let rows = try linked.suspects()
        try #require(rows.count >= 4)
        let first = try linked.review(["--author", "ada"], input: "a\nreject a twin, says the letter\nwhat\nq\n")
        #expect(first.status == 0)
        #expect(first.output.contains("Pair 1 of \(rows.count): row \(rows[0]) of the cohort"))
        #expect(first.output.contains("That is none of the answers"))
        #expect(first.output.contains("decided 2 now; of \(rows.count): 1 accepted, 1 rejected"))
        let lines = linked.log.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains("\"author\":\"ada\"") })
        #expect(lines[1].contains("\"comment\":\"a twin, says the letter\""))
        let second = try linked.review(["--author", "ada"], input: "u\nb\na\nq\n")
        #expect(second.output.contains("Pair 1 of \(rows.count - 2): row \(rows[2]) of the cohort"))
        #expect(second.output.contains("You said unsure; another answer replaces it."))
        #expect(linked.log.split(separator: "\n").count == 4)
        for name in ["Ann", "Smith", "Pickwell", "19"] { #expect(!linked.log.contains("\"\(name)")) }
    }

    @Test("a torn line is left out and said; the log goes on whole", .timeLimit(.minutes(2)))
    func tornLine() throws {
        let linked = try Linked()
        let rows = try linked.suspects()
        _ = try linked.review(["--author", "ada", "--decide", "\(rows[0])=accept", "--decide", "\(rows[1])=reject"])
        let torn = String(linked.log.dropLast(20))
        try linked.folder.write(torn, to: "linked/decisions.jsonl")
        let finished = try linked.review(["--author", "ada"], input: "r\nq\n")
        #expect(finished.status == 0)
        #expect(finished.errors.contains("was cut off"))
        #expect(finished.output.contains("row \(rows[1]) of the cohort"))
        #expect(linked.log.split(separator: "\n").count == 2)
        #expect(linked.log.hasSuffix("}\n"))
    }

    @Test("a second person checks, a disagreement is settled, the export has labels", .timeLimit(.minutes(2)))
    func secondPerson() throws {
        let linked = try Linked()
        let rows = try linked.suspects()
        _ = try linked.review(["--author", "ada", "--decide", "\(rows[0])=accept", "--decide", "\(rows[1])=reject"])
        let own = try linked.review(["--author", "ada", "--second-check", "1"])
        #expect(own.output.contains("another than the first"))
        _ = try linked.review(["--author", "bea", "--second-check", "1", "--blind"], input: "a\na\n")
        let listed = try linked.review(["--list", "--json"])
        let listing = try JSONDecoder.ofPrograms.decode(Listing.self, from: Data(listed.output.utf8))
        #expect(listing.agreement.pairs == 2)
        #expect(listing.agreement.agreed == 1)
        #expect(listing.pairs.first { $0.cohortRow == rows[1] }?.state == "conflict")
        let settling = try linked.review(["--author", "cyd", "--conflicts"], input: "r\n")
        #expect(settling.output.contains("ada said reject"))
        _ = try linked.review(["--export", linked.folder("labels.csv")])
        let labels = text(of: linked.folder("labels.csv")).split(separator: "\n").map {
            $0.split(separator: ",")[0...2]
        }
        #expect(labels.map { String($0[0]) } == ["cohort_row", "\(rows[0])", "\(rows[1])"])
        #expect(labels.map { String($0[2]) } == ["match", "yes", "no"])
    }

    @Test("jdl link uses the decisions, keeps them beside the links, and never loses others", .timeLimit(.minutes(2)))
    func used() throws {
        let linked = try Linked()
        let rows = try linked.suspects()
        _ = try linked.review(["--author", "ada", "--decide", "\(rows[0])=accept", "--decide", "\(rows[1])=reject"])
        let log = linked.folder("linked/decisions.jsonl")
        try linked.link(to: linked.folder("settled"), ["--decisions", log])
        let summary = text(of: linked.folder("settled/summary.json"))
        #expect(summary.contains("\"accepted\" : 1") && summary.contains("\"rejected\" : 1"))
        let lines = text(of: linked.folder("settled/links.csv")).split(separator: "\n")
        let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
        let place = try #require(header.firstIndex(of: "decision"))
        let grade = try #require(header.firstIndex(of: "grade"))
        // No field before these two has a comma but the rule, which is quoted, so count from the end.
        func cells(_ row: Int) -> [Substring] { lines[row].split(separator: ",", omittingEmptySubsequences: false) }
        let fromEnd = header.count - place
        #expect(cells(rows[0])[cells(rows[0]).count - fromEnd] == "accepted")
        #expect(cells(rows[1])[cells(rows[1]).count - fromEnd] == "rejected")
        #expect(cells(rows[0])[grade] == "confident")
        #expect(cells(rows[1])[grade] == "none")
        #expect(text(of: linked.folder("settled/decisions.jsonl")) == linked.log)
        try linked.link(to: linked.folder("linked"), ["--force"])
        #expect(text(of: log) == text(of: linked.folder("settled/decisions.jsonl")))
        _ = try linked.review(["--author", "bea", "--decide", "\(rows[0])=reject"])
        let files = ["--cohort", linked.folder("cohort.csv"), "--pool", linked.folder("pool.csv")]
        let other = [
            "--out", linked.folder("linked"), "--force", "--decisions", linked.folder("settled/decisions.jsonl"),
        ]
        let refused = try run(Programs.jdl, ["link"] + files + other)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("has decisions of its own"))
    }

    @Test("blind review and lists show no probability and no name", .timeLimit(.minutes(2)))
    func hidden() throws {
        let linked = try Linked()
        let blind = try linked.review(["--author", "ada", "--blind"], input: "q\n")
        for word in ["Probability", "grade", "bits", "suspect"] { #expect(!blind.output.contains(word)) }
        let list = try linked.review(["--list"])
        for name in ["Ann", "Marcus", "Pickwell", "Smith"] { #expect(!list.output.contains(name)) }
    }

    @Test("what cannot be used is refused in a sentence", .timeLimit(.minutes(2)))
    func refused() throws {
        let linked = try Linked()
        let rows = try linked.suspects()
        func refusal(_ arguments: [String]) throws -> String {
            let finished = try linked.review(["--author", "ada"] + arguments)
            #expect(finished.status == 2)
            return finished.errors
        }
        #expect(try refusal(["--decide", "999999=accept"]).contains("Row 999999 of the cohort has no link"))
        #expect(try refusal(["--decide", "\(rows[0])=perhaps"]).contains("--decide has something else"))
        let comment = ["--decide", "\(rows[0])=accept", "--comment", "Ann Marcus Kieran Zoe Olu Susan Amir"]
        #expect(try refusal(comment).contains("The comment holds a value"))
        #expect(linked.log.isEmpty)
        _ = try linked.review(["--author", "ada", "--decide", "\(rows[0])=accept"])
        let changed = text(of: linked.folder("cohort.csv")).replacingOccurrences(of: "Marcus", with: "Marius")
        try linked.folder.write(changed, to: "cohort.csv")
        #expect(try refusal(["--list"]).contains("decided on other input files"))
        try linked.folder.write(changed + "Ann,Smith,,F\n", to: "cohort.csv")
        #expect(try refusal(["--list"]).contains("cohort.csv is not the file that was linked"))
    }
}
