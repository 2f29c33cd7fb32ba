import Extracts
import Outcomes
import Propensity
import Reports

extension ReportStage {
    /// A further analysis for the report.
    static func analysis(_ analysis: FurtherAnalysis, settings: AnalysisSettings) -> AnalysisResult {
        let identity = identity(analysis)
        switch analysis.result {
        case .tooFewPeople: return AnalysisResult(identity, notMade: .tooFewPeople)
        case .failed(let reason): return AnalysisResult(identity, notMade: .failed, failure: reason)
        case .made(let comparison):
            let unmatched = comparison.propensity.controlCounts.count { $0.controls == 0 }
            let losses = analysis.losses + [LossCount(reason: .noCommonSupport, count: unmatched)]
            return AnalysisResult(
                identity,
                people: analysis.people,
                losses: losses.filter { $0.count > 0 }.map { loss in
                    Attrition.Loss(code: loss.reason.code, wording: loss.reason.wording, count: loss.count)
                },
                isControlledForRegion: comparison.isControlledForRegion,
                hasOwnModel: comparison.propensity.isOwnModel,
                groups: groups(comparison.propensity, comparison.outcomes, settings: settings),
                outcomes: comparison.outcomes.estimates.map { outcome($0) },
                balance: balance(comparison.outcomes.balance)
            )
        }
    }

    /// Further analyses whose model tells some people's group without error, as where a column follows from the region.
    static func separation(_ further: [FurtherAnalysis]) -> Finding? {
        let separated = further.compactMap { analysis -> String? in
            guard case .made(let comparison) = analysis.result, comparison.propensity.isOwnModel else { return nil }
            let columns = comparison.propensity.fit.separated
            return columns.isEmpty
                ? nil : "\(identity(analysis).name) (\(columns.map(inWords).joined(separator: ", ")))"
        }
        guard !separated.isEmpty else { return nil }
        return Finding(
            code: "analyses-separation",
            severity: .warning,
            sentence:
                "The propensity models of further analyses tell some people's group without error, so that nobody "
                + "alike is there to compare with: \(separated.joined(separator: "; "))."
        )
    }

    private static func identity(_ analysis: FurtherAnalysis) -> AnalysisResult.Identity {
        var identity = AnalysisResult.Identity(
            code: "",
            name: "",
            kind: .followUp,
            family: analysis.family,
            followUpMonths: analysis.followUpMonths
        )
        switch analysis.kind {
        case .followUp(let months):
            identity.code = "follow_up:\(months)"
            identity.name = "\(months)-month follow-up"
        case .subgroup(let column, let value):
            identity.code = "sub_analysis:\(column)=\(value)"
            let words = column.split(separator: "_").joined(separator: " ")
            identity.name = "\(words.prefix(1).uppercased())\(words.dropFirst()): \(value)"
            identity.kind = .subgroup
        case .region(let name):
            identity.code = "region:\(name)"
            identity.name = "Region: \(name)"
            identity.kind = .region
            identity.region = name
        case .assessed(let withItems):
            identity.code = withItems ? "assessments:with_items" : "assessments:without_items"
            identity.name =
                withItems ? "People with OASys, items used" : "People with OASys, items not used"
            identity.kind = withItems ? .assessedWithItems : .assessedWithoutItems
        }
        return identity
    }
}
