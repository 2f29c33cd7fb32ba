import Testing

/// Rules about sources that neither the compiler nor swift-format checks.
struct SourceTidyTests {
    /// Where each C library may be imported.
    private static let homes = [
        "CZeroMQ": "Sources/Shared/ZeroMQ/", "CCrypto": "Sources/Shared/Tables/",
        "COpenBLAS": "Sources/Shared/Statistics/", "CBoostMath": "Sources/Shared/Statistics/",
        "CProcess": "Sources/Shared/Messages/", "CStringKernels": "Sources/Shared/Linkage/",
        "CScoreKernels": "Sources/Shared/Propensity/",
    ]

    /// The longest file, in lines.
    private static let lineCountMax = 400

    @Test("the source tree is found")
    func treeIsFound() {
        #expect(SourceTree.sources.count > 100)
        #expect(SourceTree.exists("Package.swift"))
    }

    @Test("a C library is imported in its own module only")
    func libraryHomes() {
        for file in SourceTree.swift {
            for line in file.lines where line.contains("import C") {
                guard
                    let match = line.wholeMatch(
                        of: /\s*(?:@\w+ )*(?:(?:private|package|public|internal) )?import (C\w+)\s*/
                    ),
                    let home = Self.homes[String(match.1)]
                else { continue }
                #expect(file.path.hasPrefix(home), "\(file) imports \(match.1), which belongs to \(home)")
            }
        }
    }

    @Test("no Swift file is longer than 400 lines")
    func lengths() {
        for file in SourceTree.swift where file.lines.count > Self.lineCountMax {
            Issue.record("\(file) has \(file.lines.count) lines; split it by concern")
        }
    }

    @Test("nothing is left for later")
    func nothingLeft() {
        // Spelt in two parts, so that this file passes its own test.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        for file in SourceTree.swift {
            for (number, line) in file.lines.enumerated() where marks.contains(where: line.contains) {
                Issue.record("\(file):\(number + 1) leaves something for later: do it, or open an issue")
            }
        }
    }

    @Test("every package declaration has a documentation comment")
    func documentation() {
        let requirements = Self.requirements
        for file in SourceTree.sources {
            for (index, line) in file.lines.enumerated() {
                guard let declared = Self.declared(line), !requirements.contains(declared) else { continue }
                var above = index - 1
                while above >= 0, file.lines[above].trimmed.hasPrefix("@") { above -= 1 }
                let isDocumented = above >= 0 && file.lines[above].trimmed.hasPrefix("///")
                #expect(isDocumented, "\(file):\(index + 1) has no documentation comment: \(line.trimmed)")
            }
        }
    }

    /// What a line declares with package access: `func run`, `init(from`, `subscript`; nil for any other line.
    private static func declared(_ line: String) -> String? {
        var words = line.trimmed.split(separator: " ")
        guard words.first == "package", words.count > 1, words[1] != "import" else { return nil }
        words.removeFirst()
        return name(words)
    }

    /// Members that are documented where they are required: in a protocol of this package, or of the standard library.
    private static var requirements: Set<String> {
        var found: Set<String> = [
            "func ==", "func <", "var description", "let description", "func hash", "var startIndex", "var endIndex",
            "subscript", "init(stringLiteral", "func encode", "init(from",
        ]
        for file in SourceTree.sources {
            var isInProtocol = false
            for line in file.lines {
                if line.contains("protocol ") && line.hasSuffix("{") && !line.trimmed.hasPrefix("//") {
                    isInProtocol = true
                } else if line == "}" {
                    isInProtocol = false
                } else if isInProtocol, let name = name(line.trimmed.split(separator: " ")) {
                    found.insert(name)
                    // A stored property may satisfy a requirement.
                    if name.hasPrefix("var ") { found.insert("let " + name.dropFirst(4)) }
                }
            }
        }
        return found
    }

    /// The kind and name of a declaration from its words: `func map`, `var count`, `init(from`.
    private static func name(_ words: [Substring]) -> String? {
        let modifiers: Set<Substring> = [
            "static", "final", "mutating", "nonmutating", "indirect", "override", "internal(set)", "private(set)",
            "borrowing", "consuming", "convenience", "required", "nonisolated", "lazy", "prefix",
        ]
        guard let start = words.firstIndex(where: { !modifiers.contains($0) }) else { return nil }
        let kind = words[start]
        if kind.hasPrefix("init") { return String(kind.prefix { $0 != ":" && $0 != ")" }) }
        if kind.hasPrefix("subscript") { return "subscript" }
        guard ["func", "var", "let", "struct", "enum", "class", "protocol", "typealias", "actor"].contains(kind),
            start + 1 < words.count
        else { return nil }
        return "\(kind) " + words[start + 1].prefix { !"(<:".contains($0) || $0 == "<" && kind == "func" }
    }
}

extension String {
    /// The line without the spaces around it.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start)
    }
}
