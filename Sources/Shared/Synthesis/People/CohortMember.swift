import Extracts
import Tables

/// One row of the cohort with what is true about it.
struct CohortMember: Sendable {
    /// Rows lie in ascending order of this; a random number, so that the order says nothing.
    let order: UInt64
    /// The person's number, which breaks ties.
    let person: Int
    /// Whether the person is in the extracts.
    let isPresent: Bool
    /// The row of `cohort.csv`, ended.
    let row: [UInt8]
    /// The PNC ID.
    let pncID: [UInt8]
    /// The index event's sentence.
    let sentenceID: [UInt8]
    /// Where the person took part: a value of the subgroup column.
    let site: String
    /// Probability of reoffending without the programme.
    let untreatedProbability: Double
    /// Probability with it.
    let treatedProbability: Double
    /// Whether the person reoffended.
    let reoffended: Bool
    /// Whether any name, date of birth, sex or identifier of the row is wrong or, apart from identifiers, missing.
    let isCorrupted: Bool
}

/// Writes a person as a provider would: with the provider's errors, gaps and knowledge.
struct CohortWriter: Sendable {
    /// The columns of `cohort.csv`: the Data Upload Template, one subgroup column and, where the provider has it, the region.
    static func columns(_ quality: CohortQuality) -> [String] {
        [
            "forename", "surname", "date_of_birth", "gender", "index_date", "conviction_date", "intervention_start",
            "intervention_end", "pnc_id", "prison_number", "site",
        ] + (quality.regionVisible > 0 ? ["region"] : [])
    }

    let seed: UInt64
    let quality: CohortQuality
    let names: NameCatalogue
    let vocabulary: Vocabulary

    /// The cohort's row of a person who has an index event.
    func member(
        person: Int,
        traits: Traits,
        identity: Identity,
        career: Career,
        event: Career.IndexEvent,
        isPresent: Bool
    ) -> CohortMember {
        var stream = RandomStream(seed: seed, .cohortRow, person: person)
        let record = record(of: identity, traits: traits, &stream)
        let numbers = numbers(of: identity, &stream)
        let sentence = career.sentences[event.sentence]
        var indexDate = event.date
        if stream.chance(quality.indexDateOff) {
            let days = 1 + stream.below(5)
            indexDate = indexDate.adding(days: stream.chance(0.5) ? days : -days)
        }
        if stream.chance(quality.indexDateMissing) { indexDate = .missing }
        let intervention = intervention(sentence, event: event, &stream)

        var row = record.row
        row.appendComma()
        row.append(day: indexDate)
        row.appendComma()
        row.append(day: sentence.conviction)
        row.appendComma()
        row.append(day: intervention.start)
        row.appendComma()
        row.append(day: intervention.end)
        row.appendComma()
        row.append(contentsOf: numbers.pncID)
        row.appendComma()
        row.append(contentsOf: numbers.prisonNumber)
        row.appendComma()
        row.append(contentsOf: vocabulary.sites[traits.region])
        if quality.regionVisible > 0 {
            row.appendComma()
            if let region = region(traits, &stream) { row.append(contentsOf: vocabulary.regions[region]) }
        }
        row.endRow()

        var sentenceID: [UInt8] = []
        sentenceID.append(sentenceID: event.sentence, person: person)
        var order = RandomStream(seed: seed, .cohortOrder, person: person)
        return CohortMember(
            order: order.bits(),
            person: person,
            isPresent: isPresent,
            row: row,
            pncID: identity.pncID,
            sentenceID: sentenceID,
            site: Demography.sites[traits.region],
            untreatedProbability: event.untreatedProbability,
            treatedProbability: event.treatedProbability,
            reoffended: event.reoffended,
            isCorrupted: record.isCorrupted || numbers.isCorrupted
        )
    }

    /// Names, date of birth and gender as the provider has them, as the first fields of the row.
    private func record(
        of identity: Identity,
        traits: Traits,
        _ stream: inout RandomStream
    ) -> (row: [UInt8], isCorrupted: Bool) {
        let own = identity.own
        var record = own
        if stream.chance(quality.aliasUsed), let alias = identity.aliases.first { record = alias }
        if stream.chance(quality.middleNameUsed), !own.middleName.isEmpty { record.forename = own.middleName }
        if stream.chance(quality.nickname), let short = names.nickname(of: record.forename, &stream) {
            record.forename = short
        }
        if stream.chance(quality.surnameChange) {
            record.surname = names.surname(heritage: traits.heritage, &stream)
        }
        if stream.chance(quality.forenameTypo) { RecordErrors.misspell(&record.forename, &stream) }
        if stream.chance(quality.surnameTypo) { RecordErrors.misspell(&record.surname, &stream) }
        if stream.chance(quality.namesSwapped) { swap(&record.forename, &record.surname) }
        if stream.chance(quality.birthDayMonthSwapped) { record.birth = RecordErrors.swapDayAndMonth(record.birth) }
        if stream.chance(quality.birthDigit) { record.birth = RecordErrors.wrongDigit(record.birth, &stream) }
        if stream.chance(quality.birthFirstOfJanuary) { record.birth = RecordErrors.firstOfJanuary(record.birth) }
        if stream.chance(quality.birthMissing) { record.birth = .missing }
        if stream.chance(quality.sexWrong) { record.sex = record.sex == .female ? .male : .female }
        if stream.chance(quality.sexMissing) { record.sex = .notRecorded }
        record.middleName = own.middleName
        let isCorrupted = record != own
        if stream.chance(quality.upperCase) {
            record.forename = RecordErrors.capitals(record.forename)
            record.surname = RecordErrors.capitals(record.surname)
        }
        var row: [UInt8] = []
        row.reserveCapacity(160)
        row.append(contentsOf: record.forename)
        row.appendComma()
        row.append(contentsOf: record.surname)
        row.appendComma()
        row.append(day: record.birth)
        row.appendComma()
        if record.sex != .notRecorded { row.append(text: record.sex == .female ? "Female" : "Male") }
        return (row, isCorrupted)
    }

    private func numbers(
        of identity: Identity,
        _ stream: inout RandomStream
    ) -> (pncID: [UInt8], prisonNumber: [UInt8], isCorrupted: Bool) {
        var pncID = identity.pncID
        var prisonNumber = identity.prisonNumber
        let showsPNC = stream.chance(quality.pncIDVisible)
        let wrongPNC = stream.chance(quality.pncIDWrong)
        if wrongPNC { RecordErrors.wrongIdentifier(&pncID, &stream) }
        let showsPrison = stream.chance(quality.prisonNumberVisible) && !prisonNumber.isEmpty
        let wrongPrison = stream.chance(quality.prisonNumberWrong) && !prisonNumber.isEmpty
        if wrongPrison { RecordErrors.wrongIdentifier(&prisonNumber, &stream) }
        return (
            showsPNC ? pncID : [],
            showsPrison ? prisonNumber : [],
            (showsPNC && wrongPNC) || (showsPrison && wrongPrison)
        )
    }

    /// Where the provider believes that the person lives; nothing where it does not say.
    private func region(_ traits: Traits, _ stream: inout RandomStream) -> Int? {
        let isShown = stream.chance(quality.regionVisible)
        let region = stream.chance(quality.regionMoved) ? Demography.region(&stream) : traits.region
        return isShown ? region : nil
    }

    /// When the programme began and ended: in custody before release, or after the event for a share of the cohort.
    private func intervention(
        _ sentence: Career.Sentence,
        event: Career.IndexEvent,
        _ stream: inout RandomStream
    ) -> (start: Day, end: Day) {
        let startsAfter = stream.chance(quality.startsAfterIndex)
        let position = stream.uniform()
        let length = 14 + stream.below(77)
        guard sentence.disposal == .custody, !startsAfter else {
            // Programmes in the community begin on the day of the sentence's start unless they begin late.
            let start = startsAfter ? event.date.adding(days: 1 + Int(position * 90)) : event.date
            return (start, start.adding(days: length))
        }
        let inside = Int(event.date.number - sentence.start.number)
        let start = event.date.adding(days: -1 - Int(position * Double(min(inside - 1, 150))))
        return (start, min(start.adding(days: length), event.date))
    }
}
