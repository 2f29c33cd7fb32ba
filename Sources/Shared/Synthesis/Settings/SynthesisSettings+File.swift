import Extracts
import Foundation
import Tables
import Yams

extension SynthesisSettings {
    /// Settings of a YAML file; what the file leaves out keeps its default.
    ///
    /// - Throws: ``SynthesisError`` that names the line of a key that is not known or of a value that is not allowed.
    package init(path: String) throws {
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw SynthesisError.unreadable(path: path, reason: "it is not there or not UTF-8 text")
        }
        try self.init(yaml: text, path: path)
    }

    /// Settings of a YAML text.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - path: What errors call it.
    /// - Throws: ``SynthesisError``.
    package init(yaml: String, path: String) throws {
        self.init()
        let root: Node?
        do { root = try Yams.compose(yaml: yaml) } catch {
            throw SynthesisError.malformedSettings(path: path, reason: "it is not YAML")
        }
        guard let root, root.null == nil else { return }
        guard let mapping = root.mapping else {
            throw SynthesisError.malformedSettings(path: path, reason: "it is not a list of names with values")
        }
        var seen: Set<String> = []
        for (key, value) in mapping {
            let place = Place(path: path, line: key.mark?.line ?? 0, key: key.string ?? "?")
            guard seen.insert(place.key).inserted else { throw place.invalid("given once") }
            try read(value, at: place)
        }
        guard indexYearFirst <= indexYearLast else {
            throw SynthesisError.invalidSetting(
                path: path,
                line: 1,
                key: "index_year_first",
                expected: "at most index_year_last"
            )
        }
        // The whole follow-up and waiting time of the last index event must lie within the extract.
        guard let lastIndex = Day(year: indexYearLast, month: 12, day: 31), lastIndex.adding(months: 18) <= extractEnd
        else {
            throw SynthesisError.invalidSetting(
                path: path,
                line: 1,
                key: "extract_end",
                expected: "at least 18 months after the end of index_year_last"
            )
        }
    }

    private mutating func read(_ value: Node, at place: Place) throws {
        switch place.key {
        case "effect": effect = try place.number(value, -0.9...0.9)
        case "setting":
            guard let word = value.string, let found = ProgrammeSetting(word: word) else {
                throw place.invalid("custody, community or both")
            }
            setting = found
        case "index_year_first": indexYearFirst = try place.whole(value, 2_011...2_100)
        case "index_year_last": indexYearLast = try place.whole(value, 2_011...2_100)
        case "extract_end":
            guard let text = value.string, let day = Day(text) else { throw place.invalid("a date, as in 2024-12-31") }
            extractEnd = day
        case "cohort": try Self.read(value, into: &cohort, at: place)
        case "population": try Self.read(value, into: &population, at: place)
        case "reoffending": try Self.read(value, into: &reoffending, at: place)
        case "selection": try Self.read(value, into: &selection, at: place)
        default: throw SynthesisError.unknownSetting(path: place.path, line: place.line, key: place.key)
        }
    }

    private static func read<Section: SettingsSection>(_ node: Node, into section: inout Section, at parent: Place)
        throws
    {
        guard let mapping = node.mapping else { throw parent.invalid("a list of names with values") }
        for (key, value) in mapping {
            let name = key.string ?? "?"
            let place = Place(path: parent.path, line: key.mark?.line ?? 0, key: "\(parent.key).\(name)")
            guard let field = Section.fields.first(where: { $0.key == name }) else {
                throw SynthesisError.unknownSetting(path: place.path, line: place.line, key: place.key)
            }
            section[keyPath: field.path] = try place.number(value, field.range)
        }
    }

    /// Every setting by key, for the record beside the truth.
    var manifest: SettingsManifest {
        SettingsManifest(
            effect: effect,
            setting: setting.word,
            indexYearFirst: indexYearFirst,
            indexYearLast: indexYearLast,
            extractEnd: extractEnd.description,
            cohort: cohort.values,
            population: population.values,
            reoffending: reoffending.values,
            selection: selection.values
        )
    }
}

/// The settings in the form in which they are written beside the truth.
struct SettingsManifest: Encodable {
    let effect: Double
    let setting: String
    let indexYearFirst: Int
    let indexYearLast: Int
    let extractEnd: String
    let cohort: [String: Double]
    let population: [String: Double]
    let reoffending: [String: Double]
    let selection: [String: Double]
}

/// Where a setting stands, for errors.
private struct Place {
    let path: String
    let line: Int
    let key: String

    func invalid(_ expected: String) -> SynthesisError {
        .invalidSetting(path: path, line: line, key: key, expected: expected)
    }

    func whole(_ node: Node, _ range: ClosedRange<Int>) throws -> Int {
        guard let text = node.scalar?.string, let value = Int(text), range.contains(value) else {
            throw invalid("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func number(_ node: Node, _ range: ClosedRange<Double>) throws -> Double {
        guard let text = node.scalar?.string, let value = Double(text), range.contains(value) else {
            throw invalid("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
