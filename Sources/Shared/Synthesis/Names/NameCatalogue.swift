import Extracts

/// Draws forenames by sex, birth year and heritage, surnames by heritage, and the other forms of a name.
struct NameCatalogue: Sendable {
    private struct Heritages: Sendable {
        let male: WeightedNames
        let female: WeightedNames
        let surnames: WeightedNames

        init(_ lists: WorldNames.Lists) {
            male = WeightedNames(lists.male, exponent: 0.7, offset: 2)
            female = WeightedNames(lists.female, exponent: 0.7, offset: 2)
            surnames = WeightedNames(lists.surnames, exponent: 0.8, offset: 2)
        }
    }

    private let maleByDecade: [WeightedNames]
    private let femaleByDecade: [WeightedNames]
    private let rareMale: WeightedNames
    private let rareFemale: WeightedNames
    private let surnames: WeightedNames
    private let firstParts: [[UInt8]]
    private let secondParts: [[UInt8]]
    private let heritages: [Heritages]
    private let nicknames: [[UInt8]: [[UInt8]]]

    /// Share of British people with a forename of the rare list.
    private static let rareForenameShare = 0.05
    /// Share of British people with a surname composed of two parts.
    private static let composedShare = 0.27
    /// Share of British people with two surnames joined by a hyphen.
    private static let doubleBarrelledShare = 0.015

    init() {
        maleByDecade = BritishForenames.male.map { WeightedNames($0, exponent: 0.75, offset: 2) }
        femaleByDecade = BritishForenames.female.map { WeightedNames($0, exponent: 0.75, offset: 2) }
        rareMale = WeightedNames(BritishForenames.rareMale, exponent: 0, offset: 0)
        rareFemale = WeightedNames(BritishForenames.rareFemale, exponent: 0, offset: 0)
        surnames = WeightedNames(BritishSurnames.common, exponent: 0.8, offset: 5)
        firstParts = WeightedNames(BritishSurnames.firstParts, exponent: 0, offset: 0).names
        secondParts = WeightedNames(BritishSurnames.secondParts, exponent: 0, offset: 0).names
        let worldLists = [
            WorldNames.muslim, WorldNames.southAsian, WorldNames.african, WorldNames.european, WorldNames.eastAsian,
        ]
        heritages = worldLists.map(Heritages.init)
        var forms: [[UInt8]: [[UInt8]]] = [:]
        for line in Nicknames.table.split(separator: "\n") {
            let names = line.split(separator: " ").map { Array($0.utf8) }
            forms[names[0]] = Array(names.dropFirst())
        }
        nicknames = forms
    }

    /// A forename.
    func forename(sex: Sex, birthYear: Int, heritage: Heritage, _ stream: inout RandomStream) -> [UInt8] {
        if let index = heritage.listIndex {
            let lists = heritages[index]
            return (sex == .female ? lists.female : lists.male).draw(&stream)
        }
        if stream.chance(Self.rareForenameShare) {
            return (sex == .female ? rareFemale : rareMale).draw(&stream)
        }
        // Parents follow fashion early or late: the list of a decade reaches five years into its neighbours.
        let year = birthYear + stream.below(10) - 5
        let decade = min(max((year - BritishForenames.firstDecade) / 10, 0), maleByDecade.count - 1)
        return (sex == .female ? femaleByDecade : maleByDecade)[decade].draw(&stream)
    }

    /// A surname.
    func surname(heritage: Heritage, _ stream: inout RandomStream) -> [UInt8] {
        if let index = heritage.listIndex { return heritages[index].surnames.draw(&stream) }
        let kind = stream.uniform()
        if kind < Self.composedShare { return composedSurname(&stream) }
        let name = surnames.draw(&stream)
        guard kind < Self.composedShare + Self.doubleBarrelledShare else { return name }
        return name + [UInt8(ascii: "-")] + surnames.draw(&stream)
    }

    /// A short or pet form of a forename, or nil when it has none.
    func nickname(of forename: [UInt8], _ stream: inout RandomStream) -> [UInt8]? {
        let draw = stream.uniform()
        guard let forms = nicknames[forename] else { return nil }
        // Squaring favours the first form, which is the most common.
        return forms[Int(draw * draw * Double(forms.count))]
    }

    private func composedSurname(_ stream: inout RandomStream) -> [UInt8] {
        let count = firstParts.count * secondParts.count
        // Squaring makes the first combinations more common than the last.
        let draw = stream.uniform()
        let rank = min(Int(draw * draw * Double(count)), count - 1)
        // A multiplication modulo a prime greater than the count scatters the common ones over the combinations.
        let scattered = rank * 7_919 % 1_000_003 % count
        return firstParts[scattered / secondParts.count] + secondParts[scattered % secondParts.count]
    }
}

/// Where the names of a person's family come from.
enum Heritage: Sendable {
    case british
    case muslim
    case southAsian
    case african
    case european
    case eastAsian

    /// The position of its lists; British names have lists by decade instead.
    fileprivate var listIndex: Int? {
        switch self {
        case .british: nil
        case .muslim: 0
        case .southAsian: 1
        case .african: 2
        case .european: 3
        case .eastAsian: 4
        }
    }
}
