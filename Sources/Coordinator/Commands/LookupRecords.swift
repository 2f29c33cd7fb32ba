import Foundation
import Linkage

/// The records that come in, a line each: CSV under a header, or JSON objects.
struct LookupRecords {
    /// How many records there were.
    private(set) var count = 0
    private var lineCount = 0
    private var header: [String]?

    /// The record of a line by canonical column name; nil for the header and for empty lines.
    ///
    /// - Throws: A ``CommandFailure`` that names the line and never a value.
    mutating func record(_ line: String) throws -> [String: String]? {
        lineCount += 1
        let trimmed = line.hasPrefix("\u{feff}") ? line.dropFirst() : line[...]
        guard trimmed.contains(where: { !$0.isWhitespace }) else { return nil }
        if header == nil, trimmed.first(where: { !$0.isWhitespace }) == "{" {
            count += 1
            return try object(trimmed)
        }
        guard let fields = Self.fields(trimmed) else {
            throw CommandFailure.badUsage(
                "Line \(lineCount) of the records has an open quotation mark; write one record a line."
            )
        }
        guard let header else {
            header = fields.map { ColumnRecognition.canonicalName($0) }
            return nil
        }
        guard fields.count == header.count else {
            throw CommandFailure.badUsage(
                "Line \(lineCount) of the records does not have the header's \(header.count) fields; mend it."
            )
        }
        count += 1
        return Dictionary(zip(header, fields)) { first, _ in first }
    }

    private func object(_ line: Substring) throws -> [String: String] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
            throw CommandFailure.badUsage("Line \(lineCount) of the records is no JSON object; write one a line.")
        }
        var record: [String: String] = [:]
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
            let canonical = ColumnRecognition.canonicalName(name)
            switch value {
            case let text as String: record[canonical] = record[canonical] ?? text
            case let number as NSNumber: record[canonical] = record[canonical] ?? number.stringValue
            case is NSNull: continue
            default:
                throw CommandFailure.badUsage(
                    "Line \(lineCount) of the records has a list or an object as a value; give a text or a number."
                )
            }
        }
        return record
    }

    /// The fields of a line of CSV, or nil when a quotation mark is not closed.
    private static func fields(_ line: Substring) -> [String]? {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var bytes = Array(line.utf8)
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    if index + 1 < bytes.count, bytes[index + 1] == byte {
                        field.append(byte)
                        index += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    field.append(byte)
                }
            } else if byte == UInt8(ascii: "\""), field.isEmpty {
                isQuoted = true
            } else if byte == UInt8(ascii: ",") {
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            } else {
                field.append(byte)
            }
            index += 1
        }
        guard !isQuoted else { return nil }
        return fields + [String(decoding: field, as: UTF8.self)]
    }
}
