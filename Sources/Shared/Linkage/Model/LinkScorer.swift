import Foundation
import Tables

/// A model's weights for one cohort, as tables: the weight of a pair is a sum of entries.
///
/// The weight of a pair is the logarithm to base 2 of its Bayes factor. An exact agreement on a value with frequency *f*
/// weighs log2(m / f) in place of log2(m / u): a rare name says more than a common one (Winkler 2000), and so does a name
/// with a wrong letter to which few names are near. Comparisons that go together by chance are corrected by their levels (``LinkModel/dependence``). Nothing writes to it after `init`, so
/// it may cross threads.
package final class LinkScorer: @unchecked Sendable {
    /// The correction of two comparisons, by their levels.
    private struct Edge {
        let firstShift: UInt64
        let secondShift: UInt64
        let bits: FixedArray<Double>
    }

    /// The number of people in the population.
    package let personCount: Int
    /// The share of the cohort that is in the population, where it is known beforehand.
    let presentShare: Double?
    /// The share of matches that blocking finds.
    let foundShare: Double
    /// Which records lack the same values.
    let missing: MissingValues
    private let comparisonCount: Int
    private let weights: FixedArray<Double>
    private let edges: [Edge]
    /// Shifts of the comparisons with term frequencies.
    private let frequencyShifts: [UInt64]
    /// Record after record, for each comparison with term frequencies the adjustment of its exact level.
    private let frequencyBits: FixedArray<Double>
    /// Classes of the cohort's values.
    let classes: FrequencyClasses
    /// Comparisons whose m depends on the class.
    private let classified: [Int]
    /// For each of these, class after class, what its m adds to the weights of the levels.
    private let classBits: FixedArray<Double>
    private let classNumbers: FixedArray<UInt8>
    /// Shares of the population near the cohort's values, which scorers by other models take over.
    private let nearShares: [NearShares]
    /// Adjustments of levels that hold for near values.
    private let near: [NearFrequency]
    /// Corrections where two columns agree whose values are counted together.
    private let joint: [JointFrequency]
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
    package convenience init(model: LinkModel, cohort: LinkCohort, values: ValueCounts) {
        self.init(model: model, cohort: cohort, values: values) { position in
            NearValues(cohort.plan.comparisons[position], values: values.occurring(comparison: position, of: cohort))
        }
    }

    /// Makes the tables, with the population's values from elsewhere.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - cohort: The cohort, with the model's plan.
    ///   - values: How often the cohort's values occur in the population.
    ///   - nearValues: Gives the values of a comparison's column that occur.
    convenience init(model: LinkModel, cohort: LinkCohort, values: ValueCounts, nearValues: (Int) -> NearValues?) {
        let shares = cohort.comparisons.indices.compactMap { position -> NearShares? in
            guard case .text(let text) = cohort.columns.fields[cohort.comparisons[position].field],
                let near = nearValues(position)
            else { return nil }
            return NearShares(comparison: position, near: near, text: text)
        }
        self.init(model: model, cohort: cohort, values: values, nearShares: shares)
    }

    /// A scorer of the same cohort by another model of the same plan, without comparing values again.
    ///
    /// - Parameters:
    ///   - model: The other model.
    ///   - values: The values of this scorer.
    /// - Returns: The scorer.
    package func scorer(by model: LinkModel, values: ValueCounts) -> LinkScorer {
        LinkScorer(model: model, cohort: cohort, values: values, nearShares: nearShares)
    }

    private init(model: LinkModel, cohort: LinkCohort, values: ValueCounts, nearShares: [NearShares]) {
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
        missing = MissingValues(cohort)
        presentShare = model.presentShare
        foundShare = model.foundShare
        edges = model.joint.edges.map { edge in
            Edge(
                firstShift: UInt64(4 * edge.first),
                secondShift: UInt64(4 * edge.second),
                bits: FixedArray(edge.factors.map { -log2($0) })
            )
        }
        let adjusted = cohort.comparisons.indices.filter { values.giveFrequencies(of: $0, in: cohort) }
        frequencyShifts = adjusted.map { UInt64(4 * $0) }
        let frequencies = adjusted.map { position in
            ValueFrequencies(model.comparisons[position].levels[0].u, values, position, cohort)
        }
        var bits = [Double](repeating: 0, count: adjusted.count * cohort.rowCount)
        for (place, position) in adjusted.enumerated() {
            let average = model.comparisons[position].levels[0].u
            for (row, frequency) in frequencies[place].byRow.enumerated() where frequency > 0 {
                bits[row * adjusted.count + place] =
                    cohort.plan.comparisons[position].frequencyBits(level: 0, average: average, frequency: frequency)
            }
        }
        frequencyBits = FixedArray(bits)
        let classes = FrequencyClasses(cohort: cohort, values: values)
        self.classes = classes
        classified = model.comparisons.indices.filter { model.comparisons[$0].classes != nil && classes.hasClasses[$0] }
        classNumbers = FixedArray(classes.numbers)
        classBits = FixedArray(classified.flatMap { model.comparisons[$0].classBits })
        self.nearShares = nearShares
        near = nearShares.map { NearFrequency($0, model: model) }
        joint = cohort.jointValues.indices.compactMap { index in
            let columns = cohort.jointValues[index]
            guard let first = adjusted.firstIndex(of: columns.first),
                let second = adjusted.firstIndex(of: columns.second)
            else { return nil }
            return JointFrequency(
                index,
                model: model,
                cohort: cohort,
                values: values,
                frequencies: (frequencies[first].byRow, frequencies[second].byRow)
            )
        }
    }

    /// How far below even odds a pair may lie and still be a candidate, in bits.
    ///
    /// The prior odds of one person of *N* are 1 : *N*, so a pair of weight log2 *N* has even odds. Twelve bits below, its
    /// probability is under 0.3 % even where nine in ten of the cohort are present, and it could never be linked; without
    /// the bound every namesake would be kept, millions of pairs.
    private static let marginBits = 12.0

    /// The match weight from which on a pair is a candidate.
    package var weightMin: Double { log2PersonCount - Self.marginBits }

    /// The match weight of a pair with this vector: log2 of its Bayes factor.
    @inline(__always)
    package func weight(_ vector: ComparisonVector, cohortRow: Int) -> Double {
        var sum = 0.0
        forEachTerm(vector, cohortRow: cohortRow) { _, _, bits in sum += bits }
        return sum
    }

    /// The terms of a pair's match weight: added up in this order they give ``weight(_:cohortRow:)`` to the last bit.
    ///
    /// A level for each comparison, in the plan's order (0 bits where a value is missing), then the corrections for
    /// comparisons that go together by chance, then the adjustments for the frequency of the cohort's value and its class.
    package func explanation(_ vector: ComparisonVector, cohortRow: Int) -> [WeightTerm] {
        var terms: [WeightTerm] = []
        forEachTerm(vector, cohortRow: cohortRow) { comparison, kind, bits in
            let plan = cohort.plan.comparisons[comparison]
            let level = vector.level(comparison)
            terms.append(
                WeightTerm(
                    comparison: comparison,
                    field: plan.field,
                    level: level == 0 || level > plan.levels.count ? nil : plan.levels[level - 1],
                    kind: kind,
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
        _ body: (_ comparison: Int, _ kind: WeightTerm.Kind, _ bits: Double) -> Void
    ) {
        for position in 0..<comparisonCount {
            body(position, .level, weights.base[16 * position + vector.level(position)])
        }
        for index in 0..<edges.count {
            let (first, second) = (edges[index].firstShift, edges[index].secondShift)
            let bits = edges[index].bits.base[Int((vector.word >> first & 15) << 4 | vector.word >> second & 15)]
            if bits != 0 { body(Int(second / 4), .dependence(on: Int(first / 4)), bits) }
        }
        let base = frequencyBits.base + cohortRow * frequencyShifts.count
        for index in 0..<frequencyShifts.count where vector.word >> frequencyShifts[index] & 15 == 1 {
            body(Int(frequencyShifts[index] / 4), .frequency, base[index])
        }
        let numbers = classNumbers.base + cohortRow * comparisonCount
        for index in 0..<classified.count {
            let comparison = classified[index]
            let number = index * FrequencyClasses.count + Int(numbers[comparison])
            let bits = classBits.base[16 * number + vector.level(comparison)]
            if bits != 0 { body(comparison, .frequencyClass, bits) }
        }
        for entry in near {
            let place = Int(entry.places.base[vector.level(entry.comparison)])
            if place < 0 { continue }
            let code = Int(cohort.records.words[cohortRow * cohort.records.stride + entry.comparison])
            body(entry.comparison, .frequency, entry.bits.base[code * entry.width + place])
        }
        for entry in joint where entry.holds(vector) {
            body(entry.second, .frequency, entry.bits.base[cohortRow])
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

extension LinkModel.ComparisonModel {
    /// What a class of the cohort's value adds to the weight of each level in bits, sixteen places a class; 0 for a
    /// missing value.
    fileprivate var classBits: [Double] {
        (classes ?? []).flatMap { m in
            (0..<16).map { level in
                level > 0 && level <= levels.count ? log2(m[level - 1] / levels[level - 1].m) : 0
            }
        }
    }
}
