import Extracts
import Passes
import Propensity
import Reports

/// A study that would mislead, and that nobody has taken responsibility for.
package struct StudyStopped: Error, CustomStringConvertible {
    /// What was found.
    let findings: [DiagnosticFinding]

    package var description: String {
        let found = findings.map { "\($0.name.rawValue): \($0.sentence)" }.joined(separator: " ")
        let names = findings.map(\.name.rawValue).joined(separator: ", ")
        return
            "The study is stopped, because its result could mislead. \(found) Mend the request, or give a reason to go on "
            + "under `overrides` in it, by name: \(names)."
    }
}

/// Looks for what would make the headline wrong before anything is reported.
enum DiagnosticStage {
    /// The findings that a study can meet: covariates are declared in one table and measured as of the index date, so the outcome
    /// is never among them, and none is dated after that day.
    private static let possible = DiagnosticFinding.Name.allCases.filter {
        $0 != .outcomeAmongCovariates && $0 != .covariateAfterIndex
    }

    /// Checks that a request overrides only what there is.
    static func check(_ request: Request) throws(PipelineError) {
        for name in request.overrides.keys.sorted() where !possible.contains(where: { $0.rawValue == name }) {
            throw .unknownOverride(name: name, known: possible.map(\.rawValue))
        }
    }

    /// The findings on a match, those that stop among them only if they are overridden.
    ///
    /// - Throws: ``StudyStopped``.
    static func run(
        _ propensity: PropensityResult,
        _ outcomes: OutcomesResult,
        overrides: [String: String]
    ) throws(StudyStopped) -> [DiagnosticFinding] {
        let found = DiagnosticRules().findings(
            DiagnosticFacts(
                balance: outcomes.balance,
                separated: propensity.fit.separated,
                treated: propensity.controlCounts.count,
                matchedTreated: propensity.matching.matched.count,
                controlWeights: outcomes.summary.controlWeights,
                outcomeTwins: []
            )
        )
        let stopping = found.filter { $0.severity == .stop && overrides[$0.name.rawValue] == nil }
        guard stopping.isEmpty else { throw StudyStopped(findings: stopping) }
        return found
    }

    /// The findings as a report has them, but for those that the report makes of its own figures.
    static func reported(_ found: [DiagnosticFinding], overrides: [String: String]) -> [Finding] {
        found.compactMap { finding in
            let code = finding.name.rawValue.replacing("_", with: "-")
            switch (finding.severity, finding.name) {
            case (.stop, _):
                let reason = overrides[finding.name.rawValue] ?? ""
                return Finding(
                    code: "overridden-\(code)",
                    severity: .warning,
                    sentence: "\(finding.sentence) This stops a study; the analyst went on for this reason: \(reason)"
                )
            case (.warn, .redBalance), (.warn, .separation): return nil
            case (.warn, _): return Finding(code: code, severity: .caveat, sentence: finding.sentence)
            }
        }
    }
}
