import Extracts
import Tables

/// Rows of the five extracts for a block of people, as comma-separated bytes.
struct ExtractRows: Sendable {
    /// The extracts, in the order of ``ExtractTable/all``.
    static let tables = ExtractTable.all

    /// The bytes of each table, in the order of ``tables``.
    private(set) var persons: [UInt8] = []
    private(set) var sentences: [UInt8] = []
    private(set) var offences: [UInt8] = []
    private(set) var assessments: [UInt8] = []
    private(set) var employment: [UInt8] = []
    /// Rows of each table, in the order of ``tables``.
    private(set) var rowCounts = [Int](repeating: 0, count: 5)

    /// The bytes by table, in the order of ``tables``.
    var all: [[UInt8]] { [persons, sentences, offences, assessments, employment] }

    /// Rows for about so many people.
    init(people: Int) {
        persons.reserveCapacity(people * 140)
        sentences.reserveCapacity(people * 280)
        offences.reserveCapacity(people * 480)
        assessments.reserveCapacity(people * 60)
        employment.reserveCapacity(people * 260)
    }

    /// The header of a table: the columns of its schema, and the items of assessments.
    static func header(of table: ExtractTable) -> [UInt8] {
        let items = table.name == ExtractTable.assessments.name ? Career.assessmentItems : []
        return Array((table.columns.map(\.name) + items).joined(separator: ",").utf8) + [UInt8(ascii: "\n")]
    }

    /// Appends everything the extracts hold about a person.
    mutating func append(
        person: Int,
        traits: Traits,
        identity: Identity,
        career: Career,
        vocabulary: Vocabulary
    ) {
        append(identity.recorded, isAlias: false, traits, identity, career.death, vocabulary)
        for alias in identity.aliases { append(alias, isAlias: true, traits, identity, career.death, vocabulary) }
        for index in career.sentences.indices {
            append(career.sentences[index], person: person, index: index, pncID: identity.pncID, vocabulary)
        }
        for offence in career.offences { append(offence, pncID: identity.pncID, vocabulary) }
        for assessment in career.assessments { append(assessment, pncID: identity.pncID) }
        for spell in career.spells { append(spell, pncID: identity.pncID, vocabulary) }
    }

    private mutating func append(
        _ record: PersonRecord,
        isAlias: Bool,
        _ traits: Traits,
        _ identity: Identity,
        _ death: Day,
        _ vocabulary: Vocabulary
    ) {
        persons.append(contentsOf: identity.pncID)
        persons.appendComma()
        if !identity.hidesPrisonNumber { persons.append(contentsOf: identity.prisonNumber) }
        persons.appendComma()
        persons.append(contentsOf: record.forename)
        persons.appendComma()
        persons.append(contentsOf: record.middleName)
        persons.appendComma()
        persons.append(contentsOf: record.surname)
        persons.appendComma()
        persons.append(day: record.birth)
        persons.appendComma()
        persons.append(contentsOf: vocabulary.sexes[Int(record.sex.rawValue)])
        persons.appendComma()
        persons.append(contentsOf: vocabulary.ethnicities[traits.ethnicity])
        persons.appendComma()
        persons.append(contentsOf: vocabulary.nationalities[traits.nationality])
        persons.appendComma()
        persons.append(contentsOf: vocabulary.regions[traits.region])
        persons.appendComma()
        persons.append(contentsOf: vocabulary.authorities[traits.region][identity.authority])
        persons.appendComma()
        persons.append(day: death)
        persons.appendComma()
        persons.append(isAlias ? UInt8(ascii: "1") : UInt8(ascii: "0"))
        persons.endRow()
        rowCounts[0] += 1
    }

    private mutating func append(
        _ sentence: Career.Sentence,
        person: Int,
        index: Int,
        pncID: [UInt8],
        _ vocabulary: Vocabulary
    ) {
        sentences.append(contentsOf: pncID)
        sentences.appendComma()
        sentences.append(sentenceID: index, person: person)
        sentences.appendComma()
        sentences.append(day: sentence.conviction)
        sentences.appendComma()
        sentences.append(contentsOf: vocabulary.disposals[Int(sentence.disposal.rawValue)])
        sentences.appendComma()
        sentences.append(day: sentence.start)
        sentences.appendComma()
        sentences.append(day: sentence.end)
        sentences.appendComma()
        sentences.append(day: sentence.release)
        sentences.appendComma()
        if sentence.lengthDays > 0 { sentences.append(number: sentence.lengthDays) }
        sentences.appendComma()
        sentences.append(contentsOf: vocabulary.groups[sentence.group.rawValue])
        sentences.appendComma()
        if let prison = sentence.prison { sentences.append(contentsOf: vocabulary.prisons[prison]) }
        sentences.endRow()
        rowCounts[1] += 1
    }

    private mutating func append(_ offence: Career.Offence, pncID: [UInt8], _ vocabulary: Vocabulary) {
        offences.append(contentsOf: pncID)
        offences.appendComma()
        offences.append(day: offence.date)
        offences.appendComma()
        offences.append(day: offence.outcomeDate)
        offences.appendComma()
        offences.append(contentsOf: vocabulary.outcomes[Int(offence.outcome.rawValue)])
        offences.appendComma()
        offences.append(contentsOf: vocabulary.tiers[Int(offence.tier.rawValue)])
        offences.appendComma()
        offences.append(contentsOf: vocabulary.groups[offence.group.rawValue])
        offences.appendComma()
        offences.append(number: offence.severity)
        offences.appendComma()
        offences.append(offence.custodial ? UInt8(ascii: "1") : UInt8(ascii: "0"))
        offences.endRow()
        rowCounts[2] += 1
    }

    private mutating func append(_ assessment: Career.Assessment, pncID: [UInt8]) {
        assessments.append(contentsOf: pncID)
        assessments.appendComma()
        assessments.append(day: assessment.date)
        for item in Career.assessmentItems.indices {
            assessments.appendComma()
            let value = assessment.items[item]
            if value != Career.missingItem { assessments.append(number: Int(value)) }
        }
        assessments.endRow()
        rowCounts[3] += 1
    }

    private mutating func append(_ spell: Career.Spell, pncID: [UInt8], _ vocabulary: Vocabulary) {
        employment.append(contentsOf: pncID)
        employment.appendComma()
        employment.append(contentsOf: vocabulary.kinds[Int(spell.kind.rawValue)])
        employment.appendComma()
        employment.append(day: spell.start)
        employment.appendComma()
        employment.append(day: spell.end)
        employment.endRow()
        rowCounts[4] += 1
    }
}

extension [UInt8] {
    /// A sentence's identifier: unique over the population, ascending within a person.
    mutating func append(sentenceID index: Int, person: Int) {
        append(UInt8(ascii: "S"))
        append(number: person, digits: 8)
        append(number: index, digits: 2)
    }
}
