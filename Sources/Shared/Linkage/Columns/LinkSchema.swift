/// What a compared column holds, which decides how it is standardised, compared and blocked by default.
package enum FieldRole: String, Codable, Hashable, Sendable, CaseIterable {
    /// First given name.
    case forename
    /// Further given names.
    case middleNames = "middle_names"
    /// Family name.
    case surname
    /// Date of birth.
    case dateOfBirth = "date_of_birth"
    /// Another date.
    case date
    /// Sex or gender as recorded.
    case sex
    /// A number that is given to one person only.
    case identifier
    /// One of a few values.
    case category
    /// A short code in which a wrong character is likely: a house number, a postcode.
    case code
    /// Free text of a few words: an address, a place.
    case text
    /// A United Kingdom postcode, whole or its outward part.
    case postcode
    /// Latitude and longitude in decimal degrees, in this order, with a space or a comma between them.
    case coordinates
    /// Several values with semicolons between them, in any order.
    case array
    /// A number whose nearness counts: an income, a height.
    case number

    /// Whether the column holds days and not texts.
    package var isDate: Bool { self == .dateOfBirth || self == .date }

    /// Whether agreement on it is agreement on a name.
    package var isName: Bool { self == .forename || self == .middleNames || self == .surname }
}

/// The compared columns of both sides, in order.
package struct LinkSchema: Codable, Hashable, Sendable {
    /// One compared column.
    package struct Field: Codable, Hashable, Sendable {
        /// The column's name, the same on both sides.
        package let name: String
        /// What it holds.
        package let role: FieldRole

        /// A column with its role.
        package init(name: String, role: FieldRole) {
            self.name = name
            self.role = role
        }
    }

    /// The columns.
    package let fields: [Field]

    /// A schema of some columns, each name once.
    ///
    /// - Throws: ``LinkageError/noFields`` without columns or when a name stands twice.
    package init(fields: [Field]) throws(LinkageError) {
        guard !fields.isEmpty, Set(fields.map(\.name)).count == fields.count else { throw .noFields }
        self.fields = fields
    }

    private init(checked fields: [Field]) {
        self.fields = fields
    }

    /// The columns of the service's link tables and of the upload template.
    package static let service = LinkSchema(checked: [
        Field(name: "forename", role: .forename),
        Field(name: "middle_names", role: .middleNames),
        Field(name: "surname", role: .surname),
        Field(name: "date_of_birth", role: .dateOfBirth),
        Field(name: "sex", role: .sex),
        Field(name: "pnc_id", role: .identifier),
        Field(name: "prison_number", role: .identifier),
    ])

    /// The position of a column, or nil.
    package func index(of name: String) -> Int? {
        fields.firstIndex { $0.name == name }
    }

    /// Where a column stands among others: the template's columns in the template's order, then others by name.
    static func rank(_ name: String) -> (Int, String) {
        (service.index(of: name) ?? service.fields.count, name)
    }

    /// The position of the first column with a role, or nil.
    package func first(_ role: FieldRole) -> Int? {
        fields.firstIndex { $0.role == role }
    }
}
