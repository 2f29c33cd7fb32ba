/// Weights from the score alone: inverse probability and overlap weights.
///
/// With p the probability of treatment, treated and control people weigh 1 and p/(1 − p) (`att`), (1 − p)/p and 1 (`atc`),
/// 1/p and 1/(1 − p) (`ate`; Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446; Hirano, Imbens and Ridder 2003,
/// doi:10.1111/1468-0262.00442), or 1 − p and p (`ato`; Li, Morgan and Zaslavsky 2018, doi:10.1080/01621459.2016.1260466).
struct PropensityWeights {
    let rows: MatchingRows
    let treatment: [UInt8]
    /// The probability of treatment and its complement, each without loss of digits near 0.
    let probabilities: [(treated: Double, control: Double)]
    let settings: MatchSettings

    /// The weights of the rows that are not trimmed.
    func match() -> MatchedRows {
        var matched = MatchedRows(rowCount: treatment.count)
        var kept: [Int] = []
        for row in treatment.indices where rows.isFocal[row] != nil {
            let (treated, control) = probabilities[row]
            if let trim = settings.trim, treated < trim || control < trim {
                matched.reasons[row] = .trimmed
            } else {
                kept.append(row)
            }
        }
        let treatedCount = Double(kept.count { treatment[$0] == 1 })
        let share = treatedCount / Double(max(kept.count, 1))
        for row in kept {
            let isTreated = treatment[row] == 1
            matched.weights[row] = weight(probabilities[row], isTreated: isTreated, treatedShare: share)
        }
        if let quantile = settings.weightCap { cap(&matched.weights, kept, at: quantile) }
        return matched
    }

    private func weight(_ p: (treated: Double, control: Double), isTreated: Bool, treatedShare: Double) -> Double {
        let weight = settings.estimand.weight(p, isTreated: isTreated)
        guard settings.isStabilised else { return weight }
        switch settings.estimand {
        case .att: return isTreated ? weight : weight * (1 - treatedShare) / treatedShare
        case .atc: return isTreated ? weight * treatedShare / (1 - treatedShare) : weight
        case .ate: return weight * (isTreated ? treatedShare : 1 - treatedShare)
        case .ato: return weight
        }
    }

    /// Lowers the largest weights of each group to a quantile of its weights (Lee, Lessler and Stuart 2011,
    /// doi:10.1371/journal.pone.0018174).
    private func cap(_ weights: inout [Double], _ kept: [Int], at quantile: Double) {
        for isTreated in [true, false] {
            let group = kept.filter { (treatment[$0] == 1) == isTreated }
            guard !group.isEmpty else { continue }
            let most = Subclassifier.quantile(group.map { weights[$0] }.sorted(), quantile)
            for row in group { weights[row] = min(weights[row], most) }
        }
    }
}

extension MatchSettings.Estimand {
    /// The weight with which a person stands for those whose effect is estimated; see ``PropensityWeights``.
    ///
    /// - Parameters:
    ///   - p: The probability of treatment and its complement.
    ///   - isTreated: The person's group.
    /// - Returns: A weight; infinite where a probability that it is divided by is 0.
    package func weight(_ p: (treated: Double, control: Double), isTreated: Bool) -> Double {
        switch self {
        case .att: isTreated ? 1 : p.treated / p.control
        case .atc: isTreated ? p.control / p.treated : 1
        case .ate: 1 / (isTreated ? p.treated : p.control)
        case .ato: isTreated ? p.control : p.treated
        }
    }
}
