import Extracts
import Linkage
import MapReduce
import Outcomes
import Passes
import Propensity
import Statistics
import Tables
import Testing

/// Partials that decode, but are no answer to what was asked: a worker's damage must not end the coordinator.
@Suite("Partials of a wrong shape")
struct PartialCheckTests {
    private static let plan = AnalysisFixture.plan(treated: [1, 4])
    /// The place of a covariate that is a number.
    private static let number = HistoryCovariate.declarations(plan).firstIndex { $0.kind == .continuous } ?? 0
    private static let specification = DesignSpecification(
        columnNames: ["(intercept)", "age"],
        terms: [
            DesignTerm(covariate: number, kind: .continuous, columns: [1, -1], centre: 35.5, scale: 9.25)
        ],
        dropped: [],
        merged: []
    )
    private static let model = ScoreModel(specification: specification, link: .logit, coefficients: [-1, 0.5])
    private static let matchPlan = MatchPlan(
        model: model,
        treated: TreatedScores(scores: [0.5, -1], strata: [0, 0], ties: [2, 1]),
        caliper: 0.2
    )
    private static let matching = Matching(
        plan: matchPlan,
        counts: [1, 2],
        matched: [101, 104],
        balance: BalanceSpecification(
            columns: [],
            score: BalanceSpecification.Column(
                name: "score",
                levels: [],
                isBinary: false,
                centre: 0,
                bins: .even(lowest: 0, width: 1, count: 4)
            )
        ),
        outcomes: OutcomeDefinition.headline,
        horizon: 30,
        histogram: (-1, 1, 4)
    )

    /// What a coordinator makes of a worker's bytes.
    private func read<P: Pass>(
        _ pass: P,
        _ partial: some WireCodable,
        _ context: P.Context,
        _ broadcast: P.Broadcast
    ) throws -> P.Partial {
        try partial.encoded.withUnsafeBytes { try pass.partial(decoding: $0, of: 3, context, broadcast) }
    }

    private func expectRefused<P: Pass>(
        _ pass: P,
        _ partial: some WireCodable,
        _ context: P.Context,
        _ broadcast: P.Broadcast,
        _ location: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try read(pass, partial, context, broadcast)
            Issue.record("a partial of a wrong shape was accepted", sourceLocation: location)
        } catch {
            let text = "\(error)"
            #expect(text.contains("\(P.name) on partition 3"), sourceLocation: location)
            #expect(text.contains("check that worker"), sourceLocation: location)
        }
    }

    @Test("sums and counts over other people or columns are refused with a sentence")
    func shapes() {
        expectRefused(NewtonPass(), NewtonSums(columnCount: 3), Self.plan, Self.model)
        expectRefused(MatchCountsPass(), MatchCounts(treatedCount: 3), Self.plan, Self.matchPlan)
        expectRefused(
            SurveyPass(),
            CovariateSurvey(treated: .init(count: 1, summaries: []), controls: .init(count: 1, summaries: [])),
            Self.plan,
            Nothing()
        )
        let bootstrap = BootstrapPlan(matching: Self.matching, seed: 1, replicates: 10)
        expectRefused(
            BootstrapPass(),
            BootstrapSums(replicates: 9, seed: 1, outcomeCount: 3),
            Self.plan,
            bootstrap
        )
        let weighting = WeightingPlan(model: Self.model, estimands: [.att, .ato], outcomes: [.rate])
        expectRefused(WeightingPass(), OutcomeSums(analyses: 1, outcomes: [.rate]), Self.plan, weighting)
    }

    @Test("counts that no people can have are refused: negative, too many, or people who were not asked about")
    func counts() throws {
        var counts = MatchCounts(treatedCount: 2)
        counts.differences = [-1, 1, 0]
        expectRefused(MatchCountsPass(), counts, Self.plan, Self.matchPlan)
        counts.differences = [1, 0, -1]
        counts.usedControls = 1
        #expect(try read(MatchCountsPass(), counts, Self.plan, Self.matchPlan) == counts)
        counts.usedControls = 0
        expectRefused(MatchCountsPass(), counts, Self.plan, Self.matchPlan)

        var sums = NewtonSums(columnCount: 2)
        sums.rowCount = .max
        expectRefused(NewtonPass(), sums, Self.plan, Self.model)
        sums.rowCount = 5
        #expect(try read(NewtonPass(), sums, Self.plan, Self.model) == sums)

        var cells = OutcomeSums(analyses: 2, outcomes: [.rate]).cells
        let weighting = WeightingPlan(model: Self.model, estimands: [.att, .ato], outcomes: [.rate])
        cells[0].people = -1
        let outcomes = try #require(OutcomeSums(analyses: 2, outcomes: [.rate], cells: cells))
        expectRefused(WeightingPass(), outcomes, Self.plan, weighting)
    }

    @Test("scores that are no numbers, or of which some are missing, are refused")
    func poolScores() throws {
        let fixture = try AnalysisFixture()
        let wide = MatchPlan(model: Self.model, treated: Self.matchPlan.treated, caliper: 1e6)
        let honest = try PoolScoresPass().mapAll(of: fixture.view, Self.plan, wide)
        #expect(honest.count > 0 && honest.partitions.allSatisfy { $0 == 3 })
        var bytes = honest.encoded
        // The first score's exponent, after both columns of positions and the number of scores.
        let score = 4 + 4 * honest.count + 4 + 4 * honest.count + 4
        bytes[score + 7] = 0x7f
        bytes[score + 6] = 0xf0
        #expect(throws: DecodingFault.self) { _ = try PoolScores(decoding: bytes) }
        bytes = honest.encoded
        bytes[0] -= 1
        #expect(throws: DecodingFault.self) { _ = try PoolScores(decoding: bytes) }
    }

    @Test("what an honest worker sends of a real partition is accepted")
    func honest() throws {
        let fixture = try AnalysisFixture()
        let survey = try SurveyPass().mapAll(of: fixture.view, Self.plan, Nothing())
        #expect(try read(SurveyPass(), survey, Self.plan, Nothing()) == survey)
        let events = try IndexEventsPass().mapAll(of: fixture.view, Self.plan, Nothing())
        #expect(try read(IndexEventsPass(), events, Self.plan, Nothing()) == events)
        // The same answer to a question about nobody is refused.
        expectRefused(IndexEventsPass(), events, AnalysisFixture.plan(treated: []), Nothing())
    }
}
