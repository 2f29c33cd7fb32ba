/// The findings that follow from the figures themselves.
enum FindingRules {
    /// Findings of a model, in a fixed order.
    static func findings(of model: ReportModel) -> [Finding] {
        [
            convergence(model), redBalance(model), aliased(model), contradiction(model), few(model),
            analysesNotMade(model), analysesOutOfBalance(model), borrowedModels(model),
        ].compactMap(\.self)
    }

    private static func convergence(_ model: ReportModel) -> Finding? {
        guard !model.propensity.converged else { return nil }
        let iterations = NumberText.count(model.propensity.iterations, "step", "steps")
        return Finding(
            code: "propensity-not-converged",
            severity: .warning,
            sentence: "The propensity model did not converge in \(iterations), so the matching may be wrong."
        )
    }

    private static func redBalance(_ model: ReportModel) -> Finding? {
        let red = model.balance.rows.filter { $0.band == .red }
        guard !red.isEmpty else { return nil }
        let worst = red.map { row in
            "\(row.label) (\(NumberText.percent(row.standardisedDifference.after ?? 0, places: 1)))"
        }
        let characteristics = red.count == 1 ? "1 characteristic differs" : "\(red.count) characteristics differ"
        return Finding(
            code: "balance-red",
            severity: .caveat,
            sentence: "After matching, \(characteristics) between the groups by more than "
                + "\(NumberText.percent(model.rules.balanceAmberMax)) of a standard deviation: "
                + "\(worst.joined(separator: ", "))."
        )
    }

    private static func aliased(_ model: ReportModel) -> Finding? {
        let columns = model.propensity.aliasedColumns
        guard !columns.isEmpty else { return nil }
        return Finding(
            code: "aliased-columns",
            severity: .caveat,
            sentence:
                "\(NumberText.count(columns.count, "column was", "columns were")) left out of the propensity model "
                + "because the others determine \(columns.count == 1 ? "it" : "them"): "
                + "\(columns.joined(separator: ", "))."
        )
    }

    private static func contradiction(_ model: ReportModel) -> Finding? {
        let words = ReportWording(model: model)
        let sentences = model.outcomes(of: .headline).compactMap { words.difference($0)?.contradiction }
        guard !sentences.isEmpty else { return nil }
        return Finding(
            code: "p-value-and-interval-disagree",
            severity: .caveat,
            sentence: sentences.joined(separator: " ")
        )
    }

    private static func few(_ model: ReportModel) -> Finding? {
        let reoffenders = model.groups.treatmentReoffenders
        guard reoffenders < model.rules.treatmentReoffendersMin else { return nil }
        return Finding(
            code: "few-reoffenders",
            severity: .caveat,
            sentence:
                "The treatment group has \(NumberText.count(reoffenders, "reoffender", "reoffenders")), fewer than "
                + "\(model.rules.treatmentReoffendersMin): times are not shown, and no result is listed as significant."
        )
    }

    private static func analysesNotMade(_ model: ReportModel) -> Finding? {
        let words = ReportWording(model: model)
        let missing = model.analyses.compactMap { analysis in
            words.notMadeReason(analysis).map { "\(analysis.name) (\($0))" }
        }
        guard !missing.isEmpty else { return nil }
        return Finding(
            code: "analyses-not-made",
            severity: .caveat,
            sentence: "Not made: \(missing.joined(separator: "; "))."
        )
    }

    private static func analysesOutOfBalance(_ model: ReportModel) -> Finding? {
        let red = model.analyses.compactMap { analysis -> String? in
            let count = analysis.balance?.rows.count { $0.band == .red } ?? 0
            return count == 0 ? nil : "\(analysis.name) (\(count))"
        }
        guard !red.isEmpty else { return nil }
        return Finding(
            code: "analyses-balance-red",
            severity: .caveat,
            sentence: "Further analyses in which characteristics differ after matching by more than "
                + "\(NumberText.percent(model.rules.balanceAmberMax)) of a standard deviation, with their number: "
                + "\(red.joined(separator: ", "))."
        )
    }

    private static func borrowedModels(_ model: ReportModel) -> Finding? {
        let names = model.analyses.filter { $0.notMade == nil && !$0.hasOwnModel }.map(\.name)
        guard !names.isEmpty else { return nil }
        return Finding(
            code: "analyses-with-the-headline-model",
            severity: .caveat,
            sentence: "Too small for a propensity model of their own, so matched by that of the headline: "
                + "\(names.joined(separator: ", "))."
        )
    }
}
