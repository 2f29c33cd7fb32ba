package import Tables

/// The window in which a reoffence counts, and what counts as one (domain rules, section 5).
package struct FollowUpRule: Sendable, Hashable {
    /// Months after the index date in which the offence must lie.
    package let followUpMonths: Int
    /// Further months in which it may be proven.
    package let waitingMonths: Int
    /// Level codes of offence groups that are breaches of a sentence, which do not count; ascending.
    package let breachGroups: [UInt16]

    /// A rule.
    package init(followUpMonths: Int, waitingMonths: Int, breachGroups: [UInt16]) {
        self.followUpMonths = followUpMonths
        self.waitingMonths = waitingMonths
        self.breachGroups = breachGroups
    }

    /// Whether the follow-up of an index date, waiting included, lies within the extract.
    package func isComplete(from index: Day, extractEnd: Day) -> Bool {
        index.adding(months: followUpMonths + waitingMonths) <= extractEnd
    }

    /// What a person's follow-up shows.
    ///
    /// A reoffence lies in (index, index + follow-up] and is proven by index + follow-up + waiting. The first one is the earliest,
    /// then the most severe, then the one with the earliest outcome.
    ///
    /// - Complexity: O(*k*) for a person's *k* offences.
    package func reoffending(of person: Int, from index: Day, in history: History) -> Reoffending {
        let end = index.adding(months: followUpMonths)
        let proofEnd = index.adding(months: followUpMonths + waitingMonths)
        let offences = history.offences
        var result = Reoffending()
        for row in offences.rows(of: person) {
            let date = offences.dates[row]
            guard date > index, date <= end, offences.outcomeDates[row] <= proofEnd, offences.isProven(row),
                !breachGroups.contains(offences.groups[row])
            else { continue }
            result.count += 1
            if result.firstRow < 0 || isBefore(row, result.firstRow, offences) { result.firstRow = row }
        }
        if result.firstRow >= 0 {
            result.daysToFirst = offences.dates[result.firstRow].number - index.number
        }
        return result
    }

    /// Whether a proven offence lies after the index date and before a later date.
    package func reoffended(_ person: Int, after index: Day, before later: Day, in history: History) -> Bool {
        let offences = history.offences
        return offences.rows(of: person).contains { row in
            offences.dates[row] > index && offences.dates[row] < later && offences.isProven(row)
                && !breachGroups.contains(offences.groups[row])
        }
    }

    private func isBefore(_ left: Int, _ right: Int, _ offences: History.Offences) -> Bool {
        if offences.dates[left] != offences.dates[right] { return offences.dates[left] < offences.dates[right] }
        if offences.severities[left] != offences.severities[right] {
            return offences.severities[left] > offences.severities[right]
        }
        return offences.outcomeDates[left] < offences.outcomeDates[right]
    }
}

/// What a person's follow-up shows.
package struct Reoffending: Sendable, Hashable {
    /// Proven reoffences.
    package var count: Int32 = 0
    /// Days from the index date to the first, −1 when there is none.
    package var daysToFirst: Int32 = -1
    /// Row of the first in the offence columns, −1 when there is none.
    package var firstRow = -1

    /// No reoffence.
    package init() {}
}
