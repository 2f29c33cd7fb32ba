import Extracts

/// Groups of offences, with how serious they are and how often they lead to custody.
enum OffenceGroup: Int, CaseIterable, Sendable {
    case violence
    case sexual
    case robbery
    case burglary
    case theft
    case fraud
    case drugs
    case weapons
    case criminalDamage
    case publicOrder
    case motoring

    /// The word that the extracts use.
    var word: String {
        switch self {
        case .violence: "violence"
        case .sexual: "sexual"
        case .robbery: "robbery"
        case .burglary: "burglary"
        case .theft: "theft"
        case .fraud: "fraud"
        case .drugs: "drugs"
        case .weapons: "weapons"
        case .criminalDamage: "criminal_damage"
        case .publicOrder: "public_order"
        case .motoring: "motoring"
        }
    }

    /// The middle of its offences' severity, 0–255.
    var severity: Int {
        switch self {
        case .sexual: 190
        case .robbery: 175
        case .violence: 120
        case .burglary: 125
        case .weapons: 110
        case .drugs: 105
        case .fraud: 85
        case .theft: 60
        case .criminalDamage: 50
        case .publicOrder: 45
        case .motoring: 35
        }
    }

    /// Its term in the logit of reoffending.
    var reoffendingLogit: Double {
        switch self {
        case .theft: 0.55
        case .burglary: 0.4
        case .publicOrder: 0.25
        case .criminalDamage: 0.2
        case .robbery: 0.05
        case .violence: 0
        case .weapons: 0
        case .motoring: -0.05
        case .drugs: -0.2
        case .fraud: -0.6
        case .sexual: -0.9
        }
    }

    /// Median length of a custodial sentence in days.
    var custodyDays: Double {
        switch self {
        case .sexual: 1_100
        case .robbery: 900
        case .drugs: 620
        case .burglary: 480
        case .weapons: 330
        case .violence: 300
        case .fraud: 280
        case .publicOrder: 130
        case .criminalDamage: 120
        case .theft: 110
        case .motoring: 100
        }
    }

    private static let maleWeights: [Double] = [24, 3, 3, 6, 22, 4, 13, 5, 6, 7, 7]
    private static let femaleWeights: [Double] = [22, 0.4, 1.5, 2, 38, 10, 9, 3, 4, 6, 4]

    /// A group, by the sex-specific shares among convictions.
    static func draw(sex: Sex, _ stream: inout RandomStream) -> OffenceGroup {
        let index = stream.index(weights: sex == .female ? femaleWeights : maleWeights)
        return allCases[index]
    }

    /// The court tier of an offence of some severity.
    static func tier(severity: Int) -> Tier {
        severity >= 150 ? .indictable : (severity >= 55 ? .eitherWay : .summary)
    }
}
