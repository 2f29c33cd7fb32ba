import Foundation
import Linkage
import Yams

/// The settings file of `jdl link`; what it does not say is chosen from the files.
struct LinkSettings {
    /// What columns hold, by canonical name; nil leaves a column out.
    private(set) var roles: [String: FieldRole?] = [:]
    /// Thresholds of the grades.
    private(set) var grades = GradeRule()
    /// The seed of random pairs, canonical order and ties.
    private(set) var seed: UInt64 = 1
    private var comparisons: [Comparison]?
    private var rules: [BlockingRule]?
    private var candidates: Int?
    private var randomPairs: Int?
    private var blockRowsMax: Int?

    /// No settings.
    init() {}

    private struct File: Decodable {
        struct ComparisonEntry: Decodable {
            let column: String
            let levels: [Level]
            let termFrequency: Bool?

            private enum CodingKeys: String, CodingKey {
                case column
                case levels
                case termFrequency = "term_frequency"
            }
        }

        enum CodingKeys: String, CodingKey, CaseIterable {
            case columns
            case comparisons
            case rules
            case confident
            case suspect
            case candidates
            case randomPairs = "random_pairs"
            case blockRowsMax = "block_rows_max"
            case seed
        }

        let columns: [String: String]?
        let comparisons: [ComparisonEntry]?
        let rules: [BlockingRule]?
        let confident: Double?
        let suspect: Double?
        let candidates: Int?
        let randomPairs: Int?
        let blockRowsMax: Int?
        let seed: UInt64?
    }

    /// Reads a settings file.
    init(path: String) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.badUsage("Cannot read the settings file \(path); check its path.")
        }
        let name = URL(fileURLWithPath: path).lastPathComponent
        let text = String(decoding: bytes, as: UTF8.self)
        guard let mapping = try? Yams.load(yaml: text) as? [String: Any] else {
            throw CommandFailure.badUsage("\(name) holds no settings; write one `name: value` a line.")
        }
        let known = Set(File.CodingKeys.allCases.map(\.rawValue))
        if let unknown = mapping.keys.sorted().first(where: { !known.contains($0) }) {
            throw CommandFailure.badUsage("\(name) has the unknown setting \(unknown); see jdl link --help.")
        }
        do {
            try take(YAMLDecoder().decode(File.self, from: text), name)
        } catch let error as DecodingError {
            throw CommandFailure.badUsage("\(name) has a wrong value: \(Self.sentence(error)); see jdl link --help.")
        }
    }

    /// Where a value is wrong and how, without the value.
    private static func sentence(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
            return path.isEmpty ? "at the top" : "at " + path.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(key.stringValue) is missing \(place(context))"
        case .dataCorrupted(let context):
            guard let cause = context.underlyingError as? LinkageError else { return place(context) }
            var sentence = "\(cause)"
            if sentence.hasSuffix(".") { sentence.removeLast() }
            return "\(place(context)): \(sentence)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): return place(context)
        @unknown default: return "somewhere"
        }
    }

    private mutating func take(_ file: File, _ name: String) throws {
        for (column, word) in (file.columns ?? [:]).sorted(by: { $0.key < $1.key }) {
            let canonical = ColumnRecognition.canonicalName(column)
            if word == "leave_out" {
                roles[canonical] = .some(nil)
            } else if let role = FieldRole(rawValue: word) {
                roles[canonical] = role
            } else {
                let words = FieldRole.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.badUsage(
                    "\(name) gives the column \(column) an unknown role; choose leave_out or one of \(words)."
                )
            }
        }
        comparisons = file.comparisons?.map { entry in
            Comparison(
                field: ColumnRecognition.canonicalName(entry.column),
                levels: entry.levels,
                termFrequency: entry.termFrequency ?? false
            )
        }
        rules = file.rules
        candidates = file.candidates
        randomPairs = file.randomPairs
        blockRowsMax = file.blockRowsMax
        seed = file.seed ?? seed
        grades = GradeRule(
            confidentProbability: file.confident ?? grades.confidentProbability,
            suspectProbability: file.suspect ?? grades.suspectProbability
        )
        guard grades.confidentProbability <= 1, grades.suspectProbability > 0,
            grades.suspectProbability <= grades.confidentProbability
        else {
            throw CommandFailure.badUsage("\(name): suspect must be above 0 and at most confident, which is at most 1.")
        }
    }

    /// The plan for two files: what the settings say, the rest chosen.
    ///
    /// - Throws: `LinkageError` when the settings make no sense for these files.
    func plan(for sides: LinkSides, poolRowCount: Int) throws -> LinkPlan {
        try plan(of: sides.schema) { plan in
            guard let sample = sides.sample else { return plan }
            return try RuleSearch.extended(plan, cohort: sides.cohort, pool: sample, poolRowCount: poolRowCount)
        }
    }

    /// The plan for the records of one file, or of two put together.
    ///
    /// - Throws: `LinkageError` when the settings make no sense for these records.
    func plan(for records: LinkRecords) throws -> LinkPlan {
        try plan(of: records.columns.schema) {
            try RuleSearch.extended($0, cohort: records.columns, pool: records.columns)
        }
    }

    /// What the settings say of some columns; without rules of their own, those that `extending` chooses.
    private func plan(of schema: LinkSchema, extending: (LinkPlan) throws -> LinkPlan) throws -> LinkPlan {
        var plan = LinkPlan(schema: schema, seed: seed)
        for comparison in comparisons ?? [] {
            guard let index = plan.comparisons.firstIndex(where: { $0.field == comparison.field }) else {
                throw LinkageError.noField(name: comparison.field, place: "A comparison of the settings")
            }
            plan.comparisons[index] = comparison
        }
        plan.candidateCountMax = candidates ?? plan.candidateCountMax
        plan.randomPairCount = randomPairs ?? plan.randomPairCount
        plan.blockRowCountMax = blockRowsMax ?? plan.blockRowCountMax
        if let rules {
            plan.rules = rules
        } else {
            plan = try extending(plan)
        }
        try plan.validate()
        return plan
    }
}
