import MapReduce
import Outcomes
import Passes
import Pipeline
import Propensity
import Reports
import Testing

/// Optimal pairs and kernels over partitions against the engine of `jdl match` on the same people in one table.
@Suite("Optimal and kernel matching over partitions")
struct MatchingMethodTests {
    /// A way to match, as a request says it, and as the engine does.
    struct Choice: CustomTestStringConvertible {
        let yaml: String
        let label: String
        let kind: StandardErrorKind
        let edit: @Sendable (inout MatchSettings) -> Void
        var testDescription: String { label }
    }

    static let choices = [
        Choice(yaml: "{method: optimal}", label: "optimal, 1 to 1", kind: .matchedSets) { $0.method = .optimal },
        Choice(yaml: "{method: optimal, ratio: 2}", label: "optimal, 2 to 1", kind: .matchedSets) {
            $0.method = .optimal
            $0.ratio = 2
        },
        Choice(yaml: "{method: kernel}", label: "kernel (Epanechnikov)", kind: .linearised) { $0.method = .kernel },
        Choice(yaml: "{method: kernel, kernel: gaussian}", label: "kernel (Gaussian)", kind: .linearised) {
            $0.method = .kernel
            $0.kernel = .gaussian
        },
    ]

    private func study(_ choice: Choice, partitions: Int = 5) throws -> StudyFixture {
        try StudyFixture(people: 8_000, cohort: 500, partitions: partitions) { text in
            text.replacing("sub_analyses: [site]", with: "sub_analyses: []").replacing("[24]", with: "[]")
                .replacing("assessments: yes", with: "assessments: no").replacing("[London]", with: "[]")
                .replacing("violent: yes", with: "violent: no") + "matching: \(choice.yaml)\n"
        }
    }

    @Test("weights, effects and standard errors are those of one table", arguments: choices)
    func engine(choice: Choice) throws {
        let pooled = try PooledStudy(study(choice))
        let match = try pooled.match { settings in
            choice.edit(&settings)
            settings.caliper = pooled.matching.plan.caliper
            settings.caliperUnit = .absolute
            settings.bandwidth = pooled.matching.plan.caliper
        }
        if let chosen = pooled.matching.chosen {
            for choice in chosen.choices {
                let row = try #require(pooled.references.firstIndex(of: choice.person))
                #expect(choice.weight == match.weights[row])
            }
        }
        for (outcome, code) in [(OutcomeDefinition.rate, OutcomeResult.Code.rate), (.frequency, .frequency)] {
            let effect = try #require(
                MatchedEffect(
                    outcome: pooled.values(outcome),
                    treatment: pooled.frame.treatment,
                    weights: match.weights,
                    pairs: match.pairs,
                    isReused: choice.kind == .linearised
                )
            )
            let expected = try #require(effect.inference(choice.kind == .matchedSets ? .matchedSets : .survey))
            let figures = try #require(pooled.report.outcome(code)?.figures)
            #expect(figures.standardErrorKind == choice.kind)
            #expect(abs(figures.difference.estimate - effect.difference) < 1e-8)
            #expect(abs(figures.difference.standardError - expected.standardError) < 1e-8 * expected.standardError)
            #expect(abs(figures.difference.pValue - expected.pValue) < 1e-8)
            #expect(figures.treatment.people == effect.treatedCount)
            #expect(figures.comparison.people == effect.controlCount)
            #expect(abs(figures.comparison.effectiveSize - effect.effectiveControlCount) < 1e-6)
        }
        #expect(HTMLReport.text(pooled.report).contains(choice.label))
    }

    @Test("passes through bytes give the same files, and another partitioning the same effect", arguments: choices)
    func partitions(choice: Choice) throws {
        let study = try study(choice, partitions: 7)
        let local = try study.run(on: LocalExecutor(source: StorePartitions(study.store)), name: "local")
        let encoded = try study.run(on: EncodingExecutor(source: StorePartitions(study.store)), name: "encoded")
        for (file, bytes) in local { #expect(encoded[file] == bytes, "\(file)") }
        let many = try #require(PooledStudy(study).report.outcome(.rate)?.figures?.difference)
        let other = try PooledStudy(self.study(choice, partitions: 2))
        let few = try #require(other.report.outcome(.rate)?.figures?.difference)
        #expect(abs(many.estimate - few.estimate) < 1e-9 && abs(many.standardError - few.standardError) < 1e-9)
    }
}
