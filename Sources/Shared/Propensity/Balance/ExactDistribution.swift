/// The distinct values of a number, ascending, with what each of the four groups of ``BalanceSums/Role`` weighs at each.
///
/// Numbers with few decimals are counted: each is a whole number over a power of ten, to the last bit. Others are sorted by
/// their first 22 bits above the smallest in two passes, then one by one where these agree. Weights at a value are added in
/// the order of the rows.
struct ExactDistribution {
    /// The distinct values.
    private(set) var values: [Double] = []
    /// Four weights for each value, by role.
    private(set) var masses: [Double] = []

    /// The groups and weights of all rows.
    struct Members: Sendable {
        /// 1 for a treated row, 0 for a control.
        let treatment: [UInt8]
        /// The matching weight of each row.
        let weights: [Double]
    }

    /// Places that are counted at most: 8 MiB of weights.
    private static let countedMax = 1 << 18
    /// Rows whose places are worked out at a time.
    private static let chunkRows = 4_096

    /// The distribution of a column of numbers; of codes none.
    ///
    /// - Complexity: O(*n*) for *n* rows, but for values that agree in 22 bits and differ.
    init(_ column: CovariateFrame.Column, _ members: Members) {
        switch column {
        case .codes, .wideCodes: return
        case .singles(let values):
            let range = Self.range(values.lazy.map { Double($0) })
            let kernels = ScoreKernels.highest
            let sample = Self.sample(values.count).map { Double(values[$0]) }
            let counted = count(members, range, sample: sample) {
                kernels.decimalPlaces(values[$0], scale: $1, first: $2, into: $3)
            }
            if !counted { sort(values.count, members, range) { Double(values[$0]) } }
        case .doubles(let values):
            let range = Self.range(values)
            let kernels = ScoreKernels.highest
            let sample = Self.sample(values.count).map { values[$0] }
            let counted = count(members, range, sample: sample) {
                kernels.decimalPlaces(values[$0], scale: $1, first: $2, into: $3)
            }
            if !counted { sort(values.count, members, range) { values[$0] } }
        }
    }

    private static func range(_ values: some Sequence<Double>) -> (low: Double, high: Double) {
        var range = (low: Double.infinity, high: -Double.infinity)
        for value in values {
            if value < range.low { range.low = value }
            if value > range.high { range.high = value }
        }
        return range
    }

    /// Some rows, evenly spread.
    private static func sample(_ rows: Int) -> [Int] {
        Array(stride(from: 0, to: rows, by: max(1, rows / 512)))
    }

    // MARK: - Counting

    /// Counts values that are whole numbers over a power of ten; false when they are not, or are too many.
    private mutating func count(
        _ members: Members,
        _ range: (low: Double, high: Double),
        sample: [Double],
        _ places: (Range<Int>, Double, Double, UnsafeMutablePointer<UInt32>) -> Bool
    ) -> Bool {
        for scale in [1.0, 10, 100, 1_000, 1e4, 1e5, 1e6] {
            let first = (range.low * scale).rounded()
            let span = (range.high * scale).rounded() - first
            guard span >= 0, span < Double(Self.countedMax), abs(first) < 0x1p50 else { return false }
            guard sample.allSatisfy({ $0.isNaN || ($0 * scale).rounded() / scale == $0 }) else { continue }
            var sums = Array(repeating: 0.0, count: 4 * (Int(span) + 1))
            if Self.count(members, into: &sums, { places($0, scale, first, $1) }) {
                keep(sums, scale: scale, first: first)
                return true
            }
        }
        return false
    }

    private static func count(
        _ members: Members,
        into sums: inout [Double],
        _ places: (Range<Int>, UnsafeMutablePointer<UInt32>) -> Bool
    ) -> Bool {
        let rowCount = members.treatment.count
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: chunkRows) { buffer in
            guard let base = buffer.baseAddress else { return false }
            var start = 0
            while start < rowCount {
                let rows = start..<min(start + chunkRows, rowCount)
                guard places(rows, base) else { return false }
                sums.withUnsafeMutableBufferPointer { sums in
                    members.treatment.withUnsafeBufferPointer { treatment in
                        members.weights.withUnsafeBufferPointer { weights in
                            for row in rows {
                                let place = base[row &- start]
                                guard place != .max else { continue }
                                let at = 4 &* Int(place) &+ (treatment[row] == 1 ? 0 : 1)
                                sums[at] += 1
                                sums[at &+ 2] += weights[row]
                            }
                        }
                    }
                }
                start = rows.upperBound
            }
            return true
        }
    }

    /// Keeps the values that somebody has.
    private mutating func keep(_ sums: [Double], scale: Double, first: Double) {
        for place in 0..<(sums.count / 4) where sums[4 * place] + sums[4 * place + 1] > 0 {
            values.append((first + Double(place)) / scale)
            masses.append(contentsOf: sums[(4 * place)..<(4 * place + 4)])
        }
    }

    // MARK: - Sorting

    private mutating func sort(
        _ rowCount: Int,
        _ members: Members,
        _ range: (low: Double, high: Double),
        _ value: (Int) -> Double
    ) {
        let ordered = RadixOrder.order(rowCount: rowCount, range: range, value)
        var start = 0
        var run: [(value: Double, row: Int)] = []
        while start < ordered.count {
            let key = ordered[start] >> 32
            var end = start
            run.removeAll(keepingCapacity: true)
            var isAscending = true
            while end < ordered.count, ordered[end] >> 32 == key {
                let row = Int(truncatingIfNeeded: ordered[end] & 0xffff_ffff)
                let number = value(row)
                if let last = run.last, last.value > number { isAscending = false }
                run.append((number, row))
                end += 1
            }
            if !isAscending { run.sort { $0.value != $1.value ? $0.value < $1.value : $0.row < $1.row } }
            for (number, row) in run { add(number, row, members) }
            start = end
        }
    }

    private mutating func add(_ value: Double, _ row: Int, _ members: Members) {
        if values.last != value {
            values.append(value)
            for _ in 0..<4 { masses.append(0) }
        }
        let at = masses.count - (members.treatment[row] == 1 ? 4 : 3)
        masses[at] += 1
        masses[at + 2] += members.weights[row]
    }
}

/// Rows in the order of the first bits of their values.
private enum RadixOrder {
    private static let digitBits = 11
    private static let bits = 2 * digitBits

    /// The rows with a value, each under its key: the key in the upper 32 bits, the row in the lower.
    ///
    /// A key is the value's place on an even grid from the smallest to the largest, so a larger value never has a smaller key;
    /// rows with one key stay in their order.
    static func order(rowCount: Int, range: (low: Double, high: Double), _ value: (Int) -> Double) -> [UInt64] {
        precondition(rowCount <= Int(UInt32.max), "rows are numbered in 32 bits")
        let steps = Double((1 << bits) - 1)
        let factor = steps / (range.high - range.low)
        let isEven = factor.isFinite && factor > 0
        let mask = UInt64((1 << digitBits) - 1)
        var low = Array(repeating: 0, count: 1 << digitBits)
        var high = low
        var keys: [UInt64] = []
        keys.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            let number = value(row)
            guard !number.isNaN else { continue }
            let key = isEven ? UInt64(max(0, min((number - range.low) * factor, steps))) : 0
            low[Int(key & mask)] += 1
            high[Int(key >> UInt64(digitBits))] += 1
            keys.append(key << 32 | UInt64(row))
        }
        let once = scattered(keys, counts: low, shift: 32)
        return scattered(once, counts: high, shift: 32 + UInt64(digitBits))
    }

    private static func scattered(_ keys: [UInt64], counts: [Int], shift: UInt64) -> [UInt64] {
        var ends = counts
        var sum = 0
        for index in ends.indices { (ends[index], sum) = (sum, sum + ends[index]) }
        let mask = UInt64(counts.count - 1)
        return [UInt64](unsafeUninitializedCapacity: keys.count) { target, count in
            ends.withUnsafeMutableBufferPointer { ends in
                for key in keys {
                    let digit = Int(key >> shift & mask)
                    target[ends[digit]] = key
                    ends[digit] &+= 1
                }
            }
            count = keys.count
        }
    }
}
