import Tables

/// A value of a settings file with the place where it stands, whatever language the file is written in.
package struct SettingsValue: Sendable {
    /// What it holds.
    package enum Content: Sendable {
        /// Nothing.
        case empty
        /// A word, a number or a sentence, as it is written.
        case text(String)
        /// Values in order.
        case list([SettingsValue])
        /// Named values in order.
        case mapping([(key: String, value: SettingsValue)])
    }

    /// What it holds.
    package let content: Content
    /// The line of the file, counted from 1; nil where the reader does not know lines.
    package let line: Int?

    /// A value at a line.
    package init(_ content: Content, line: Int? = nil) {
        self.content = content
        self.line = line
    }

    /// The value of a name, or nil.
    package subscript(key: String) -> SettingsValue? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The text, or nil.
    package var text: String? {
        if case .text(let text) = content { text } else { nil }
    }

    /// The number that the text writes, or nil.
    package var number: Double? { text.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }

    /// The values of a list; of anything else nil.
    package var list: [SettingsValue]? {
        if case .list(let values) = content { values } else { nil }
    }

    /// Whether it holds nothing.
    package var isEmpty: Bool {
        if case .empty = content { true } else { false }
    }
}

/// Where a value stands in a settings file.
package struct SettingsPlace: Hashable, Sendable, CustomStringConvertible {
    /// The way to it: `comparisons[2].levels[3]`, counted from 1.
    package let path: String
    /// The line, counted from 1, where it is known.
    package let line: Int?

    /// A place.
    package init(path: String, line: Int? = nil) {
        self.path = path
        self.line = line
    }

    package var description: String {
        let place = path.isEmpty ? "the file" : path
        return line.map { "line \($0), \(place)" } ?? place
    }
}

/// What is wrong in a settings file: everything at once, each with its place.
package struct SettingsProblems: BadInput, Hashable {
    /// One thing that is wrong.
    package struct Problem: Hashable, Sendable {
        /// Where.
        package let place: SettingsPlace
        /// What and what to do, as a part of a sentence.
        package let reason: String
    }

    /// The file's name.
    package let file: String
    /// The problems in the order of the file.
    package let problems: [Problem]

    package var description: String {
        let lines = problems.map { "\($0.place): \($0.reason)" }
        if lines.count == 1 { return "\(file), \(lines[0])." }
        return "\(file) has \(lines.count) problems:\n" + lines.map { "  \($0)" }.joined(separator: "\n")
    }
}
