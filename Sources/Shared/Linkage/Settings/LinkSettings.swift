/// The settings of a linkage; what they do not say is chosen from the files.
package struct LinkSettings: Sendable {
    /// Something with its place in the settings file.
    package struct Placed<Value: Sendable>: Sendable {
        /// The value.
        package let value: Value
        /// Where it stands.
        package let place: SettingsPlace
    }

    /// A probability of a level that the user gives.
    package struct GivenProbability: Hashable, Sendable {
        /// The compared column.
        package let field: String
        /// The level.
        package let level: Level
        /// P(level | one person), or nil to estimate it.
        package let m: Double?
        /// P(level | two people), or nil to estimate it.
        package let u: Double?
    }

    /// The name of the file, for messages.
    package var file = "settings"
    /// What columns hold, by canonical name; nil leaves a column out.
    package var roles: [String: FieldRole?] = [:]
    /// The comparisons that are not the standard ones.
    package var comparisons: [Placed<Comparison>] = []
    /// The blocking rules; nil for the standard ones.
    package var rules: [Placed<BlockingRule>]?
    /// Probabilities that are not estimated.
    package var given: [GivenProbability] = []
    /// Columns whose agreement shows one person beyond doubt, by canonical name: m is learned from the pairs that they find.
    package var trusted: [Placed<String>] = []
    /// Whether m is learned from the trusted columns alone.
    package var learnsFromTrustedOnly = false
    /// Rules that hardly ever pair two people, with the share of matches that they find: they give the prior.
    package var prior: Placed<FellegiSunter.DeterministicPrior>?
    /// Thresholds of the grades.
    package var grades = GradeRule()
    /// The seed of random pairs, canonical order and ties.
    package var seed: UInt64 = 1
    /// Candidates kept for each record; nil for the standard number.
    package var candidates: Int?
    /// Random pairs that u is estimated from; nil for the standard number.
    package var randomPairs: Int?
    /// The largest block of the cohort; nil for the standard size.
    package var blockRowsMax: Int?

    /// No settings.
    package init() {}

    /// The plan for some columns: what the settings say, the rest standard.
    ///
    /// - Throws: ``SettingsProblems`` with all that does not fit these columns.
    package func plan(for schema: LinkSchema) throws -> LinkPlan {
        var plan = LinkPlan(schema: schema, seed: seed)
        var problems: [SettingsProblems.Problem] = []
        for comparison in comparisons {
            guard let index = plan.comparisons.firstIndex(where: { $0.field == comparison.value.field }) else {
                problems.append(
                    Self.problem(.noField(name: comparison.value.field, place: "A comparison"), comparison.place)
                )
                continue
            }
            plan.comparisons[index] = comparison.value
            do { try comparison.value.validate(in: schema) } catch {
                problems.append(Self.problem(error, comparison.place))
            }
        }
        for rule in rules ?? [] {
            do { try rule.value.validate(in: schema) } catch { problems.append(Self.problem(error, rule.place)) }
        }
        if let rules { plan.rules = rules.map(\.value) }
        for column in trusted where schema.index(of: column.value) == nil {
            problems.append(Self.problem(.noField(name: column.value, place: "trusted"), column.place))
        }
        for rule in prior?.value.rules ?? [] where !plan.rules.contains(rule) {
            let error = LinkageError.rule(name: "\(rule)", reason: "the prior names it, but it is not one of the rules")
            problems.append(Self.problem(error, prior?.place ?? SettingsPlace(path: "prior", line: nil)))
        }
        plan.candidateCountMax = candidates ?? plan.candidateCountMax
        plan.randomPairCount = randomPairs ?? plan.randomPairCount
        plan.blockRowCountMax = blockRowsMax ?? plan.blockRowCountMax
        guard problems.isEmpty else { throw SettingsProblems(file: file, problems: problems) }
        try plan.validate()
        return plan
    }

    private static func problem(_ error: LinkageError, _ place: SettingsPlace) -> SettingsProblems.Problem {
        var sentence = "\(error)"
        if sentence.hasSuffix(".") { sentence.removeLast() }
        return SettingsProblems.Problem(place: place, reason: sentence)
    }
}
