import Glibc
import Propensity
import Statistics
import Testing

@Suite("The kernels of a Newton step")
struct ScoreKernelTests {
    /// A design of two numbers, one with missing values, in single and double precision, and three levels.
    private struct Example {
        let frame: CovariateFrame
        let design: DesignSpecification
        let weights: [Double]
        let rows: Int

        init?(rows: Int, seed: UInt64) {
            let random = CounterRandom(seed: seed)
            func number(_ column: Int, _ row: Int) -> Double { random.uniform(at: UInt64(column * 10_000 + row)) }
            let indices = 0..<rows
            let singles = indices.map { number(0, $0) < 0.1 ? Float.nan : Float(50 + 20 * number(1, $0)) }
            let frame = CovariateFrame(
                columns: [
                    .singles(singles),
                    .doubles(indices.map { 1e6 + number(2, $0) }),
                    .codes(indices.map { UInt8(3 * number(3, $0)) }),
                ],
                treatment: indices.map { $0 == 0 || number(4, $0) < 0.3 && $0 != 1 ? 1 : 0 }
            )
            let covariates = [
                Covariate(name: "x", kind: .continuous), Covariate(name: "y", kind: .continuous),
                Covariate(name: "level", kind: .categorical(levels: ["a", "b", "c"], reference: 0)),
            ]
            let survey = CovariateSurvey(frame, covariates: covariates, rows: indices)
            guard let design = try? DesignSpecification(covariates: covariates, survey: survey) else { return nil }
            self.frame = frame
            self.design = design
            self.rows = rows
            weights = indices.map { $0 % 5 == 3 ? 0 : 0.5 + number(5, $0) }
        }

        /// A row of the design, by the definition.
        func row(_ index: Int) -> [Double] {
            var row = Array(repeating: 0.0, count: design.columnCount)
            row[0] = 1
            for term in design.terms {
                func put(_ column: Int32, _ value: Double) { if column >= 0 { row[Int(column)] = value } }
                switch frame.columns[term.covariate] {
                case .codes(let codes): put(term.columns[Int(codes[index])], 1)
                case .wideCodes(let codes): put(term.columns[Int(codes[index])], 1)
                case .singles(let values):
                    let value = Double(values[index])
                    if value.isNaN {
                        put(term.columns[1], 1)
                    } else {
                        put(term.columns[0], (value - term.centre) / term.scale)
                    }
                case .doubles(let values): put(term.columns[0], (values[index] - term.centre) / term.scale)
                }
            }
            return row
        }
    }

    @Test(
        "sums are those of the definition, for every number of rows in the last lanes",
        arguments: [9, 10, 15, 16, 17, 511, 512, 513, 1030]
    )
    func sumsOfTheDefinition(rows: Int) throws {
        let example = try #require(Example(rows: rows, seed: 5))
        let order = example.design.columnCount
        let coefficients = (0..<order).map { 0.3 - 0.2 * Double($0) }
        let offsets = (0..<rows).map { 0.01 * Double($0 % 7) }
        let sums = NewtonKernel(specification: example.design, link: .logit, coefficients: coefficients)
            .accumulate(example.frame, rows: 0..<rows, weights: example.weights, offsets: offsets)
        var information = PackedSymmetric(order: order)
        var gradient = Array(repeating: 0.0, count: order)
        var logLikelihood = 0.0
        for index in 0..<rows {
            let row = example.row(index)
            let eta = zip(row, coefficients).reduce(offsets[index]) { $0 + $1.0 * $1.1 }
            let p = 1 / (1 + exp(-eta))
            let treated = example.frame.treatment[index] == 1
            let weight = example.weights[index]
            logLikelihood += weight * log(treated ? p : 1 - p)
            for column in 0..<order {
                gradient[column] += weight * ((treated ? 1 : 0) - p) * row[column]
                let share = weight * p * (1 - p) * row[column]
                for other in 0...column { information[column, other] += share * row[other] }
            }
        }
        #expect(abs(sums.logLikelihood - logLikelihood) < 1e-12 * abs(logLikelihood))
        #expect(abs(sums.weight - example.weights.reduce(0, +)) < 1e-12 * sums.weight)
        for (found, expected) in zip(sums.gradient, gradient) { #expect(abs(found - expected) < 1e-10) }
        for (found, expected) in zip(sums.information.elements, information.elements) {
            #expect(abs(found - expected) < 1e-10 * max(1, abs(expected)))
        }
    }

    @Test("levels with fused multiply-add give the same bits, others the same numbers")
    func levelsAgree() throws {
        let example = try #require(Example(rows: 1_500, seed: 6))
        let coefficients = (0..<example.design.columnCount).map { 0.1 * Double($0) - 0.2 }
        let sums = ScoreKernels.available.map { level in
            NewtonKernel(specification: example.design, link: .logit, coefficients: coefficients, level: level)
                .accumulate(example.frame, rows: 0..<1_500)
        }
        let last = try #require(sums.last)
        for (level, other) in zip(ScoreKernels.available, sums) {
            if level != .portable { #expect(other == last) }
            #expect(abs(other.logLikelihood - last.logLikelihood) < 1e-12 * abs(last.logLikelihood))
            for (left, right) in zip(other.information.elements, last.information.elements) {
                #expect(abs(left - right) < 1e-11 * max(1, abs(right)))
            }
        }
    }

    @Test("predictors far out give finite roots and the likelihood's own limit; one that is no number spoils the sum")
    func extremePredictors() throws {
        let covariates = [Covariate(name: "x", kind: .continuous)]
        let frame = CovariateFrame(columns: [.doubles([-900, 900, 1, -1])], treatment: [1, 0, 1, 0])
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<4)
        let design = try DesignSpecification(covariates: covariates, survey: survey)
        let scale = design.terms[0].scale
        let far = NewtonKernel(specification: design, link: .logit, coefficients: [0, scale])
            .accumulate(frame, rows: 0..<2)
        #expect(abs(far.logLikelihood - -1_800) < 1e-9)
        #expect(far.information.elements.allSatisfy { abs($0) < 1e-200 })
        let none = NewtonKernel(specification: design, link: .logit, coefficients: [.nan, 1])
            .accumulate(frame, rows: 0..<4)
        #expect(none.logLikelihood.isNaN)
        let endless = NewtonKernel(specification: design, link: .logit, coefficients: [0, .infinity])
            .accumulate(frame, rows: 0..<2)
        #expect(endless.logLikelihood == -.infinity)
    }

    @Test("moments by group are those of the group's own numbers", arguments: [1, 7, 8, 9, 100])
    func moments(rows: Int) {
        let random = CounterRandom(seed: 8)
        let values = (0..<rows).map { row -> Double in
            let u = random.uniform(at: UInt64(row))
            return u < 0.2 ? .nan : u < 0.5 ? (u * 100).rounded() : 1e8 + u
        }
        let treatment = (0..<rows).map { UInt8($0 % 3 == 0 ? 1 : 0) }
        let frame = CovariateFrame(columns: [.doubles(values)], treatment: treatment)
        let survey = CovariateSurvey(frame, covariates: [Covariate(name: "x", kind: .continuous)], rows: 0..<rows)
        for (flag, group) in [(UInt8(0), survey.controls), (1, survey.treated)] {
            let expected = Moments((0..<rows).filter { treatment[$0] == flag }.map { values[$0] })
            guard case .numbers(let found) = group.summaries[0] else {
                Issue.record("numbers have moments")
                return
            }
            #expect(found.count == expected.count && found.missing == expected.missing)
            #expect(found.lowest == expected.lowest && found.highest == expected.highest)
            #expect(found.fractional == expected.fractional)
            #expect(abs(found.mean - expected.mean) <= 1e-15 * max(1, abs(expected.mean)))
            #expect(abs(found.squares - expected.squares) <= 1e-12 * max(1, expected.squares))
        }
    }
}

@Suite("Design columns of levels")
struct LevelExpansionTests {
    @Test("few and many levels, some in one column, give the sums of the definition", arguments: [5, 32, 33, 300])
    func levels(count: Int) throws {
        let random = CounterRandom(seed: 41)
        let rows = 0..<1_200
        let codes = rows.map { UInt16(Double(count) * random.uniform(at: UInt64($0))) }
        let treatment = rows.map { UInt8(random.uniform(at: UInt64(5_000 + $0)) < 0.4 ? 1 : 0) }
        let frame = CovariateFrame(columns: [.wideCodes(codes)], treatment: treatment)
        // The last two levels share a column, the first has none.
        let columns = [-1] + (1..<(count - 1)).map { Int32($0) } + [Int32(count - 2), -1]
        let design = DesignSpecification(
            columnNames: (0..<(count - 1)).map { "column \($0)" },
            terms: [DesignTerm(covariate: 0, kind: .categorical, columns: columns, centre: 0, scale: 1)],
            dropped: [],
            merged: []
        )
        let sums = NewtonKernel(specification: design, link: .logit, coefficients: nil).accumulate(frame, rows: rows)
        // At the start every weight is 3/16.
        var people = Array(repeating: 0, count: count - 1)
        for code in codes { people[max(0, Int(columns[Int(code)]))] += 1 }
        for column in 1..<(count - 1) {
            #expect(abs(sums.information[column, column] - 0.1875 * Double(people[column])) < 1e-9)
            #expect(abs(sums.information[column, 0] - sums.information[column, column]) < 1e-9)
            if column > 1 { #expect(sums.information[column, column - 1] == 0) }
        }
    }
}
