/// PNC IDs and prison numbers, one of each for every person number, never the same twice in one population.
struct Identifiers {
    private let shift: Int
    private let yearCycle: Int

    private static let serialCount = 10_000_000
    private static let prisonNumberCount = 26 * 10_000 * 26 * 26
    /// Multipliers without a factor in common with the counts, so that multiplication permutes the numbers.
    private static let serialMultiplier = 6_180_339
    private static let prisonMultiplier = 61_803_397
    /// The check letter of a PNC ID by its number modulo 23; I, O and S do not occur.
    private static let checkLetters = Array("ZABCDEFGHJKLMNPQRTUVWXY".utf8)

    /// The identifiers of a population.
    ///
    /// - Parameters:
    ///   - seed: Shifts the numbers.
    ///   - people: The greatest person number that will be asked for, plus one; at most 80 million.
    init(seed: UInt64, people: Int) {
        var stream = RandomStream(seed: seed, .identifiers, person: 0)
        shift = stream.below(Self.serialCount)
        yearCycle = max(1, (people + Self.serialCount - 1) / Self.serialCount)
    }

    /// The most people that can have different identifiers.
    static let peopleMax = 80_000_000

    /// `YYYY/NNNNNNNC`: the year of the record, a serial number and a check letter.
    ///
    /// With more than ten million people serial numbers come round again; then each round has years of its own, at most
    /// seven before the year asked for.
    func pncID(person: Int, year: Int) -> [UInt8] {
        let round = person / Self.serialCount
        let serial = (person % Self.serialCount * Self.serialMultiplier + shift) % Self.serialCount
        let recordYear = year - (year - round) % yearCycle
        var text: [UInt8] = []
        text.reserveCapacity(13)
        Self.append(recordYear, digits: 4, to: &text)
        text.append(UInt8(ascii: "/"))
        Self.append(serial, digits: 7, to: &text)
        text.append(Self.checkLetters[(recordYear % 100 * Self.serialCount + serial) % 23])
        return text
    }

    /// `A1234BC`.
    func prisonNumber(person: Int) -> [UInt8] {
        var number = (person * Self.prisonMultiplier + shift) % Self.prisonNumberCount
        let last = number % 26
        number /= 26
        let secondLast = number % 26
        number /= 26
        var text: [UInt8] = []
        text.reserveCapacity(7)
        text.append(UInt8(ascii: "A") + UInt8(number / 10_000))
        Self.append(number % 10_000, digits: 4, to: &text)
        text.append(UInt8(ascii: "A") + UInt8(secondLast))
        text.append(UInt8(ascii: "A") + UInt8(last))
        return text
    }

    private static func append(_ number: Int, digits: Int, to text: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
