import Outcomes
import Passes

/// An analysis beside the headline: who is compared, and what sets it apart.
package enum AnalysisKind: Sendable, Equatable {
    /// The headline's people over another length of follow-up.
    case followUp(months: Int)
    /// Treated people with a value of a column of the submission.
    case subgroup(column: String, value: String)
    /// Treated people of a region against people of that region.
    case region(name: String)
    /// People with an OASys assessment, with or without the items as covariates.
    case assessed(withItems: Bool)
}

/// A further analysis with what it gives.
package struct FurtherAnalysis: Sendable {
    /// What it found.
    package struct Comparison: Sendable {
        /// Model and match.
        package let propensity: PropensityResult
        /// Outcomes and balance, p-values adjusted over its family.
        package var outcomes: OutcomesResult
        /// Whether the region is a covariate, or the same for everybody.
        package let isControlledForRegion: Bool
    }

    /// Whether it could be made.
    package enum Result: Sendable {
        case made(Comparison)
        /// Too few people in it or outside it: its size is not to be told.
        case tooFewPeople
        /// Why not, in a sentence.
        case failed(reason: String)
    }

    /// What sets it apart.
    package let kind: AnalysisKind
    /// Months of follow-up.
    package let followUpMonths: Int
    /// Treated people of the headline's plan who belong to it, before its own losses.
    package let people: Int
    /// Its own losses among them, in the order of the rules.
    package let losses: [LossCount]
    /// What it gives.
    package var result: Result

    /// Analyses whose p-values are adjusted together have the same family.
    package var family: String {
        switch kind {
        case .followUp(let months): "follow_up_\(months)"
        case .subgroup(let column, _): "sub_analysis_" + column
        case .region: "regions"
        case .assessed: "assessments"
        }
    }
}

extension FurtherAnalysis {
    /// Adjusts p-values over each family: its analyses together, outcomes of one kind together.
    static func adjusted(_ analyses: [FurtherAnalysis]) -> [FurtherAnalysis] {
        var result = analyses
        var done: Set<String> = []
        for analysis in analyses where done.insert(analysis.family).inserted {
            let members = analyses.indices.filter { analyses[$0].family == analysis.family }
            let estimates = members.map { result[$0].estimates }
            for (member, adjusted) in zip(members, OutcomeFamilies.adjusted(estimates)) {
                result[member].estimates = adjusted
            }
        }
        return result
    }

    private var estimates: [OutcomeEstimate] {
        get {
            guard case .made(let comparison) = result else { return [] }
            return comparison.outcomes.estimates
        }
        set {
            guard case .made(var comparison) = result else { return }
            comparison.outcomes.estimates = newValue
            result = .made(comparison)
        }
    }
}
