import Propensity
import Testing

@Suite("Covariates become a design")
struct DesignTests {
    private let synthetic = SyntheticFrame(rowCount: 2000, seed: 1)

    @Test("a survey of parts, merged, is the survey of the whole", arguments: [1, 2, 7])
    func surveyMerges(parts: Int) {
        let whole = CovariateSurvey(synthetic.frame, covariates: synthetic.covariates, rows: 0..<2000)
        let size = 2000 / parts
        var merged = CovariateSurvey(synthetic.frame, covariates: synthetic.covariates, rows: 0..<size)
        for part in 1..<max(parts, 1) where part < parts {
            let end = part == parts - 1 ? 2000 : (part + 1) * size
            merged.add(
                CovariateSurvey(synthetic.frame, covariates: synthetic.covariates, rows: (part * size)..<end)
            )
        }
        #expect(merged.treated.count == whole.treated.count)
        for (left, right) in zip(merged.controls.summaries, whole.controls.summaries) {
            switch (left, right) {
            case (.levels(let first), .levels(let second)): #expect(first == second)
            case (.numbers(let first), .numbers(let second)):
                #expect(first.count == second.count && first.missing == second.missing)
                #expect(first.lowest == second.lowest && first.highest == second.highest)
                #expect(abs(first.mean - second.mean) <= 1e-12 * abs(second.mean))
                #expect(abs(first.variance - second.variance) <= 1e-9 * second.variance)
            default: Issue.record("kinds differ")
            }
        }
    }

    @Test("columns are named for people, and missing values have their own")
    func columnNames() throws {
        let survey = CovariateSurvey(synthetic.frame, covariates: synthetic.covariates, rows: 0..<2000)
        let design = try DesignSpecification(covariates: synthetic.covariates, survey: survey)
        #expect(
            design.columnNames == [
                "(Intercept)", "sex: female", "region: south", "region: east", "region: west", "region: missing",
                "convictions", "convictions: missing", "sentence",
            ]
        )
    }

    @Test("a covariate with one value is dropped and named")
    func constantColumns() throws {
        let frame = CovariateFrame(
            columns: [.doubles([1, 1, 1, 1]), .codes([2, 2, 2, 2]), .doubles([1, 2, 3, 5])],
            treatment: [0, 1, 0, 1]
        )
        let covariates = [
            Covariate(name: "one", kind: .continuous),
            Covariate(name: "level", kind: .categorical(levels: ["a", "b", "c"], reference: nil)),
            Covariate(name: "value", kind: .continuous),
        ]
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<4)
        let design = try DesignSpecification(covariates: covariates, survey: survey)
        #expect(design.dropped == ["one", "level"])
        #expect(design.columnNames == ["(Intercept)", "value"])
    }

    @Test("rare levels join an other level, or the reference when that is rare too")
    func rareLevels() throws {
        let levels = ["common", "rare", "scarce", "usual"]
        let covariates = [Covariate(name: "group", kind: .categorical(levels: levels, reference: nil))]
        let codes: [UInt8] = [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3]
        let treatment: [UInt8] = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]
        let frame = CovariateFrame(columns: [.codes(codes)], treatment: treatment)
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<14)
        let grouped = try DesignSpecification(covariates: covariates, survey: survey, settings: .init(levelFloor: 2))
        #expect(grouped.columnNames == ["(Intercept)", "group: usual", "group: other"])
        #expect(grouped.merged == ["group: rare", "group: scarce"])
        #expect(throws: PropensityError.nothingToModel, "all levels together are below the floor") {
            try DesignSpecification(covariates: covariates, survey: survey, settings: .init(levelFloor: 5))
        }
    }

    @Test("missing values are refused where that is the policy")
    func refusesMissing() {
        let covariates = [Covariate(name: "age", kind: .continuous, missing: .refuse)]
        let frame = CovariateFrame(columns: [.doubles([1, .nan, 3])], treatment: [0, 1, 1])
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<3)
        #expect(throws: PropensityError.missingValues(covariate: "age", rows: 1)) {
            try DesignSpecification(covariates: covariates, survey: survey)
        }
    }

    @Test("an empty group is refused with both counts")
    func emptyGroup() {
        let covariates = [Covariate(name: "age", kind: .continuous)]
        let frame = CovariateFrame(columns: [.doubles([1, 2])], treatment: [0, 0])
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<2)
        #expect(throws: PropensityError.emptyGroup(treated: 0, controls: 2)) {
            try DesignSpecification(covariates: covariates, survey: survey)
        }
    }
}
