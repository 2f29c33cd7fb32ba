extension StandardErrorKind {
    /// The error's name.
    var label: String {
        switch self {
        case .independentSamples: "two independent samples"
        case .linearised: "weighted people (linearised)"
        case .matchedSets: "by matched set"
        case .abadieImbens: "Abadie\u{2013}Imbens"
        }
    }

    /// How it is made, and why it is the one to use.
    var explanation: String {
        switch self {
        case .independentSamples:
            "Both groups count as independent samples, the comparison group with its effective size: everyone within reach is "
                + "shared among many treated people, so people, not matched sets, are the units."
        case .linearised:
            "Each person counts once with its whole weight, however large. It stands where everyone around is weighted by "
                + "nearness, and where the error of the match is not defined, as for outcomes that only some people have."
        case .matchedSets:
            "Members of a matched set resemble each other and sets share nobody, so sets, not people, are the units "
                + "(Abadie and Spiess 2022)."
        case .abadieImbens:
            "People who are chosen for several treated people make matched sets depend on each other, which this error counts "
                + "(Abadie and Imbens 2006)."
        }
    }

    /// How differences are tested, as part of a sentence.
    var test: String {
        switch self {
        case .independentSamples:
            "Rates are compared as weighted proportions, the other outcomes by Welch\u{2019}s t-test with weighted "
                + "variances and the effective sample size."
        case .linearised: "Differences are compared with the spread of each person\u{2019}s weighted contribution."
        case .matchedSets:
            "Differences are compared with the spread of matched sets, each a treated person with those chosen for it, by a "
                + "t-test."
        case .abadieImbens:
            "Differences are tested with the standard error of Abadie and Imbens for people who may be chosen again."
        }
    }
}

extension ReportModel {
    /// The kinds of standard errors behind the differences of some outcomes, each once, in a fixed order.
    func standardErrorKinds(_ outcomes: [OutcomeResult]) -> [StandardErrorKind] {
        let used = outcomes.compactMap { $0.figures.map { $0.standardErrorKind ?? .independentSamples } }
        return StandardErrorKind.allCases.filter { used.contains($0) }
    }
}
