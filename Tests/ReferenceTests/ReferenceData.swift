import Foundation
import Propensity
import Testing

/// The reference cases of propensity score matching and their data files, in `Resources/psm`.
enum ReferenceData {
    struct Failure: Error {
        let what: String
    }

    /// The bytes of a file below `Resources/psm`.
    static func file(_ path: String) throws -> Data {
        guard let folder = Bundle.module.url(forResource: "psm", withExtension: nil) else {
            throw Failure(what: "the folder of reference data is not in the test bundle")
        }
        return try Data(contentsOf: folder.appendingPathComponent(path))
    }

    /// The `expect` object of a case.
    static func expectation(_ id: String) throws -> Expectation {
        let whole = try JSONSerialization.jsonObject(with: file("expected.json"))
        let cases = (whole as? [String: Any])?["cases"] as? [[String: Any]]
        guard let found = cases?.first(where: { $0["id"] as? String == id }), let expect = found["expect"] else {
            throw Failure(what: "there is no case \(id)")
        }
        return Expectation(value: expect)
    }

    /// The columns of a CSV file by name; fields are stripped of quotes and blanks.
    static func columns(_ path: String) throws -> [String: [String]] {
        let text = String(decoding: try file(path), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            }
        }
        guard let header = lines.first else { throw Failure(what: "\(path) is empty") }
        return Dictionary(
            uniqueKeysWithValues: header.enumerated().map { index, name in (name, lines.dropFirst().map { $0[index] }) }
        )
    }
}

/// A value of the reference file, reached by keys.
struct Expectation {
    let value: Any

    subscript(key: String) -> Expectation {
        Expectation(value: (value as? [String: Any])?[key] ?? NSNull())
    }

    var number: Double? { (value as? NSNumber)?.doubleValue }
    var numbers: [String: Double] {
        (value as? [String: Any] ?? [:]).compactMapValues { ($0 as? NSNumber)?.doubleValue }
    }
    var texts: [String] { value as? [String] ?? [] }
    var keys: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }
}

/// Whether two numbers agree to a relative tolerance.
func agrees(_ left: Double?, _ right: Double?, _ tolerance: Double) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return abs(left - right) <= tolerance * max(abs(left), abs(right)) || abs(left - right) < 1e-14
}

/// A covariate frame made of named columns of a CSV file.
struct ReferenceFrame {
    let covariates: [Covariate]
    let frame: CovariateFrame
    let columns: [String: [String]]

    /// Numbers are continuous; other columns are categorical, their first level in alphabetical order the reference.
    init(_ columns: [String: [String]], treatment: String, covariates names: [String]) throws {
        self.columns = columns
        var declared: [Covariate] = []
        var values: [CovariateFrame.Column] = []
        for name in names {
            let texts = try #require(columns[name], "column \(name)")
            let numbers = texts.compactMap { Double($0) }
            if numbers.count == texts.count {
                declared.append(Covariate(name: name, kind: .continuous))
                values.append(.doubles(numbers))
            } else {
                let levels = Set(texts).sorted()
                declared.append(Covariate(name: name, kind: .categorical(levels: levels, reference: 0)))
                values.append(.codes(texts.map { UInt8(levels.firstIndex(of: $0) ?? 255) }))
            }
        }
        let flags = try #require(columns[treatment]).map { UInt8($0) ?? 0 }
        self.covariates = declared
        frame = CovariateFrame(columns: values, treatment: flags)
    }
}
