import Reports

/// A report like a real one, with every part filled; the figures are invented.
enum SampleReport {
    static let request = ReportRequest(
        identifier: "2026-014",
        organisation: "Example Trust",
        programme: "Bakery <& Skills>",
        description: "Twelve weeks of training in a working bakery, with help to find a job afterwards.",
        setting: .custody
    )

    static let attrition = Attrition(
        submitted: 1043,
        losses: [
            Attrition.Loss(code: "duplicate", wording: "Duplicate in the submission", count: 3),
            Attrition.Loss(code: "not-found", wording: "Not found on the PNC extract", count: 88),
            Attrition.Loss(code: "suspect-rejected", wording: "Suspect link rejected", count: 0),
            Attrition.Loss(code: "suspect-unsettled", wording: "Suspect link not settled", count: 21),
            Attrition.Loss(code: "no-sentence", wording: "No qualifying sentence", count: 64),
            Attrition.Loss(code: "follow-up", wording: "Follow-up not complete", count: 57),
            Attrition.Loss(code: "early-reoffence", wording: "Reoffended before the programme began", count: 4),
            Attrition.Loss(code: "no-support", wording: "No one comparable (no common support)", count: 1),
        ],
        foundOnExtract: 931,
        analysed: 805,
        links: Attrition.LinkGrades(confident: 931, suspect: 21, none: 88)
    )

    static func groups(reoffenders: Int = 145) -> AnalysisGroups {
        AnalysisGroups(
            treatmentPeople: 805,
            treatmentReoffenders: reoffenders,
            comparisonPeople: 113_554,
            comparisonReoffenders: 27_341,
            comparisonEffectiveSize: 21_402.4,
            comparisonPool: 402_118,
            matching: AnalysisGroups.Matching(method: .radius),
            caliper: AnalysisGroups.Caliper(absolute: 0.2714, standardDeviations: 0.2),
            strata: ["Sex"],
            firstIndexYear: 2017,
            lastIndexYear: 2021
        )
    }

    /// A check of the difference by every method, near to it.
    static func checks(_ estimate: Double, _ reach: Double) -> [EffectCheck] {
        EffectCheck.Method.allCases.map { method in
            EffectCheck(
                method: method,
                estimate: estimate + 0.002,
                standardError: reach / 1.96,
                lower: estimate + 0.002 - reach,
                upper: estimate + 0.002 + reach,
                replicates: method == .bootstrap ? 1_000 : nil
            )
        }
    }

    /// A rate lower by 5 percentage points, or one whose interval includes zero.
    static func rate(isSignificant: Bool = true, reoffenders: Int = 145) -> OutcomeResult {
        let (treatment, comparison) = isSignificant ? (0.18012, 0.23104) : (0.21988, 0.23104)
        let estimate = treatment - comparison
        let reach = isSignificant ? 0.02711 : 0.02907
        return OutcomeResult(
            code: .rate,
            withOutcome: reoffenders,
            figures: OutcomeResult.Figures(
                treatment: group(805, 805, treatment, 0.01355),
                comparison: group(113_554, 21_402.4, comparison, 0.00288),
                difference: EstimatedDifference(
                    estimate: estimate,
                    standardError: reach / 1.96,
                    lower: estimate - reach,
                    upper: estimate + reach,
                    pValue: isSignificant ? 0.00023 : 0.4518,
                    holmPValue: isSignificant ? 0.00069 : 0.4518
                ),
                peopleNeeded: isSignificant ? 493 : 10_655,
                robust: EstimatedDifference(
                    estimate: estimate,
                    standardError: reach / 1.9,
                    lower: estimate - 1.03 * reach,
                    upper: estimate + 1.03 * reach,
                    pValue: isSignificant ? 0.0004 : 0.47
                ),
                robustMethod: "Abadie–Imbens",
                checks: checks(estimate, reach)
            )
        )
    }

    static let frequency = OutcomeResult(
        code: .frequency,
        withOutcome: 145,
        figures: OutcomeResult.Figures(
            treatment: group(805, 805, 0.574, 0.061),
            comparison: group(113_554, 21_402.4, 0.6932, 0.012),
            difference: EstimatedDifference(
                estimate: 0.574 - 0.6932,
                standardError: 0.0622,
                lower: -0.2413,
                upper: 0.0029,
                pValue: 0.0556,
                holmPValue: 0.1112
            ),
            peopleNeeded: 1710
        )
    )

    static let time = OutcomeResult(
        code: .time,
        withOutcome: 145,
        figures: OutcomeResult.Figures(
            treatment: group(145, 145, 131.4, 8.2),
            comparison: group(27_341, 5104.8, 122.2, 1.4),
            difference: EstimatedDifference(
                estimate: 131.4 - 122.2,
                standardError: 8.32,
                lower: -7.3,
                upper: 25.6,
                pValue: 0.2702,
                holmPValue: 0.2702
            ),
            peopleNeeded: 1290
        )
    )

    static func group(
        _ people: Int,
        _ effective: Double,
        _ estimate: Double,
        _ error: Double
    ) -> OutcomeResult.GroupEstimate {
        OutcomeResult.GroupEstimate(
            people: people,
            effectiveSize: effective,
            estimate: estimate,
            standardError: error,
            lower: estimate - 1.96 * error,
            upper: estimate + 1.96 * error
        )
    }

    static let balance: Balance = {
        let rows: [(String, String?, Double, Double, Double, Double, Double)] = [
            ("Sex", "Female", 0.062, 0.148, 0.062, -0.281, 0.0), ("Sex", "Male", 0.938, 0.852, 0.938, 0.281, 0.0),
            ("Ethnicity", "White", 0.741, 0.792, 0.744, -0.121, -0.007),
            ("Ethnicity", "Black", 0.142, 0.101, 0.141, 0.125, 0.003),
            ("Ethnicity", "Asian", 0.071, 0.068, 0.069, 0.012, 0.008),
            ("Ethnicity", "Other or not recorded", 0.046, 0.039, 0.046, 0.035, 0),
            ("Age at index date", nil, 33.8, 31.2, 33.6, 0.262, 0.021),
            ("Age at first offence", nil, 19.9, 18.4, 19.8, 0.201, 0.013),
            ("Previous convictions", nil, 11.2, 14.9, 11.6, -0.331, -0.061),
            ("Previous custodial sentences", nil, 3.1, 2.2, 2.9, 0.298, 0.044),
            ("Copas rate of offending", nil, -0.92, -0.71, -0.91, -0.244, -0.014),
            ("Offence group", "Violence", 0.246, 0.221, 0.241, 0.059, 0.012),
            ("Offence group", "Theft", 0.171, 0.302, 0.179, -0.312, -0.021),
            ("Offence group", "Drugs", 0.232, 0.121, 0.229, 0.295, 0.007),
            ("Sentence length in days", nil, 912, 388, 861, 0.702, 0.113),
            ("Employed in the year before", "Yes", 0.341, 0.262, 0.335, 0.173, 0.013),
            ("Region", "Yorkshire and the Humber", 0.122, 0.098, 0.121, 0.077, 0.003),
        ]
        return Balance(
            rows: rows.map { covariate, level, treatment, before, after, differenceBefore, differenceAfter in
                let isShare = level != nil
                return Balance.Row(
                    covariate: covariate,
                    level: level,
                    meanTreatment: treatment,
                    meanComparison: Balance.BeforeAfter(before: before, after: after),
                    standardisedDifference: Balance.BeforeAfter(before: differenceBefore, after: differenceAfter),
                    varianceRatio: Balance.BeforeAfter(before: isShare ? nil : 1.31, after: isShare ? nil : 1.04),
                    kolmogorovSmirnov: Balance.BeforeAfter(
                        before: isShare ? nil : differenceBefore.magnitude / 2,
                        after: isShare ? nil : differenceAfter.magnitude / 2
                    )
                )
            },
            rubinsB: Balance.BeforeAfter(before: 88.2, after: 14.1),
            rubinsR: Balance.BeforeAfter(before: 1.41, after: 1.06)
        )
    }()

    static let overlap: Overlap = {
        let edges = (0...28).map { -10 + 0.3 * Double($0) }
        func bell(_ centre: Double, _ width: Double, _ total: Double) -> [Double] {
            // A parabola cut at zero is enough of a bell for a sample, and is the same on every processor.
            zip(edges, edges.dropFirst()).map { low, high in
                let distance = ((low + high) / 2 - centre) / width
                return (total * max(0, 1 - distance * distance)).rounded()
            }
        }
        return Overlap(
            edges: edges,
            treatment: bell(-4.9, 2.4, 75),
            pool: bell(-6.6, 2.9, 31_000),
            matched: bell(-5, 2.4, 75)
        )
    }()

    static let profile = TreatmentProfile(sections: [
        TreatmentProfile.Section(
            covariate: "Sex",
            levels: [
                TreatmentProfile.Level(level: "Female", count: 50), TreatmentProfile.Level(level: "Male", count: 755),
            ]
        ),
        TreatmentProfile.Section(
            covariate: "Ethnicity",
            levels: [
                TreatmentProfile.Level(level: "White", count: 597), TreatmentProfile.Level(level: "Black", count: 114),
                TreatmentProfile.Level(level: "Asian", count: 57), TreatmentProfile.Level(level: "Other", count: 36),
                TreatmentProfile.Level(level: "Not recorded", count: 1),
            ]
        ),
    ])

    static let propensity = PropensityModel(
        terms: ["sex", "spline(age at index)", "region", "index offence group"],
        estimation: "maximum likelihood",
        selection: PropensityModel.Selection(rule: "backward elimination at p = 0.05", removed: ["prison"]),
        coefficients: [
            PropensityModel.Coefficient(column: "(Intercept)", estimate: -6.2103, standardError: 0.3121),
            PropensityModel.Coefficient(column: "Sex: Male", estimate: 0.8812, standardError: 0.1502),
            PropensityModel.Coefficient(column: "Age at index date", estimate: 0.0113, standardError: 0.0042),
            PropensityModel.Coefficient(column: "Offence group: Theft", estimate: -0.4213, standardError: 0.0981),
        ],
        aliasedColumns: ["Region: not recorded"],
        converged: true,
        iterations: 9,
        accuracy: .init(areaUnderCurve: 0.812, brierScore: 0.0421, tjur: 0.113, mcFadden: 0.207)
    )

    static let linkage = LinkageModel(
        comparisons: [
            LinkageModel.Comparison(
                name: "Surname",
                levels: [
                    LinkageModel.Level(label: "the same", m: 0.912, u: 0.00121),
                    LinkageModel.Level(label: "similar", m: 0.061, u: 0.0042),
                    LinkageModel.Level(label: "different", m: 0.027, u: 0.99459),
                ]
            ),
            LinkageModel.Comparison(
                name: "Date of birth",
                levels: [
                    LinkageModel.Level(label: "the same", m: 0.951, u: 0.000041),
                    LinkageModel.Level(label: "different", m: 0.049, u: 0.999959),
                ]
            ),
        ],
        confidentMin: 0.99,
        suspectMin: 0.5,
        matchShare: 0.0000021
    )

    /// The whole report; a full one has further outcomes and analyses.
    static func model(
        isSignificant: Bool = true,
        reoffenders: Int = 145,
        truth: SyntheticTruth? = nil,
        isFull: Bool = false
    ) -> ReportModel {
        ReportModel(
            request: request,
            attrition: attrition,
            groups: groups(reoffenders: reoffenders),
            outcomes: [rate(isSignificant: isSignificant, reoffenders: reoffenders), frequency, time]
                + (isFull ? details : []),
            analyses: isFull ? analyses : [],
            sensitivity: Sensitivity(
                eValue: Sensitivity.EValue(estimate: 1.88, interval: isSignificant ? 1.53 : 1),
                delayedStart: Sensitivity.DelayedStart(
                    dropped: 4,
                    difference: EstimatedDifference(
                        estimate: -0.0441,
                        standardError: 0.014,
                        lower: -0.0715,
                        upper: -0.0167,
                        pValue: 0.0016
                    )
                )
            ),
            timeToFirst: isFull ? timeToFirst : nil,
            balance: balance,
            overlap: overlap,
            profile: profile,
            propensity: propensity,
            linkage: linkage,
            findings: [
                Finding(
                    code: "links-unsettled",
                    severity: .caveat,
                    sentence: "21 suspect links were not settled by a person and are counted as losses."
                )
            ],
            truth: truth
        )
    }

    static let manifest = Manifest(
        inputs: [
            Manifest.Input(file: "cohort.csv", sha256: String(repeating: "3fa9", count: 16), rows: 1043),
            Manifest.Input(file: "persons.csv", sha256: String(repeating: "07bd", count: 16), rows: 1_231_004),
        ],
        settings: ["caliper_sd": "0.2", "linkage.confident": "0.99"],
        seed: UInt64.max,
        softwareVersion: "0.1.0",
        timings: [Manifest.Timing(stage: "linkage", seconds: 3.25)],
        peakMemoryBytes: 1_073_741_824,
        started: "2026-11-22T09:00:00Z",
        finished: "2026-11-22T09:00:12Z"
    )
}
