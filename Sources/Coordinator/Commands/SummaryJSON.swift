import Foundation

/// Summaries as JSON: sorted keys in snake case, so that the same facts are the same bytes.
enum SummaryJSON {
    /// A summary as text, with a line break at its end.
    static func text(_ summary: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(summary), as: UTF8.self) + "\n"
    }
}
