/// A kind of population of which many are drawn.
package struct Scenario: Hashable, Sendable {
    /// What taking part does to the chance of reoffending.
    package enum Effect: String, CaseIterable, Hashable, Sendable {
        /// Nothing, for anybody.
        case none
        /// It lowers the chance, more for some people than for others.
        case heterogeneous
    }

    /// Its name in results.
    package let name: String
    /// People in one population.
    package let people: Int
    /// Expected share of people who take part.
    package let treatedShare: Double
    /// What taking part does.
    package let effect: Effect
    /// Added to everybody's log odds of reoffending; below 0 reoffending is rarer.
    package let riskShift: Double

    /// A kind of population with at least one person and a share between 0 and 1.
    package init(name: String, people: Int, treatedShare: Double, effect: Effect, riskShift: Double = 0) {
        precondition(people > 0 && treatedShare > 0 && treatedShare < 1)
        self.name = name
        self.people = people
        self.treatedShare = treatedShare
        self.effect = effect
        self.riskShift = riskShift
    }

    /// The scenarios of the benchmark.
    ///
    /// About 80 treated (near the smallest request), 60 treated of whom few reoffend, 250, and 2,000, each without and with
    /// an effect; and 280 treated among 800 people, where comparison people are few and used many times.
    package static let benchmark: [Scenario] = Effect.allCases.flatMap { effect in
        [
            Scenario(name: "tiny", people: 1_500, treatedShare: 0.055, effect: effect),
            Scenario(name: "rare", people: 1_200, treatedShare: 0.05, effect: effect, riskShift: -2),
            Scenario(name: "small", people: 3_000, treatedShare: 0.085, effect: effect),
            Scenario(name: "large", people: 25_000, treatedShare: 0.08, effect: effect),
            Scenario(name: "scarce", people: 800, treatedShare: 0.35, effect: effect),
        ]
    }
}
