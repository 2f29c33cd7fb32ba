import Foundation
import Tables

/// How frequent the value of each record of the cohort is among other people.
struct ValueFrequencies {
    /// By record of the cohort; 0 where the value is missing or not counted.
    let byRow: [Double]

    /// How many records of prior, at the average frequency, a count is weighed with.
    static let prior = 0.5

    /// The frequencies of one comparison's values.
    ///
    /// Of *n* records with the value one is the person's own if the pair is a match. The others are weighed with half a
    /// record of prior at the average frequency, so a value that nobody else has does not get the frequency 0.
    init(_ average: Double, _ values: ValueCounts, _ position: Int, _ cohort: LinkCohort) {
        let total = Double(values.totals[position])
        let frequencies = values.counts[position].map { Self.others($0, expected: average * total) / total }
        switch cohort.columns.fields[cohort.comparisons[position].field] {
        case .text(let text):
            byRow = (0..<cohort.rowCount).map { text.codes[$0] == 0 ? 0 : frequencies[Int(text.codes[$0])] }
        case .days(let days):
            let first = Int(cohort.dayRanges[position].lowerBound)
            byRow = (0..<cohort.rowCount).map { row in
                let index = Int(days[row].number) - first
                return frequencies.indices.contains(index) ? frequencies[index] : 0
            }
        }
    }

    /// Records of other people with a value that a match has too: the mean after the others are seen, of a gamma prior
    /// with shape ``prior`` and the expected number as its mean.
    static func others(_ count: Int64, expected: Double) -> Double {
        (Double(max(count, 1)) - 1 + prior) / (1 + prior / max(expected, 1e-12))
    }
}

/// What the joint frequency of two values says beyond the product of their own, for one pair of columns.
struct JointFrequency {
    /// The comparison of texts; its exact level.
    let first: Int
    /// The other comparison; levels by ``mask``.
    let second: Int
    /// By record of the cohort, in bits.
    let bits: FixedArray<Double>
    /// Bit *l* is set where level *l* of the other comparison counts.
    private let mask: UInt32
    private let shifts: (UInt64, UInt64)

    /// Whether the correction applies to a pair.
    @inline(__always)
    func holds(_ vector: ComparisonVector) -> Bool {
        vector.word >> shifts.0 & 15 == 1 && mask >> UInt32(vector.word >> shifts.1 & 15) & 1 == 1
    }

    /// The corrections.
    ///
    /// - Parameters:
    ///   - index: Which of the cohort's joint columns.
    ///   - model: The model.
    ///   - cohort: The cohort.
    ///   - values: How often its values occur.
    ///   - frequencies: The frequencies of the two values by record.
    init(
        _ index: Int,
        model: LinkModel,
        cohort: LinkCohort,
        values: ValueCounts,
        frequencies: ([Double], [Double])
    ) {
        let joint = cohort.jointValues[index]
        first = joint.first
        second = joint.second
        shifts = (UInt64(4 * joint.first), UInt64(4 * joint.second))
        let total = Double(values.jointTotals[index])
        var bits = [Double](repeating: 0, count: cohort.rowCount)
        if joint.isYear {
            // Levels that leave the year as it is.
            mask = cohort.plan.comparisons[joint.second].levels.enumerated().reduce(0) { mask, entry in
                switch entry.element {
                case .exact, .dayMonthSwapped, .firstOfJanuary, .days, .sameYear: mask | 1 << UInt32(entry.offset + 1)
                default: mask
                }
            }
            let years = Self.yearCounts(index, cohort, values)
            for row in bits.indices where joint.indices[row] >= 0 && frequencies.0[row] > 0 && years[row] > 0 {
                let count = values.joint[index][Int(joint.indices[row])]
                let others = ValueFrequencies.others(count, expected: frequencies.0[row] * years[row])
                bits[row] = log2(frequencies.0[row] * years[row] / others)
            }
        } else {
            mask = 2
            let edge = model.joint.edges.first {
                $0.first == min(joint.first, joint.second) && $0.second == max(joint.first, joint.second)
            }
            let factor = edge?.factors[17] ?? 1
            for row in bits.indices where joint.indices[row] >= 0 && total > 0 {
                let expected = frequencies.0[row] * frequencies.1[row] * factor * total
                guard expected > 0 else { continue }
                let count = values.joint[index][Int(joint.indices[row])]
                bits[row] = log2(expected / ValueFrequencies.others(count, expected: expected))
            }
        }
        self.bits = FixedArray(bits)
    }

    /// For each record of the cohort the population's records born in its year.
    static func yearCounts(_ index: Int, _ cohort: LinkCohort, _ values: ValueCounts) -> [Double] {
        cohort.jointValues[index].yearIndices.map { $0 < 0 ? 0 : Double(values.joint[index][Int($0)]) }
    }
}
