/// The headline for a terminal.
package enum ConsoleSummary {
    /// Two to four plain lines: who was analysed, the rates, the difference with its interval, and the truth if known.
    ///
    /// - Parameter model: A report.
    /// - Returns: Lines without a final line feed.
    package static func text(_ model: ReportModel) -> String {
        let words = ReportWording(model: model)
        let attrition = model.attrition
        var lines = [
            "\(words.headline).",
            "\(NumberText.count(attrition.analysed)) of \(NumberText.count(attrition.submitted)) people analysed "
                + "(\(NumberText.share(attrition.foundOnExtract, of: attrition.submitted)) found on the PNC extract, "
                + "\(NumberText.share(attrition.analysed, of: attrition.submitted)) analysed).",
        ]
        if let figures = model.outcome(.rate)?.figures, let rate = model.outcome(.rate),
            let difference = words.difference(rate)
        {
            lines.append(
                "\(rate.code.title): \(rate.code.value(figures.treatment.estimate)) against "
                    + "\(rate.code.value(figures.comparison.estimate)); difference in percentage points "
                    + "\(rate.code.difference(figures.difference.estimate)) "
                    + "(\(difference.level) interval \(difference.interval), "
                    + "\(NumberText.pStatement(figures.difference.pValue)))."
            )
        }
        if let truth = words.truthSentence { lines.append(truth) }
        return lines.joined(separator: "\n")
    }
}
