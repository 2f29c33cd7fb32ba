package import Foundation

/// Settings or a saved model of Splink 4 or 5, as far as they can be carried over.
///
/// Levels that Splink's own library writes become ours, m and u become given values, blocking rules become rules.
/// Everything else is named in ``notCarried``: nothing is dropped silently.
package struct SplinkSettings: Sendable {
    /// Something that was not carried over.
    package struct Item: Hashable, Sendable, CustomStringConvertible {
        /// Where it stands, counted from 1: `comparisons[2].comparison_levels[3]`.
        package let place: String
        /// Why, and what holds instead.
        package let reason: String

        package var description: String { "\(place): \(reason)" }
    }

    /// What was carried over.
    package private(set) var settings = LinkSettings()
    /// What was not, in the order of the file.
    package private(set) var notCarried: [Item] = []

    /// Settings that have nothing to do with the result, or that only name columns of Splink's output.
    private static let ignored: Set<String> = [
        "sql_dialect", "linker_uid", "retain_matching_columns", "retain_intermediate_calculation_columns",
        "bayes_factor_column_prefix", "match_weight_column_prefix", "term_frequency_adjustment_column_prefix",
        "comparison_vector_value_column_prefix", "source_dataset_column_name", "unique_id_column_name", "comparisons",
        "blocking_rules_to_generate_predictions", "link_type",
    ]

    /// Reads settings.
    ///
    /// - Parameters:
    ///   - json: The file's bytes.
    ///   - file: Its name, for messages.
    /// - Throws: ``LinkageError/unusable(_:)`` when it is no JSON object with comparisons.
    package init(json: Data, file: String = "settings") throws {
        settings.file = file
        guard let root = try? JSONDecoder().decode(JSONTree.self, from: json), root["comparisons"]?.list != nil else {
            throw LinkageError.unusable("\(file) holds no Splink settings: a JSON object with comparisons is expected.")
        }
        for (index, comparison) in (root["comparisons"]?.list ?? []).enumerated() {
            read(comparison, "comparisons[\(index + 1)]")
        }
        readRules(root["blocking_rules_to_generate_predictions"]?.list ?? [])
        if let type = root["link_type"]?.text, type != "link_only" {
            note("link_type", "\(type) is a choice of the command: --dedupe finds duplicates in one file")
        }
        for (key, value) in root.entries where !Self.ignored.contains(key) && !value.isEmpty {
            switch key {
            case "probability_two_random_records_match": note(key, "the share of matches is estimated from the files")
            case "em_convergence", "max_iterations": note(key, "estimation has a stopping rule of its own")
            case "additional_columns_to_retain": note(key, "links.csv holds row numbers by which columns are joined")
            default: note(key, "this setting has no counterpart")
            }
        }
    }

    private mutating func note(_ place: String, _ reason: String) {
        notCarried.append(Item(place: place, reason: reason))
    }

    private mutating func read(_ comparison: JSONTree, _ place: String) {
        var levels: [Level] = []
        var given: [LinkSettings.GivenProbability] = []
        var columns: Set<String> = []
        var uses: [Comparison.FrequencyUse] = []
        var isWhole = true
        for (index, entry) in (comparison["comparison_levels"]?.list ?? []).enumerated() {
            let path = "\(place).comparison_levels[\(index + 1)]"
            if entry["is_null_level"]?.isTrue == true { continue }
            let condition = entry["sql_condition"]?.text ?? ""
            var level = Level.otherwise
            if condition.trimmingCharacters(in: .whitespaces).uppercased() != "ELSE" {
                do throws(SplinkTranslation.Refusal) {
                    let found = try SplinkTranslation.level(condition)
                    level = found.level
                    columns.insert(found.column)
                } catch {
                    note(path, error.reason)
                    isWhole = false
                    continue
                }
            }
            if let earlier = levels.first(where: { level.implies($0) }) {
                note(path, "\(level) can never be reached after \(earlier)")
                isWhole = false
                continue
            }
            levels.append(level)
            given.append(
                .init(field: "", level: level, m: entry["m_probability"]?.share, u: entry["u_probability"]?.share)
            )
            if let use = readFrequency(entry, level, path) { uses.append(use) }
        }
        finish(levels, given, columns, uses: uses, isWhole: isWhole, place)
    }

    /// How a level uses the frequency of values; nil where it does not.
    private mutating func readFrequency(_ entry: JSONTree, _ level: Level, _ path: String) -> Comparison.FrequencyUse? {
        guard let column = entry["tf_adjustment_column"], !column.isEmpty else { return nil }
        guard level.canUseFrequency else {
            note("\(path).tf_adjustment_column", "the frequency of values counts at exact and jaro_winkler levels")
            return nil
        }
        if level != .exact {
            note("\(path).tf_adjustment_column", "the frequency of the values near the cohort's counts")
        }
        let weight = entry["tf_adjustment_weight"]?.number ?? 1
        let minimum = entry["tf_minimum_u_value"]?.number ?? 0
        if !(0...1).contains(weight) { note("\(path).tf_adjustment_weight", "the frequency counts in full") }
        if !(0..<1).contains(minimum) { note("\(path).tf_minimum_u_value", "there is no least frequency") }
        return Comparison.FrequencyUse(
            level: level,
            weight: (0...1).contains(weight) ? weight : 1,
            minimum: (0..<1).contains(minimum) ? minimum : 0
        )
    }

    /// The uses of frequencies that are not the standard ones: as the levels say, and none at the levels that do not say so.
    private static func partial(_ uses: [Comparison.FrequencyUse], _ levels: [Level]) -> [Comparison.FrequencyUse] {
        if uses.isEmpty { return [] }
        return levels.filter(\.canUseFrequency).compactMap { level in
            guard let use = uses.first(where: { $0.level == level }) else {
                return level.frequencyWeight > 0 ? .init(level: level, weight: 0) : nil
            }
            return use == .init(level: level, weight: level.frequencyWeight) ? nil : use
        }
    }

    private mutating func finish(
        _ levels: [Level],
        _ given: [LinkSettings.GivenProbability],
        _ columns: Set<String>,
        uses: [Comparison.FrequencyUse],
        isWhole: Bool,
        _ place: String
    ) {
        guard columns.count == 1, let column = columns.first else {
            note(place, "no single column is compared; the standard comparisons of its columns are used")
            return
        }
        let field = ColumnRecognition.canonicalName(column)
        guard levels.last == .otherwise, levels.count >= 2, levels.count <= Comparison.levelCountMax else {
            note(place, "nothing that can be carried over is left; the standard comparison of \(field) is used")
            return
        }
        guard !settings.comparisons.contains(where: { $0.value.field == field }) else {
            note(place, "\(field) is already compared, and a column is compared once")
            return
        }
        let ordered =
            levels.contains(.exact) && levels.first != .exact ? [.exact] + levels.filter { $0 != .exact } : levels
        if ordered != levels { note(place, "exact was moved before the other levels") }
        settings.comparisons.append(
            .init(
                value: Comparison(
                    field: field,
                    levels: ordered,
                    termFrequency: !uses.isEmpty,
                    frequencyUses: Self.partial(uses, ordered)
                ),
                place: SettingsPlace(path: place)
            )
        )
        let known = given.filter { $0.m != nil || $0.u != nil }
        if known.isEmpty { return }
        guard isWhole, ordered == levels else {
            note(place, "m and u are estimated, because the levels are not all carried over as they were")
            return
        }
        settings.given += known.map { .init(field: field, level: $0.level, m: $0.m, u: $0.u) }
    }

    private mutating func readRules(_ entries: [JSONTree]) {
        var rules: [LinkSettings.Placed<BlockingRule>] = []
        for (index, entry) in entries.enumerated() {
            let place = "blocking_rules_to_generate_predictions[\(index + 1)]"
            if let arrays = entry["arrays_to_explode"]?.list, !arrays.isEmpty {
                note(place, "values of lists cannot be blocked on one by one")
                continue
            }
            if let count = entry["salting_partitions"]?.number, count > 1 {
                note("\(place).salting_partitions", "large blocks are divided without being asked")
            }
            do throws(SplinkTranslation.Refusal) {
                for rule in try SplinkTranslation.rules(entry.text ?? entry["blocking_rule"]?.text ?? "")
                where !rules.contains(where: { $0.value == rule }) {
                    rules.append(.init(value: rule, place: SettingsPlace(path: place)))
                }
            } catch {
                note(place, error.reason)
            }
        }
        settings.rules = rules.isEmpty ? nil : rules
        if rules.isEmpty {
            note("blocking_rules_to_generate_predictions", "no rule is left; the standard rules are used")
        }
    }
}

/// A JSON value.
private indirect enum JSONTree: Decodable {
    case empty
    case flag(Bool)
    case amount(Double)
    case string(String)
    case array([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .empty
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let amount = try? container.decode(Double.self) {
            self = .amount(amount)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let array = try? container.decode([JSONTree].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: JSONTree].self))
        }
    }

    subscript(key: String) -> JSONTree? {
        if case .object(let entries) = self { entries[key] } else { nil }
    }

    /// The entries of an object by name.
    var entries: [(key: String, value: JSONTree)] {
        if case .object(let entries) = self { entries.sorted { $0.key < $1.key } } else { [] }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var number: Double? {
        if case .amount(let number) = self { number } else { nil }
    }

    /// A probability that can be given to a model.
    var share: Double? { number.flatMap { $0 > 0 && $0 < 1 ? $0 : nil } }

    var list: [JSONTree]? {
        if case .array(let values) = self { values } else { nil }
    }

    var isTrue: Bool {
        if case .flag(true) = self { true } else { false }
    }

    var isEmpty: Bool {
        switch self {
        case .empty: true
        case .array(let values): values.isEmpty
        default: false
        }
    }
}
