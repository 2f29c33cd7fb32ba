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
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(banner): \(title)</title>
            <style>
            \(Stylesheet.text)
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            \(bannerMarkup("header"))
            <main id="main">
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
            </main>
            \(bannerMarkup("footer"))
            </body>
            </html>

            """
        return page.text
    }

    private static func bannerMarkup(_ element: String) -> Markup {
        """
        <\(element) class="banner">
        <p><strong>\(banner)</strong> It may hold small counts from which a person could be recognised: \
        do not pass it on or publish it.</p>
        </\(element)>
        """
    }
}
