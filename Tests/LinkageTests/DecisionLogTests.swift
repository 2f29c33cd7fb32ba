import Foundation
import Linkage
import Testing

@Suite("Decision log")
struct DecisionLogTests {
    static let inputs = String(repeating: "ab", count: 32)

    static func decision(
        _ row: Int,
        _ answer: ReviewAnswer,
        by author: String = "ada",
        purpose: ReviewDecision.Purpose = .queue,
        sampling: ReviewDecision.Sampling? = nil,
        comment: String? = nil
    ) -> ReviewDecision {
        ReviewDecision(
            rows: ReviewPair.Rows(cohort: row, pool: 1_000 + row),
            answer: answer,
            author: author,
            time: "2026-11-22T19:30:00Z",
            inputs: inputs,
            purpose: purpose,
            sampling: sampling,
            comment: comment
        )
    }

    static func log(_ decisions: [ReviewDecision]) -> DecisionLog {
        decisions.reduce(into: DecisionLog(inputs: inputs)) { $0.append($1) }
    }

    private static func withFile(_ body: (DecisionFile) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jdl-log-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(DecisionFile(path: folder.appendingPathComponent(DecisionLog.fileName).path))
    }

    private static func bytes(_ file: DecisionFile) -> Data {
        FileManager.default.contents(atPath: file.path) ?? Data()
    }

    @Test("what was written is read again, in order, and a line holds no more than it must")
    func roundTrip() throws {
        try Self.withFile { file in
            #expect(try file.read(inputs: Self.inputs).decisions.isEmpty)
            let sampling = ReviewDecision.Sampling(seed: 3, stratum: "0 to 5", weight: 12.5)
            let decisions = [
                Self.decision(5, .accept), Self.decision(7, .reject, comment: "a twin?"),
                Self.decision(5, .unsure, by: "bea", purpose: .sample, sampling: sampling),
            ]
            for decision in decisions { try file.append(decision) }
            let log = try file.read(inputs: Self.inputs)
            #expect(log.decisions == decisions)
            #expect(log.tornByteCount == 0)
            let first = String(decoding: Self.bytes(file), as: UTF8.self).split(separator: "\n")[0]
            #expect(
                first == """
                    {"answer":"accept","author":"ada","blind":false,"cohort_row":5,"inputs":"\(Self.inputs)",\
                    "pool_row":1005,"purpose":"queue","time":"2026-11-22T19:30:00Z"}
                    """
            )
        }
    }

    @Test("a last line that was cut off anywhere counts for nothing and is taken away by the next decision")
    func tornLine() throws {
        let whole = try DecisionLog.line(Self.decision(1, .accept))
        let cut = try DecisionLog.line(Self.decision(2, .reject))
        for count in stride(from: 1, through: cut.count - 2, by: 7) {
            try Self.withFile { file in
                try (whole + cut.prefix(count)).write(to: URL(fileURLWithPath: file.path))
                let torn = try file.read(inputs: Self.inputs)
                #expect(torn.decisions.map(\.cohortRow) == [1])
                #expect(torn.tornByteCount == count)
                try file.append(Self.decision(3, .unsure))
                let mended = try file.read(inputs: Self.inputs)
                #expect(mended.decisions.map(\.cohortRow) == [1, 3])
                #expect(mended.tornByteCount == 0)
            }
        }
    }

    @Test("a whole last line without its line end is kept")
    func missingLineEnd() throws {
        try Self.withFile { file in
            try Data(DecisionLog.line(Self.decision(1, .accept)).dropLast()).write(to: URL(fileURLWithPath: file.path))
            try file.append(Self.decision(2, .reject))
            #expect(try file.read(inputs: Self.inputs).decisions.map(\.cohortRow) == [1, 2])
        }
    }

    @Test("a broken line in the middle and decisions about other files are refused with their line")
    func refused() throws {
        let line = try DecisionLog.line(Self.decision(1, .accept))
        #expect(throws: ReviewError.badLine(2)) {
            try DecisionLog(line + Data("{}\n".utf8) + line, inputs: Self.inputs)
        }
        let rowZero = Data(String(decoding: line, as: UTF8.self).replacingOccurrences(of: ":1001,", with: ":0,").utf8)
        #expect(throws: ReviewError.badLine(1)) { try DecisionLog(rowZero, inputs: Self.inputs) }
        #expect(throws: ReviewError.otherFiles(1)) { try DecisionLog(line, inputs: String(repeating: "0", count: 64)) }
    }

    @Test("the latest decision of an author counts, and authors who differ leave a pair unsettled until it is settled")
    func opinions() throws {
        func state(_ decisions: ReviewDecision...) -> PairOpinions.State? {
            Self.log(decisions).opinions[ReviewPair.Rows(cohort: 1, pool: 1_001)]?.state
        }
        #expect(state() == nil)
        #expect(state(Self.decision(1, .accept)) == .accepted)
        #expect(state(Self.decision(1, .accept), Self.decision(1, .reject)) == .rejected)
        #expect(state(Self.decision(1, .unsure)) == .unsure)
        let differing = [Self.decision(1, .accept), Self.decision(1, .reject, by: "bea")]
        #expect(state(differing[0], differing[1]) == .conflict)
        #expect(state(differing[0], Self.decision(1, .unsure, by: "bea")) == .conflict)
        #expect(state(differing[0], differing[1], Self.decision(1, .accept, by: "bea")) == .accepted)
        let settling = Self.decision(1, .reject, by: "cyd", purpose: .settle)
        #expect(state(differing[0], differing[1], settling) == .rejected)
        #expect(state(differing[0], differing[1], settling, Self.decision(1, .accept)) == .conflict)
    }

    @Test("settled pairs are labels, with the weight of the sample that they were drawn into")
    func labels() {
        let sampling = ReviewDecision.Sampling(seed: 1, stratum: "0 to 5", weight: 40)
        let log = Self.log([
            Self.decision(9, .reject, sampling: sampling), Self.decision(2, .accept), Self.decision(3, .unsure),
            Self.decision(4, .accept), Self.decision(4, .reject, by: "bea"),
        ])
        #expect(
            log.labels == [
                LabelledPair(cohortRow: 2, poolRow: 1_002, isMatch: true, weight: 1),
                LabelledPair(cohortRow: 9, poolRow: 1_009, isMatch: false, weight: 40),
            ]
        )
    }

    @Test(
        "a comment with a value of the records is refused, however it is written",
        arguments: [
            ("surely a twin", true), ("see the letter of Tuesday", true), ("this is SMITH", false),
            ("zoe again", false),
            ("born 31.12.1990", false), ("born 1990-12-31", false), ("PNC 2010 9521452 F", false),
            ("Jo is short", true),
        ]
    )
    func comments(comment: String, isFine: Bool) {
        let values = ["Zoë", "Smith-Jones", "1990-12-31", "31/12/1990", "2010/9521452F", "Jo", ""]
        let isRefused = (try? CommentRule.check(comment, values: values)) == nil
        #expect(isRefused != isFine)
    }
}
