import Outcomes
import Testing

struct MatchedPairsTests {
    /// The reference case r_rossi_pairs: 1:1 pairs of the Rossi data.
    private let rossi = MatchedPairs(treatedOnly: 33, comparisonOnly: 51, concordant: 117)

    @Test("the paired difference, its standard error and McNemar's tests agree with r_rossi_pairs")
    func rossiPairs() throws {
        #expect(agrees(rossi.riskDifference, -0.0895522388059701))
        #expect(agrees(rossi.standardError, 0.0451581435819865))
        let test = try #require(rossi.mcNemar)
        #expect(agrees(test.chiSquared, 3.85714285714286))
        #expect(agrees(test.pValue, 0.0495346134356268))
        #expect(agrees(test.correctedChiSquared, 3.44047619047619))
        #expect(agrees(test.correctedPValue, 0.0636173544421635))
        #expect(agrees(test.exactPValue, 0.0629722570361699))
    }

    @Test("McNemar's tests agree with R")
    func mcNemar() throws {
        for row in try ReferenceData.baseR().mcnemar {
            let pairs = MatchedPairs(
                treatedOnly: row.treatedOnly,
                comparisonOnly: row.comparisonOnly,
                concordant: row.concordant
            )
            let test = try #require(pairs.mcNemar)
            #expect(agrees(test.chiSquared, row.chi2))
            #expect(agrees(test.pValue, row.p))
            #expect(agrees(test.correctedChiSquared, row.correctedChi2))
            #expect(agrees(test.correctedPValue, row.correctedP))
            #expect(agrees(test.exactPValue, row.exactP))
        }
    }

    /// The figures of `binarysens(51, 33)` of rbounds.
    ///
    /// Version 2.2 adds up the probabilities of *more* than the observed pairs, so its figures
    /// are those of one pair more in the shown direction.
    @Test(
        "Rosenbaum's bounds agree with rbounds, which counts one pair more",
        arguments: [
            (1.0, 0.01876, 0.01876), (1.1, 0.00593, 0.05006), (1.2, 0.00178, 0.10609), (1.3, 0.00052, 0.18837),
            (1.4, 0.00015, 0.29165), (1.5, 4e-05, 0.40605), (1.6, 1e-05, 0.52063), (1.7, 0, 0.62641),
            (1.8, 0, 0.71778), (1.9, 0, 0.79253), (2, 0, 0.85102),
        ]
    )
    func rosenbaum(_ gamma: Double, _ lower: Double, _ upper: Double) throws {
        let shifted = MatchedPairs(treatedOnly: 32, comparisonOnly: 52, concordant: 117)
        let bound = try #require(shifted.rosenbaumBound(gamma: gamma))
        #expect(abs(bound.lower - lower) < 6e-6)
        #expect(abs(bound.upper - upper) < 6e-6)
    }

    @Test("without hidden bias both bounds are the one-sided exact test, and they widen with gamma")
    func rosenbaumStart() throws {
        let start = try #require(rossi.rosenbaumBound(gamma: 1))
        #expect(start.lower == start.upper)
        #expect(agrees(2 * start.upper, 0.0629722570361699))
        var previous = start
        for step in 1...10 {
            let next = try #require(rossi.rosenbaumBound(gamma: 1 + Double(step) / 10))
            #expect(next.lower < previous.lower && next.upper > previous.upper)
            previous = next
        }
    }

    @Test("pairs that all agree have no test, no pairs have no difference, ties have p = 1")
    func edges() throws {
        let concordant = MatchedPairs(treatedOnly: 0, comparisonOnly: 0, concordant: 9)
        #expect(concordant.mcNemar == nil)
        #expect(concordant.rosenbaumBound(gamma: 2) == nil)
        #expect(concordant.riskDifference == 0)
        #expect(concordant.standardError == 0)
        let none = MatchedPairs(treatedOnly: 0, comparisonOnly: 0, concordant: 0)
        #expect(none.riskDifference == nil)
        #expect(none.standardError == nil)
        let tie = try #require(MatchedPairs(treatedOnly: 4, comparisonOnly: 4, concordant: 0).mcNemar)
        #expect(tie.pValue == 1)
        #expect(tie.exactPValue == 1)
    }
}
