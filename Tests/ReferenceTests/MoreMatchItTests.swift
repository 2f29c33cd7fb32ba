import Foundation
import Propensity
import Testing

/// A case of `matching/matchit.json`: MatchIt 4.7.2 on the Lalonde data with given scores.
struct MoreMatchItCase: Sendable, CustomTestStringConvertible {
    let id: String
    let change: @Sendable (inout MatchSettings) -> Void
    var antiexact: [String] = []
    /// Column, width, and whether it is in standard deviations.
    var calipers: [(String, Double, Bool)] = []
    var mahalanobis: [String] = []
    var exact: String?

    var testDescription: String { id }

    var settings: MatchSettings {
        var settings = MatchSettings(dialect: .matchit)
        if !mahalanobis.isEmpty { settings.nearness = .mahalanobis }
        change(&settings)
        return settings
    }

    static let pairs = [
        MoreMatchItCase(id: "variable_ratio") { $0.variableRatio = VariableRatio(mean: 2, least: 1, most: 4) },
        MoreMatchItCase(id: "variable_ratio_least_2") {
            $0.variableRatio = VariableRatio(mean: 2.2, least: 2, most: 5)
        },
        MoreMatchItCase(id: "variable_ratio_caliper") {
            $0.variableRatio = VariableRatio(mean: 2, most: 3)
            $0.caliper = 0.1
        },
        MoreMatchItCase(id: "variable_ratio_atc") {
            $0.variableRatio = VariableRatio(mean: 1.5, most: 3)
            $0.estimand = .atc
            $0.order = .smallest
            $0.reuseMax = 4
        },
        MoreMatchItCase(id: "reuse_3") { $0.reuseMax = 3 },
        MoreMatchItCase(id: "reuse_2_ratio_3") {
            $0.reuseMax = 2
            $0.ratio = 3
            $0.caliper = 0.2
        },
        MoreMatchItCase(id: "antiexact_married", change: { _ in }, antiexact: ["married"]),
        MoreMatchItCase(
            id: "antiexact_two_columns",
            change: {
                $0.replacement = true
                $0.ratio = 2
            },
            antiexact: ["married", "nodegree"]
        ),
        MoreMatchItCase(id: "caliper_age_2", change: { _ in }, calipers: [("age", 2, false)]),
        MoreMatchItCase(
            id: "caliper_age_re74_sd",
            change: { $0.caliper = 0.2 },
            calipers: [("age", 0.25, true), ("re74", 0.5, true)]
        ),
        MoreMatchItCase(id: "caliper_age_at_least_5", change: { _ in }, calipers: [("age", -5, false)]),
        MoreMatchItCase(
            id: "mahalanobis_in_caliper",
            change: { $0.caliper = 0.1 },
            mahalanobis: ["age_j", "educ_j", "re75_j"]
        ),
        MoreMatchItCase(
            id: "mahalanobis_in_caliper_exact",
            change: { $0.caliper = 0.25 },
            mahalanobis: ["age_j", "re75_j"],
            exact: "married"
        ),
        MoreMatchItCase(
            id: "mahalanobis_replace",
            change: {
                $0.replacement = true
                $0.ratio = 2
            },
            mahalanobis: ["age_j", "educ_j", "re75_j", "race"]
        ),
        MoreMatchItCase(
            id: "mahalanobis_closest",
            change: { $0.order = .closest },
            mahalanobis: ["age_j", "educ_j", "re75_j"]
        ),
    ]

    static let subclasses = [
        MoreMatchItCase(id: "subclass_att") { $0.subclasses = 6 },
        MoreMatchItCase(id: "subclass_atc") { $0.estimand = .atc },
        MoreMatchItCase(id: "subclass_ate") { $0.estimand = .ate },
        MoreMatchItCase(id: "subclass_15_least_2") {
            $0.subclasses = 15
            $0.subclassLeast = 2
        },
        MoreMatchItCase(id: "subclass_15_least_0") {
            $0.subclasses = 15
            $0.subclassLeast = 0
        },
        MoreMatchItCase(id: "subclass_discard") {
            $0.subclasses = 5
            $0.discard = .both
            $0.estimand = .ate
        },
    ]
}

/// The Lalonde data with the jittered columns of the reference.
struct LalondeRows {
    let reference: Expectation
    let columns: [String: [String]]
    let rows: ReferenceFrame
    let scores: [Double]

    init() throws {
        let whole = try JSONSerialization.jsonObject(with: ReferenceData.file("matching/matchit.json"))
        reference = Expectation(value: whole)
        columns = try ReferenceData.columns("data/lalonde.csv")
        rows = try ReferenceFrame(
            columns,
            treatment: "treat",
            covariates: ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
        )
        scores = try #require(ReferenceData.columns("matchit/lalonde_ps.csv")["ps"]).compactMap { Double($0) }
    }

    /// The numbers of a column.
    func numbers(_ name: String) throws -> [Double] {
        if let jittered = reference["jittered"][name].value as? [NSNumber] { return jittered.map(\.doubleValue) }
        return try #require(columns[name]).map { Double($0) ?? .nan }
    }

    /// The codes of a column's texts.
    func codes(_ name: String) throws -> [Int32] {
        let texts = try #require(columns[name])
        let levels = Set(texts).sorted()
        return texts.map { Int32(levels.firstIndex(of: $0) ?? -1) }
    }

    /// The columns of a distance: levels as 0 and √½.
    func distanceColumns(_ names: [String]) throws -> [[Double]] {
        try names.flatMap { name -> [[Double]] in
            guard name == "race" else { return [try numbers(name)] }
            let found = try codes(name)
            return Set(found).sorted().map { level in found.map { $0 == level ? (0.5).squareRoot() : 0 } }
        }
    }

    /// The match of a case.
    func match(_ one: MoreMatchItCase) throws -> (input: MatchInput, result: MatchResult) {
        let conditions = PairConditions(
            antiexact: try one.antiexact.map { try codes($0) },
            calipers: try one.calipers.map { name, width, isSpread in
                PairConditions.Caliper(
                    name: name,
                    values: try numbers(name),
                    width: width,
                    unit: isSpread ? .sd : .absolute
                )
            },
            distanceColumns: try distanceColumns(one.mahalanobis)
        )
        let input = MatchInput(
            frame: CovariateFrame(
                columns: rows.frame.columns,
                treatment: rows.frame.treatment,
                strata: try one.exact.map { try codes($0).map { UInt16($0) } }
            ),
            covariates: rows.covariates,
            keys: rows.frame.treatment.indices.map { UInt64($0) },
            scores: scores,
            conditions: conditions
        )
        return (input, try MatchEngine(settings: one.settings).match(input, model: nil))
    }
}

@Suite("More of matching as MatchIt")
struct MoreMatchItTests {
    @Test("pairs and weights are MatchIt's, row by row", arguments: MoreMatchItCase.pairs)
    func pairs(one: MoreMatchItCase) throws {
        let data = try LalondeRows()
        let (input, result) = try data.match(one)
        let expected = data.reference["cases"][one.id]
        let ids = try #require(data.columns["id"])
        let isATC = one.settings.estimand == .atc
        let found = try #require(result.pairs).map { pair in
            isATC ? "\(ids[pair.control])-\(ids[pair.treated])" : "\(ids[pair.treated])-\(ids[pair.control])"
        }
        let texts = expected["pairs"].texts
        #expect(!texts.isEmpty)
        #expect(Set(found) == Set(texts), "\(Set(found).symmetricDifference(texts).sorted())")
        try agree(result.reportedWeights(input.frame, settings: one.settings), expected["weights"])
    }

    @Test("subclasses and weights are MatchIt's, row by row", arguments: MoreMatchItCase.subclasses)
    func subclasses(one: MoreMatchItCase) throws {
        let data = try LalondeRows()
        var subclassified = one
        subclassified = MoreMatchItCase(id: one.id) {
            $0.method = .subclass
            one.change(&$0)
        }
        let (input, result) = try data.match(subclassified)
        let expected = data.reference["cases"][one.id]
        let classes = (expected["subclass"].value as? [Any] ?? []).map { ($0 as? NSNumber)?.intValue }
        let sets = try #require(result.sets)
        #expect(classes.count == sets.count)
        for (set, expected) in zip(sets, classes) {
            let number: Int? = set < 0 ? nil : Int(set) + 1
            #expect(number == expected)
        }
        try agree(result.reportedWeights(input.frame, settings: subclassified.settings), expected["weights"])
    }

    private func agree(_ weights: [Double], _ expected: Expectation) throws {
        let numbers = try #require(expected.value as? [NSNumber]).map(\.doubleValue)
        #expect(numbers.count == weights.count)
        for (weight, number) in zip(weights, numbers) { #expect(abs(weight - number) < 1e-12) }
    }
}
