/// The draft report as one HTML file that needs no network, no script and no other file.
package enum HTMLReport {
    /// Words that stand on every report of this software until it is checked for disclosure.
    package static let banner = "Draft, not disclosure-checked"

    /// The whole page.
    ///
    /// The text is the same for the same values: of the manifest only inputs, settings, seed and version are shown,
    /// never a time.
    ///
    /// - Parameters:
    ///   - model: The results; ``ReportModel/validate()`` should have passed.
    ///   - manifest: Where the results came from, if it is to be shown.
    /// - Returns: An HTML document in UTF-8.
    package static func text(_ model: ReportModel, manifest: Manifest? = nil) -> String {
        let title = "\(model.request.programme): reoffending analysis"
        let cohort = CohortSections(model: model)
        let outcomes = OutcomeSections(model: model)
        let matching = MatchingSections(model: model)
        let methods = MethodSections(model: model)
        let page = HTMLPage(
            title: "\(banner): \(title)",
            banner: .draft,
            content: """
                \(SummarySections(model: model).markup(title: title))
                \(cohort.flow)
                \(cohort.profile)
                \(outcomes.results)
                \(DetailSections(model: model).markup)
                \(AnalysesSections(model: model).markup)
                \(matching.balance)
                \(matching.overlap)
                \(outcomes.sensitivity)
                \(methods.methods)
                \(matching.propensity)
                \(cohort.linkage)
                \(methods.settings(manifest))
                """
        )
        return page.text
    }
}
