import Propensity

/// A finding as `summary.json` has it.
struct MatchFinding: Encodable {
    let name: String
    let severity: String
    let sentence: String
    /// Why an analyst let the estimate stand; absent when nobody did.
    let overrideReason: String?
}

/// The findings of a run of `jdl match`, and which of them stop its estimate.
struct MatchFindings {
    /// All, in the order of their names.
    let all: [DiagnosticFinding]
    private let overrides: [DiagnosticFinding.Name: String]

    /// Looks for findings.
    init(
        _ request: MatchRequest,
        _ data: MatchData,
        _ model: LocalModel?,
        _ result: MatchResult,
        _ balance: BalanceTable
    ) {
        let treatment = data.input.frame.treatment
        let used = result.weights.indices.filter { result.weights[$0] > 0 }
        let treated = treatment.count { $0 == 1 }
        var rules = DiagnosticRules()
        rules.stops = request.settings.dialect == nil
        all = rules.findings(
            DiagnosticFacts(
                balance: balance,
                separated: model?.fit.separated ?? [],
                treated: treated,
                // For the effect on the controls it is the treated who are chosen, so none of them is lost.
                matchedTreated: request.settings.estimand == .atc ? treated : used.count { treatment[$0] == 1 },
                controlWeights: ControlWeights(used.lazy.filter { treatment[$0] == 0 }.map { result.weights[$0] }),
                outcomeTwins: data.outcome.map {
                    DiagnosticFacts.outcomeTwins(data.input.frame, covariates: data.input.covariates, outcome: $0)
                } ?? [],
                lateCovariates: data.lateCovariates
            )
        )
        overrides = request.effects.overrides
    }

    /// Those that stop the estimate and were not overridden.
    var stopping: [DiagnosticFinding] {
        all.filter { $0.severity == .stop && overrides[$0.name] == nil }
    }

    /// As files have them.
    var described: [MatchFinding] {
        all.map {
            MatchFinding(
                name: $0.name.rawValue,
                severity: $0.severity.rawValue,
                sentence: $0.sentence,
                overrideReason: $0.severity == .stop ? overrides[$0.name] : nil
            )
        }
    }

    /// The sentences for people.
    var sentences: [String] {
        all.map { finding in
            switch finding.severity {
            case .warn: "\(finding.name.rawValue): \(finding.sentence)"
            case .stop:
                overrides[finding.name].map { "\(finding.name.rawValue), overridden (\($0)): \(finding.sentence)" }
                    ?? "\(finding.name.rawValue), nothing estimated: \(finding.sentence) To go on, --override "
                    + "\(finding.name.rawValue)=REASON."
            }
        }
    }
}
