/// The distinct values of a number, ascending, with the people of each group who have them.
///
/// Knots, cut points, means and counts are made from it wherever the rows are: counts are merged exactly, so neither the
/// number of parts nor their order changes anything.
package struct NumberDistribution: Equatable, Sendable {
    /// The distinct values, ascending.
    package private(set) var values: [Double] = []
    /// Controls with each value.
    package private(set) var controls: [Int] = []
    /// Treated people with each value.
    package private(set) var treated: [Int] = []

    /// The distribution of nothing.
    package init() {}

    /// A distribution from its parts, as read from a wire; nil when they do not fit each other.
    package init?(values: [Double], controls: [Int], treated: [Int]) {
        guard values.count == controls.count, values.count == treated.count,
            values.allSatisfy({ !$0.isNaN }), zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }),
            controls.allSatisfy({ (0...Self.countMax).contains($0) }),
            treated.allSatisfy({ (0...Self.countMax).contains($0) })
        else { return nil }
        (self.values, self.controls, self.treated) = (values, controls, treated)
    }

    /// The most people with a value that are read from a wire: far more than there are.
    private static let countMax = 1 << 40

    /// The distribution of a range of rows; NaN is nobody's value.
    ///
    /// - Complexity: O(*n* log *n*) for *n* rows.
    package init(_ column: CovariateFrame.Column, treatment: [UInt8], rows: Range<Int>) {
        var groups: [[Double]] = [[], []]
        func gather(_ value: Double, _ row: Int) {
            // 0 added makes −0 the same value as 0.
            if !value.isNaN { groups[treatment[row] == 1 ? 1 : 0].append(value + 0) }
        }
        switch column {
        case .singles(let values): for row in rows { gather(Double(values[row]), row) }
        case .doubles(let values): for row in rows { gather(values[row], row) }
        case .codes, .wideCodes: preconditionFailure("levels have no distribution of numbers")
        }
        for group in 0...1 {
            groups[group].sort()
            var part = NumberDistribution()
            for value in groups[group] { part.append(value, controls: 1 - group, treated: group) }
            groups[group] = []
            add(part)
        }
    }

    private mutating func append(_ value: Double, controls more: Int, treated others: Int) {
        if values.last == value {
            controls[controls.count - 1] += more
            treated[treated.count - 1] += others
        } else {
            values.append(value)
            controls.append(more)
            treated.append(others)
        }
    }

    /// Merges the distribution of other rows.
    package mutating func add(_ other: NumberDistribution) {
        guard !values.isEmpty, !other.values.isEmpty else {
            if values.isEmpty { self = other }
            return
        }
        var merged = NumberDistribution()
        var (left, right) = (0, 0)
        while left < values.count || right < other.values.count {
            if right == other.values.count || left < values.count && values[left] <= other.values[right] {
                merged.append(values[left], controls: controls[left], treated: treated[left])
                left += 1
            } else {
                merged.append(other.values[right], controls: other.controls[right], treated: other.treated[right])
                right += 1
            }
        }
        self = merged
    }

    /// People with a value.
    package var count: Int { controls.reduce(0, +) + treated.reduce(0, +) }

    /// A quantile of everybody's values, as R's by default (type 7); NaN without values.
    package func quantile(_ share: Double) -> Double {
        let last = count - 1
        guard last >= 0 else { return .nan }
        let place = share * Double(last)
        let low = min(Int(place), last)
        let (below, above) = (value(at: low), value(at: min(low + 1, last)))
        return below + (place - Double(low)) * (above - below)
    }

    /// The value at a place among everybody's values in ascending order.
    private func value(at place: Int) -> Double {
        var seen = 0
        for index in values.indices {
            seen += controls[index] + treated[index]
            if seen > place { return values[index] }
        }
        return values[values.count - 1]
    }

    /// People whose value is at most a limit.
    func count(upTo limit: Double) -> Int {
        values.indices.reduce(0) { values[$1] <= limit ? $0 + controls[$1] + treated[$1] : $0 }
    }

    /// The mean over everybody of a function, from its value at each distinct value.
    func mean(of function: [Double]) -> Double {
        precondition(function.count == values.count, "a function has one value for each of the distribution")
        let sum = values.indices.reduce(0.0) { $0 + Double(controls[$1] + treated[$1]) * function[$1] }
        return values.isEmpty ? 0 : sum / Double(count)
    }

    /// Controls and treated people at each level between cut points; a cut point belongs to the level above it.
    func levels(cuts: [Double]) -> (controls: [Int], treated: [Int]) {
        var levels = (controls: Array(repeating: 0, count: cuts.count + 1), treated: [Int]())
        levels.treated = levels.controls
        for index in values.indices {
            let level = cuts.count { $0 <= values[index] }
            levels.controls[level] += controls[index]
            levels.treated[level] += treated[index]
        }
        return levels
    }
}
