import Glibc

/// Subclassification on the score: people between two quantiles of it are a set.
///
/// Cochran (1968, doi:10.2307/2528036); Rosenbaum and Rubin (1984, doi:10.1080/01621459.1984.10478078). The cut points are
/// quantiles (R's type 7) of the scores of the group whose effect is estimated, or of everybody's. A subclass short of one
/// group takes the nearest people of that group from the next subclass, as MatchIt does. Exact strata are cut each for
/// itself.
struct Subclassifier {
    let rows: MatchingRows
    let treatment: [UInt8]
    let settings: MatchSettings

    /// The subclasses as sets, and weights that make both groups of each subclass stand for the same people.
    ///
    /// - Complexity: O(*n* log *n*) for *n* rows, and O(*n*) for each person who changes subclass.
    func match() -> MatchedRows {
        var matched = MatchedRows(rowCount: treatment.count)
        var everyone: [UInt16: [Int]] = [:]
        for row in treatment.indices { everyone[rows.strata[row], default: []].append(row) }
        var sets = Array(repeating: Int32(-1), count: treatment.count)
        var next: Int32 = 0
        for stratum in everyone.keys.sorted() {
            let members = everyone[stratum] ?? []
            let kept = members.filter { rows.isFocal[$0] != nil }
            for subclass in subclasses(kept, cuts: cuts(members, kept)) {
                if subclass.isEmpty { continue }
                let treated = subclass.count { treatment[$0] == 1 }
                let controls = subclass.count - treated
                guard treated >= max(1, settings.subclassLeast), controls >= max(1, settings.subclassLeast) else {
                    for row in subclass { matched.reasons[row] = .thinSubclass }
                    continue
                }
                for row in subclass {
                    sets[row] = next
                    matched.weights[row] = SetWeights.weight(
                        isTreated: treatment[row] == 1,
                        treated: treated,
                        controls: controls,
                        estimand: settings.estimand
                    )
                }
                next += 1
            }
        }
        matched.sets = sets
        return matched
    }

    /// The inner and outer cut points of a stratum.
    private func cuts(_ members: [Int], _ kept: [Int]) -> [Double] {
        let least = max(1, settings.subclassLeast)
        let treated = kept.count { treatment[$0] == 1 }
        let count = min(settings.subclasses, treated / least, (kept.count - treated) / least)
        guard count > 1 else { return [] }
        let scores = members.filter { row in
            switch settings.estimand {
            case .att: treatment[row] == 1
            case .atc: treatment[row] != 1
            case .ate, .ato: true
            }
        }.map { rows.scores[$0] }.sorted()
        return (0...count).map { Self.quantile(scores, $0 == count ? 1 : Double($0) * (1 / Double(count))) }
    }

    /// The quantile of sorted numbers by linear interpolation: type 7 of Hyndman and Fan (1996, doi:10.2307/2684934).
    static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
        let place = Double(sorted.count - 1) * probability
        let low = (place + 4 * Double.ulpOfOne).rounded(.down)
        let share = place - low
        let value = sorted[Int(low)]
        guard abs(share) > 4 * Double.ulpOfOne, Int(low) + 1 < sorted.count else { return value }
        return (1 - share) * value + share * sorted[Int(low) + 1]
    }

    /// The people of each subclass.
    private func subclasses(_ kept: [Int], cuts: [Double]) -> [[Int]] {
        guard cuts.count > 2 else { return [kept] }
        var places = kept.map { row in
            // The last cut point at or below the score; the outer subclasses are open.
            var (low, high) = (0, cuts.count)
            while low < high {
                let middle = (low + high) / 2
                if cuts[middle] <= rows.scores[row] { low = middle + 1 } else { high = middle }
            }
            return min(max(low - 1, 0), cuts.count - 2)
        }
        let used = Set(places).sorted()
        for index in places.indices { places[index] = used.firstIndex(of: places[index]) ?? 0 }
        if settings.subclassLeast > 0 {
            for isTreated in [true, false] {
                let members = kept.indices.filter { (treatment[kept[$0]] == 1) == isTreated }
                fill(&places, used.count, kept, members: members)
            }
        }
        var subclasses = Array(repeating: [Int](), count: used.count)
        for (index, place) in places.enumerated() { subclasses[place].append(kept[index]) }
        return subclasses
    }

    /// Fills subclasses that are short of a group with its nearest people of a neighbouring subclass.
    private func fill(_ places: inout [Int], _ count: Int, _ kept: [Int], members: [Int]) {
        var left = Array(repeating: 0, count: count)
        for member in members { left[places[member]] += 1 }
        for _ in 0..<settings.subclassLeast {
            while let short = left.firstIndex(where: { $0 <= 0 }) {
                guard let giver = giver(left, to: short) else { return }
                let candidates = members.filter { places[$0] == giver }
                let isFromBelow = giver < short
                let best = candidates.max { one, other in
                    let (row, otherRow) = (kept[one], kept[other])
                    if rows.scores[row] != rows.scores[otherRow] {
                        return (rows.scores[row] < rows.scores[otherRow]) == isFromBelow
                    }
                    return rows.keys[row] != rows.keys[otherRow] ? rows.keys[row] < rows.keys[otherRow] : row < otherRow
                }
                guard let best else { return }
                places[best] = short
                left[short] += 1
                left[giver] -= 1
            }
            for place in left.indices { left[place] -= 1 }
        }
    }

    /// The subclass to take from: the next one that can spare somebody, on the side that has more to spare nearby.
    private func giver(_ left: [Int], to short: Int) -> Int? {
        var isBelow = short == left.count - 1
        if short > 0, !isBelow {
            var weight = 0.0
            for place in left.indices where place != short && left[place] > 1 {
                weight += Double(left[place] - 1) / Double(place - short)
            }
            isBelow = weight <= 0
        }
        let places = isBelow ? Array((0..<short).reversed()) : Array((short + 1)..<left.count)
        return places.first { left[$0] > 0 }
    }
}

/// Weights by set: both groups of a set stand for the same people of it.
enum SetWeights {
    /// The weight of a member of a set with some treated people and controls.
    ///
    /// The treated for themselves and each control for n₁/n₀ of them (`att`), the reverse (`atc`), or both for everybody of
    /// the set (`ate`).
    static func weight(isTreated: Bool, treated: Int, controls: Int, estimand: MatchSettings.Estimand) -> Double {
        let (own, other) = isTreated ? (treated, controls) : (controls, treated)
        switch estimand {
        case .att: return isTreated ? 1 : Double(other) / Double(own)
        case .atc: return isTreated ? Double(other) / Double(own) : 1
        case .ate, .ato: return 1 + Double(other) / Double(own)
        }
    }
}
