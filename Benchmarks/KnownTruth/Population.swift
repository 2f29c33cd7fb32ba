import Glibc
package import Outcomes
package import Propensity
private import Statistics

/// A synthetic population with known chances: covariates, who takes part, what they do, and what they would have done.
///
/// Who takes part depends on sex, age, previous offences, disposal and region; so does reoffending, but not in the same
/// way. Comparing the groups as they are is therefore wrong by several points. Everything is drawn from a counter-based
/// generator, so population *k* of a scenario is the same whichever others are drawn.
package struct Population: Sendable {
    /// Declarations of the covariates in ``frame``.
    package static let covariates: [Covariate] = [
        Covariate(name: "sex", kind: .categorical(levels: ["female", "male"], reference: nil)),
        Covariate(name: "age", kind: .continuous),
        Covariate(name: "previous offences, logarithm", kind: .continuous),
        Covariate(
            name: "disposal",
            kind: .categorical(levels: ["custody", "community", "suspended"], reference: nil)
        ),
        Covariate(name: "region", kind: .categorical(levels: ["A", "B", "C", "D", "E"], reference: nil)),
    ]

    /// Covariates and participation; the strata are the sexes.
    package let frame: CovariateFrame
    /// What each person did.
    package let outcomes: [FollowUpOutcome]
    /// Expected change of each outcome by taking part, a person: rate, then frequency.
    package let effects: [OutcomeDefinition: [Double]]

    /// Draws one population.
    ///
    /// - Parameters:
    ///   - scenario: Its kind.
    ///   - seed: The seed of all populations.
    ///   - index: Which of them.
    package init(_ scenario: Scenario, seed: UInt64, index: Int) {
        let people = (0..<scenario.people).map { person in
            Person(CounterRandom(seed: seed, purpose: scenario.name, UInt64(index), UInt64(person)))
        }
        let intercept = Self.intercept(people.map(\.selection), share: scenario.treatedShare)
        var treatment: [UInt8] = []
        var outcomes: [FollowUpOutcome] = []
        var rateEffects: [Double] = []
        var frequencyEffects: [Double] = []
        for person in people {
            let isTreated = person.random.uniform(at: 10) < logistic(intercept + person.selection)
            let risk = person.risk + scenario.riskShift
            let without = logistic(risk)
            let with = scenario.effect == .none ? without : logistic(risk + person.benefit)
            treatment.append(isTreated ? 1 : 0)
            outcomes.append(person.followUp(chance: isTreated ? with : without))
            rateEffects.append(with - without)
            frequencyEffects.append((with - without) * (1 + person.furtherOffences))
        }
        frame = CovariateFrame(
            columns: [
                .codes(people.map(\.sex)), .doubles(people.map(\.age)), .doubles(people.map(\.logOffences)),
                .codes(people.map(\.disposal)), .codes(people.map(\.region)),
            ],
            treatment: treatment,
            strata: people.map { UInt16($0.sex) }
        )
        self.outcomes = outcomes
        effects = [.rate: rateEffects, .frequency: frequencyEffects]
    }

    /// The intercept with which the expected share of participants is `share`.
    private static func intercept(_ selection: [Double], share: Double) -> Double {
        var low = -20.0
        var high = 20.0
        for _ in 0..<50 {
            let middle = (low + high) / 2
            let expected = selection.reduce(0) { $0 + logistic(middle + $1) } / Double(selection.count)
            if expected < share { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

/// One synthetic person.
private struct Person {
    let random: CounterRandom
    let sex: UInt8
    let age: Double
    let logOffences: Double
    let disposal: UInt8
    let region: UInt8

    init(_ random: CounterRandom) {
        self.random = random
        sex = random.uniform(at: 0) < 0.15 ? 0 : 1
        age = min(18 + exp(2.4 + 0.7 * Normal.quantile(random.uniform(at: 1) * 0.999_998 + 1e-6)), 80).rounded(.down)
        // Older people have had more time to offend.
        let offences = exp(1.1 + 0.02 * (age - 30) + 1.1 * Normal.quantile(random.uniform(at: 2) * 0.999_998 + 1e-6))
        logOffences = log1p(min(offences, 200).rounded(.down))
        let disposalDraw = random.uniform(at: 3)
        disposal = disposalDraw < 0.45 ? 0 : disposalDraw < 0.8 ? 1 : 2
        region = UInt8(random.below(5, at: 4))
    }

    /// Log odds of taking part, but for the intercept.
    var selection: Double {
        0.25 * (sex == 0 ? 1 : 0) - 0.03 * (age - 30) + 0.45 * (logOffences - 1.5) + (disposal == 0 ? 0.6 : 0)
            + 0.25 * (Double(region) - 2)
    }

    /// Log odds of reoffending without taking part.
    var risk: Double {
        -0.75 + 0.65 * (logOffences - 1.5) - 0.035 * (age - 30) - 0.4 * (sex == 0 ? 1 : 0) + (disposal == 0 ? 0.35 : 0)
            + 0.08 * (Double(region) - 2)
    }

    /// What taking part adds to the log odds of reoffending.
    var benefit: Double {
        -0.5 + 0.2 * (logOffences - 1.5) - 0.3 * (sex == 0 ? 1 : 0)
    }

    /// Expected reoffences after the first, of those who reoffend.
    var furtherOffences: Double { exp(0.1 + 0.35 * (logOffences - 1.5)) }

    func followUp(chance: Double) -> FollowUpOutcome {
        guard random.uniform(at: 11) < chance else { return FollowUpOutcome(reoffences: 0, daysToFirst: 0) }
        return FollowUpOutcome(
            reoffences: Int32(1 + poisson(mean: furtherOffences, uniform: random.uniform(at: 12))),
            daysToFirst: Int32(1 + random.below(365, at: 13))
        )
    }
}

private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// A Poisson number by inversion, for small means.
private func poisson(mean: Double, uniform: Double) -> Int {
    var count = 0
    var term = exp(-mean)
    var below = term
    while uniform >= below, count < 200 {
        count += 1
        term *= mean / Double(count)
        below += term
    }
    return count
}
