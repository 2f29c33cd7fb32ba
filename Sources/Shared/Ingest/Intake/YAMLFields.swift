import Yams

/// Reads the values of a YAML mapping and notes what is wrong with each, by key.
struct YAMLFields {
    private let mapping: Node.Mapping
    private let file: String
    /// What stands before a key in a message: "settings.".
    private let prefix: String
    /// What is wrong, in the order of reading.
    private(set) var problems: [DataProblem] = []

    init(_ mapping: Node.Mapping, file: String, prefix: String = "") {
        self.mapping = mapping
        self.file = file
        self.prefix = prefix
    }

    mutating func note(_ key: String, _ rule: String) {
        problems.append(DataProblem(file: file, column: prefix + key, rule: rule))
    }

    mutating func take(problemsOf other: YAMLFields) {
        problems += other.problems
    }

    /// Names every key that is not known, except where the key is no plain word and might be anything.
    mutating func refuseUnknown(except keys: [String]) {
        for (node, _) in mapping {
            guard let key = node.string, !keys.contains(key) else { continue }
            let isWord = key.count <= 40 && key.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
            note(isWord ? key : "(a key)", "is not a key of a request")
        }
    }

    /// The keys that are texts, in the order of the file.
    var names: [String] { mapping.compactMap(\.key.string) }

    func has(_ key: String) -> Bool { node(key) != nil }

    /// The value of a key; null and nothing are the same.
    private func node(_ key: String) -> Node? {
        guard let node = mapping[Node(key)], node.null == nil else { return nil }
        return node
    }

    mutating func mapping(_ key: String) -> YAMLFields? {
        guard let node = node(key) else { return nil }
        guard let inner = node.mapping else {
            note(key, "is not a list of keys and values")
            return nil
        }
        return YAMLFields(inner, file: file, prefix: prefix + key + ".")
    }

    mutating func text(_ key: String, isRequired: Bool) -> String? {
        guard let node = node(key) else {
            if isRequired { note(key, "is missing") }
            return nil
        }
        guard let text = node.scalar?.string else {
            note(key, "is not a text")
            return nil
        }
        if isRequired, text.allSatisfy(\.isWhitespace) {
            note(key, "is missing")
            return nil
        }
        return text
    }

    mutating func texts(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        guard let sequence = node.sequence else {
            note(key, "is not a list of texts")
            return nil
        }
        let texts = sequence.compactMap { $0.scalar?.string }
        guard texts.count == sequence.count, texts.allSatisfy({ !$0.isEmpty }) else {
            note(key, "is not a list of texts")
            return nil
        }
        return texts
    }

    /// A value of a closed vocabulary that must be given.
    mutating func word<T>(_ key: String, of vocabulary: [(word: String, value: T)]) -> T? {
        guard let text = text(key, isRequired: true) else { return nil }
        let wanted = text.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
        if let match = vocabulary.first(where: { $0.word.elementsEqual(wanted) }) { return match.value }
        note(key, "is not one of \(vocabulary.map(\.word).joined(separator: ", "))")
        return nil
    }

    /// A truth value that must be given.
    mutating func flag(_ key: String) -> Bool? {
        guard let text = text(key, isRequired: true) else { return nil }
        switch text.lowercased() {
        case "true", "yes", "y", "1", "on": return true
        case "false", "no", "n", "0", "off": return false
        default:
            note(key, "is neither yes nor no")
            return nil
        }
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(key, isRequired: false) else { return nil }
        if let value = Int(text.filter { $0 != "_" }), range.contains(value) { return value }
        note(key, "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    mutating func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
        guard let text = text(key, isRequired: false) else { return nil }
        if let value = Double(text), range.contains(value) { return value }
        note(key, "is not a number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }
}
