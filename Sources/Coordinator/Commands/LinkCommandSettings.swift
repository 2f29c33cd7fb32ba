import Foundation
import Linkage
import Yams

extension LinkSettings {
    /// Reads a settings file (YAML).
    ///
    /// - Throws: `SettingsProblems` with all that is wrong, or a ``CommandFailure`` when it cannot be read.
    init(path: String) throws {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let text = String(decoding: try Self.bytes(path), as: UTF8.self)
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw CommandFailure.badUsage("\(name) is not written in YAML: \(error).")
        }
        try self.init(root.map { SettingsValue($0) } ?? SettingsValue(.empty, line: 1), file: name)
    }

    /// Reads settings or a saved model of Splink; returns also what could not be carried over.
    static func splink(path: String) throws -> (settings: LinkSettings, notCarried: [SplinkSettings.Item]) {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let splink = try SplinkSettings(json: try bytes(path), file: name)
        return (splink.settings, splink.notCarried)
    }

    private static func bytes(_ path: String) throws -> Data {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.badUsage("Cannot read the settings file \(path); check its path.")
        }
        return bytes
    }

    /// The plan for two files: what the settings say, the rest chosen.
    ///
    /// - Throws: `SettingsProblems` or `LinkageError` when the settings make no sense for these files.
    func plan(for sides: LinkSides, poolRowCount: Int) throws -> LinkPlan {
        try plan(of: sides.schema) { plan in
            guard let sample = sides.sample else { return plan }
            return try RuleSearch.extended(plan, cohort: sides.cohort, pool: sample, poolRowCount: poolRowCount)
        }
    }

    /// The plan for the records of one file, or of two put together.
    ///
    /// - Throws: `SettingsProblems` or `LinkageError` when the settings make no sense for these records.
    func plan(for records: LinkRecords) throws -> LinkPlan {
        try plan(of: records.columns.schema) {
            try RuleSearch.extended($0, cohort: records.columns, pool: records.columns)
        }
    }

    private func plan(of schema: LinkSchema, extending: (LinkPlan) throws -> LinkPlan) throws -> LinkPlan {
        let standard = try plan(for: schema)
        if rules != nil { return standard }
        let extended = try extending(standard)
        try extended.validate()
        return extended
    }
}

extension LinkCommand {
    /// The settings, and on standard error what of Splink's could not be carried over.
    func readSettings() throws -> LinkSettings {
        guard let splinkSettings else { return try settings.map { try LinkSettings(path: $0) } ?? LinkSettings() }
        guard settings == nil else {
            throw CommandFailure.badUsage("Give --settings or --splink-settings, not both.")
        }
        let (found, notCarried) = try LinkSettings.splink(path: splinkSettings)
        for item in notCarried {
            FileHandle.standardError.write(Data("jdl: not carried over: \(item)\n".utf8))
        }
        return found
    }
}

extension SettingsValue {
    /// A value of a YAML file with its line.
    fileprivate init(_ node: Node) {
        let content: Content
        switch node {
        case .scalar(let scalar): content = node.null != nil ? .empty : .text(scalar.string)
        case .sequence(let sequence): content = .list(sequence.map { SettingsValue($0) })
        case .mapping(let mapping):
            content = .mapping(mapping.map { ($0.key.scalar?.string ?? "", SettingsValue($0.value)) })
        default: content = .empty
        }
        self.init(content, line: node.mark?.line)
    }
}
