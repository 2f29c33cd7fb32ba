package import Foundation

/// A linkage model with what a look-up needs beside it: the contents of `model.json`.
package struct LinkModelFile: Sendable {
    /// The model.
    package let model: LinkModel
    /// For each compared column with term frequencies, the share of the population's records that have a value.
    package let termFrequencies: [String: [String: Double]]
    /// The estimated share of a cohort that is in the population, where the file says so.
    package let presentShare: Double?

    private enum CodingKeys: String, CodingKey {
        case termFrequencies = "term_frequencies"
        case presentShare = "present_share"
    }

    /// What is written after a run.
    package init(model: LinkModel, termFrequencies: [String: [String: Double]], presentShare: Double? = nil) {
        self.model = model
        self.termFrequencies = termFrequencies
        self.presentShare = presentShare
    }

    /// What is written after a run, with the frequencies of the cohort's values.
    package init(model: LinkModel, cohort: LinkCohort, values: ValueCounts, presentShare: Double? = nil) {
        var frequencies: [String: [String: Double]] = [:]
        for (position, comparison) in cohort.plan.comparisons.enumerated() where comparison.termFrequency {
            frequencies[comparison.field] = values.frequencies(comparison: position, of: cohort)
        }
        self.init(model: model, termFrequencies: frequencies, presentShare: presentShare)
    }

    /// Reads the file's contents.
    ///
    /// - Throws: ``LinkageError/unusable(_:)`` when it is no model, or a frequency is none.
    package init(json: Data) throws {
        struct Rest: Decodable {
            let termFrequencies: [String: [String: Double]]?
            let presentShare: Double?

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                termFrequencies = try container.decodeIfPresent(
                    [String: [String: Double]].self,
                    forKey: .termFrequencies
                )
                presentShare = try container.decodeIfPresent(Double.self, forKey: .presentShare)
            }
        }
        model = try LinkModel(json: json)
        guard let rest = try? JSONDecoder().decode(Rest.self, from: json),
            rest.termFrequencies?.values.allSatisfy({ $0.values.allSatisfy { $0 > 0 && $0 <= 1 } }) ?? true,
            rest.presentShare.map({ $0 > 0 && $0 < 1 }) ?? true
        else {
            throw LinkageError.unusable(
                "The linkage model has a term frequency or a present share outside (0, 1); estimate it again."
            )
        }
        termFrequencies = rest.termFrequencies ?? [:]
        presentShare = rest.presentShare
    }

    /// The file's contents, with sorted keys: the same model gives the same bytes.
    package func json() throws -> Data {
        struct File: Encodable {
            let contents: LinkModelFile

            func encode(to encoder: any Encoder) throws {
                try contents.model.encode(to: encoder)
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(contents.termFrequencies, forKey: .termFrequencies)
                try container.encodeIfPresent(contents.presentShare, forKey: .presentShare)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(File(contents: self))
    }
}
