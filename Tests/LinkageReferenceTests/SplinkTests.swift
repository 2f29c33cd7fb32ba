import Foundation
import Linkage
import Testing

@Suite("Settings of Splink")
struct SplinkTests {
    /// What Splink 5's library writes, see Resources/splink/make.py.
    private func corpus() throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: data("corpus"))
        return try #require(object as? [String: Any])
    }

    private func data(_ name: String) throws -> Data {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Resources/splink")
        )
        return try Data(contentsOf: url)
    }

    /// One comparison of the corpus as settings of its own.
    private func comparison(_ name: String) throws -> SplinkSettings {
        let all = try #require(try corpus()["comparisons"] as? [String: Any])
        let root: [String: Any] = [
            "link_type": "link_only", "comparisons": [try #require(all[name])],
            "blocking_rules_to_generate_predictions": ["l.sex = r.sex"],
        ]
        return try SplinkSettings(json: JSONSerialization.data(withJSONObject: root))
    }

    @Test(
        "comparisons of its library become the same levels",
        arguments: [
            ("ExactMatch", "exact, else"), ("ExactMatch, term frequency", "exact, else"),
            ("NameComparison", "exact, jaro_winkler 0.92, jaro_winkler 0.88, jaro_winkler 0.7, else"),
            ("DateOfBirthComparison", "exact, levenshtein 1, days 30, days 365, days 3652, else"),
            ("DateOfBirthComparison, dates", "exact, levenshtein 1, days 30, days 365, days 3652, else"),
            ("PostcodeComparison", "exact, postcode sector, postcode district, postcode area, else"),
            ("LevenshteinAtThresholds", "exact, levenshtein 1, levenshtein 2, else"),
            ("DamerauLevenshteinAtThresholds", "exact, damerau 1, damerau 2, else"),
            ("JaroAtThresholds", "exact, jaro 0.9, jaro 0.7, else"),
            ("JaroWinklerAtThresholds", "exact, jaro_winkler 0.9, jaro_winkler 0.7, else"),
            ("JaccardAtThresholds", "exact, qgrams 1 0.9, qgrams 1 0.7, else"),
            ("DistanceFunctionAtThresholds", "exact, levenshtein 1, levenshtein 2, else"),
            ("AbsoluteDateDifferenceAtThresholds", "exact, days 1, days 30, days 1826, else"),
            ("ArrayIntersectAtSizes", "array_common 2, array_common 1, else"),
            ("numbers", "exact, within 100.0, within_percent 5.0, else"),
            ("lists", "array_overlap 1.0, array_common 1, else"),
        ]
    )
    func whole(name: String, expected: String) throws {
        let splink = try comparison(name)
        #expect(splink.notCarried.isEmpty, "\(splink.notCarried)")
        let levels = try #require(splink.settings.comparisons.first).value.levels
        #expect(levels.map(\.description).joined(separator: ", ") == expected)
    }

    @Test(
        "what cannot be carried over is named, the rest is carried over",
        arguments: [
            ("NameComparison, metaphone", 1, 0), ("ForenameSurnameComparison", 6, 0), ("EmailComparison", 2, 3),
            ("PostcodeComparison, distance", 2, 3), ("CosineSimilarityAtThresholds", 2, 0),
            ("AbsoluteTimeDifferenceAtThresholds", 1, 3), ("DistanceInKMAtThresholds", 3, 0), ("levels", 2, 5),
            ("PairwiseStringDistanceFunctionAtThresholds", 1, 2),
        ]
    )
    func parts(name: String, refusals: Int, levelCount: Int) throws {
        let splink = try comparison(name)
        #expect(splink.notCarried.count == refusals, "\(splink.notCarried)")
        #expect((splink.settings.comparisons.first?.value.levels.count ?? 0) == levelCount)
        #expect(splink.notCarried.allSatisfy { $0.place.hasPrefix("comparisons[1]") && !$0.reason.isEmpty })
    }

    @Test("the weight of a term frequency is carried over")
    func frequencyWeight() throws {
        let comparison = try #require(try comparison("levels").settings.comparisons.first).value
        #expect(comparison.termFrequency)
        #expect(comparison.frequencyUses == [.init(level: .exact, weight: 0.5)])
    }

    @Test("no condition of the corpus is dropped silently")
    func nothingIsLost() throws {
        let all = try #require(try corpus()["comparisons"] as? [String: Any])
        for name in all.keys.sorted() {
            let splink = try comparison(name)
            let entry = try #require(all[name] as? [String: Any])
            let conditions = try #require(entry["comparison_levels"] as? [[String: Any]])
                .filter { $0["is_null_level"] as? Bool != true }
            let named = Set(splink.notCarried.map(\.place)).filter {
                $0.contains("comparison_levels") && !$0.contains("tf_")
            }
            let carried = splink.settings.comparisons.first?.value.levels.count ?? 0
            if carried > 0 { #expect(carried + named.count == conditions.count, "\(name)") }
            if carried == 0 { #expect(splink.notCarried.contains { $0.place == "comparisons[1]" }, "\(name)") }
        }
    }

    @Test("blocking rules become rules, alternatives one each")
    func rules() throws {
        let all = try #require(try corpus()["rules"] as? [String: Any])
        func rules(_ name: String) throws -> [String] {
            let root: [String: Any] = [
                "comparisons": [[String: Any]](), "blocking_rules_to_generate_predictions": [try #require(all[name])],
            ]
            let splink = try SplinkSettings(json: JSONSerialization.data(withJSONObject: root))
            #expect((splink.settings.rules == nil) == !splink.notCarried.isEmpty)
            return (splink.settings.rules ?? []).map(\.value.description)
        }
        #expect(try rules("one column") == ["surname"])
        #expect(try rules("two columns") == ["forename + surname"])
        #expect(try rules("prefix") == ["prefix(surname,3) + year(date_of_birth)"])
        #expect(try rules("swapped") == ["forename=surname + surname=forename"])
        #expect(try rules("either") == ["pnc_id", "prison_number"])
        #expect(try rules("arrays").isEmpty)
        #expect(try rules("inequality").isEmpty)
    }

    @Test("a settings file becomes settings with its m and u")
    func model() throws {
        let splink = try SplinkSettings(json: data("model"), file: "model.json")
        let settings = splink.settings
        #expect(settings.comparisons.map(\.value.field) == ["forename", "date_of_birth", "email", "sex"])
        #expect(settings.comparisons[0].value.termFrequency)
        let forename = settings.given.filter { $0.field == "forename" }
        #expect(forename.map(\.m) == [0.7, 0.1, 0.05, 0.05, 0.1])
        #expect(forename.map(\.u) == [0.01, 0.01, 0.02, 0.06, 0.9])
        #expect(settings.rules?.map(\.value.description) == ["forename + surname", "date_of_birth"])
        let places = splink.notCarried.map(\.place)
        #expect(places.contains("probability_two_random_records_match"))
        #expect(places.contains("comparisons[3].comparison_levels[3]"))
    }

    @Test("what holds no settings is refused", arguments: ["", "[]", "{}", "{\"comparisons\": 3}"])
    func refused(text: String) {
        #expect(throws: LinkageError.self) { try SplinkSettings(json: Data(text.utf8)) }
    }
}
