import Reports

extension SampleReport {
    /// Outcomes beyond the headline: one of each kind, and one that is below the gate.
    static let details: [OutcomeResult] = [
        outcome(.firstIndictable, 9, 0.062137, 0.0811), outcome(.firstSummary, 71, 0.4897, 0.4412),
        outcome(.frequencyEitherWay, 66, 1.221, 1.304), outcome(.custodyFirst, 31, 0.2138, 0.2711),
        outcome(.custodialSentences, 44, 0.421, 0.502), outcome(.employed, 301, 0.3739, 0.3312),
        outcome(.daysEmployed, 301, 81.2, 70.4), outcome(.violentRate, 48, 0.0596, 0.0702),
        OutcomeResult(notMeasurable: .violentTime, withOutcome: 1),
    ]

    /// A sub-analysis, a longer follow-up with losses, the OASys runs, and two that were not made.
    static let analyses: [AnalysisResult] = [
        analysis("follow_up:24", "24-month follow-up", .followUp, losses: 105, followUpMonths: 24),
        analysis("sub_analysis:site=A&B", "site: A&B", .subgroup, hasOwnModel: false),
        AnalysisResult(identity("sub_analysis:site=C", "site: C", .subgroup), notMade: .tooFewPeople),
        analysis("region:Wales", "Region: Wales", .region, region: "Wales"),
        AnalysisResult(
            identity("region:London", "Region: London", .region),
            notMade: .failed,
            failure: "Nobody is near enough."
        ),
        analysis("assessments:without_items", "People with OASys, items not used", .assessedWithoutItems),
        analysis("assessments:with_items", "People with OASys, items used", .assessedWithItems, balance: items),
    ]

    /// Curves that rise to the sample's rates.
    static let timeToFirst: TimeToFirst = {
        let days = Array(stride(from: 7, to: 365, by: 7)) + [365]
        func curve(_ rate: Double, _ reach: Double) -> [TimeToFirst.Share] {
            days.map { day in
                let share = rate * Double(day) / 365
                return TimeToFirst.Share(estimate: share, lower: share * (1 - reach), upper: share * (1 + reach))
            }
        }
        return TimeToFirst(
            days: days,
            treatment: curve(0.18012, 0.15),
            comparison: curve(0.23104, 0.025),
            logRankPValue: 0.0123
        )
    }()

    /// Balance with OASys items of two sections.
    private static let items = Balance(
        rows: [("OASys S4Q2", 0.21, 0.03), ("OASys S4Q3", 0.11, -0.02), ("OASys S6Q1", 0.4, 0.12)].map {
            name,
            before,
            after in
            Balance.Row(
                covariate: name,
                level: nil,
                meanTreatment: 1.1,
                meanComparison: .init(before: 0.9, after: 1.1),
                standardisedDifference: .init(before: before, after: after),
                varianceRatio: .init(before: 1.1, after: 1),
                kolmogorovSmirnov: .init(before: 0.1, after: 0.02)
            )
        }
    )

    private static func identity(
        _ code: String,
        _ name: String,
        _ kind: AnalysisResult.Kind,
        region: String? = nil,
        followUpMonths: Int = 12
    ) -> AnalysisResult.Identity {
        AnalysisResult.Identity(
            code: code,
            name: name,
            kind: kind,
            family: kind.rawValue,
            region: region,
            followUpMonths: followUpMonths
        )
    }

    private static func analysis(
        _ code: String,
        _ name: String,
        _ kind: AnalysisResult.Kind,
        region: String? = nil,
        losses: Int = 0,
        followUpMonths: Int = 12,
        hasOwnModel: Bool = true,
        balance: Balance = balance
    ) -> AnalysisResult {
        var groups = groups()
        groups.firstIndexYear = nil
        groups.lastIndexYear = nil
        return AnalysisResult(
            identity(code, name, kind, region: region, followUpMonths: followUpMonths),
            people: groups.treatmentPeople + losses,
            losses: losses == 0
                ? [] : [Attrition.Loss(code: "follow_up_incomplete", wording: "follow-up not complete", count: losses)],
            isControlledForRegion: true,
            hasOwnModel: hasOwnModel,
            groups: groups,
            outcomes: [rate(), frequency, time] + details,
            balance: balance
        )
    }

    private static func outcome(
        _ code: OutcomeResult.Code,
        _ withOutcome: Int,
        _ treatment: Double,
        _ comparison: Double
    ) -> OutcomeResult {
        let estimate = treatment - comparison
        let error = estimate.magnitude * 0.9
        return OutcomeResult(
            code: code,
            withOutcome: withOutcome,
            figures: OutcomeResult.Figures(
                treatment: group(code.isAmongReoffenders ? 145 : 805, 145, treatment, error),
                comparison: group(code.isAmongReoffenders ? 27_341 : 113_554, 5104.8, comparison, error / 5),
                difference: EstimatedDifference(
                    estimate: estimate,
                    standardError: error,
                    lower: estimate - 1.96 * error,
                    upper: estimate + 1.96 * error,
                    pValue: 0.2665,
                    holmPValue: 1
                )
            )
        )
    }
}
