/// A condition of a Splink settings file, as far as its own library of levels and rules writes them.
indirect enum SplinkSQL: Hashable {
    /// A column: `first_name_l`, or in a rule `l.first_name`.
    case name(String)
    case number(Double)
    case text(String)
    case call(String, [SplinkSQL])
    case operation(String, SplinkSQL, SplinkSQL)
    case not(SplinkSQL)
    case isNull(SplinkSQL)

    /// The condition that is written so, or nil where it holds something unknown.
    init?(_ sql: String) {
        guard let tokens = Self.tokens(sql) else { return nil }
        var parser = Parser(tokens: tokens)
        guard let result = parser.either(), parser.isAtEnd else { return nil }
        self = result
    }

    /// The names in it.
    var names: Set<String> {
        switch self {
        case .name(let name): [name]
        case .number, .text: []
        case .call(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.names) }
        case .operation(_, let left, let right): left.names.union(right.names)
        case .not(let inner), .isNull(let inner): inner.names
        }
    }

    /// Words, numbers, quoted texts with an apostrophe before them, and operators.
    private static func tokens(_ sql: String) -> [String]? {
        var result: [String] = []
        var rest = sql[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first == "\"" || first == "`" || first == "'" {
                rest.removeFirst()
                guard let end = rest.firstIndex(of: first) else { return nil }
                result.append(first == "'" ? "'" + rest[..<end] : rest[..<end].lowercased())
                rest = rest[rest.index(after: end)...]
            } else if first.isLetter || first == "_" || first.isNumber {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || first.isNumber && $0 == "." }
                result.append(word.lowercased())
                rest = rest[word.endIndex...]
            } else if let double = ["<=", ">=", "<>", "!=", "||"].first(where: { rest.hasPrefix($0) }) {
                result.append(double)
                rest = rest.dropFirst(2)
            } else {
                result.append(String(first))
                rest.removeFirst()
            }
        }
        return result
    }

    private struct Parser {
        let tokens: [String]
        var position = 0

        init(tokens: [String]) { self.tokens = tokens }

        var isAtEnd: Bool { position == tokens.count }

        private var next: String? { position < tokens.count ? tokens[position] : nil }

        private mutating func take(_ token: String) -> Bool {
            guard next == token else { return false }
            position += 1
            return true
        }

        mutating func either() -> SplinkSQL? { chain("or") { $0.both() } }

        private mutating func both() -> SplinkSQL? { chain("and") { $0.negation() } }

        private mutating func chain(_ word: String, _ part: (inout Parser) -> SplinkSQL?) -> SplinkSQL? {
            guard var left = part(&self) else { return nil }
            while take(word) {
                guard let right = part(&self) else { return nil }
                left = .operation(word, left, right)
            }
            return left
        }

        private mutating func negation() -> SplinkSQL? {
            if take("not") { return negation().map { .not($0) } }
            guard let left = difference() else { return nil }
            if take("is") {
                let isNegated = take("not")
                guard take("null") else { return nil }
                return isNegated ? .not(.isNull(left)) : .isNull(left)
            }
            for comparison in ["=", "<=", ">=", "<", ">", "<>", "!="] where take(comparison) {
                return difference().map { .operation(comparison, left, $0) }
            }
            return left
        }

        private mutating func difference() -> SplinkSQL? {
            guard let left = value() else { return nil }
            if take("-") { return value().map { .operation("-", left, $0) } }
            return left
        }

        private mutating func value() -> SplinkSQL? {
            guard let token = next else { return nil }
            position += 1
            if token == "(" {
                guard let inner = either(), take(")") else { return nil }
                return inner
            }
            if token.hasPrefix("'") { return .text(String(token.dropFirst())) }
            if token == "-" {
                guard case .number(let number)? = value() else { return nil }
                return .number(-number)
            }
            if let number = Double(token), token.first?.isNumber == true { return .number(number) }
            guard let first = token.first, first.isLetter || first == "_" else { return nil }
            if take("(") { return call(token) }
            if take(".") {
                guard let column = next else { return nil }
                position += 1
                return .name("\(token).\(column)")
            }
            return .name(token)
        }

        private mutating func call(_ name: String) -> SplinkSQL? {
            var arguments: [SplinkSQL] = []
            if take(")") { return .call(name, []) }
            repeat {
                guard let argument = either() else { return nil }
                arguments.append(argument)
                if name == "cast", take("as") {
                    position += 1
                    break
                }
            } while take(",")
            return take(")") ? .call(name, arguments) : nil
        }
    }
}
