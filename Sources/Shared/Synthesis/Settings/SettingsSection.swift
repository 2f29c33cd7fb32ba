/// One number of a section of the settings: its key in the file, where it is kept and what it may be.
struct SettingField<Section>: Sendable {
    let key: String
    let path: any WritableKeyPath<Section, Double> & Sendable
    let range: ClosedRange<Double>

    /// A share or probability.
    static func share(_ key: String, _ path: any WritableKeyPath<Section, Double> & Sendable) -> SettingField {
        SettingField(key: key, path: path, range: 0...1)
    }

    /// A coefficient of a logit.
    static func coefficient(_ key: String, _ path: any WritableKeyPath<Section, Double> & Sendable) -> SettingField {
        SettingField(key: key, path: path, range: -20...20)
    }
}

/// A group of settings that are all numbers, which one table reads, checks and writes.
protocol SettingsSection: Sendable {
    /// The section's numbers, in the order of the sample file.
    static var fields: [SettingField<Self>] { get }
}

extension SettingsSection {
    /// The numbers by key, as written beside the truth.
    var values: [String: Double] {
        Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.key, self[keyPath: $0.path]) })
    }
}
