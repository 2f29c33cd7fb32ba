/// A small drawing of a verdict: an arrow down, an arrow up, or an arrow both ways.
struct VerdictIcon {
    let verdict: Verdict
    let code: OutcomeResult.Code

    /// The icon, coloured by whether the direction is the hoped one; its name says the verdict.
    var markup: Markup {
        """
        <svg class="icon" role="img" aria-label="\(name)" viewBox="0 0 32 32" width="32" height="32">\
        <circle cx="16" cy="16" r="16" fill="\(colour)"/>\
        <path d="\(path)" fill="none" stroke="#ffffff" stroke-width="3.5"/></svg>
        """
    }

    private var name: String { "\(code.title): \(verdict.label(code).lowercased())" }

    private var colour: String {
        switch verdict {
        case .inconclusive: "#505a5f"
        case .significantLower: code.isLowerBetter ? "#005a30" : "#942514"
        case .significantHigher: code.isLowerBetter ? "#942514" : "#005a30"
        }
    }

    private var path: String {
        switch verdict {
        case .significantLower: "M16 7V24M9 17L16 24.5L23 17"
        case .significantHigher: "M16 25V8M9 15L16 7.5L23 15"
        case .inconclusive: "M6 16H26M11 10.5L5.5 16L11 21.5M21 10.5L26.5 16L21 21.5"
        }
    }
}
