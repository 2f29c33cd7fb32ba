import Extracts
import Tables

/// Names, dates of birth and identifiers of one person: as they are, under other names, and as recorded.
struct Identity {
    /// The truth.
    var own: PersonRecord
    /// Other names and dates of birth that the police know the person by.
    var aliases: [PersonRecord]
    /// What the primary row of the extract says.
    var recorded: PersonRecord
    /// The PNC ID.
    var pncID: [UInt8]
    /// The prison number; empty for people who were never in prison.
    var prisonNumber: [UInt8]
    /// Whether the extract leaves the prison number out.
    var hidesPrisonNumber: Bool
    /// Position of the local authority in its region's list.
    var authority: Int
}

/// Makes identities.
struct IdentityMaker: Sendable {
    let names: NameCatalogue
    private let seed: UInt64
    private let identifiers: Identifiers
    private let quality: PopulationQuality

    private static let aliasCountMax = 3

    init(names: NameCatalogue, seed: UInt64, people: Int, quality: PopulationQuality) {
        self.names = names
        self.seed = seed
        self.quality = quality
        identifiers = Identifiers(seed: seed, people: people)
    }

    /// The identity of a person.
    func identity(ofPerson person: Int, traits: Traits, career: Career) -> Identity {
        var stream = RandomStream(seed: seed, .identity, person: person)
        let own = ownRecord(traits, &stream)
        let authority = stream.below(Demography.authorities[traits.region].count)
        var aliases: [PersonRecord] = []
        while aliases.count < Self.aliasCountMax, stream.chance(quality.alias) {
            let alias = alias(of: own, traits: traits, &stream)
            if alias != own { aliases.append(alias) }
        }
        var errors = RandomStream(seed: seed, .recordErrors, person: person)
        let recorded = recorded(own, &errors)
        return Identity(
            own: own,
            aliases: aliases,
            recorded: recorded,
            pncID: identifiers.pncID(person: person, year: career.firstRecordYear),
            prisonNumber: career.wasInPrison ? identifiers.prisonNumber(person: person) : [],
            hidesPrisonNumber: errors.chance(quality.prisonNumberMissing),
            authority: authority
        )
    }

    private func ownRecord(_ traits: Traits, _ stream: inout RandomStream) -> PersonRecord {
        let birthYear = traits.birth.year
        let forename = names.forename(
            sex: traits.sex,
            birthYear: birthYear,
            heritage: traits.heritage,
            &stream
        )
        let surname = names.surname(heritage: traits.heritage, &stream)
        var middle: [UInt8] = []
        if stream.chance(quality.middleName) {
            // Second names follow the fashion of the parents' generation.
            middle = names.forename(sex: traits.sex, birthYear: birthYear - 25, heritage: traits.heritage, &stream)
            if middle == forename { middle = [] }
        }
        return PersonRecord(
            forename: forename,
            middleName: middle,
            surname: surname,
            birth: traits.birth,
            sex: traits.sex
        )
    }

    private func alias(of own: PersonRecord, traits: Traits, _ stream: inout RandomStream) -> PersonRecord {
        var alias = own
        let kind = stream.uniform()
        switch kind {
        case ..<0.3:
            if let short = names.nickname(of: own.forename, &stream) { alias.forename = short }
        case ..<0.55:
            alias.surname = names.surname(heritage: traits.heritage, &stream)
        case ..<0.7:
            RecordErrors.misspell(&alias.surname, &stream)
        case ..<0.85:
            alias.birth = RecordErrors.wrongDigit(own.birth, &stream)
        case ..<0.93:
            if !own.middleName.isEmpty {
                alias.forename = own.middleName
                alias.middleName = own.forename
            }
        default:
            alias.forename = names.forename(
                sex: own.sex,
                birthYear: own.birth.year,
                heritage: traits.heritage,
                &stream
            )
            alias.surname = names.surname(heritage: traits.heritage, &stream)
            alias.middleName = []
        }
        return alias
    }

    private func recorded(_ own: PersonRecord, _ stream: inout RandomStream) -> PersonRecord {
        var record = own
        if stream.chance(quality.forenameTypo) { RecordErrors.misspell(&record.forename, &stream) }
        if stream.chance(quality.surnameTypo) { RecordErrors.misspell(&record.surname, &stream) }
        if stream.chance(quality.namesSwapped) { swap(&record.forename, &record.surname) }
        if stream.chance(quality.birthDayMonthSwapped) { record.birth = RecordErrors.swapDayAndMonth(record.birth) }
        if stream.chance(quality.birthDigit) { record.birth = RecordErrors.wrongDigit(record.birth, &stream) }
        if stream.chance(quality.birthFirstOfJanuary) { record.birth = RecordErrors.firstOfJanuary(record.birth) }
        if stream.chance(quality.birthMissing) { record.birth = .missing }
        if stream.chance(quality.sexMissing) { record.sex = .notRecorded }
        return record
    }
}
