/// Who the analysed people are: counts by characteristic.
package struct TreatmentProfile: Codable, Sendable, Equatable {
    /// One characteristic.
    package struct Section: Codable, Sendable, Equatable {
        /// Its name in plain words.
        package var covariate: String
        /// Its levels in the order to be shown.
        package var levels: [Level]

        /// A characteristic with its levels.
        package init(covariate: String, levels: [Level]) {
            self.covariate = covariate
            self.levels = levels
        }
    }

    /// One level of a characteristic.
    package struct Level: Codable, Sendable, Equatable {
        /// Its name in plain words.
        package var level: String
        /// People of the treatment group.
        package var count: Int

        /// A level with its count.
        package init(level: String, count: Int) {
            self.level = level
            self.count = count
        }
    }

    /// Characteristics in the order to be shown.
    package var sections: [Section]

    /// A profile from its characteristics.
    package init(sections: [Section]) {
        self.sections = sections
    }
}
