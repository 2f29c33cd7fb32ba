/// Everything that a report says, as plain values; its JSON is `results.json`.
///
/// The values are complete: every renderer reads only this. They hold no time, duration or host, so the same request on
/// the same data gives the same bytes. The published schema is docs/results.schema.json.
package struct ReportModel: Codable, Sendable, Equatable {
    /// The version of the schema that this software writes and reads.
    package static let currentSchemaVersion = 2

    /// Version of the schema.
    package var schemaVersion: Int
    /// Thresholds by which the figures became words.
    package var rules: ReportRules
    /// What was asked for.
    package var request: ReportRequest
    /// What became of the people submitted.
    package var attrition: Attrition
    /// The groups compared.
    package var groups: AnalysisGroups
    /// Outcomes in the service's numbering.
    package var outcomes: [OutcomeResult]
    /// Analyses beside the headline, in the order of the request.
    package var analyses: [AnalysisResult]
    /// Sensitivity of the headline.
    package var sensitivity: Sensitivity
    /// When people first reoffended; absent under the rules' fewest reoffenders.
    package var timeToFirst: TimeToFirst?
    /// Balance before and after matching.
    package var balance: Balance
    /// Overlap of the propensity scores.
    package var overlap: Overlap?
    /// Who the analysed people are.
    package var profile: TreatmentProfile
    /// The fitted propensity model.
    package var propensity: PropensityModel
    /// The fitted linkage model.
    package var linkage: LinkageModel?
    /// What a reader has to know: those handed in, then those that follow from the figures.
    package var findings: [Finding]
    /// The known effect, of synthetic data only.
    package var truth: SyntheticTruth?

    /// A report from the results of the stages.
    ///
    /// Outcomes that the rules do not allow to be shown lose their figures here, so no renderer can show them; findings
    /// that follow from the figures (a characteristic in the red band, columns left out …) are added to those given.
    package init(
        rules: ReportRules = .standard,
        request: ReportRequest,
        attrition: Attrition,
        groups: AnalysisGroups,
        outcomes: [OutcomeResult],
        analyses: [AnalysisResult] = [],
        sensitivity: Sensitivity,
        timeToFirst: TimeToFirst? = nil,
        balance: Balance,
        overlap: Overlap?,
        profile: TreatmentProfile,
        propensity: PropensityModel,
        linkage: LinkageModel?,
        findings: [Finding],
        truth: SyntheticTruth? = nil
    ) {
        self.schemaVersion = ReportModel.currentSchemaVersion
        self.rules = rules
        self.request = request
        self.attrition = attrition
        self.groups = groups
        self.outcomes = outcomes.map { $0.gated(treatmentReoffenders: groups.treatmentReoffenders, rules: rules) }
        self.analyses = analyses
        self.sensitivity = sensitivity
        self.timeToFirst = groups.treatmentReoffenders < rules.treatmentReoffendersMin ? nil : timeToFirst
        self.balance = balance
        self.overlap = overlap
        self.profile = profile
        self.propensity = propensity
        self.linkage = linkage
        self.findings = findings
        self.truth = truth
        let given = Set(findings.map(\.code))
        self.findings += FindingRules.findings(of: self).filter { !given.contains($0.code) }
    }

    /// Reads `results.json`.
    package init(json: String) throws(ReportError) {
        let model = try StableJSON.value(ReportModel.self, from: json)
        guard model.schemaVersion == ReportModel.currentSchemaVersion else {
            throw .unreadable(
                reason: "its schemaVersion is \(model.schemaVersion), not \(ReportModel.currentSchemaVersion)"
            )
        }
        self = model
    }

    /// The bytes of `results.json`.
    package func json() throws(ReportError) -> String { try StableJSON.text(of: self) }

    /// The outcome of a code, if the report has it.
    package func outcome(_ code: OutcomeResult.Code) -> OutcomeResult? { outcomes.first { $0.code == code } }

    /// The outcomes of a family, in their order.
    package func outcomes(of family: OutcomeResult.Code.Family) -> [OutcomeResult] {
        outcomes.filter { $0.code.family == family }
    }

    /// Whether an outcome of the headline may stand in the list of significant results.
    package func isReportedAsSignificant(_ outcome: OutcomeResult) -> Bool {
        outcome.isReportedAsSignificant(groups, rules: rules)
    }
}
