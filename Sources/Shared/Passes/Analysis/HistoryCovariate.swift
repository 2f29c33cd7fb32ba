import Extracts
package import Propensity

/// The covariates of the propensity model, as of the index date (domain rules, section 8).
///
/// What is declared of each stands in ``declaration``, the one table of them; ``CovariateMeasurement`` has how a value follows
/// from a person's history. OASys items come beside them, one covariate an item of the extract.
package enum HistoryCovariate: Int, CaseIterable, Sendable {
    // Levels first: the columns of a frame stand in this order.
    case sex
    case ethnicity
    case ukNational
    case region
    case ageBand
    case indexYear
    case disposal
    case offenceGroup
    case prison
    case employedMonth
    case employedYear
    case benefitMonth
    case benefitYear
    case age
    case ageAtFirstOffence
    case severity
    case sentenceLength
    case previousConvictions
    case previousOffences
    case previousCautions
    case previousCustody
    case previousConvictionsLog
    case copasRate

    /// What is declared of it.
    package var declaration: CovariateDeclaration {
        switch self {
        case .sex: .init("sex", .persons, .asRecorded, .levels(reference: "male"))
        case .ethnicity: .init("ethnicity", .persons, .asRecorded, .levels(reference: nil))
        case .ukNational: .init("UK national", .persons, .asRecorded, .levels(reference: "yes"))
        case .region: .init("region", .persons, .asRecorded, .levels(reference: nil))
        case .ageBand: .init("age group at index", .persons, .indexEvent, .levels(reference: nil))
        case .indexYear: .init("index year", .sentences, .indexEvent, .levels(reference: nil))
        case .disposal: .init("disposal", .sentences, .indexEvent, .levels(reference: nil))
        case .offenceGroup: .init("index offence group", .sentences, .indexEvent, .levels(reference: nil))
        case .prison: .init("prison", .sentences, .indexEvent, .levels(reference: nil))
        case .employedMonth:
            .init("employed in the month before", .employment, .dayBeforeIndex, .levels(reference: "no"))
        case .employedYear:
            .init("employed in the year before", .employment, .dayBeforeIndex, .levels(reference: "no"))
        case .benefitMonth:
            .init("out-of-work benefit in the month before", .employment, .dayBeforeIndex, .levels(reference: "no"))
        case .benefitYear:
            .init("out-of-work benefit in the year before", .employment, .dayBeforeIndex, .levels(reference: "no"))
        case .age: .init("age at index", .persons, .indexEvent, .number)
        case .ageAtFirstOffence: .init("age at first offence", .offences, .byConviction, .number)
        case .severity: .init("severity of the index offence", .offences, .byConviction, .number)
        case .sentenceLength: .init("log of sentence length in days", .sentences, .indexEvent, .number)
        case .previousConvictions: .init("previous convictions", .offences, .beforeConviction, .number)
        case .previousOffences: .init("previous offences", .offences, .beforeConviction, .number)
        case .previousCautions: .init("previous cautions", .offences, .beforeConviction, .number)
        case .previousCustody: .init("previous custodial sentences", .sentences, .beforeConviction, .number)
        case .previousConvictionsLog: .init("log of previous convictions", .offences, .beforeConviction, .number)
        case .copasRate: .init("rate of offending (Copas)", .offences, .byConviction, .number)
        }
    }

    /// What is declared of an OASys item: a number, and a missing one is the mean with an indicator.
    package static func declaration(item: String) -> CovariateDeclaration {
        CovariateDeclaration(itemPrefix + item, .assessments, .byIndexDate, .number)
    }

    /// What stands before an item's name in the name of its covariate.
    package static let itemPrefix = "OASys "

    /// The name shown to people, which a request's exact strata use too.
    package var name: String { declaration.name }

    /// Whether people can be matched exactly on the covariate of a name.
    package static func canBeStratum(_ name: String) -> Bool { allCases.contains { $0.name == name && $0.hasLevels } }

    /// Whether its values are levels.
    var hasLevels: Bool { declaration.kind != .number }

    /// Lower bounds of the age groups after the first.
    package static let ageBounds = [18, 21, 25, 30, 35, 40, 50]

    /// Those that a plan uses, in the order of a frame's columns; the plan's OASys items follow them.
    package static func used(_ plan: AnalysisPlan) -> [HistoryCovariate] {
        allCases.filter { $0 != .region || plan.covariates.controlsForRegion }
    }

    /// The declarations of a plan's covariates, in the order of a frame's columns.
    package static func declarations(_ plan: AnalysisPlan) -> [Covariate] {
        used(plan).map { covariate in
            guard case .levels(let reference) = covariate.declaration.kind else {
                return Covariate(name: covariate.name, kind: .continuous)
            }
            let levels = covariate.levels(plan)
            return Covariate(
                name: covariate.name,
                kind: .categorical(levels: levels, reference: reference.flatMap { levels.firstIndex(of: $0) })
            )
        } + plan.covariates.assessmentItems.map { Covariate(name: declaration(item: $0).name, kind: .continuous) }
    }

    /// The level names of a categorical covariate, none for a number.
    func levels(_ plan: AnalysisPlan) -> [String] {
        switch self {
        case .sex: ["female", "male"]
        case .ethnicity: Array(plan.levels.ethnicity.dropFirst())
        case .ukNational, .employedMonth, .employedYear, .benefitMonth, .benefitYear: ["no", "yes"]
        case .region: Array(plan.levels.region.dropFirst())
        case .ageBand:
            ["under \(Self.ageBounds[0])"]
                + zip(Self.ageBounds, Self.ageBounds.dropFirst()).map { "\($0) to \($1 - 1)" }
                + ["\(Self.ageBounds[Self.ageBounds.count - 1]) and over"]
        case .indexYear: (plan.pool?.years ?? []).map { String($0) }
        case .disposal: Disposal.allCases.map(\.word)
        case .offenceGroup: Array(plan.levels.offenceGroup.dropFirst())
        case .prison: Array(plan.levels.prison.dropFirst())
        default: []
        }
    }
}
