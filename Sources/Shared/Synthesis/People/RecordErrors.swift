import Extracts
import Tables

/// What identifies a person in one record.
struct PersonRecord: Equatable {
    var forename: [UInt8]
    /// Empty when there is none.
    var middleName: [UInt8]
    var surname: [UInt8]
    /// Missing when not recorded.
    var birth: Day
    var sex: Sex
}

/// The ways in which records go wrong; every function leaves the value as it is where the error cannot happen.
enum RecordErrors {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    /// The keys beside each letter on a British keyboard, from a to z.
    private static let neighbours: [[UInt8]] = [
        "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn", "jiolm", "kop", "njk",
        "bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghu", "asx",
    ].map { Array($0.utf8) }

    /// A name with one typing error: a letter replaced at random or by a neighbouring key, added, left out, doubled, or
    /// two letters in each other's place.
    static func misspell(_ name: inout [UInt8], _ stream: inout RandomStream) {
        let kind = stream.below(6)
        let letter = alphabet[stream.below(alphabet.count)]
        guard name.count >= 3 else { return }
        // The first letter is the one that people get right most often.
        let position = stream.chance(0.9) ? 1 + stream.below(name.count - 1) : 0
        switch kind {
        case 0: name[position] = matchingCase(letter, of: name[position])
        case 1:
            let lower = name[position] | 0x20
            guard lower >= alphabet[0], lower <= alphabet[25] else { return }
            let keys = neighbours[Int(lower - alphabet[0])]
            name[position] = matchingCase(keys[Int(letter) % keys.count], of: name[position])
        case 2: name.insert(letter, at: max(position, 1))
        case 3: name.remove(at: position)
        case 4: name.insert(name[position] | 0x20, at: position + 1)
        default:
            let first = min(max(position, 1), name.count - 2)
            guard first >= 1 else { return }
            name.swapAt(first, first + 1)
        }
        if let start = name.first, start >= alphabet[0], start <= alphabet[25] { name[0] = start & 0xDF }
    }

    /// Day and month in each other's place, where that is a date.
    static func swapDayAndMonth(_ birth: Day) -> Day {
        guard !birth.isMissing else { return birth }
        let (year, month, day) = birth.parts
        return Day(year: year, month: day, day: month) ?? birth
    }

    /// The first of January of the year.
    static func firstOfJanuary(_ birth: Day) -> Day {
        guard !birth.isMissing else { return birth }
        return Day(year: birth.year, month: 1, day: 1) ?? birth
    }

    /// One wrong digit in the day, the month or the year (its last two digits), such that it is a date.
    static func wrongDigit(_ birth: Day, _ stream: inout RandomStream) -> Day {
        let part = stream.below(3)
        let change = 1 + stream.below(9)
        let inTens = stream.chance(0.3)
        guard !birth.isMissing else { return birth }
        let (year, month, day) = birth.parts
        switch part {
        case 0: return Day(year: year, month: month, day: replaced(day, change, inTens)) ?? birth
        case 1: return Day(year: year, month: replaced(month, change, inTens), day: day) ?? birth
        default:
            // The decade stays between the 1930s and the 2000s, or the row would be refused as a child's.
            let changed = replaced(year, inTens ? change % 3 : change, inTens)
            guard changed >= 1_930, changed <= 2_006 else { return birth }
            return Day(year: changed, month: month, day: day) ?? birth
        }
    }

    /// One digit of an identifier replaced by another.
    static func wrongIdentifier(_ identifier: inout [UInt8], _ stream: inout RandomStream) {
        let change = 1 + UInt8(stream.below(9))
        let pick = stream.below(identifier.count)
        for step in identifier.indices {
            let position = (pick + step) % identifier.count
            let digit = identifier[position]
            guard digit >= 0x30, digit <= 0x39 else { continue }
            identifier[position] = 0x30 + (digit - 0x30 + change) % 10
            return
        }
    }

    /// A name in capitals.
    static func capitals(_ name: [UInt8]) -> [UInt8] {
        name.map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 }
    }

    private static func replaced(_ number: Int, _ change: Int, _ inTens: Bool) -> Int {
        let unit = inTens ? 10 : 1
        let digit = number / unit % 10
        return number + ((digit + change) % 10 - digit) * unit
    }

    private static func matchingCase(_ letter: UInt8, of other: UInt8) -> UInt8 {
        other & 0x20 == 0 ? letter & 0xDF : letter
    }
}
