import Foundation

/// What a level or a rule of Splink becomes, or why it cannot be carried over.
enum SplinkTranslation {
    /// The seconds of a day, in which Splink writes differences of dates.
    private static let daySeconds = 86_400.0

    /// A failure with its reason, as a part of a sentence.
    struct Refusal: Error, Hashable {
        let reason: String
    }

    /// The level that a condition states.
    ///
    /// - Returns: The level, and the column without its side.
    static func level(_ condition: String) throws(Refusal) -> (level: Level, column: String) {
        if condition.contains("acos(") {
            throw Refusal(
                reason: "distances need one column with latitude and longitude; give it the role coordinates and the "
                    + "level km"
            )
        }
        if let percent = percentDifference(condition) { return percent }
        guard let sql = SplinkSQL(condition) else {
            throw Refusal(reason: "this SQL is not one that can be carried over")
        }
        let columns = Set(sql.names.map(base))
        guard columns.count <= 1 else {
            throw Refusal(reason: "it looks at the columns \(columns.sorted().joined(separator: " and ")) at once")
        }
        guard let column = columns.first else { throw Refusal(reason: "it names no column") }
        let level = try level(sql)
        guard level.isComposedSensibly else { throw Refusal(reason: "its parts repeat themselves") }
        return (level, column)
    }

    /// Splink's percentage difference holds below its bound; the level at the bound too.
    private static func percentDifference(_ condition: String) -> (level: Level, column: String)? {
        let plain = condition.lowercased().filter { !$0.isWhitespace && $0 != "\"" }
        guard plain.hasPrefix("(abs("), let end = plain.range(of: "_l-") else { return nil }
        let column = String(plain[plain.index(plain.startIndex, offsetBy: 5)..<end.lowerBound])
        let (left, right) = ("\(column)_l", "\(column)_r")
        let head = "(abs(\(left)-\(right))/(casewhen\(right)>\(left)then\(right)else\(left)end))<"
        guard plain.hasPrefix(head), let bound = Double(plain.dropFirst(head.count)) else { return nil }
        return Level("within_percent \((bound * 1e6).rounded() / 1e4)").map { ($0, column) }
    }

    private static func base(_ name: String) -> String {
        name.hasSuffix("_l") || name.hasSuffix("_r") ? String(name.dropLast(2)) : name
    }

    private static func level(_ sql: SplinkSQL) throws(Refusal) -> Level {
        switch sql {
        case .operation("or", let left, let right):
            return .any(alternatives(try level(left)) + alternatives(try level(right)))
        case .operation("and", let left, let right):
            if let subset = subset(sql) { return subset }
            return .all(parts(try level(left)) + parts(try level(right)))
        case .operation("=", let left, let right): return try equality(left, right)
        case .operation(">=", .call(let name, let arguments), .number(let bound)):
            return try atLeast(name, arguments, bound)
        case .operation("<=", .call(let name, let arguments), .number(let bound)):
            return try atMost(name, arguments, bound)
        case .not: throw Refusal(reason: "NOT cannot be said of a level; put an earlier level in its place")
        default: throw Refusal(reason: "this SQL is not one that can be carried over")
        }
    }

    private static func alternatives(_ level: Level) -> [Level] {
        if case .any(let parts) = level { parts } else { [level] }
    }

    private static func parts(_ level: Level) -> [Level] {
        if case .all(let parts) = level { parts } else { [level] }
    }

    /// Every value of the shorter list is one of the other's.
    private static func subset(_ sql: SplinkSQL) -> Level? {
        guard case .operation("and", .operation("<>", .call("least", _), .number(0)), let rest) = sql,
            case .operation("=", .call("array_length", let inner), .call("least", _)) = rest,
            case .call("array_intersect", _)? = inner.first
        else { return nil }
        return .arrayOverlap(1)
    }

    private static func sides(_ left: SplinkSQL, _ right: SplinkSQL) -> Bool {
        guard case .name(let first) = plain(left), case .name(let second) = plain(right) else { return false }
        return first != second && base(first) == base(second)
    }

    /// The expression without what our standard forms do anyway: case, spaces, types, the parsing of dates.
    private static func plain(_ sql: SplinkSQL) -> SplinkSQL {
        guard case .call(let name, let arguments) = sql, let first = arguments.first,
            ["lower", "upper", "trim", "cast", "try_strptime", "strptime", "epoch"].contains(name)
        else { return sql }
        return plain(first)
    }

    private static func equality(_ left: SplinkSQL, _ right: SplinkSQL) throws(Refusal) -> Level {
        if sides(left, right) { return .exact }
        if case .text = right { throw Refusal(reason: "levels cannot ask for one value") }
        guard case .call(let name, let first) = left, case .call(name, let second) = right, let one = first.first,
            let other = second.first
        else { throw Refusal(reason: "this SQL is not one that can be carried over") }
        switch (name, first.dropFirst().first, first.dropFirst(2).first) {
        case ("substring", .number(1), .number(let length)?), ("substr", .number(1), .number(let length)?),
            ("left", .number(let length)?, nil):
            guard sides(one, other), let level = Level("prefix \(Int(length))") else { break }
            return level
        case ("year", nil, nil) where sides(one, other): return .sameYear
        case ("month", nil, nil) where sides(one, other): return .sameMonth
        case ("day", nil, nil) where sides(one, other): return .sameDay
        case ("nullif", _, _):
            guard case .call("regexp_extract", let own) = one, own.count >= 2, case .text(let pattern) = own[1] else {
                break
            }
            switch pattern {
            case "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]": return .postcode(.sector)
            case "^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?": return .postcode(.district)
            case "^[A-Za-z]{1,2}": return .postcode(.area)
            default: throw Refusal(reason: "parts of a text by a regular expression cannot be compared")
            }
        default: break
        }
        throw Refusal(reason: "equality of \(name)(…) is no level")
    }

    private static func atLeast(_ name: String, _ arguments: [SplinkSQL], _ bound: Double) throws(Refusal) -> Level {
        if name == "array_length", case .call("list_intersect", let lists)? = arguments.first {
            if lists.count == 2, sides(lists[0], lists[1]), let level = Level("array_common \(Int(bound))") {
                return level
            }
        }
        let words = [
            "jaro_winkler_similarity": "jaro_winkler", "jaro_similarity": "jaro", "jaccard": "qgrams 1",
        ]
        guard arguments.count == 2, let word = words[name], sides(arguments[0], arguments[1]) else {
            throw Refusal(reason: "the function \(name) has no level of its own")
        }
        guard let level = Level("\(word) \(bound)") else {
            throw Refusal(reason: "the bound \(bound) is not one that \(word) can have")
        }
        return level
    }

    private static func atMost(_ name: String, _ arguments: [SplinkSQL], _ bound: Double) throws(Refusal) -> Level {
        if name == "abs", case .operation("-", let left, let right)? = arguments.first, sides(left, right) {
            if case .call("epoch", _) = left {
                guard let level = Level("days \(Int(bound / daySeconds))") else {
                    throw Refusal(reason: "times of day are not compared: \(bound) seconds are less than a day")
                }
                return level
            }
            if let level = Level("within \(bound)") { return level }
        }
        let words = ["levenshtein": "levenshtein", "damerau_levenshtein": "damerau"]
        guard arguments.count == 2, let word = words[name], sides(arguments[0], arguments[1]) else {
            throw Refusal(reason: "the function \(name) has no level of its own")
        }
        guard let level = Level("\(word) \(Int(bound))") else {
            throw Refusal(reason: "the bound \(bound) is not one that \(word) can have")
        }
        return level
    }
}

extension SplinkTranslation {
    /// The rules that a condition of Splink's states: one for each alternative.
    static func rules(_ condition: String) throws(Refusal) -> [BlockingRule] {
        guard let sql = SplinkSQL(condition) else {
            throw Refusal(reason: "this SQL is not one that can be carried over")
        }
        return try rules(sql).map { BlockingRule($0) }
    }

    private static func rules(_ sql: SplinkSQL) throws(Refusal) -> [[BlockingTerm]] {
        switch sql {
        case .operation("or", let left, let right): return try rules(left) + rules(right)
        case .operation("and", let left, let right):
            let others = try rules(right)
            return try rules(left).flatMap { first in others.map { first + $0 } }
        case .operation("=", let left, let right):
            let first = try operand(left)
            let second = try operand(right)
            guard first.side != second.side else {
                throw Refusal(reason: "it sets two values of one record equal, which is a filter and no blocking")
            }
            let (cohort, population) = first.side == "l" ? (first, second) : (second, first)
            return [[BlockingTerm(cohort: cohort.operand, population: population.operand)]]
        default: throw Refusal(reason: "a rule is made of equalities; this condition is none")
        }
    }

    private static func operand(_ sql: SplinkSQL) throws(Refusal) -> (operand: BlockingTerm.Operand, side: String) {
        switch sql {
        case .name(let name):
            let parts = name.split(separator: ".")
            guard parts.count == 2, parts[0] == "l" || parts[0] == "r" else {
                throw Refusal(reason: "\(name) does not say on which side it stands")
            }
            return (.init(field: ColumnRecognition.canonicalName(String(parts[1]))), String(parts[0]))
        case .call(let name, let arguments):
            guard let first = arguments.first else { break }
            if ["lower", "upper", "trim", "cast", "try_strptime", "strptime"].contains(name) {
                return try operand(first)
            }
            let functions: [String: BlockingFunction] = [
                "year": .year, "month": .month, "day": .day, "soundex": .soundex,
            ]
            var function = arguments.count == 1 ? functions[name] : nil
            switch (name, arguments.dropFirst().first, arguments.dropFirst(2).first) {
            case ("substring", .number(1), .number(let length)?), ("substr", .number(1), .number(let length)?),
                ("left", .number(let length)?, nil):
                function = .prefix(Int(length))
            case ("right", .number(let length)?, nil): function = .suffix(Int(length))
            default: break
            }
            guard let function else { throw Refusal(reason: "the function \(name) cannot be blocked on") }
            let inner = try operand(first)
            guard inner.operand.function == .whole else {
                throw Refusal(reason: "functions of functions cannot be used")
            }
            return (.init(field: inner.operand.field, function: function), inner.side)
        default: break
        }
        throw Refusal(reason: "a side of an equality is no column")
    }
}
