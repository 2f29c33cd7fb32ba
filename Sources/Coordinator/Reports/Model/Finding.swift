/// Something that a reader of the results has to know.
package struct Finding: Codable, Sendable, Equatable {
    /// How much it matters.
    package enum Severity: String, Codable, Sendable, CaseIterable {
        /// The results stand, with this reservation.
        case caveat
        /// The results may be wrong until this is settled.
        case warning
    }

    /// A stable code, one a report.
    package var code: String
    /// How much it matters.
    package var severity: Severity
    /// One plain sentence without any personal data.
    package var sentence: String

    /// A finding.
    package init(code: String, severity: Severity, sentence: String) {
        self.code = code
        self.severity = severity
        self.sentence = sentence
    }
}
