import Extracts
import Tables

/// One person's sentences, offences, assessments and spells, in the order in which they happened.
///
/// One value is reused for person after person, so that its arrays are allocated once.
struct Career {
    /// A row of the sentence extract.
    struct Sentence {
        var conviction: Day
        var disposal: Disposal
        var start: Day
        var end: Day
        var release: Day
        var lengthDays: Int
        var group: OffenceGroup
        var prison: Int?

        /// The day from which reoffending counts: release from custody, else the start.
        var eventDate: Day { disposal == .custody ? release : start }
    }

    /// A row of the offence extract.
    struct Offence {
        var date: Day
        var outcomeDate: Day
        var outcome: OffenceOutcome
        var tier: Tier
        var group: OffenceGroup
        var severity: Int
        var custodial: Bool
    }

    /// A row of the assessment extract.
    struct Assessment {
        var date: Day
        /// One value an item of ``Career/assessmentItems``, ``Career/missingItem`` when missing.
        var items: SIMD8<UInt8>
    }

    /// A row of the employment extract.
    struct Spell {
        var kind: EmploymentKind
        var start: Day
        /// Missing while it lasts.
        var end: Day
    }

    /// The event from which a programme's effect on this person would be measured.
    struct IndexEvent {
        /// Position of the sentence.
        var sentence: Int
        /// Release, or start of a community sentence.
        var date: Day
        /// Logit of taking part, up to a constant.
        var selectionLogit: Double
        /// Probability of reoffending within twelve months without the programme.
        var untreatedProbability: Double
        /// Probability with it.
        var treatedProbability: Double
        /// Whether the person reoffended.
        var reoffended = false
    }

    /// The OASys items that assessments have.
    static let assessmentItems = ["S3Q3", "S4Q2", "S6Q1", "S7Q3", "S8Q1", "S9Q1", "S11Q2", "S12Q1"]
    /// Stands for an item without an answer.
    static let missingItem: UInt8 = 255

    var sentences: [Sentence] = []
    var offences: [Offence] = []
    var assessments: [Assessment] = []
    var spells: [Spell] = []
    var indexEvent: IndexEvent?
    /// Missing unless the person died.
    var death = Day.missing
    /// The year of the first police record.
    var firstRecordYear = 0
    /// Whether there ever was a custodial sentence.
    var wasInPrison = false

    /// Forgets the person, keeps the memory.
    mutating func reset() {
        sentences.removeAll(keepingCapacity: true)
        offences.removeAll(keepingCapacity: true)
        assessments.removeAll(keepingCapacity: true)
        spells.removeAll(keepingCapacity: true)
        indexEvent = nil
        death = .missing
        firstRecordYear = 0
        wasInPrison = false
    }
}
