import Foundation
import Testing

extension EndToEnd {
    /// `jdl forecast` as a process.
    @Suite struct Forecast {
        /// What a forecast prints as JSON, and what results.json says of the comparison group.
        private struct Printed: Decodable {
            struct Cohort: Decodable {
                let submitted, analysed, comparisonPeople: Int
            }
            struct Outcome: Decodable {
                let outcome: String
                let treatedPeople: Int
                let effectiveComparison, baseline, detectableReduction: Double
            }
            let cohort: Cohort?
            let outcomes: [Outcome]
        }

        @Test("a forecast of a request has the groups of its report", .timeLimit(.minutes(2)))
        func request() throws {
            let population = try Population.current()
            let output = try succeed(
                Programs.jdl,
                ["forecast", population.request, "--store", population.store, "--json"]
            )
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let forecast = try decoder.decode(Printed.self, from: Data(output.utf8))
            let results = try #require(population.results["results.json"])
            let report = try #require(try JSONSerialization.jsonObject(with: results) as? [String: Any])
            let attrition = try #require(report["attrition"] as? [String: Any])
            #expect(forecast.cohort?.submitted == attrition["submitted"] as? Int)
            #expect(forecast.cohort?.analysed == attrition["analysed"] as? Int)
            let rate = try #require(forecast.outcomes.first { $0.outcome == "rate" })
            #expect(rate.treatedPeople == forecast.cohort?.analysed)
            #expect(rate.baseline > 0.1 && rate.baseline < 0.9)
            #expect(rate.detectableReduction > 0 && rate.detectableReduction < rate.baseline)
            #expect(rate.effectiveComparison > 100)
            #expect(forecast.outcomes.contains { $0.outcome == "frequency" })
        }

        @Test("without a request a forecast is a calculation, and says what is missing")
        func calculation() throws {
            let text = try succeed(Programs.jdl, ["forecast", "--people", "320", "--rate", "0.4"])
            #expect(text.contains("80 % chance to show a reduction of"))
            let refused = try run(Programs.jdl, ["forecast", "--people", "320"], within: .seconds(20))
            #expect(refused.status == 2)
            #expect(refused.errors.contains("--people and --rate"))
        }
    }
}
