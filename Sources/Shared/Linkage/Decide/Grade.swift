/// How far a link can be relied on.
package enum LinkGrade: String, Codable, Hashable, Sendable, CaseIterable {
    /// Probable enough, and not on name alone.
    case confident
    /// To be settled by a person.
    case suspect
    /// No link.
    case none
}

/// Thresholds of the grades; the defaults are those of the domain rules, section 4.
package struct GradeRule: Codable, Hashable, Sendable {
    /// From this probability a link is confident, unless it rests on names alone.
    package var confidentProbability: Double
    /// From this probability a link is suspect.
    package var suspectProbability: Double

    /// The rule with some thresholds; both in (0, 1], the second not above the first.
    package init(confidentProbability: Double = 0.99, suspectProbability: Double = 0.5) {
        self.confidentProbability = confidentProbability
        self.suspectProbability = suspectProbability
    }

    private enum CodingKeys: String, CodingKey {
        case confidentProbability = "confident_probability"
        case suspectProbability = "suspect_probability"
    }

    /// The grade of a link by its probability and its evidence.
    package func grade(probability: Double, evidence: Evidence) -> LinkGrade {
        if evidence.identifierContradictsRest { return .suspect }
        if probability >= confidentProbability, !evidence.isNameAlone { return .confident }
        return probability >= suspectProbability ? .suspect : .none
    }
}

/// What a link rests on, read off its comparison vector.
package struct Evidence: Hashable, Sendable {
    /// For each comparison of the plan the level, or nil where a value is missing.
    package let levels: [Level?]
    /// Whether nothing but names (and sex or another category) agrees.
    package let isNameAlone: Bool
    /// Whether an identifier agrees exactly while name and date of birth both disagree.
    package let identifierContradictsRest: Bool

    /// The evidence of a pair.
    package init(_ vector: ComparisonVector, plan: LinkPlan) {
        levels = plan.comparisons.enumerated().map { position, comparison in
            let level = vector.level(position)
            return level == 0 || level > comparison.levels.count ? nil : comparison.levels[level - 1]
        }
        var identifierAgrees = false
        var namesDisagree = false
        var nameAgrees = false
        var birthDisagrees = false
        var restsOnMore = false
        for (comparison, level) in zip(plan.comparisons, levels) {
            guard let level, let field = plan.schema.index(of: comparison.field) else { continue }
            switch plan.schema.fields[field].role {
            case .forename, .surname:
                if level == .otherwise { namesDisagree = true } else { nameAgrees = true }
            case .dateOfBirth:
                birthDisagrees = level == .otherwise || level == .sameYear
                restsOnMore = restsOnMore || level.isAgreement
            case .identifier:
                identifierAgrees = identifierAgrees || level == .exact
                restsOnMore = restsOnMore || level.isAgreement
            case .date, .code, .text, .postcode, .coordinates, .array: restsOnMore = restsOnMore || level.isAgreement
            case .middleNames, .sex, .category, .number: continue
            }
        }
        isNameAlone = !restsOnMore
        identifierContradictsRest = identifierAgrees && namesDisagree && !nameAgrees && birthDisagrees
    }
}
