package import Foundation
import Tables

/// The model of a run of linkage with the frequencies of values that it used, to say what each level of a pair weighs.
package struct ReviewWeights: Sendable {
    /// The model.
    package let model: LinkModel
    private let frequencies: [String: [String: Double]]

    private struct Frequencies: Decodable {
        let frequencies: [String: [String: Double]]?

        private enum CodingKeys: String, CodingKey {
            case frequencies = "term_frequencies"
        }
    }

    /// Reads `model.json` as `jdl link` writes it.
    ///
    /// - Throws: ``LinkageError/unusable(_:)``.
    package init(json: Data) throws {
        model = try LinkModel(json: json)
        frequencies = (try? JSONDecoder().decode(Frequencies.self, from: json))?.frequencies ?? [:]
    }

    /// Weights of a model that is at hand.
    package init(model: LinkModel, frequencies: [String: [String: Double]] = [:]) {
        self.model = model
        self.frequencies = frequencies
    }

    /// The odds in bits that any one person of the population is meant: −log2 of their number.
    package var startBits: Double { -log2(Double(max(model.personCount, 1))) }

    /// What a column holds, nil when the model does not say.
    package func role(_ field: String) -> FieldRole? {
        model.plan.schema.index(of: field).map { model.plan.schema.fields[$0].role }
    }

    /// The name of the first column with a role.
    func name(_ role: FieldRole) -> String? {
        model.plan.schema.first(role).map { model.plan.schema.fields[$0].name }
    }

    /// What a level adds to the match weight of a pair, with the frequency of the cohort's value where it counts.
    func bits(_ position: Int, level: Level, value: String) -> Double {
        let comparison = model.comparisons[position]
        guard let entry = comparison.levels.first(where: { $0.level == level }) else { return 0 }
        if level == .exact, let table = frequencies[comparison.field],
            let frequency = table[standard(value, field: comparison.field)], frequency > 0
        {
            return log2(entry.m / frequency)
        }
        return entry.weight
    }

    /// A value as it is compared; dates as `2001-12-31`; empty where it is missing.
    package func standard(_ value: String, field: String) -> String {
        guard let role = role(field) else { return value }
        if role.isDate { return Self.day(value).map { "\($0)" } ?? "" }
        return field == "pnc_id" ? Standardise.pncID(value) : Standardise.value(value, role: role)
    }

    /// A value as it is shown: dates in one form, anything else as it was typed.
    func shown(_ value: String, field: String) -> String {
        guard let role = role(field), role.isDate, let day = Self.day(value) else { return value }
        return "\(day)"
    }

    private static func day(_ value: String) -> Day? {
        var value = value
        return value.withUTF8 { Day(parsing: $0) }
    }

    /// Whether two records may be those of a pair: every column with the level `exact` has equal values.
    ///
    /// False says that the files are not the ones that were linked.
    package func fits(_ pair: ReviewPair, cohort: ReviewRecord, pool: ReviewRecord) -> Bool {
        zip(model.comparisons, pair.levels).allSatisfy { comparison, level in
            guard level == .exact else { return true }
            let field = comparison.field
            return standard(cohort[field] ?? "", field: field) == standard(pool[field] ?? "", field: field)
        }
    }
}
