/// A value of a closed vocabulary: written as a word in an extract, stored as its one-byte code.
package protocol Coded: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == UInt8 {
    /// The word that extracts use.
    var word: String { get }
}

extension Coded {
    /// The value of a word; letter case, and spaces or hyphens in place of underscores, do not matter.
    package init?(word: String) {
        let wanted = word.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
        guard let match = Self.allCases.first(where: { $0.word.elementsEqual(wanted) }) else { return nil }
        self = match
    }
}

/// Sex as recorded by the police; 0 is "not recorded".
package enum Sex: UInt8, Coded {
    case notRecorded = 0
    case female = 1
    case male = 2

    package var word: String {
        switch self {
        case .notRecorded: "not_recorded"
        case .female: "female"
        case .male: "male"
        }
    }

    /// The value of a word or a usual letter: F, M, woman, man, male, female.
    package init?(anyWord text: String) {
        switch text.lowercased() {
        case "f", "female", "woman", "w": self = .female
        case "m", "male", "man": self = .male
        case "", "u", "unknown", "not_recorded", "not recorded", "n": self = .notRecorded
        default: return nil
        }
    }
}

/// How a sentence is served (domain rules, section 2).
package enum Disposal: UInt8, Coded {
    case custody = 1
    case suspendedSentence = 2
    case communityOrder = 3
    case caution = 4
    case fine = 5
    case other = 6

    package var word: String {
        switch self {
        case .custody: "custody"
        case .suspendedSentence: "suspended_sentence"
        case .communityOrder: "community_order"
        case .caution: "caution"
        case .fine: "fine"
        case .other: "other"
        }
    }
}

/// How an offence ended.
package enum OffenceOutcome: UInt8, Coded {
    case conviction = 1
    case caution = 2
    case reprimand = 3
    case warning = 4
    case penaltyNotice = 5

    package var word: String {
        switch self {
        case .conviction: "conviction"
        case .caution: "caution"
        case .reprimand: "reprimand"
        case .warning: "warning"
        case .penaltyNotice: "penalty_notice"
        }
    }

    /// Whether it proves a reoffence; a penalty notice does not.
    package var isProven: Bool { self != .penaltyNotice }
}

/// The tier of court that an offence belongs to, from the most to the least serious.
package enum Tier: UInt8, Coded {
    case indictable = 1
    case eitherWay = 2
    case summary = 3

    package var word: String {
        switch self {
        case .indictable: "indictable"
        case .eitherWay: "either_way"
        case .summary: "summary"
        }
    }
}

/// What an employment record is about.
package enum EmploymentKind: UInt8, Coded {
    case employment = 1
    case outOfWorkBenefit = 2
    case jobseekersAllowance = 3

    package var word: String {
        switch self {
        case .employment: "employment"
        case .outOfWorkBenefit: "out_of_work_benefit"
        case .jobseekersAllowance: "jsa"
        }
    }
}

/// Where a programme works: which disposals can be its index event.
package enum ProgrammeSetting: UInt8, Coded {
    case custody = 1
    case community = 2
    case both = 3

    package var word: String {
        switch self {
        case .custody: "custody"
        case .community: "community"
        case .both: "both"
        }
    }

    /// The disposals that fit: a release from custody, or the start of a sentence served in the community.
    package var disposals: [Disposal] {
        switch self {
        case .custody: [.custody]
        case .community: [.suspendedSentence, .communityOrder]
        case .both: [.custody, .suspendedSentence, .communityOrder]
        }
    }
}
