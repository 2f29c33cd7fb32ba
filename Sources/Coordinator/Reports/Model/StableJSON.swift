import Foundation

/// JSON that is the same bytes for the same values: sorted keys, shortest exact numbers, one final line feed.
enum StableJSON {
    /// A value as text.
    static func text(of value: some Encodable) throws(ReportError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch EncodingError.invalidValue(_, let context) {
            throw .notFinite(path: path(context.codingPath))
        } catch {
            throw .notFinite(path: "an unknown place")
        }
    }

    /// A value from text.
    static func value<Value: Decodable>(_ type: Value.Type, from text: String) throws(ReportError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw .unreadable(reason: reason(error))
        } catch {
            throw .unreadable(reason: "it is not JSON")
        }
    }

    /// What is wrong, without any value of the text.
    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(path(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context), .typeMismatch(_, let context):
            "\(path(context.codingPath)) has a value of the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not JSON" : "\(path(context.codingPath)) has a value that is not allowed"
        @unknown default:
            "it is not JSON"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}
