package import Tables

/// What a follow-up shows that begins some days after the index date (domain rules, section 9, immortal time).
package enum DelayedFollowUp: UInt8, Sendable {
    /// Not free of reoffending over the delay, or the later follow-up is not complete.
    case excluded = 0
    /// Free over the delay and over the follow-up.
    case free = 1
    /// Free over the delay, then a proven reoffence within the follow-up.
    case reoffended = 2
}

extension FollowUpRule {
    /// What a person's follow-up shows when it begins `days` after the index date.
    ///
    /// Free over the delay means no proven offence in (index, index + delay]. The follow-up and the waiting time then run from
    /// index + delay, and must be complete and survived.
    ///
    /// - Complexity: O(*k*) for a person's *k* offences.
    package func delayed(
        of person: Int,
        from index: Day,
        by days: Int32,
        extractEnd: Day,
        in history: History
    ) -> DelayedFollowUp {
        let start = index.adding(days: Int(days))
        let death = history.deaths[person]
        guard isComplete(from: start, extractEnd: extractEnd),
            death.isMissing || death > start.adding(months: followUpMonths),
            !reoffended(person, after: index, before: start.adding(days: 1), in: history)
        else { return .excluded }
        return reoffending(of: person, from: start, in: history).count > 0 ? .reoffended : .free
    }

    /// Whether every delay up to a longest one is survived, complete and without any proven offence until its follow-up ends.
    package func isFree(
        _ person: Int,
        from index: Day,
        throughDelay days: Int32,
        extractEnd: Day,
        in history: History
    ) -> Bool {
        let start = index.adding(days: Int(days))
        let end = start.adding(months: followUpMonths)
        return isComplete(from: start, extractEnd: extractEnd) && history.deaths[person].isMissing
            && !reoffended(person, after: index, before: end.adding(days: 1), in: history)
    }
}
