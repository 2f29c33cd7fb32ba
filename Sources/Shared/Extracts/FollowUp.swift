package import Tables

/// The window in which a reoffence counts, and what counts as one (domain rules, section 5).
package struct FollowUpRule: Sendable, Hashable {
    /// Months after the index date in which the offence must lie.
    package let followUpMonths: Int
    /// Further months in which it may be proven.
    package let waitingMonths: Int
    /// Level codes of offence groups that are breaches of a sentence, which do not count; ascending.
    package let breachGroups: [UInt16]
    /// Level codes of offence groups that count as violent; ascending.
    package let violentGroups: [UInt16]

    /// A rule.
    package init(followUpMonths: Int, waitingMonths: Int, breachGroups: [UInt16], violentGroups: [UInt16] = []) {
        self.followUpMonths = followUpMonths
        self.waitingMonths = waitingMonths
        self.breachGroups = breachGroups
        self.violentGroups = violentGroups
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
            switch Tier(rawValue: offences.tiers[row]) {
            case .indictable: result.indictable += 1
            case .eitherWay: result.eitherWay += 1
            case .summary: result.summary += 1
            case nil: break
            }
            if offences.custodials[row] == 1 { result.addCustody(on: offences.outcomeDates[row]) }
            if violentGroups.contains(offences.groups[row]) {
                result.violentCount += 1
                let days = date.number - index.number
                result.daysToFirstViolent = result.violentCount == 1 ? days : min(result.daysToFirstViolent, days)
            }
        }
        if result.firstRow >= 0 {
            result.daysToFirst = offences.dates[result.firstRow].number - index.number
            result.firstTier = Tier(rawValue: offences.tiers[result.firstRow])
            result.firstIsCustodial = offences.custodials[result.firstRow] == 1
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
    /// Tier of the first, nil when there is none.
    package var firstTier: Tier?
    /// Whether the first led to custody.
    package var firstIsCustodial = false
    /// Indictable reoffences.
    package var indictable: Int32 = 0
    /// Either-way reoffences.
    package var eitherWay: Int32 = 0
    /// Summary reoffences.
    package var summary: Int32 = 0
    /// Violent reoffences.
    package var violentCount: Int32 = 0
    /// Days from the index date to the first violent one, −1 when there is none.
    package var daysToFirstViolent: Int32 = -1
    private var custodyDays: [Day] = []

    /// No reoffence.
    package init() {}

    /// Custodial sentences for reoffences: distinct days on which a reoffence led to custody.
    package var custodialSentences: Int32 { Int32(custodyDays.count) }

    fileprivate mutating func addCustody(on day: Day) {
        if !custodyDays.contains(day) { custodyDays.append(day) }
    }
}
