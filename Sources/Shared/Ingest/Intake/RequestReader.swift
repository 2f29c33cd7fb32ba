package import Extracts
import Foundation
private import Yams

/// Reads a request file (YAML) and lists every problem at once.
package enum RequestReader {
    private static let keys = [
        "organisation", "programme", "description", "setting", "cohort", "contact", "channel", "lawful_sharing_assured",
        "retention_opt_out", "sub_analyses", "analyses", "overrides", "known_effect",
        "settings", "score_model", "matching",
    ]

    /// Reads a request file.
    ///
    /// - Parameter path: The file.
    /// - Returns: The request; its cohort path is as written.
    /// - Throws: ``IntakeProblems``.
    package static func read(path: String) throws -> Request {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw IntakeProblems([DataProblem(file: path, rule: "cannot be read")])
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw IntakeProblems([DataProblem(file: name, rule: "is not a text in UTF-8")])
        }
        return try read(text: text, fileName: name)
    }

    /// Reads the text of a request file.
    ///
    /// - Parameters:
    ///   - text: The YAML text.
    ///   - fileName: The file's name, for messages.
    /// - Returns: The request.
    /// - Throws: ``IntakeProblems``.
    package static func read(text: String, fileName: String) throws -> Request {
        guard let root = try? Yams.compose(yaml: text), let mapping = root.mapping else {
            let rule = "is not a YAML file of keys and values, each key once"
            throw IntakeProblems([DataProblem(file: fileName, rule: rule)])
        }
        var fields = YAMLFields(mapping, file: fileName)
        fields.refuseUnknown(except: keys)
        let setting = fields.word("setting", of: ProgrammeSetting.allCases.map { ($0.word, $0) })
        let channel = fields.word("channel", of: Request.Channel.allCases.map { ($0.rawValue, $0) })
        let isAssured = fields.flag("lawful_sharing_assured")
        if isAssured == false {
            fields.note("lawful_sharing_assured", "is not given: without the assurance nothing may be analysed")
        }
        if channel == .other {
            fields.note(
                "channel",
                "is not secure: delete the data that came by it, tell the sender that they were deleted, and ask for "
                    + "them again by CJSM or Government Secure e-mail"
            )
        }
        let organisation = fields.text("organisation", isRequired: true)
        let programme = fields.text("programme", isRequired: true)
        let description = fields.text("description", isRequired: false)
        let cohort = fields.text("cohort", isRequired: true)
        let contact = fields.text("contact", isRequired: true)
        let retentionOptOut = fields.has("retention_opt_out") ? fields.flag("retention_opt_out") : false
        let subAnalyses = fields.texts("sub_analyses") ?? []
        let knownEffect = fields.number("known_effect", in: -1e6...1e6)
        let analyses = AnalysisChoice(&fields)
        var settings = AnalysisSettings(&fields)
        settings.scoreModel = ScoreModelChoice(&fields)
        settings.matching = MatchingChoice(&fields)
        if analyses.bootstrap > 0, settings.matching.replacement {
            fields.note("analyses.bootstrap", "is not valid for matching.replacement (Abadie and Imbens 2008)")
        }
        let overrides = Self.overrides(&fields)
        guard fields.problems.isEmpty, let setting, let channel, let organisation, let programme, let cohort,
            let contact
        else { throw IntakeProblems(fields.problems) }
        return Request(
            organisation: organisation,
            programme: programme,
            description: description ?? "",
            setting: setting,
            cohort: cohort,
            contact: contact,
            channel: channel,
            lawfulSharingAssured: isAssured ?? false,
            retentionOptOut: retentionOptOut ?? false,
            subAnalyses: subAnalyses,
            analyses: analyses,
            settings: settings,
            overrides: overrides,
            knownEffect: knownEffect
        )
    }
}

extension RequestReader {
    /// The reasons of the request's `overrides` mapping, by the name of what they override.
    private static func overrides(_ fields: inout YAMLFields) -> [String: String] {
        guard var given = fields.mapping("overrides") else { return [:] }
        var reasons: [String: String] = [:]
        for name in given.names { reasons[name] = given.text(name, isRequired: true) }
        fields.take(problemsOf: given)
        return reasons
    }
}

extension AnalysisChoice {
    private static let keys = [
        "follow_up_months", "violent", "employment", "assessments", "regions", "delayed_start", "competing_deaths",
        "bootstrap",
        "checks",
    ]

    /// The further analyses of a request's `analyses` mapping; the defaults where it says nothing.
    fileprivate init(_ fields: inout YAMLFields) {
        self.init()
        guard var given = fields.mapping("analyses") else { return }
        given.refuseUnknown(except: Self.keys)
        if let texts = given.texts("follow_up_months") {
            followUpMonths = texts.compactMap { Int($0) }.filter { (1...120).contains($0) }
            if followUpMonths.count != texts.count || Set(followUpMonths).count != texts.count {
                given.note("follow_up_months", "is not a list of different whole numbers from 1 to 120")
            }
        }
        if given.has("violent"), let value = given.flag("violent") { violent = value }
        if given.has("employment"), let value = given.flag("employment") { employment = value }
        if given.has("assessments"), let value = given.flag("assessments") { assessments = value }
        if let value = given.texts("regions") { regions = value }
        if given.has("delayed_start"), let value = given.flag("delayed_start") { delayedStart = value }
        if given.has("competing_deaths"), let value = given.flag("competing_deaths") { competingDeaths = value }
        if let value = given.integer("bootstrap", in: 0...10_000) { bootstrap = value }
        if (1..<100).contains(bootstrap) { given.note("bootstrap", "is neither 0 nor at least 100 replicates") }
        if given.has("checks"), let value = given.flag("checks") { checks = value }
        fields.take(problemsOf: given)
    }
}

extension AnalysisSettings {
    private static let keys = [
        "seed", "cohort_size_min", "follow_up_months", "waiting_months", "date_tolerance_days",
        "intervention_days_before", "intervention_days_after", "confident_probability", "suspect_probability",
        "caliper",
        "exact_strata", "first_year", "breach_groups", "match_regions", "level_count_min", "candidates_per_row",
        "violent_groups", "control_for_region", "sub_analysis_fit_min", "sub_analysis_size_min",
    ]

    /// The settings of a request's `settings` mapping; the defaults where it says nothing.
    fileprivate init(_ fields: inout YAMLFields) {
        self.init()
        guard var given = fields.mapping("settings") else { return }
        given.refuseUnknown(except: Self.keys)
        if let value = given.integer("seed", in: 0...Int.max) { seed = UInt64(value) }
        if let value = given.integer("cohort_size_min", in: 1...1_000_000) { cohortSizeMin = value }
        if let value = given.integer("follow_up_months", in: 1...120) { followUpMonths = value }
        if let value = given.integer("waiting_months", in: 0...120) { waitingMonths = value }
        if let value = given.integer("date_tolerance_days", in: 0...366) { dateToleranceDays = value }
        if let value = given.integer("intervention_days_before", in: 0...3_660) { interventionDaysBefore = value }
        if let value = given.integer("intervention_days_after", in: 0...3_660) { interventionDaysAfter = value }
        if let value = given.number("confident_probability", in: 0.5...1) { confidentProbability = value }
        if let value = given.number("suspect_probability", in: 0.01...1) { suspectProbability = value }
        if let value = given.number("caliper", in: 1e-6...1e6) { caliper = value }
        if let value = given.texts("exact_strata") { exactStrata = value }
        if let value = given.integer("first_year", in: 1_900...9_999) { firstYear = value }
        if let value = given.texts("breach_groups") { breachGroups = value }
        if given.has("match_regions"), let value = given.flag("match_regions") { matchRegions = value }
        if let value = given.texts("violent_groups") { violentGroups = value }
        if given.has("control_for_region"), let value = given.flag("control_for_region") { controlForRegion = value }
        if let value = given.integer("sub_analysis_fit_min", in: 2...1_000_000) { subAnalysisFitMin = value }
        if let value = given.integer("sub_analysis_size_min", in: 2...1_000_000) { subAnalysisSizeMin = value }
        if let value = given.integer("level_count_min", in: 1...1_000_000) { levelCountMin = value }
        if let value = given.integer("candidates_per_row", in: 1...64) { candidatesPerRow = value }
        if suspectProbability > confidentProbability {
            given.note("suspect_probability", "is greater than confident_probability")
        }
        fields.take(problemsOf: given)
    }
}
