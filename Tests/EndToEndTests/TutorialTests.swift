import Foundation
import Testing

/// The tutorial's commands, in order, give what it shows.
@Suite struct TutorialTests {
    /// A block of commands and what they print.
    private struct Step {
        let commands: String
        let output: [String]
    }

    /// The blocks of a document: each `sh` block, with the `text` block that follows it, if one does.
    private static func steps(of name: String) throws -> [Step] {
        let document = try String(contentsOf: root.appendingPathComponent("docs/\(name)"), encoding: .utf8)
        var steps: [Step] = []
        var language: String?
        var block: [String] = []
        for line in document.components(separatedBy: "\n") {
            if let current = language {
                guard line == "```" else {
                    block.append(line)
                    continue
                }
                if current == "sh" {
                    steps.append(Step(commands: block.joined(separator: "\n"), output: []))
                } else if current == "text", let last = steps.popLast() {
                    steps.append(Step(commands: last.commands, output: block))
                }
                language = nil
            } else if line.hasPrefix("```") {
                language = String(line.dropFirst(3))
                block = []
            }
        }
        return steps
    }

    /// Whether two words are the same, or two numbers near each other: the model may change, what is told does not.
    private static func isLike(_ one: Substring, _ other: Substring) -> Bool {
        if one == other { return true }
        guard let left = Double(one), let right = Double(other) else { return false }
        return abs(left - right) <= max(0.2 * max(abs(left), abs(right)), one.contains(".") ? 0.5 : 10)
    }

    private static func isLike(_ shown: String, _ printed: String) -> Bool {
        let separators: (Character) -> Bool = { " ,;".contains($0) }
        let (left, right) = (shown.split(whereSeparator: separators), printed.split(whereSeparator: separators))
        return left.count == right.count && zip(left, right).allSatisfy { isLike($0, $1) }
    }

    /// The first line of what is shown that was not printed; a line of three dots stands for any lines.
    private static func firstMissing(_ shown: [String], in printed: [String]) -> String? {
        var rest = printed[...]
        var maySkip = false
        for line in shown {
            if line == "…" {
                maySkip = true
                continue
            }
            if maySkip, let index = rest.firstIndex(where: { isLike(line, $0) }) {
                rest = rest[(index + 1)...]
            } else if let next = rest.first, isLike(line, next) {
                rest = rest.dropFirst()
            } else {
                return line
            }
            maySkip = false
        }
        return maySkip || rest.isEmpty ? nil : "the end, before \(rest.first ?? "")"
    }

    @Test("the linkage tutorial shows what its commands print", .timeLimit(.minutes(3)))
    func linkage() throws {
        try Self.follow("tutorial-linkage.md", in: TemporaryFolder(), stepsMin: 7)
    }

    @Test("the matching tutorial shows what its commands print", .timeLimit(.minutes(3)))
    func matching() throws {
        let folder = try TemporaryFolder()
        let data = "Tests/ReferenceTests/Resources/psm/data/lalonde.csv"
        try FileManager.default.copyItem(
            at: Self.root.appendingPathComponent(data),
            to: URL(fileURLWithPath: folder("lalonde.csv"))
        )
        try Self.follow("tutorial-matching.md", in: folder, stepsMin: 7)
    }

    /// The root of the sources.
    private static let root: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root
    }()

    /// Runs a document's commands one after the other and looks for what it shows.
    private static func follow(_ document: String, in folder: TemporaryFolder, stepsMin: Int) throws {
        let programs = try (Programs.path(Programs.jdl) as NSString).deletingLastPathComponent
        let steps = try steps(of: document)
        #expect(steps.count >= stepsMin)
        for (number, step) in steps.enumerated() {
            try folder.write("cd '\(folder.path)'\nPATH='\(programs)':$PATH\n\(step.commands)\n", to: "step.sh")
            let finished = try run("/bin/sh", ["-e", folder("step.sh")])
            let first = step.commands.split(separator: "\n").first ?? ""
            #expect(finished.status == 0, "step \(number + 1), \(first): \(finished.errors)")
            let printed = finished.output.split(separator: "\n").map { String($0) }
            let missing = step.output.isEmpty ? nil : firstMissing(step.output, in: printed)
            #expect(missing == nil, "step \(number + 1) did not print: \(missing ?? ""); it printed \(finished.output)")
        }
    }
}
