/// What became of the people submitted, each counted once: submitted = analysed + every loss.
package struct Attrition: Codable, Sendable, Equatable {
    /// One reason for which people were not analysed.
    package struct Loss: Codable, Sendable, Equatable {
        /// The reason's stable code.
        package var code: String
        /// The reason in plain words, as a noun phrase or clause that can follow a count.
        package var wording: String
        /// People lost for this reason and none before it.
        package var count: Int

        /// A reason with its count.
        package init(code: String, wording: String, count: Int) {
            self.code = code
            self.wording = wording
            self.count = count
        }
    }

    /// Cohort rows by the grade of their link.
    package struct LinkGrades: Codable, Sendable, Equatable {
        /// Linked with confidence.
        package var confident: Int
        /// A possible link, for a person to settle.
        package var suspect: Int
        /// Not found.
        package var none: Int

        /// Counts of the three grades.
        package init(confident: Int, suspect: Int, none: Int) {
            self.confident = confident
            self.suspect = suspect
            self.none = none
        }
    }

    /// People in the provider's submission.
    package var submitted: Int
    /// Reasons in the order in which they were applied; a reason may have lost no one.
    package var losses: [Loss]
    /// People found on the PNC extract, whether or not they were analysed.
    package var foundOnExtract: Int
    /// People in the treatment group.
    package var analysed: Int
    /// Links by grade.
    package var links: LinkGrades

    /// Attrition from its counts.
    package init(submitted: Int, losses: [Loss], foundOnExtract: Int, analysed: Int, links: LinkGrades) {
        self.submitted = submitted
        self.losses = losses
        self.foundOnExtract = foundOnExtract
        self.analysed = analysed
        self.links = links
    }

    /// People lost for any reason.
    package var lost: Int { losses.reduce(0) { $0 + $1.count } }
}
