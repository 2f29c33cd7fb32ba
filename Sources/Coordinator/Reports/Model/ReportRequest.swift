/// What was asked for, as far as a report may show it: no contact details, nothing about a person.
package struct ReportRequest: Codable, Sendable, Equatable {
    /// Where the programme took place.
    package enum Setting: String, Codable, Sendable, CaseIterable {
        case custody
        case community
        case both
    }

    /// The request's own id.
    package var identifier: String
    /// The provider's name.
    package var organisation: String
    /// The programme's name.
    package var programme: String
    /// What the programme does, in the provider's words.
    package var description: String
    /// Custody, community or both.
    package var setting: Setting
    /// Calendar months in which a reoffence counts.
    package var followUpMonths: Int
    /// Further calendar months in which a reoffence may be proven.
    package var waitingMonths: Int

    /// A request from its parts.
    package init(
        identifier: String,
        organisation: String,
        programme: String,
        description: String,
        setting: Setting,
        followUpMonths: Int = 12,
        waitingMonths: Int = 6
    ) {
        self.identifier = identifier
        self.organisation = organisation
        self.programme = programme
        self.description = description
        self.setting = setting
        self.followUpMonths = followUpMonths
        self.waitingMonths = waitingMonths
    }
}
