/// What linkage says of one record of the cohort.
package struct Link: Hashable, Sendable {
    /// The record.
    package let cohortRow: Int
    /// The person it is linked to, or, with the grade `none`, the best that is left; nil when nobody was a candidate.
    package let candidate: Candidate?
    /// The probability that the record is this person, given its other candidates and that it may be nobody.
    package let probability: Double
    /// The grade.
    package let grade: LinkGrade
    /// What it rests on; nil without a candidate.
    package let evidence: Evidence?
    /// A better candidate that another record of the cohort got, for the two to be shown together.
    package let lost: Candidate?
    /// The grade that the lost candidate would have had: `confident` says that both records are the same person.
    package let lostGrade: LinkGrade
    /// Other records of the cohort for which the same person is probable enough to be suspect, ascending.
    package let rivals: [Int]
}

/// The links of a cohort.
package struct LinkResult: Hashable, Sendable {
    /// One for each record of the cohort, in its order.
    package let links: [Link]
    /// The estimated share of the cohort that is in the population.
    package let presentShare: Double
    /// Pairs of a record and a person that were scored.
    package let pairCount: Int64

    /// How many links have a grade.
    package func count(_ grade: LinkGrade) -> Int {
        links.count { $0.grade == grade }
    }
}
