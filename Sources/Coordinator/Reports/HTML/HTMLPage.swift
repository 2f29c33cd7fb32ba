/// The frame of every report: one HTML file that needs no network, no script and no other file.
struct HTMLPage {
    /// The title of the window.
    let title: String
    /// What this page adds to the style of reports.
    var style: Markup = ""
    /// The notice above and below the page.
    let banner: Banner
    /// What stands between the notices, the heading first.
    let content: Markup

    /// A notice of how a page may be used.
    struct Banner {
        /// Whether it informs rather than warns.
        var isPlain = false
        /// The paragraph.
        let text: Markup

        /// That a report is a draft with small counts.
        static let draft = Banner(
            text: """
                <strong>\(HTMLReport.banner)</strong> It may hold small counts from which a person could be recognised: \
                do not pass it on or publish it.
                """
        )

        func markup(_ element: String) -> Markup {
            """
            <\(element) class="\(isPlain ? "banner plain" : "banner")">
            <p>\(text)</p>
            </\(element)>
            """
        }
    }

    /// The document in UTF-8.
    var text: String {
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>
            \(Stylesheet.text)\(style)
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            \(banner.markup("header"))
            <main id="main">
            \(content)
            </main>
            \(banner.markup("footer"))
            </body>
            </html>

            """
        return page.text
    }
}
