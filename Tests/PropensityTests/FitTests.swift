import Glibc
import Propensity
import Statistics
import Testing

@Suite("The propensity model")
struct FitTests {
    private func fit(_ covariates: [Covariate], _ frame: CovariateFrame, link: ScoreLink = .logit) throws -> LocalModel
    {
        try LocalModel(frame, covariates: covariates, link: link)
    }

    @Test("the gradient vanishes at the fit, for either link", arguments: [ScoreLink.logit, .probit])
    func gradientVanishes(link: ScoreLink) throws {
        let synthetic = SyntheticFrame(rowCount: 3000, seed: 3)
        let model = try fit(synthetic.covariates, synthetic.frame, link: link)
        let kernel = NewtonKernel(
            specification: model.fit.specification,
            link: link,
            coefficients: model.fit.workingCoefficients
        )
        let sums = kernel.accumulate(synthetic.frame, rows: 0..<3000)
        #expect(sums.gradient.allSatisfy { abs($0) < 1e-8 })
        #expect(model.fit.separated.isEmpty && model.fit.aliased.isEmpty)
    }

    @Test("sums of parts add up to the sums of the whole", arguments: [1, 2, 7])
    func sumsMerge(parts: Int) throws {
        let synthetic = SyntheticFrame(rowCount: 2100, seed: 4)
        let model = try fit(synthetic.covariates, synthetic.frame)
        let kernel = NewtonKernel(
            specification: model.fit.specification,
            link: .logit,
            coefficients: model.fit.workingCoefficients.map { 0.5 * $0 }
        )
        let whole = kernel.accumulate(synthetic.frame, rows: 0..<2100)
        var merged = NewtonSums(columnCount: model.fit.specification.columnCount)
        let size = 2100 / parts
        for part in 0..<parts {
            merged.add(kernel.accumulate(synthetic.frame, rows: (part * size)..<((part + 1) * size)))
        }
        #expect(merged.rowCount == whole.rowCount)
        #expect(abs(merged.logLikelihood - whole.logLikelihood) < 1e-10 * abs(whole.logLikelihood))
        for (left, right) in zip(merged.information.elements, whole.information.elements) {
            #expect(abs(left - right) <= 1e-11 * max(1, abs(right)))
        }
    }

    @Test("a probit contribution is finite and right far out in the tail")
    func probitTails() {
        let covariates = [Covariate(name: "x", kind: .continuous)]
        let frame = CovariateFrame(columns: [.doubles([-40, 40, 1, -1])], treatment: [1, 0, 1, 0])
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<4)
        guard let design = try? DesignSpecification(covariates: covariates, survey: survey) else {
            Issue.record("no design")
            return
        }
        let scale = design.terms[0].scale
        let kernel = NewtonKernel(specification: design, link: .probit, coefficients: [0, scale])
        let sums = kernel.accumulate(frame, rows: 0..<1)
        // log Φ(−40) from its asymptotic series: −804.608442013754.
        #expect(abs(sums.logLikelihood - -804.608442013754) < 1e-9)
        #expect(sums.gradient[0] > 40 && sums.gradient[0] < 40.03)
    }

    @Test("separation by a level is found and the level named")
    func quasiSeparation() throws {
        let random = CounterRandom(seed: 9)
        let rows = 0..<400
        let numbers = rows.map { random.uniform(at: UInt64($0)) }
        let level = rows.map { $0 % 20 == 0 ? UInt8(1) : 0 }
        let treatment = rows.map { level[$0] == 1 ? UInt8(1) : (random.uniform(at: UInt64(1000 + $0)) < 0.4 ? 1 : 0) }
        let covariates = [
            Covariate(name: "x", kind: .continuous),
            Covariate(name: "prison", kind: .categorical(levels: ["other", "programme"], reference: 0)),
        ]
        let model = try fit(
            covariates,
            CovariateFrame(columns: [.doubles(numbers), .codes(level)], treatment: treatment)
        )
        #expect(model.fit.separated == ["prison: programme"])
    }

    @Test(
        "complete separation stops with the column's name, under either stopping rule",
        arguments: [NewtonSolver.Convergence.decrement(1e-14), .relativeDeviance(1e-8)]
    )
    func completeSeparation(convergence: NewtonSolver.Convergence) {
        let covariates = [Covariate(name: "x", kind: .continuous)]
        let values = (0..<40).map(Double.init)
        let frame = CovariateFrame(columns: [.doubles(values)], treatment: values.map { $0 < 20 ? 0 : 1 })
        #expect(throws: PropensityError.completeSeparation(columns: ["x"])) {
            try LocalModel(
                frame,
                covariates: covariates,
                link: .logit,
                solver: NewtonSolver.Settings(convergence: convergence)
            )
        }
    }

    @Test("rows with equal covariates have equal scores, bit for bit, wherever they lie")
    func equalRowsEqualScores() throws {
        let synthetic = SyntheticFrame(rowCount: 1000, seed: 5)
        let model = try fit(synthetic.covariates, synthetic.frame)
        let predictor = model.fit.predictor
        for row in stride(from: 0, to: 1000, by: 37) {
            #expect(
                predictor.scores(synthetic.frame, rows: row..<(row + 1))[0].bitPattern == model.scores[row].bitPattern
            )
        }
    }

    @Test("weights of whole numbers count like repeated rows")
    func weights() throws {
        let synthetic = SyntheticFrame(rowCount: 600, seed: 6)
        let model = try fit(synthetic.covariates, synthetic.frame)
        let kernel = NewtonKernel(
            specification: model.fit.specification,
            link: .logit,
            coefficients: model.fit.workingCoefficients
        )
        let once = kernel.accumulate(synthetic.frame, rows: 0..<600)
        let twice = kernel.accumulate(synthetic.frame, rows: 0..<600, weights: Array(repeating: 2, count: 600))
        #expect(abs(twice.logLikelihood - 2 * once.logLikelihood) < 1e-9)
        #expect(twice.weight == 1200)
    }
}
