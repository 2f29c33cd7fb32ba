import Foundation
import Testing

/// Documents keep up with the code.
struct DocumentTidyTests {
    @Test("every module has a paragraph in Sources/README.md")
    func modules() throws {
        let manifest = try SourceTree.text("Package.swift")
        let overview = try SourceTree.text("Sources/README.md")
        var names: [Substring] = manifest.matches(of: /module\(\s*"([A-Za-z]+)"/).map(\.1)
        names += manifest.matches(of: /\.(?:target|executableTarget|systemLibrary)\(\s*name: "([A-Za-z-]+)"/).map(\.1)
        #expect(names.count > 15)
        for name in names {
            let isNamed = overview.contains("**`\(name)`**")
            #expect(isNamed, "Sources/README.md says nothing of the module \(name)")
        }
    }

    @Test("every command is in README.md")
    func commands() throws {
        let program = try SourceTree.text("Sources/Coordinator/Commands/JDL.swift")
        let overview = try SourceTree.text("README.md")
        let commands = program.matches(of: /([A-Z][A-Za-z]+)Command\.self/).map { $0.1.lowercased() }
        #expect(commands.count > 10)
        for command in commands {
            let isNamed = overview.contains("| `jdl \(command)` |")
            #expect(isNamed, "README.md says nothing of jdl \(command)")
        }
    }

    @Test("every pass is in docs/ARCHITECTURE.md")
    func passes() throws {
        let overview = try SourceTree.text("docs/ARCHITECTURE.md")
        let names = SourceTree.sources.flatMap(\.lines).filter { $0.contains("PassName = ") }.compactMap { line in
            line.firstMatch(of: /static let name: PassName = "([a-z.-]+)"/).map { String($0.1) }
        }
        #expect(!names.isEmpty)
        for name in names {
            let isNamed = overview.contains("`\(name)`")
            #expect(isNamed, "docs/ARCHITECTURE.md says nothing of the pass \(name)")
        }
    }

    @Test("relative links lead somewhere")
    func links() {
        #expect(!SourceTree.documents.isEmpty)
        for file in SourceTree.documents {
            let folder = (file.path as NSString).deletingLastPathComponent
            for (number, line) in file.lines.enumerated() {
                for match in line.matches(of: /\]\(([^)\s]+)\)/) {
                    let target = match.1.prefix { $0 != "#" }
                    if target.isEmpty || target.contains("://") || target.hasPrefix("mailto:") { continue }
                    let path = (folder as NSString).appendingPathComponent(String(target))
                    #expect(SourceTree.exists(path), "\(file):\(number + 1) links to \(target), which is not there")
                }
            }
        }
    }

    @Test("decisions are numbered without gaps")
    func decisions() throws {
        let names = SourceTree.documents.map(\.path).filter { $0.hasPrefix("docs/decisions/0") }.sorted()
        for (index, name) in names.enumerated() {
            let number = String(format: "%04d", index + 1)
            #expect(name.hasPrefix("docs/decisions/\(number)-"), "\(name) should have the number \(number)")
        }
    }
}
