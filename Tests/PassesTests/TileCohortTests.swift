import Extracts
import MapReduce
import Outcomes
import Passes
import Propensity
import Testing

@Suite("Who takes part in an analysis")
struct TileCohortTests {
    private func cohort(_ plan: AnalysisPlan, people: Range<Int> = 0..<10) throws -> TileCohort {
        try TileCohort.of(Tile(index: 0, people: people), AnalysisFixture().view, plan)
    }

    @Test("the treated keep their number, the excluded are in neither group, the others are the pool")
    func groups() throws {
        let cohort = try cohort(AnalysisFixture.plan(treated: [1, 4], excluded: [2, 7]))
        #expect(cohort.people == [0, 1, 3, 4, 5, 6, 8, 9])
        #expect(cohort.ordinals == [-1, 101, -1, 104, -1, -1, -1, -1])
        #expect(cohort.frame.treatment == [0, 1, 0, 1, 0, 0, 0, 0])
    }

    @Test("the pool has the treatment group's years only")
    func years() throws {
        let cohort = try cohort(AnalysisFixture.plan(treated: [], years: [2_021]))
        #expect(cohort.people == [0, 2, 4, 6, 8])
    }

    @Test("one event a person is drawn, by the seed alone, and both events of people with two are drawn by some seed")
    func draw() throws {
        func years(_ seed: UInt64) throws -> [UInt8] {
            let cohort = try cohort(AnalysisFixture.plan(treated: [], seed: seed))
            #expect(cohort.people == Array(0..<10))
            let index = try #require(HistoryCovariate.allCases.firstIndex(of: .indexYear))
            guard case .codes(let codes) = cohort.frame.columns[index] else { return [] }
            return codes
        }
        #expect(try years(5) == years(5))
        let draws = try (0..<20).map { try years($0)[0] }
        #expect(Set(draws) == [0, 1])
        #expect(try (0..<20).allSatisfy { try years($0)[1] == 0 })
    }

    @Test("tiles give the rows of the whole, in order")
    func tiles() throws {
        let plan = AnalysisFixture.plan(treated: [1, 8], excluded: [5])
        let whole = try cohort(plan)
        let parts = try [0..<3, 3..<7, 7..<10].map { try cohort(plan, people: $0) }
        #expect(parts.flatMap(\.people) == whole.people)
        #expect(parts.flatMap(\.ordinals) == whole.ordinals)
        #expect(parts.flatMap(\.outcomes) == whole.outcomes)
        #expect(parts.flatMap(\.frame.strata) == whole.frame.strata)
    }

    @Test("strata follow the covariates named, outcomes the follow-up")
    func strataAndOutcomes() throws {
        let cohort = try cohort(AnalysisFixture.plan(treated: Array(0..<10)))
        #expect(cohort.frame.strata == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
        #expect(cohort.outcomes.map(\.reoffences) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    }
}
