import Outcomes
import Testing

struct ForecastTests {
    @Test("power and people needed agree with statsmodels for two proportions with unpooled variance")
    func proportions() throws {
        for reference in try ReferenceData.forecasts() {
            let groups = EffectForecast.Groups(
                treated: reference.treated,
                comparison: reference.comparison,
                share: reference.baseline
            )
            let forecast = EffectForecast(groups, kind: .share)
            #expect(abs(forecast.power(effect: reference.effect) - reference.power) < 1e-9)
            #expect(forecast.peopleNeeded(effect: reference.effect) == reference.peopleNeeded)
            #expect(abs(forecast.intervalHalfWidth - reference.halfWidth) < 1e-12)
        }
    }

    @Test("the detectable effect is the one that is found with a chance of 80 %", arguments: [40, 300, 9_000])
    func detectable(people: Int) throws {
        for share in [0.1, 0.35, 0.5, 0.8] {
            let groups = EffectForecast.Groups(treated: people, comparison: 5_000, share: share)
            let forecast = EffectForecast(groups, kind: .share)
            if let reduction = forecast.detectableReduction {
                #expect(abs(forecast.power(effect: -reduction) - 0.8) < 1e-12)
            } else {
                // Even the fall of the rate to zero is shown with less than that chance.
                #expect(forecast.power(effect: -share * (1 - 1e-12)) < 0.8)
            }
            let increase = try #require(forecast.detectableIncrease)
            #expect(abs(forecast.power(effect: increase) - 0.8) < 1e-12)
        }
    }

    @Test("few people at a low rate can show no reduction at all")
    func hopeless() {
        let forecast = EffectForecast(
            EffectForecast.Groups(treated: 30, comparison: 60, share: 0.03),
            kind: .share
        )
        #expect(forecast.detectableReduction == nil)
    }

    @Test("the detectable difference of means is 2.8 standard errors")
    func means() throws {
        let groups = EffectForecast.Groups(treated: 100, comparison: 400, baseline: 1.5, deviation: 2)
        let forecast = EffectForecast(groups, kind: .mean)
        let error = (4.0 / 100 + 4.0 / 400).squareRoot()
        let quantiles = 1.959_963_984_540_054 + 0.841_621_233_572_914_3
        #expect(abs(try #require(forecast.detectableReduction) - quantiles * error) < 1e-12)
    }
}
