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

@Suite("A fit that begins at that of some rows")
struct PilotTests {
    @Test("the estimate is that of all rows, and aliased columns are found as without a pilot")
    func sameEstimate() throws {
        let rowCount = 1 << 18
        let random = CounterRandom(seed: 12)
        func uniform(_ column: Int, _ row: Int) -> Double { random.uniform(at: UInt64(column << 32 | row)) }
        let x = (0..<rowCount).map { Float(uniform(0, $0)) }
        let treatment = (0..<rowCount).map { row -> UInt8 in
            uniform(2, row) < 1 / (1 + exp(2.5 - Double(x[row]))) ? 1 : 0
        }
        let covariates = ["x", "y", "sum"].map { Covariate(name: $0, kind: .continuous) }
        let y = (0..<rowCount).map { Float((8 * uniform(1, $0)).rounded()) }
        let frame = CovariateFrame(
            columns: [.singles(x), .singles(y), .doubles((0..<rowCount).map { Double(x[$0]) - 2 * Double(y[$0]) })],
            treatment: treatment
        )
        let model = try LocalModel(frame, covariates: covariates, link: .logit)
        #expect(model.fit.aliased == ["sum"])
        #expect(model.fit.iterations <= 4)
        let kernel = NewtonKernel(
            specification: model.fit.specification,
            link: .logit,
            coefficients: model.fit.workingCoefficients
        )
        let sums = kernel.accumulate(frame, rows: 0..<rowCount)
        let step = OrderedCholesky(sums.information, tolerance: 1e-11).solve(sums.gradient)
        let decrement = zip(step, sums.gradient).reduce(0) { $0 + $1.0 * $1.1 }
        // Squared length of the step that is left, in standard errors.
        #expect(decrement < 1e-20)
    }

    @Test("every sixteenth block is a part of the sums, and all blocks together are all")
    func blockShare() throws {
        let synthetic = SyntheticFrame(rowCount: 2_000, seed: 3)
        let survey = CovariateSurvey(synthetic.frame, covariates: synthetic.covariates, rows: 0..<2_000)
        let design = try DesignSpecification(covariates: synthetic.covariates, survey: survey)
        let kernel = NewtonKernel(specification: design, link: .logit, coefficients: nil)
        let part = kernel.accumulate(synthetic.frame, rows: 0..<2_000, blockShare: 3)
        #expect(part.rowCount == 256 * 3)
        var sum = kernel.accumulate(synthetic.frame, rows: 0..<256)
        for start in [768, 1_536] { sum.add(kernel.accumulate(synthetic.frame, rows: start..<(start + 256))) }
        #expect(sum.rowCount == part.rowCount && abs(sum.logLikelihood - part.logLikelihood) < 1e-9)
    }
}
