import MapReduce
import Passes
import Propensity
import Statistics
import Tables
import Testing

@Suite("The wire form of a model's terms")
struct DesignWireTests {
    /// Rows with a level, whole numbers and others, some of them missing.
    private static let frame: CovariateFrame = {
        let random = CounterRandom(seed: 8, purpose: "frame")
        let rows = (0..<400).map { UInt64($0) }
        return CovariateFrame(
            columns: [
                .codes(rows.map { UInt8(random.below(3, at: 4 * $0)) }),
                .singles(rows.map { $0 % 9 == 0 ? .nan : Float(random.below(20, at: 4 * $0 + 1)) }),
                .doubles(rows.map { 0.25 * Double(random.below(40, at: 4 * $0 + 2)) }),
            ],
            treatment: rows.map { UInt8(random.below(2, at: 4 * $0 + 3)) }
        )
    }()
    private static let covariates = [
        Covariate(name: "site", kind: .categorical(levels: ["a", "b", "c"], reference: 1)),
        Covariate(name: "priors", kind: .continuous),
        Covariate(name: "length", kind: .continuous, missing: .mean),
    ]

    /// A recipe with every way of making a column.
    private static func recipe() throws -> DesignRecipe {
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<frame.rowCount)
        let texts = [
            "site", "priors:spline(4)", "length:square", "length:log1p", "priors:quantiles(3)*site",
            "priors:poly(2)*site",
            "length*priors", "length:knots(2,5)*site",
        ]
        return try DesignRecipe(
            terms: try texts.map { try CovariateTerm($0) },
            covariates: covariates,
            survey: survey,
            numbers: [nil, distribution(1), distribution(2)],
            settings: DesignSpecification.Settings()
        )
    }

    private static func distribution(_ column: Int, rows: Range<Int>? = nil) -> NumberDistribution {
        NumberDistribution(frame.columns[column], treatment: frame.treatment, rows: rows ?? 0..<frame.rowCount)
    }

    private static func models() throws -> [[UInt8]] {
        let specification = DesignSpecification(columnNames: ["(Intercept)", "x"], terms: [], dropped: [], merged: [])
        let model = ScoreModel(
            specification: specification,
            recipe: try recipe(),
            link: .logit,
            coefficients: [1, .pi]
        )
        return [model.encoded, FirthModel(model: model, inverseRoot: [1, 0, 0.5, 2]).encoded]
    }

    @Test("a recipe makes the same columns after its way over the wire")
    func roundTrip() throws {
        let recipe = try Self.recipe()
        let other = try DesignRecipe(decoding: recipe.encoded)
        #expect(other == recipe)
        #expect(other.covariates.count == 20)
        let (made, again) = (recipe.frame(Self.frame), other.frame(Self.frame))
        #expect(zip(made.columns, again.columns).allSatisfy { "\($0)" == "\($1)" })
        let firth = try FirthModel(decoding: try Self.models()[1])
        #expect(firth.model.recipe == recipe && firth.inverseRoot == [1, 0, 0.5, 2])
    }

    @Test("bytes that are cut short anywhere are refused, never trap")
    func truncation() throws {
        let bytes = try Self.models()[1]
        for length in 0..<bytes.count {
            #expect(throws: (any Error).self) { _ = try FirthModel(decoding: Array(bytes[..<length])) }
        }
    }

    @Test("flipped bytes are decoded or refused, never trap", arguments: 0..<200)
    func mutation(seed: Int) throws {
        let random = CounterRandom(seed: UInt64(seed), purpose: "mutation")
        let distributions = NumberDistributions([Self.distribution(1), Self.distribution(2)]).encoded
        for original in try Self.models() + [distributions] {
            var bytes = original
            for flip in 0..<3 {
                let index = random.below(bytes.count, at: UInt64(2 * flip))
                bytes[index] = UInt8(truncatingIfNeeded: random.bits(at: UInt64(2 * flip + 1)))
            }
            // Either outcome is right; a trap would end the test process.
            let model = try? ScoreModel(decoding: bytes)
            let firth = try? FirthModel(decoding: bytes)
            #expect(model == nil || firth == nil)
            _ = try? NumberDistributions(decoding: bytes)
        }
    }

    @Test("the accuracy of parts adds up to that of the whole, ties counted half")
    func accuracy() throws {
        let scores = (0..<400).map { Double($0 % 7) - 3 }
        let treatment = Self.frame.treatment
        let treated = scores.indices.filter { treatment[$0] == 1 }.map { scores[$0] }
        let specification = DesignSpecification(columnNames: ["(Intercept)"], terms: [], dropped: [], merged: [])
        let model = ScoreModel(specification: specification, link: .logit, coefficients: [1])
        let ranked = try #require(RankedModel(model: model, treated: treated))
        #expect(try RankedModel(decoding: ranked.encoded) == ranked)
        #expect(RankedModel(model: model, treated: [1, .nan]) == nil)
        func part(_ rows: Range<Int>) -> ScoreAccuracy {
            ScoreAccuracy(scores, link: .logit, treatment: treatment, rows: rows, ranks: ranked.ranks)
        }
        var sum = part(0..<123)
        sum.add(try ScoreAccuracy(decoding: part(123..<400).encoded))
        #expect(sum.won == part(0..<400).won)
        let pairs = scores.indices.filter { treatment[$0] == 0 }.flatMap { control in
            treated.map { $0 > scores[control] ? 1 : $0 == scores[control] ? 0.5 : 0 }
        }
        #expect(sum.won == pairs.reduce(0, +))
        #expect(sum.areaUnderCurve == sum.won / Double(pairs.count))
    }

    @Test("distributions of parts, added in any order, are those of the whole")
    func distributions() throws {
        let whole = NumberDistributions([Self.distribution(1), Self.distribution(2)])
        #expect(try NumberDistributions(decoding: whole.encoded) == whole)
        for cuts in [[0, 400], [0, 7, 400], [0, 100, 101, 250, 400]] {
            var parts = zip(cuts, cuts.dropFirst()).map { start, end in
                NumberDistributions([1, 2].map { Self.distribution($0, rows: start..<end) })
            }
            parts.reverse()
            var sum = parts[0]
            for part in parts.dropFirst() { sum.add(part) }
            #expect(sum == whole)
        }
    }

    @Test("a number with too many values has no distribution, however its rows are cut")
    func tooMany() {
        func part(_ values: Range<Int>) -> NumberDistributions {
            let column = CovariateFrame.Column.doubles(values.map { Double($0) })
            let treatment = Array(repeating: UInt8(0), count: values.count)
            return NumberDistributions([
                NumberDistribution(column, treatment: treatment, rows: 0..<values.count)
            ])
        }
        let limit = NumberDistributions.distinctMax
        #expect(part(0..<(limit + 1)).numbers == [nil])
        var sum = part(0..<(limit / 2))
        sum.add(part((limit / 2)..<limit))
        #expect(sum.numbers[0]?.values.count == limit)
        sum.add(part(limit..<(limit + 1)))
        #expect(sum.numbers == [nil])
        sum.add(part(0..<1))
        #expect(sum.numbers == [nil])
    }
}
