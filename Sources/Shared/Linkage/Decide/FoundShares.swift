import Foundation

/// The cohort's records by which of their compared values are missing.
struct MissingValues: Sendable {
    /// The group of each record, from 0.
    let groups: [Int]
    /// Groups.
    let count: Int

    init(_ cohort: LinkCohort) {
        let records = cohort.records
        let masks = (0..<cohort.rowCount).map { row in
            cohort.comparisons.indices.reduce(0) { mask, position in
                records.words[row * records.stride + position] == 0 ? mask | 1 << position : mask
            }
        }
        var numbers: [Int: Int] = [:]
        for (number, mask) in Set(masks).sorted().enumerated() { numbers[mask] = number }
        groups = masks.map { numbers[$0] ?? 0 }
        count = numbers.count
    }
}

/// How likely a record is somebody whom blocking finds, before its candidates are weighed.
///
/// A record that no candidate fits is nobody, or somebody whom blocking did not find. Blocking finds fewer of the records
/// that lack values: without a date of birth and without identifiers only the names are left, and where one of them has
/// changed since, a namesake is all that is found. So each group of records that lack the same values has its own share.
struct FoundShares {
    /// The share over all records, as the share of a mixture: π / (1 − π f + π) with the share π that is in the population
    /// and the share *f* of these that is found.
    let common: Double
    private let odds: [Double]
    private let bits: [Double]
    private let groups: [Int]

    /// As so many records with the common share every group counts beforehand.
    private static let priorCount = 100.0

    /// Maximises the likelihood Π ((1 − s) + s Σ_j B_j / N) over the records, and over those of each group.
    ///
    /// Where the share of the cohort that is in the population is known, it holds for all.
    ///
    /// - Complexity: O(*n*) an iteration for *n* records.
    init(_ factors: CandidateFactors, scorer: LinkScorer) {
        groups = scorer.missing.groups
        if let known = scorer.presentShare {
            let share = known / (1 - known * scorer.foundShare + known)
            common = share
            odds = [Double](repeating: share / (1 - share), count: scorer.missing.count)
        } else {
            // One record added each way keeps the share inside (0, 1).
            let all = Self.estimate(factors.sums, prior: (0.5, 2))
            common = all
            var sums = [[Double]](repeating: [], count: scorer.missing.count)
            for (group, sum) in zip(groups, factors.sums) { sums[group].append(sum) }
            odds = sums.map { group in
                let share = Self.estimate(group, prior: (all, Self.priorCount))
                return share / (1 - share)
            }
        }
        bits = odds.map { log2($0) }
    }

    /// The odds that a record is found.
    func odds(row: Int) -> Double { odds[groups[row]] }

    /// Their logarithm to base 2.
    func logOdds(row: Int) -> Double { bits[groups[row]] }

    /// EM for the share of some records, with others of which the share is known.
    private static func estimate(_ sums: [Double], prior: (share: Double, count: Double)) -> Double {
        var share = prior.share
        for _ in 0..<1_000 {
            var expected = prior.share * prior.count
            for sum in sums { expected += sum == 0 ? 0 : share / (share + (1 - share) / sum) }
            let next = expected / (Double(sums.count) + prior.count)
            let change = abs(next - share)
            share = next
            if change < 1e-10 { break }
        }
        return share
    }
}
