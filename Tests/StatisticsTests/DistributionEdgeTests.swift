import Statistics
import Testing

struct DistributionEdgeTests {
    @Test("quantiles of 0 and 1 are infinite")
    func quantileEnds() {
        #expect(Normal.quantile(0) == -.infinity)
        #expect(Normal.quantile(1) == .infinity)
        #expect(StudentT(degreesOfFreedom: 3).quantile(0) == -.infinity)
        #expect(StudentT(degreesOfFreedom: 3).quantile(1) == .infinity)
    }

    @Test("a t distribution with infinitely many degrees of freedom is the normal distribution")
    func infiniteDegreesOfFreedom() {
        let t = StudentT(degreesOfFreedom: .infinity)
        #expect(t.cdf(1.3) == Normal.cdf(1.3))
        #expect(t.quantile(0.975) == Normal.quantile(0.975))
        #expect(abs(StudentT(degreesOfFreedom: 1e15).cdf(1.3) - Normal.cdf(1.3)) < 1e-12)
    }

    @Test("the distribution function undoes the quantile")
    func roundTrip() {
        for step in 1..<200 {
            let p = Double(step) / 200
            #expect(abs(Normal.cdf(Normal.quantile(p)) - p) < 1e-15)
            let t = StudentT(degreesOfFreedom: 4.5)
            #expect(abs(t.cdf(t.quantile(p)) - p) < 1e-12)
        }
    }

    @Test("binomial probabilities hold outside 0 … n and at probabilities 0 and 1")
    func binomialEdges() {
        let coin = Binomial(trials: 5, probability: 0.5)
        #expect(coin.cdf(-1) == 0)
        #expect(coin.cdf(5) == 1)
        #expect(coin.probability(ofAtLeast: 0) == 1)
        #expect(coin.probability(ofAtLeast: 6) == 0)
        #expect(Binomial(trials: 5, probability: 0).cdf(0) == 1)
        #expect(Binomial(trials: 5, probability: 1).cdf(4) == 0)
        #expect(Binomial(trials: 5, probability: 1).probability(ofAtLeast: 5) == 1)
        #expect(Binomial(trials: 0, probability: 0.3).probability(ofAtLeast: 0) == 1)
    }

    @Test("chi-squared tail probabilities at and below zero are 1, at infinity 0")
    func chiSquaredEdges() {
        #expect(ChiSquared(degreesOfFreedom: 1).survival(0) == 1)
        #expect(ChiSquared(degreesOfFreedom: 1).survival(-3) == 1)
        #expect(ChiSquared(degreesOfFreedom: 1).survival(.infinity) == 0)
    }

    @Test("a probability outside 0 … 1 is a programming error")
    func quantileOutsideDomain() async {
        await #expect(processExitsWith: .failure) { _ = Normal.quantile(1.5) }
        await #expect(processExitsWith: .failure) { _ = StudentT(degreesOfFreedom: 0) }
    }
}
