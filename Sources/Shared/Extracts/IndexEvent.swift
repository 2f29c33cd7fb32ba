package import Tables

/// The event that a person's follow-up starts from: a release, the start of a sentence, a caution.
package struct IndexEvent: Sendable, Hashable {
    /// Row of the sentence in the history's sentence columns.
    package let sentence: Int
    /// The index date.
    package let date: Day

    /// An event.
    package init(sentence: Int, date: Day) {
        self.sentence = sentence
        self.date = date
    }
}

/// Why a person on a submission is not analysed, in the order in which reasons are looked for (domain rules, section 6).
package enum LossReason: UInt8, Error, CaseIterable {
    case duplicate = 1
    case notFound = 2
    case suspectRejected = 3
    case suspectUnsettled = 4
    case noQualifyingSentence = 5
    case disposalOutsideSetting = 6
    case sentenceDoesNotFit = 7
    case outsideYears = 8
    case followUpIncomplete = 9
    case died = 10
    case reoffendedBefore = 11
    case missingData = 12
    case noCommonSupport = 13

    /// The reason's name in results.
    package var code: String {
        switch self {
        case .duplicate: "duplicate"
        case .notFound: "not_found"
        case .suspectRejected: "suspect_rejected"
        case .suspectUnsettled: "suspect_unsettled"
        case .noQualifyingSentence: "no_qualifying_sentence"
        case .disposalOutsideSetting: "disposal_outside_setting"
        case .sentenceDoesNotFit: "sentence_does_not_fit"
        case .outsideYears: "outside_years"
        case .followUpIncomplete: "follow_up_incomplete"
        case .died: "died"
        case .reoffendedBefore: "reoffended_before"
        case .missingData: "missing_data"
        case .noCommonSupport: "no_common_support"
        }
    }

    /// The reason in words, for people.
    package var wording: String {
        switch self {
        case .duplicate: "the same person stood in the submission more than once"
        case .notFound: "no record found on the Police National Computer extract"
        case .suspectRejected: "a possible record was found and rejected on review"
        case .suspectUnsettled: "a possible record was found but could not be confirmed"
        case .noQualifyingSentence: "no sentence found for the dates given"
        case .disposalOutsideSetting: "the sentence found was of another kind than the programme works with"
        case .sentenceDoesNotFit: "the sentence and the intervention dates do not fit together"
        case .outsideYears: "the index date lies outside the years held"
        case .followUpIncomplete: "the follow-up period is not complete in the data yet"
        case .died: "died during the follow-up period"
        case .reoffendedBefore: "reoffended before the intervention began"
        case .missingData: "information needed for matching is missing"
        case .noCommonSupport: "nobody similar enough in the comparison pool"
        }
    }
}

/// The dates a provider gives for one person.
package struct InterventionDates: Sendable, Hashable {
    /// Release or start of the community sentence.
    package let index: Day
    /// Conviction.
    package let conviction: Day
    /// Start of the intervention.
    package let start: Day
    /// End of the intervention.
    package let end: Day

    /// Dates; each may be missing.
    package init(index: Day, conviction: Day, start: Day, end: Day) {
        self.index = index
        self.conviction = conviction
        self.start = start
        self.end = end
    }

    /// Days from an index date to the intervention's start, 0 when it began by then or nobody knows when.
    package func delay(after index: Day) -> Int32 { start.isMissing ? 0 : max(0, start.number - index.number) }
}

/// Chooses index events (domain rules, sections 5 and 7).
package struct IndexEventRule: Sendable, Hashable {
    /// Codes of the disposals that fit the programme's setting, ascending.
    package let disposals: [UInt8]
    /// How far a stated index or conviction date may lie from the event's, in days.
    package let toleranceDays: Int
    /// How many days before the event the intervention may begin.
    package let daysBefore: Int
    /// How many days after the event it may begin.
    package let daysAfter: Int
    /// The first year held.
    package let firstYear: Int
    /// The last day of the extracts.
    package let extractEnd: Day
    /// Follow-up and what counts as a reoffence.
    package let followUp: FollowUpRule
    /// Whether people who die within the follow-up belong, and are followed until then; else their death is a loss.
    package let keepsDeaths: Bool

    /// A rule.
    package init(
        disposals: [UInt8],
        toleranceDays: Int,
        daysBefore: Int,
        daysAfter: Int,
        firstYear: Int,
        extractEnd: Day,
        followUp: FollowUpRule,
        keepsDeaths: Bool = false
    ) {
        self.disposals = disposals.sorted()
        self.toleranceDays = toleranceDays
        self.daysBefore = daysBefore
        self.daysAfter = daysAfter
        self.firstYear = firstYear
        self.extractEnd = extractEnd
        self.followUp = followUp
        self.keepsDeaths = keepsDeaths
    }

    /// The same rule with another length of follow-up.
    package func with(followUpMonths: Int) -> IndexEventRule {
        with(
            FollowUpRule(
                followUpMonths: followUpMonths,
                waitingMonths: followUp.waitingMonths,
                breachGroups: followUp.breachGroups,
                violentGroups: followUp.violentGroups
            ),
            keepsDeaths: keepsDeaths
        )
    }

    /// The same rule for everyone alive on the index date.
    package var keepingDeaths: IndexEventRule { with(followUp, keepsDeaths: true) }

    private func with(_ followUp: FollowUpRule, keepsDeaths: Bool) -> IndexEventRule {
        IndexEventRule(
            disposals: disposals,
            toleranceDays: toleranceDays,
            daysBefore: daysBefore,
            daysAfter: daysAfter,
            firstYear: firstYear,
            extractEnd: extractEnd,
            followUp: followUp,
            keepsDeaths: keepsDeaths
        )
    }

    /// The index event of a treated person, or the first reason why there is none.
    ///
    /// The event is looked for by the stated index date, else the conviction date, else the intervention's start; the
    /// nearest wins, then the earlier, then the smaller sentence id.
    package func event(
        ofTreated person: Int,
        dates: InterventionDates,
        in history: History
    ) -> Result<IndexEvent, LossReason> {
        let all = history.sentences.rows(of: person)
        let fitting = all.compactMap { row in distance(of: row, from: dates, in: history).map { (row, $0) } }
        guard let best = nearest(fitting.filter { isInSetting($0.0, history) }, history) else {
            if !fitting.isEmpty { return .failure(.disposalOutsideSetting) }
            let statesDates = !dates.index.isMissing || !dates.conviction.isMissing
            return .failure(all.isEmpty || statesDates ? .noQualifyingSentence : .sentenceDoesNotFit)
        }
        let event = IndexEvent(sentence: best, date: history.sentences.eventDate(best))
        if let reason = loss(of: event, person: person, dates: dates, in: history) {
            return .failure(reason)
        }
        return .success(event)
    }

    /// Whether a sentence can be a comparison person's index event.
    package func isEligible(sentence row: Int, of person: Int, in history: History) -> Bool {
        guard isInSetting(row, history) else { return false }
        let date = history.sentences.eventDate(row)
        guard date.year >= firstYear, followUp.isComplete(from: date, extractEnd: extractEnd) else { return false }
        return !died(person, by: date, in: history)
    }

    private func isInSetting(_ row: Int, _ history: History) -> Bool {
        disposals.contains(history.sentences.disposals[row])
    }

    /// How far a sentence lies from what the provider states, in days; nil when it does not fit.
    private func distance(of row: Int, from dates: InterventionDates, in history: History) -> Int? {
        let event = history.sentences.eventDate(row)
        if !dates.index.isMissing { return within(toleranceDays, event, dates.index) }
        if !dates.conviction.isMissing {
            return within(toleranceDays, history.sentences.convictions[row], dates.conviction)
        }
        guard !dates.start.isMissing, fits(event, row: row, intervention: dates.start, in: history) else { return nil }
        return abs(Int(event.number) - Int(dates.start.number))
    }

    private func within(_ limit: Int, _ left: Day, _ right: Day) -> Int? {
        if left.isMissing { return nil }
        let days = abs(Int(left.number) - Int(right.number))
        return days <= limit ? days : nil
    }

    /// Whether an intervention that begins on a day belongs to an event: in the window around it, or during the sentence.
    private func fits(_ event: Day, row: Int, intervention: Day, in history: History) -> Bool {
        if intervention >= event.adding(days: -daysBefore), intervention <= event.adding(days: daysAfter) {
            return true
        }
        let start = history.sentences.starts[row]
        let end = max(history.sentences.ends[row], history.sentences.releases[row])
        return !start.isMissing && !end.isMissing && intervention >= start && intervention <= end
    }

    private func nearest(_ candidates: [(row: Int, distance: Int)], _ history: History) -> Int? {
        candidates.min { left, right in
            let leftDate = history.sentences.eventDate(left.row)
            let rightDate = history.sentences.eventDate(right.row)
            return (left.distance, leftDate, left.row) < (right.distance, rightDate, right.row)
        }?.row
    }

    private func loss(
        of event: IndexEvent,
        person: Int,
        dates: InterventionDates,
        in history: History
    ) -> LossReason? {
        if !dates.start.isMissing, !fits(event.date, row: event.sentence, intervention: dates.start, in: history) {
            return .sentenceDoesNotFit
        }
        if event.date.year < firstYear || event.date > extractEnd { return .outsideYears }
        if !followUp.isComplete(from: event.date, extractEnd: extractEnd) { return .followUpIncomplete }
        if died(person, by: event.date, in: history) { return .died }
        if !dates.start.isMissing,
            followUp.reoffended(person, after: event.date, before: dates.start, in: history)
        {
            return .reoffendedBefore
        }
        if history.sexes[person] == Sex.notRecorded.rawValue || history.births[person].isMissing { return .missingData }
        return nil
    }

    private func died(_ person: Int, by index: Day, in history: History) -> Bool {
        let death = history.deaths[person]
        return !death.isMissing && death <= (keepsDeaths ? index : index.adding(months: followUp.followUpMonths))
    }
}
