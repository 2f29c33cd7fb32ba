package import Tables

/// Days in work and on out-of-work benefits within a follow-up.
package struct SpellDays: Sendable, Hashable {
    /// Days covered by employment.
    package var employed: Int32 = 0
    /// Days covered by an out-of-work benefit, Jobseeker's Allowance among them.
    package var onBenefit: Int32 = 0

    /// None.
    package init() {}
}

extension FollowUpRule {
    /// Days of a person's follow-up that spells of work and of benefits cover.
    ///
    /// The follow-up's days are those after the index date up to and with index + follow-up. A spell covers the days from its
    /// start to its end, both included; a day that several spells of one kind cover counts once.
    ///
    /// - Complexity: O(*k*) for a person's *k* spells.
    package func spellDays(of person: Int, from index: Day, in history: History) -> SpellDays {
        let spells = history.spells
        let last = index.adding(months: followUpMonths).number
        var days = SpellDays()
        // Spells ascend by start, so what is covered of each kind is known by its last day.
        var employedUntil = index.number
        var benefitUntil = index.number
        for row in spells.rows(of: person) {
            let end = spells.ends[row].isMissing ? last : min(spells.ends[row].number, last)
            if spells.kinds[row] == EmploymentKind.employment.rawValue {
                days.employed += Self.covered(from: spells.starts[row].number, to: end, after: &employedUntil)
            } else {
                days.onBenefit += Self.covered(from: spells.starts[row].number, to: end, after: &benefitUntil)
            }
        }
        return days
    }

    /// The days of a spell beyond those covered already, of which the last is moved on.
    private static func covered(from start: Int32, to end: Int32, after last: inout Int32) -> Int32 {
        let first = max(start, last + 1)
        guard end >= first else { return 0 }
        last = end
        return end - first + 1
    }
}
