import Foundation

/// The project's own files, found from where this file lies.
enum SourceTree {
    /// A text file of the project.
    struct TextFile: CustomStringConvertible {
        /// Its path below the project's folder.
        let path: String
        /// Its lines, without line ends.
        let lines: [String]

        var description: String { path }
    }

    /// The project's folder.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Swift files below `Sources`.
    static let sources = files(below: ["Sources"], ending: ".swift")

    /// Every Swift file of the project.
    static let swift = files(below: ["Sources", "Tests", "Benchmarks"], ending: ".swift")

    /// Every Markdown file of the project.
    static let documents = files(below: [""], ending: ".md")

    /// A text file by its path below the project's folder.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Whether something lies at a path below the project's folder.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// Text files below some folders, ascending by path; hidden folders and what a demo wrote are left out.
    private static func files(below folders: [String], ending: String) -> [TextFile] {
        var paths: [String] = []
        for folder in folders {
            let start = folder.isEmpty ? root : root.appendingPathComponent(folder)
            for path in FileManager.default.enumerator(atPath: start.path)?.compactMap({ $0 as? String }) ?? [] {
                let parts = path.split(separator: "/")
                let isLeftOut = parts.contains { $0.hasPrefix(".") || $0 == "demo-out" }
                if path.hasSuffix(ending), !isLeftOut { paths.append(folder.isEmpty ? path : "\(folder)/\(path)") }
            }
        }
        return paths.sorted().compactMap { path in
            guard let text = try? text(path) else { return nil }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return TextFile(path: path, lines: lines.last == "" ? lines.dropLast() : lines)
        }
    }
}
