import Outcomes
import Testing

@Suite("Outcomes 4 to 18")
struct OutcomeFamilyTests {
    private var reoffender: FollowUpOutcome {
        var followUp = FollowUpOutcome(reoffences: 4, daysToFirst: 92)
        followUp.firstTier = .eitherWay
        followUp.firstIsCustodial = true
        followUp.indictable = 1
        followUp.eitherWay = 1
        followUp.summary = 2
        followUp.custodialSentences = 2
        followUp.violentReoffences = 1
        followUp.daysToFirstViolent = 153
        followUp.daysEmployed = 21
        return followUp
    }

    @Test("each outcome reads its own value of a person who reoffended")
    func values() {
        let expected: [(OutcomeDefinition, Double?)] = [
            (.rate, 1), (.frequency, 4), (.time, 92), (.firstIndictable, 0), (.firstEitherWay, 1), (.firstSummary, 0),
            (.frequencyIndictable, 1), (.frequencyEitherWay, 1), (.frequencySummary, 2), (.custodyFirst, 1),
            (.custodialSentences, 2), (.employed, 1), (.daysEmployed, 21), (.onBenefit, 0), (.daysOnBenefit, 0),
            (.violentRate, 1), (.violentFrequency, 1), (.violentTime, 153),
        ]
        #expect(expected.map(\.0) == OutcomeDefinition.allCases)
        for (outcome, value) in expected { #expect(outcome.value(of: reoffender) == value, "\(outcome)") }
    }

    @Test("outcomes among reoffenders leave out those who did not, the others count them as zero")
    func population() {
        let free = FollowUpOutcome(reoffences: 0, daysToFirst: -1)
        for outcome in OutcomeDefinition.allCases {
            let value: Double? = outcome.population == .everyone ? 0 : nil
            #expect(outcome.value(of: free) == value, "\(outcome)")
        }
        // A reoffender without violence has no time to violence.
        var other = reoffender
        other.violentReoffences = 0
        #expect(OutcomeDefinition.violentTime.value(of: other) == nil)
        #expect(OutcomeDefinition.violentRate.value(of: other) == 0)
    }

    @Test("the families are the service's: outcomes 1 to 3, 4 to 11, employment, violence")
    func families() {
        #expect(OutcomeDefinition.headline.map(\.rawValue) == [1, 2, 3])
        #expect(OutcomeDefinition.outcomes(of: .detail).map(\.rawValue) == Array(4...11))
        #expect(OutcomeDefinition.outcomes(of: .experimental).map(\.rawValue) == Array(12...15))
        #expect(OutcomeDefinition.outcomes(of: .violent).map(\.rawValue) == Array(16...18))
        #expect(Set(OutcomeDefinition.allCases.map(\.word)).count == OutcomeDefinition.allCases.count)
    }

    @Test("p-values are adjusted over the analyses of a set, each family of outcomes by itself")
    func adjusted() throws {
        func estimates(_ shares: [OutcomeDefinition: Int]) -> [OutcomeEstimate] {
            OutcomeDefinition.allCases.filter { shares[$0] != nil }.map { outcome in
                let people = 0..<200
                return OutcomeEstimator().estimate(
                    outcome,
                    treated: WeightedMoments(people.map { $0 < shares[outcome] ?? 0 ? 1 : 0 }),
                    comparison: WeightedMoments(people.map { $0 < 80 ? 1 : 0 })
                )
            }
        }
        let first = estimates([.rate: 60, .violentRate: 62])
        let second = estimates([.rate: 79, .firstSummary: 64])
        let adjusted = OutcomeFamilies.adjusted([first, second])
        let raw = try [first, second].map { try #require($0[0].difference).pValue }
        #expect(adjusted[0][0].holmPValue == 2 * raw[0])
        #expect(adjusted[1][0].holmPValue == max(2 * raw[0], raw[1]))
        // Alone in their families.
        #expect(adjusted[0][1].holmPValue == first[1].difference?.pValue)
        #expect(adjusted[1][1].holmPValue == second[1].difference?.pValue)
        #expect(OutcomeFamilies.adjusted([[], first])[1][0].holmPValue == raw[0])
    }
}
