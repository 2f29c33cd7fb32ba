import Foundation

/// A model's weights for one cohort, as tables: the weight of a pair is a sum of entries.
///
/// The weight of a pair is the logarithm to base 2 of its Bayes factor. An exact agreement on a value with frequency *f*
/// weighs log2(m / f) in place of log2(m / u): a rare name says more than a common one (Winkler 2000). Nothing writes to
/// it after `init`, and it holds the cohort that its pointers read; so it may cross threads.
package final class LinkScorer: @unchecked Sendable {
    /// The adjustment of the exact level of one comparison, by the cohort's code.
    private struct TermFrequency {
        let shift: UInt64
        let codes: UnsafePointer<UInt32>
        let bits: FixedArray<Double>
    }

    /// The number of people in the population.
    package let personCount: Int
    private let comparisonCount: Int
    private let weights: FixedArray<Double>
    private let termFrequencies: [TermFrequency]
    private let cohort: LinkCohort
    private let log2PersonCount: Double

    /// 2^(i / 256) for i in 0 ..< 256, made of square roots and products, which are the same on every processor.
    private static let fractions: [Double] = {
        var roots: [Double] = []
        var root = 2.0
        for _ in 0..<8 {
            root = root.squareRoot()
            roots.append(root)
        }
        return (0..<256).map { index in
            roots.indices.reduce(1.0) { index >> (7 - $1) & 1 == 1 ? $0 * roots[$1] : $0 }
        }
    }()

    /// Makes the tables.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - cohort: The cohort, with the model's plan.
    ///   - values: How often the cohort's values occur in the population.
    package init(model: LinkModel, cohort: LinkCohort, values: ValueCounts) {
        precondition(model.comparisons.count == cohort.comparisons.count, "a model of another plan")
        precondition(values.fit(cohort), "value counts of another cohort")
        personCount = model.personCount
        log2PersonCount = log2(Double(model.personCount))
        comparisonCount = cohort.comparisons.count
        var table = [Double](repeating: 0, count: 16 * comparisonCount)
        for (position, comparison) in model.comparisons.enumerated() {
            for (level, entry) in comparison.levels.enumerated() { table[16 * position + level + 1] = entry.weight }
        }
        weights = FixedArray(table)
        self.cohort = cohort
        termFrequencies = cohort.comparisons.enumerated().compactMap { position, comparison in
            let total = values.totals[position]
            guard cohort.plan.comparisons[position].termFrequency, comparison.exact != 0, total > 0,
                case .text(let text) = cohort.columns.fields[comparison.field]
            else { return nil }
            let expected = model.comparisons[position].levels[0].u
            let bits = values.counts[position].map { log2(expected / (Double(max($0, 1)) / Double(total))) }
            return TermFrequency(shift: UInt64(4 * position), codes: text.codes, bits: FixedArray(bits))
        }
    }

    /// The match weight of a pair with this vector: log2 of its Bayes factor.
    @inline(__always)
    package func weight(_ vector: ComparisonVector, cohortRow: Int) -> Double {
        var sum = 0.0
        forEachTerm(vector, cohortRow: cohortRow) { _, _, bits in sum += bits }
        return sum
    }

    /// The terms of a pair's match weight: added up in this order they give ``weight(_:cohortRow:)`` to the last bit.
    ///
    /// A level for each comparison, in the plan's order (0 bits where a value is missing), then the adjustments for
    /// the frequency of the cohort's value.
    package func explanation(_ vector: ComparisonVector, cohortRow: Int) -> [WeightTerm] {
        var terms: [WeightTerm] = []
        forEachTerm(vector, cohortRow: cohortRow) { comparison, isFrequency, bits in
            let plan = cohort.plan.comparisons[comparison]
            let level = vector.level(comparison)
            terms.append(
                WeightTerm(
                    comparison: comparison,
                    field: plan.field,
                    level: level == 0 || level > plan.levels.count ? nil : plan.levels[level - 1],
                    isTermFrequency: isFrequency,
                    bits: bits
                )
            )
        }
        return terms
    }

    /// The one place that says what a weight is made of.
    @inline(__always)
    private func forEachTerm(
        _ vector: ComparisonVector,
        cohortRow: Int,
        _ body: (_ comparison: Int, _ isFrequency: Bool, _ bits: Double) -> Void
    ) {
        for position in 0..<comparisonCount {
            body(position, false, weights.base[16 * position + vector.level(position)])
        }
        for index in 0..<termFrequencies.count where vector.word >> termFrequencies[index].shift & 15 == 1 {
            let bits = termFrequencies[index].bits.base[Int(termFrequencies[index].codes[cohortRow])]
            body(Int(termFrequencies[index].shift / 4), true, bits)
        }
    }

    /// The Bayes factor over the number of people, as a whole number of 2^-32, at most 2^58.
    ///
    /// Whole numbers add up to the same sum in any order; the resolution of the weight is 1/256 bit.
    @inline(__always)
    package func scaledOdds(_ weight: Double) -> UInt64 {
        let steps = Int(((weight - log2PersonCount + 32) * 256).rounded())
        if steps < 0 { return 0 }
        let exponent = steps >> 8
        if exponent >= 58 { return 1 << 58 }
        return UInt64((Self.fractions[steps & 255] * Double(UInt64(1) << UInt64(exponent))).rounded())
    }
}
