import Foundation

/// The values of a column that occur in the population, laid out to find how frequent those near another value are.
///
/// A name with a wrong letter says little where the other name is SMITH and much where it is PICKWELL. So a level that holds
/// for near values has, for each value *a* of the cohort, its own u: the share of the population with a value at this level
/// of *a*. See docs/methods/linkage.md, section 4.
struct NearValues: Sendable {
    /// Values that are laid out: the most frequent.
    ///
    /// A rarer one adds less than a ten-thousandth to a share.
    static let valueCountMax = 1_024

    /// Level codes that are adjusted, ascending; codes start at 1.
    let codes: [Int]
    private let packed: PackedStrings
    /// Shares of the values here among all that occur.
    private let shares: [Double]
    /// Values that are in a group of nicknames, with their groups.
    private let nicknames: [(index: Int, groups: UInt64)]
    /// Distinct values of the cohort that occur in the population: as a sample of so many the values are weighed.
    fileprivate let valueCount: Double
    private let bounds: [Double]
    private let boundCodes: [Int]
    private let nicknameCode: Int?

    /// Lays out values; nil where no level of near values uses frequencies, or no value occurs.
    ///
    /// - Parameters:
    ///   - comparison: The comparison of the column.
    ///   - values: Distinct values with how frequent they are, in any unit.
    init?(_ comparison: Comparison, values: [(bytes: [UInt8], share: Double)]) {
        guard comparison.termFrequency else { return nil }
        var bounds: [(bound: Double, code: Int)] = []
        var nickname: Int?
        levels: for (index, level) in comparison.levels.enumerated() {
            switch level {
            case .exact, .compound, .initial, .namesSwapped: continue
            case .nickname: nickname = index + 1
            case .jaroWinkler(let bound): bounds.append((bound, index + 1))
            default: break levels
            }
        }
        let isUsed = comparison.levels.contains { $0 != .exact && comparison.frequencyUse(of: $0).weight > 0 }
        guard isUsed else { return nil }
        let known = values.filter { $0.share > 0 }
        guard !known.isEmpty, nickname != nil || !bounds.isEmpty else { return nil }
        let sorted = known.sorted { left, right in
            left.share != right.share ? left.share > right.share : left.bytes.lexicographicallyPrecedes(right.bytes)
        }
        let kept = sorted.prefix(Self.valueCountMax)
        var texts = TextList()
        var groups: [(Int, UInt64)] = []
        for (index, value) in kept.enumerated() {
            value.bytes.withUnsafeBufferPointer { bytes in
                texts.append(bytes)
                let packed = nickname == nil ? 0 : Nicknames.packedGroups(of: bytes)
                if packed != 0 { groups.append((index, packed)) }
            }
        }
        let total = sorted.reduce(0) { $0 + $1.share }
        shares = kept.map { $0.share / total }
        packed = PackedStrings(texts)
        nicknames = groups
        valueCount = Double(known.count)
        self.bounds = bounds.map(\.bound)
        boundCodes = bounds.map(\.code)
        nicknameCode = nickname
        codes = (bounds.map(\.code) + [nickname].compactMap(\.self)).sorted()
    }

    /// The share of the population that is near some values, at each adjusted level.
    ///
    /// - Parameter queries: The values.
    /// - Returns: For each value a share for each of ``codes``, summed in the order of the values here.
    /// - Complexity: O(*q* · *n*) for *q* values and *n* laid out, some hundred million pairs a second.
    fileprivate func nearShares(_ queries: TextList) -> [Double] {
        let width = packed.count
        var sums = [Double](repeating: 0, count: queries.count * codes.count)
        let places = boundCodes.map { code in codes.firstIndex(of: code) ?? 0 }
        let nicknamePlace = nicknameCode.flatMap { codes.firstIndex(of: $0) }
        let none = UInt8(bounds.count)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(queries.count * width, 1)) { memory in
            guard let results = memory.baseAddress else { return }
            if bounds.isEmpty {
                results.initialize(repeating: none, count: queries.count * width)
            } else {
                packed.jaroWinklerLevels(queries, bounds: bounds, into: results)
            }
            for query in 0..<queries.count {
                let row = results + query * width
                queries.withText(query) { text in
                    if let nicknameCode, let nicknamePlace {
                        let groups = Nicknames.packedGroups(of: text)
                        for entry in nicknames where groups != 0 && Nicknames.haveCommonGroup(groups, entry.groups) {
                            let level = row[entry.index] < none ? boundCodes[Int(row[entry.index])] : .max
                            if level < nicknameCode || isEqual(entry.index, text) { continue }
                            row[entry.index] = none
                            sums[query * codes.count + nicknamePlace] += shares[entry.index]
                        }
                    }
                    for index in 0..<width where row[index] != none {
                        if row[index] == 0, isEqual(index, text) { continue }
                        sums[query * codes.count + places[Int(row[index])]] += shares[index]
                    }
                }
            }
        }
        return sums
    }

    private func isEqual(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        packed.texts.withText(index) { $0.hasSameBytes(as: text) }
    }
}

extension Level {
    /// Whether the frequency of values can change its weight.
    var canUseFrequency: Bool {
        switch self {
        case .exact, .nickname, .jaroWinkler: true
        default: false
        }
    }

    /// How far it does as is standard.
    ///
    /// Nicknames are learned as one: most are near few names, and common ones.
    var frequencyWeight: Double {
        switch self {
        case .exact, .jaroWinkler: 1
        default: 0
        }
    }
}

/// The share of the population near each value of a cohort's column: the same for any model of one plan.
struct NearShares: Sendable {
    /// The position of the comparison.
    let comparison: Int
    /// Level codes that are adjusted, ascending.
    let codes: [Int]
    /// By the cohort's code, then by adjusted level.
    private let shares: [Double]
    private let valueCount: Double

    /// Values of a column that one thread works on at a time.
    private static let tileSize = 1_024

    /// Compares the values of the cohort's column with those that occur.
    init(comparison: Int, near: NearValues, text: CodedText) {
        let parts = Tiles.map(count: text.distinctCount, size: Self.tileSize) { range in
            var queries = TextList()
            for code in range { queries.append(text.bytes(ofCode: code)) }
            return near.nearShares(queries)
        }
        self.comparison = comparison
        codes = near.codes
        shares = parts.flatMap(\.self)
        valueCount = near.valueCount
    }

    /// u of each adjusted level for each value.
    ///
    /// With *s* the share of near values, *D* distinct values and *ū* the level's u, it is (½ + D s) / (½ / ū + D): half a value
    /// of prior at the average.
    ///
    /// - Parameter average: u of each level of the comparison, levels counted from 0.
    /// - Returns: By the cohort's code, then by adjusted level.
    func frequencies(average: [Double]) -> [Double] {
        let prior = ValueFrequencies.prior
        return shares.indices.map { index in
            let mean = average[codes[index % codes.count] - 1]
            return (prior + valueCount * shares[index]) / (prior / mean + valueCount)
        }
    }
}

/// What the frequency of near values adds to the weight of a level, for each value of a cohort's column.
struct NearFrequency: Sendable {
    /// The position of the comparison.
    let comparison: Int
    /// By level code the place among the adjusted levels, -1 for others.
    let places: FixedArray<Int8>
    /// By the cohort's code, then by place, in bits.
    let bits: FixedArray<Double>
    /// Adjusted levels.
    let width: Int

    /// The adjustments of one comparison by a model.
    init(_ shares: NearShares, model: LinkModel) {
        let plan = model.plan.comparisons[shares.comparison]
        let average = model.comparisons[shares.comparison].levels.map(\.u)
        let codes = shares.codes
        bits = FixedArray(
            shares.frequencies(average: average).enumerated().map { index, frequency in
                let level = codes[index % codes.count] - 1
                return plan.frequencyBits(level: level, average: average[level], frequency: frequency)
            }
        )
        var places = [Int8](repeating: -1, count: 16)
        for (place, code) in codes.enumerated() { places[code] = Int8(place) }
        self.places = FixedArray(places)
        comparison = shares.comparison
        width = codes.count
    }
}
