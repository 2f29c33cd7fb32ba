import Linkage

/// The file links.csv: one line for each distinct row of the submission, without identifiers.
enum LinkFile {
    static func text(_ result: LinkageResult) -> String {
        let plan = result.model.plan
        var text = "cohort_row,match_weight,match_probability,grade,rule"
        for comparison in plan.comparisons { text += "," + comparison.field }
        text += "\n"
        for link in result.links { text += line(link, plan: plan) + "\n" }
        return text
    }

    private static func line(_ cohortLink: CohortLink, plan: LinkPlan) -> String {
        let link = cohortLink.link
        guard let candidate = link.candidate, let evidence = link.evidence else {
            return "\(cohortLink.row + 1),,0,\(link.grade.rawValue),"
                + String(repeating: ",", count: plan.comparisons.count)
        }
        let levels = evidence.levels.map { level in level.map(\.description) ?? "missing" }
        return "\(cohortLink.row + 1),\(candidate.weight),\(link.probability),\(link.grade.rawValue),"
            + "\(plan.rules[Int(candidate.rule)].description)," + levels.joined(separator: ",")
    }
}
