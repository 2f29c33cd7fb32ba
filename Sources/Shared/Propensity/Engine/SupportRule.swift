import Glibc

/// Who is left out by the probability of treatment, besides the ranges of the two groups.
package struct SupportRule: Equatable, Sendable {
    /// The probabilities that are kept by a fixed range.
    package var range: ClosedRange<Double> = 0.1...0.9
    /// The share that a percentile or density rule leaves out; from 0 to below 1.
    package var share = 0.05

    /// A range of 0.1 to 0.9 and a share of 5 %.
    package init() {}

    /// Refuses what has no meaning.
    ///
    /// - Throws: ``PropensityError/unsupported(what:instead:)``.
    package func validate() throws(PropensityError) {
        if !(range.lowerBound >= 0 && range.upperBound <= 1 && range.lowerBound < range.upperBound) {
            throw .unsupported(
                what: "A range of scores outside 0 to 1",
                instead: "give two probabilities, such as 0.1,0.9"
            )
        }
        if !(share > 0 && share < 1) {
            throw .unsupported(what: "A share to trim that is not between 0 and 1", instead: "give one, such as 0.05")
        }
    }

    /// The rows outside the fixed range.
    package func outsideRange(_ probabilities: [Double]) -> [Bool] {
        probabilities.map { !range.contains($0) }
    }

    /// Crump's α: rows with a probability below α or above 1 − α are left out.
    ///
    /// α minimises the variance bound of the effect: with g = 1/(p(1 − p)), the rows kept are the most for which the
    /// largest g is at most twice the mean of theirs (Crump, Hotz, Imbens and Mitnik 2009, section 5,
    /// doi:10.1093/biomet/asn055); α is then that of 1/(α(1 − α)) = twice their mean, 0 when all are kept.
    package static func crumpLimit(_ probabilities: [Double]) -> Double { crumpLimit(sorted: probabilities.sorted()) }

    /// Crump's α of sorted probabilities: g ascends outwards from a half.
    static func crumpLimit(sorted: [Double]) -> Double {
        var high = sorted.firstIndex { $0 >= 0.5 } ?? sorted.count
        var low = high - 1
        var sum = 0.0
        var best: (count: Int, mean: Double) = (0, 0)
        for count in 1..<(sorted.count + 1) {
            let next: Double
            if low < 0 || (high < sorted.count && sorted[high] - 0.5 <= 0.5 - sorted[low]) {
                next = sorted[high]
                high += 1
            } else {
                next = sorted[low]
                low -= 1
            }
            let value = 1 / (next * (1 - next))
            sum += value
            let mean = sum / Double(count)
            if value <= 2 * mean { best = (count, mean) }
        }
        guard best.count < sorted.count else { return 0 }
        return 0.5 - max(0, 0.25 - 1 / (2 * best.mean)).squareRoot()
    }

    /// The rows that Crump's rule leaves out.
    package static func outsideCrump(_ probabilities: [Double]) -> [Bool] {
        let limit = crumpLimit(probabilities)
        return probabilities.map { $0 < limit || $0 > 1 - limit }
    }

    /// The rows below a low quantile of the treated or above a high one of the controls.
    ///
    /// The quantiles are `share` and 1 − `share` (Stürmer and others 2010, doi:10.1093/aje/kwq198), as R's `quantile`.
    package func outsidePercentiles(_ probabilities: [Double], treatment: [UInt8]) -> [Bool] {
        let treated = zip(probabilities, treatment).filter { $0.1 == 1 }.map(\.0).sorted()
        let controls = zip(probabilities, treatment).filter { $0.1 != 1 }.map(\.0).sorted()
        let low = SortedQuantile.value(treated, share)
        let high = SortedQuantile.value(controls, 1 - share)
        return probabilities.map { $0 < low || $0 > high }
    }

    /// The rows of one group where the other group is thinnest.
    ///
    /// Of the group, the `share` with the lowest density of the other group's probabilities is left out, and all without
    /// any (Heckman, Ichimura and Todd 1997, doi:10.2307/2971733; psmatch2's `trim`). The density is that of Stata's
    /// `kdensity`: Epanechnikov's kernel, bandwidth 0.9 min(s, IQR/1.349) n^(−1/5). The limit is Stata's `_pctile`.
    ///
    /// - Complexity: O(*n* log *n*).
    package func thinnest(_ probabilities: [Double], treatment: [UInt8], of group: UInt8) -> [Bool] {
        let rows = treatment.indices.filter { treatment[$0] == group }
        let others = zip(probabilities, treatment).filter { $0.1 != group }.map(\.0).sorted()
        let density = EpanechnikovDensity(sorted: others)
        let heights = rows.map { density.height(at: probabilities[$0]) }
        let limit = max(0, SortedQuantile.stata(heights.sorted(), share))
        var left = Array(repeating: false, count: treatment.count)
        for (place, row) in rows.enumerated() where heights[place] <= limit { left[row] = true }
        return left
    }
}

extension MatchSettings {
    /// The rows that a discard rule by probability leaves out; nil for the other rules.
    func discardedByProbability(_ frame: CovariateFrame, _ scores: [Double]) -> [Bool]? {
        let link = link
        let isLinear = distance == .linear
        var probabilities: [Double] { isLinear ? scores.map { link.probability($0) } : scores }
        switch discard {
        case .none, .treated, .control, .both: return nil
        case .range: return support.outsideRange(probabilities)
        case .crump: return SupportRule.outsideCrump(probabilities)
        case .percentile: return support.outsidePercentiles(probabilities, treatment: frame.treatment)
        case .density:
            return support.thinnest(probabilities, treatment: frame.treatment, of: estimand == .atc ? 0 : 1)
        }
    }
}

/// Quantiles of sorted numbers.
enum SortedQuantile {
    /// As R's `quantile` by default (type 7): at place 1 + (n − 1) q, between two numbers by proportion.
    static func value(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.indices.last else { return .nan }
        let place = share * Double(last)
        let low = min(Int(place), last)
        let high = min(low + 1, last)
        return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }

    /// As Stata's `_pctile`: the mean of two numbers when n q is whole, otherwise the next one.
    static func stata(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.indices.last else { return .nan }
        let place = share * Double(sorted.count)
        let low = Int(place)
        guard place == Double(low), low > 0 else { return sorted[min(low, last)] }
        return 0.5 * (sorted[low - 1] + sorted[min(low, last)])
    }
}

/// A kernel density by Epanechnikov's kernel 3/(4√5) (1 − z²/5) for |z| < √5, from sums of powers before each place.
private struct EpanechnikovDensity {
    private let values: [Double]
    private let bandwidth: Double
    /// Sums of the values and of their squares, from a middle value, up to each place.
    private let sums: [(first: Double, second: Double)]
    private let centre: Double

    init(sorted: [Double]) {
        values = sorted
        let moments = Moments(sorted)
        let deviation = moments.variance.squareRoot()
        let quartiles = SortedQuantile.stata(sorted, 0.75) - SortedQuantile.stata(sorted, 0.25)
        let spread = quartiles > 0 ? min(deviation, quartiles / 1.349) : deviation
        bandwidth = 0.9 * spread * pow(Double(max(1, sorted.count)), -0.2)
        let middle = moments.mean
        centre = middle
        var running = (first: 0.0, second: 0.0)
        sums =
            [running]
            + sorted.map { value in
                running.first += value - middle
                running.second += (value - middle) * (value - middle)
                return running
            }
    }

    /// The density at a point.
    func height(at point: Double) -> Double {
        guard bandwidth > 0 else { return 0 }
        let reach = 5.0.squareRoot() * bandwidth
        let low = place { $0 > point - reach }
        let high = place { $0 >= point + reach }
        guard high > low else { return 0 }
        let from = point - centre
        let count = Double(high - low)
        let first = sums[high].first - sums[low].first
        let second = sums[high].second - sums[low].second
        let squares = second - 2 * from * first + count * from * from
        let area = 0.75 / 5.0.squareRoot() / (Double(values.count) * bandwidth)
        return max(0, area * (count - squares / (5 * bandwidth * bandwidth)))
    }

    private func place(_ isBeyond: (Double) -> Bool) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(values[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
