import Extracts
import Foundation
import Tables

/// What a person is, apart from names and history; drawn before anything else.
struct Traits: Sendable {
    /// Sex.
    var sex: Sex
    /// A level of ``Demography/ethnicities``; the last level stands for "not recorded".
    var ethnicity: Int
    /// A level of ``Demography/nationalities``.
    var nationality: Int
    /// A level of ``Demography/regions``.
    var region: Int
    /// Date of birth.
    var birth: Day
    /// The first conviction that the sentence extract holds.
    var firstHeldConviction: Day
    /// Date of the first offence; later than the first held conviction when there was none before it.
    var onset: Day
    /// Standard normal: inclination to offend before the index years; see ``ReoffendingModel``.
    var frailty: Double
    /// The offence group a person tends to.
    var mainGroup: OffenceGroup
    /// Where the names come from.
    var heritage: Heritage
}

/// Distributions of people's characteristics: shares in the neighbourhood of published offender statistics, not taken
/// from any data set.
struct Demography: Sendable {
    static let ethnicities = ["white_british", "white_other", "black", "asian", "mixed", "other", ""]
    static let nationalities = [
        "British", "Polish", "Romanian", "Irish", "Albanian", "Lithuanian", "Pakistani", "Indian", "Bangladeshi",
        "Nigerian", "Jamaican", "Somali", "Vietnamese", "Portuguese",
    ]
    static let regions = [
        "North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands", "East of England",
        "London", "South East", "South West", "Wales",
    ]
    /// Parts of the country, for the sites of a programme: one for each of ``regions``.
    static let sites = [
        "North", "North", "North", "Midlands", "Midlands", "South", "London", "South", "South", "Wales",
    ]
    static let authorities: [[String]] = [
        ["Newcastle", "Sunderland", "Durham", "Middlesbrough"], ["Manchester", "Liverpool", "Preston", "Bolton"],
        ["Leeds", "Sheffield", "Hull", "Bradford"], ["Nottingham", "Leicester", "Derby", "Lincoln"],
        ["Birmingham", "Coventry", "Stoke", "Walsall"], ["Norwich", "Cambridge", "Luton", "Southend"],
        ["Croydon", "Lambeth", "Newham", "Brent"], ["Brighton", "Kent", "Reading", "Southampton"],
        ["Bristol", "Plymouth", "Swindon", "Gloucester"], ["Cardiff", "Swansea", "Newport", "Wrexham"],
    ]

    private static let regionWeights: [Double] = [6, 15, 11, 8, 11, 8, 16, 12, 7, 6]
    private static let ethnicityWeights: [Double] = [74, 6, 8, 6, 3, 1, 2]
    private static let ethnicityWeightsLondon: [Double] = [44, 10, 21, 12, 7, 3, 3]

    private let femaleShare: Double
    private let held: ClosedRange<Int>

    /// The distributions of one population.
    ///
    /// - Parameters:
    ///   - femaleShare: Share of women.
    ///   - held: First and last day number of the first convictions in the sentence extract.
    init(femaleShare: Double, held: ClosedRange<Int>) {
        self.femaleShare = femaleShare
        self.held = held
    }

    /// A region, each as often as people of the population live there.
    static func region(_ stream: inout RandomStream) -> Int { stream.index(weights: regionWeights) }

    /// A person's characteristics.
    func draw(_ stream: inout RandomStream) -> Traits {
        let sex: Sex = stream.chance(femaleShare) ? .female : .male
        let region = Self.region(&stream)
        let isLondon = region == 6
        let ethnicity = stream.index(weights: isLondon ? Self.ethnicityWeightsLondon : Self.ethnicityWeights)
        let heritage = Self.heritage(ethnicity: ethnicity, &stream)
        let nationality = Self.nationality(heritage: heritage, ethnicity: ethnicity, &stream)
        // More first convictions lie late than early: people convicted early left again before the extract's end.
        let position = pow(stream.uniform(), 0.6)
        let first = Day(number: Int32(Double(held.lowerBound) + position * Double(held.count)))
        // The age-crime curve of adults: a steep rise to the early twenties, then a long decline.
        let age = min(18 + stream.gammaTwo(scale: sex == .female ? 8.5 : 7.5), 80)
        let birth = first.adding(days: -Int(age * 365.25))
        let onsetAge = 10 + stream.gammaTwo(scale: sex == .female ? 6.5 : 5)
        return Traits(
            sex: sex,
            ethnicity: ethnicity,
            nationality: nationality,
            region: region,
            birth: birth,
            firstHeldConviction: first,
            onset: birth.adding(days: Int(onsetAge * 365.25)),
            frailty: stream.normal(),
            mainGroup: OffenceGroup.draw(sex: sex, &stream),
            heritage: heritage
        )
    }

    private static func heritage(ethnicity: Int, _ stream: inout RandomStream) -> Heritage {
        let draw = stream.uniform()
        return switch ethnicity {
        case 1: draw < 0.85 ? .european : .british
        case 2: draw < 0.5 ? .british : (draw < 0.85 ? .african : .muslim)
        case 3: draw < 0.62 ? .muslim : .southAsian
        case 4: draw < 0.85 ? .british : (draw < 0.95 ? .african : .muslim)
        case 5: draw < 0.5 ? .eastAsian : .muslim
        default: draw < 0.985 ? .british : .european
        }
    }

    private static func nationality(heritage: Heritage, ethnicity: Int, _ stream: inout RandomStream) -> Int {
        let draw = stream.uniform()
        let pick = stream.uniform()
        return switch heritage {
        case .british: ethnicity == 2 && draw < 0.12 ? 10 : 0
        case .european: draw < 0.25 ? 0 : (pick < 0.3 ? 1 : pick < 0.55 ? 2 : pick < 0.75 ? 3 : pick < 0.85 ? 4 : 5)
        case .muslim: draw < 0.78 ? 0 : (pick < 0.6 ? 6 : pick < 0.85 ? 8 : 11)
        case .southAsian: draw < 0.82 ? 0 : 7
        case .african: draw < 0.65 ? 0 : (pick < 0.7 ? 9 : 11)
        case .eastAsian: draw < 0.55 ? 0 : 12
        }
    }
}
