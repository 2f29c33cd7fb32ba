import Ingest
import Linkage
import MapReduce
import Outcomes
import Passes
import Pipeline
import Propensity
import Reports
import Testing

/// Nearest neighbours over partitions against the engine of `jdl match` on the same people in one table.
@Suite("Matching by nearest neighbours over partitions")
struct NearestMatchTests {
    /// A way to match, as a request says it.
    struct Choice: CustomTestStringConvertible {
        let ratio: Int
        let replacement: Bool
        var testDescription: String { "\(ratio) to 1, \(replacement ? "with" : "without") replacement" }
        /// The standard error of outcomes that everybody has.
        var kind: StandardErrorKind { replacement ? .abadieImbens : .matchedSets }
        var label: String { "nearest, \(testDescription)" }
        var yaml: String {
            "matching: {method: nearest, ratio: \(ratio), replacement: \(replacement ? "yes" : "no")}\n"
        }
    }

    static let choices = [
        Choice(ratio: 1, replacement: false), Choice(ratio: 3, replacement: false), Choice(ratio: 2, replacement: true),
    ]

    private func study(_ choice: Choice, partitions: Int = 5, bootstrap: Int = 0) throws -> StudyFixture {
        try StudyFixture(people: 8_000, cohort: 500, partitions: partitions) { text in
            text.replacing("sub_analyses: [site]", with: "sub_analyses: []").replacing("[24]", with: "[]")
                .replacing("assessments: yes", with: "assessments: no").replacing("[London]", with: "[]")
                .replacing("violent: yes", with: "violent: no\n  bootstrap: \(bootstrap)") + choice.yaml
        }
    }

    private func engineWeights(_ pooled: PooledStudy, _ choice: Choice) throws -> [Double] {
        try engineMatch(pooled, choice).weights
    }

    private func engineMatch(_ pooled: PooledStudy, _ choice: Choice) throws -> MatchResult {
        try pooled.match { settings in
            settings.method = .nearest
            settings.ratio = choice.ratio
            settings.replacement = choice.replacement
            settings.caliper = pooled.matching.plan.caliper
            settings.caliperUnit = .absolute
        }
    }

    @Test("weights and outcomes are those of one table", arguments: choices)
    func engine(choice: Choice) throws {
        let pooled = try PooledStudy(study(choice))
        let expected = try engineWeights(pooled, choice)
        var weights = pooled.frame.treatment.map { _ in 0.0 }
        let chosen = try #require(pooled.matching.chosen)
        for (row, reference) in pooled.references.enumerated() where pooled.frame.treatment[row] == 0 {
            weights[row] = chosen.choices.first { $0.person == reference }?.weight ?? 0
        }
        for row in weights.indices where pooled.frame.treatment[row] == 0 { #expect(weights[row] == expected[row]) }
        #expect(chosen.choices.count == expected.indices.count { pooled.frame.treatment[$0] == 0 && expected[$0] > 0 })
        let effect = try #require(
            MatchedEffect(
                outcome: pooled.values(.rate),
                treatment: pooled.frame.treatment,
                weights: expected,
                pairs: nil,
                isReused: choice.replacement
            )
        )
        let figures = try #require(pooled.report.outcome(.rate)?.figures)
        #expect(abs(figures.difference.estimate - effect.difference) < 1e-12)
        #expect(figures.treatment.people == effect.treatedCount && figures.comparison.people == effect.controlCount)
        let groups = pooled.report.groups
        #expect(groups.matching?.ratio == choice.ratio && groups.matching?.replacement == choice.replacement)
        #expect(HTMLReport.text(pooled.report).contains(choice.label))
    }

    @Test("standard errors are those of the engine on one table, by the design of the match", arguments: choices)
    func errors(choice: Choice) throws {
        let pooled = try PooledStudy(study(choice))
        let match = try engineMatch(pooled, choice)
        let pairs = try #require(match.pairs)
        var kinds: Set<StandardErrorKind> = []
        for (outcome, code) in [
            (OutcomeDefinition.rate, OutcomeResult.Code.rate), (.frequency, .frequency), (.time, .time),
            (.firstSummary, .firstSummary), (.custodialSentences, .custodialSentences),
        ] {
            let effect = try #require(
                MatchedEffect(
                    outcome: pooled.values(outcome),
                    treatment: pooled.frame.treatment,
                    weights: match.weights,
                    pairs: pairs,
                    isReused: choice.replacement,
                    positions: (pooled.scores, pooled.frame.strata)
                )
            )
            guard let figures = pooled.report.outcome(code)?.figures else { continue }
            let kind = try #require(figures.standardErrorKind)
            kinds.insert(kind)
            let design: MatchedEffect.ErrorKind = choice.replacement ? .abadieImbens : .matchedSets
            let expected = try #require(effect.inference(design) ?? effect.inference(.survey))
            #expect(kind == (effect.inference(design) == nil ? .linearised : choice.kind))
            #expect(abs(figures.difference.standardError - expected.standardError) < 1e-8 * expected.standardError)
            #expect(abs(figures.difference.pValue - expected.pValue) < 1e-8)
            if outcome.scale != .binary {
                #expect(abs(figures.difference.lower - expected.interval.lowerBound) < 1e-8)
                #expect(abs(figures.difference.upper - expected.interval.upperBound) < 1e-8)
            }
        }
        #expect(kinds.contains(choice.kind) && kinds.contains(.linearised) == choice.replacement)
        let text = HTMLReport.text(pooled.report)
        #expect(text.contains(choice.replacement ? "Abadie" : "by matched set"))
    }

    @Test("pairs of one and one have McNemar's test and Rosenbaum's bounds, larger sets have not")
    func paired() throws {
        let choice = Self.choices[0]
        let pooled = try PooledStudy(study(choice))
        let values = pooled.values(.rate)
        let pairs = try #require(try engineMatch(pooled, choice).pairs)
        let counts = MatchedPairs(
            treatedOnly: pairs.count { values[$0.treated] > values[$0.control] },
            comparisonOnly: pairs.count { values[$0.treated] < values[$0.control] },
            concordant: pairs.count { values[$0.treated] == values[$0.control] }
        )
        let figures = try #require(pooled.report.outcome(.rate)?.figures)
        let found = try #require(figures.paired)
        #expect(found.pairs == counts.pairs && found.treatmentOnly == counts.treatedOnly)
        #expect(found.comparisonOnly == counts.comparisonOnly && counts.discordant > 0)
        #expect(found.mcNemarExactPValue == counts.mcNemar?.exactPValue)
        let bias = try #require(pooled.report.sensitivity.hiddenBias)
        #expect(bias.gamma == counts.criticalGamma())
        #expect(HTMLReport.text(pooled.report).contains("McNemar"))
        for other in Self.choices.dropFirst() {
            let report = try PooledStudy(study(other)).report
            #expect(report.outcome(.rate)?.figures?.paired == nil && report.sensitivity.hiddenBias == nil)
        }
    }

    @Test("another partitioning chooses the same people, and passes through their wire form give the same bytes")
    func partitions() throws {
        let choice = Self.choices[1]
        let few = try PooledStudy(study(choice, partitions: 2))
        let many = try PooledStudy(study(choice, partitions: 7))
        try #require(few.keys.sorted() == many.keys.sorted())
        #expect(few.chosenKeys == many.chosenKeys && !few.chosenKeys.isEmpty)
        let study = try study(choice, bootstrap: 100)
        let local = try study.run(on: LocalExecutor(source: StorePartitions(study.store)), name: "local")
        let encoded = try study.run(on: EncodingExecutor(source: StorePartitions(study.store)), name: "encoded")
        for (file, bytes) in local { #expect(encoded[file] == bytes, "\(file)") }
    }

    @Test("the bootstrap draws matched sets where sets share nobody")
    func bootstrap() throws {
        let choice = Self.choices[0]
        let pooled = try PooledStudy(study(choice, bootstrap: 200))
        let weights = try engineWeights(pooled, choice)
        let setOf = Dictionary(
            uniqueKeysWithValues: (pooled.matching.chosen?.choices ?? []).map { ($0.person, $0.set) }
        )
        let used = weights.indices.filter { weights[$0] > 0 }
        let values = pooled.values(.rate)
        var sums = BootstrapSums(replicates: 200, seed: 1)
        sums.add(
            outcomes: [used.map { values[$0] }],
            weights: used.map { weights[$0] },
            isTreated: used.map { pooled.frame.treatment[$0] == 1 },
            units: used.map { setOf[pooled.references[$0]] ?? pooled.keys[$0] }
        )
        let expected = try #require(BootstrapEstimate(sums))
        let check = try #require(pooled.report.outcome(.rate)?.figures?.checks?.first { $0.method == .bootstrap })
        #expect(abs(check.standardError - expected.standardError) < 1e-12)
        // Every set is drawn as a whole, so its key is that of a treated person in it.
        let treated = Set(used.filter { pooled.frame.treatment[$0] == 1 }.map { pooled.keys[$0] })
        #expect(setOf.values.allSatisfy { treated.contains($0) } && Set(setOf.values).count == setOf.count)
    }
}

extension PooledStudy {
    /// The keys of the people chosen with their weights, ascending.
    fileprivate var chosenKeys: [UInt64: Double] {
        let weightOf = Dictionary(
            uniqueKeysWithValues: (matching.chosen?.choices ?? []).map { ($0.person, $0.weight) }
        )
        return Dictionary(
            uniqueKeysWithValues: zip(keys, references).compactMap { key, reference in
                weightOf[reference].map { (key, $0) }
            }
        )
    }
}
