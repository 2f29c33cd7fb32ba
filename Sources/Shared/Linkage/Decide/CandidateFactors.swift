import Foundation

/// The Bayes factors of a list's candidates over the number of people: what a posterior is made of.
struct CandidateFactors {
    /// For each place of the list.
    private(set) var kept: [Double]
    /// For each record the sum over its candidates that are not kept.
    private(set) var rests: [Double]
    /// For each record the sum over all of its candidates.
    private(set) var sums: [Double]

    init(_ list: CandidateList, scorer: LinkScorer) {
        let log2PersonCount = log2(Double(scorer.personCount))
        kept = [Double](repeating: 0, count: list.kept.count)
        rests = [Double](repeating: 0, count: list.rowCount)
        sums = rests
        for row in 0..<list.rowCount {
            // What is kept counts exactly, the rest at the resolution of the whole numbers.
            var rest = list.scaledOdds(ofRow: row)
            var sum = 0.0
            for place in list.places(ofRow: row) {
                let weight = list.kept[place].weight
                let scaled = scorer.scaledOdds(weight)
                rest = rest >= scaled ? rest - scaled : 0
                kept[place] = exp2(weight - log2PersonCount)
                sum += kept[place]
            }
            rests[row] = Double(rest) * 0x1p-32
            sums[row] = sum + rests[row]
        }
    }
}
