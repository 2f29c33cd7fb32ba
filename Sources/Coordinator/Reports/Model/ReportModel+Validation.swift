extension ReportModel {
    /// Checks that the figures agree with each other.
    ///
    /// To be called before anything is written: a report that contradicts itself is a fault of the software.
    ///
    /// - Throws: ``ReportError/inconsistent(_:)`` with every contradiction.
    package func validate() throws(ReportError) {
        let problems =
            attritionProblems() + groupProblems() + outcomeProblems() + balanceProblems()
            + analysesProblems()
        guard problems.isEmpty else { throw .inconsistent(problems) }
    }

    private func attritionProblems() -> [String] {
        var problems: [String] = []
        if attrition.submitted != attrition.analysed + attrition.lost {
            problems.append(
                "\(attrition.submitted) submitted are not \(attrition.analysed) analysed and \(attrition.lost) lost"
            )
        }
        let grades = attrition.links
        let counts =
            attrition.losses.map(\.count) + [grades.confident, grades.suspect, grades.none, attrition.analysed]
        if counts.contains(where: { $0 < 0 }) { problems.append("a count of the attrition is negative") }
        if Set(attrition.losses.map(\.code)).count != attrition.losses.count {
            problems.append("a reason for loss is listed twice")
        }
        if attrition.foundOnExtract < attrition.analysed || attrition.foundOnExtract > attrition.submitted {
            problems.append("people found on the extract must be between people analysed and people submitted")
        }
        if grades.confident + grades.suspect + grades.none > attrition.submitted {
            problems.append("there are more graded links than people submitted")
        }
        if attrition.analysed != groups.treatmentPeople {
            problems.append("people analysed and people in the treatment group differ")
        }
        return problems
    }

    private func groupProblems() -> [String] {
        var problems: [String] = []
        if groups.treatmentReoffenders > groups.treatmentPeople
            || groups.comparisonReoffenders > groups.comparisonPeople
        {
            problems.append("a group has more reoffenders than people")
        }
        if groups.comparisonPeople > groups.comparisonPool {
            problems.append("the matched comparison group is larger than the pool")
        }
        for section in profile.sections
        where section.levels.reduce(0, { $0 + $1.count }) != groups.treatmentPeople {
            problems.append("the profile of \(section.covariate) does not add up to the treatment group")
        }
        return problems
    }

    private func outcomeProblems() -> [String] {
        var problems: [String] = []
        if outcomes.first?.code != .rate { problems.append("the first outcome is not the rate") }
        problems += outcomeProblems(outcomes, groups, of: "")
        if let curves = timeToFirst,
            [curves.treatment.count, curves.comparison.count] != [curves.days.count, curves.days.count]
        {
            problems.append("the curves of the time to the first reoffence do not have one share a day")
        }
        if timeToFirst != nil, groups.treatmentReoffenders < rules.treatmentReoffendersMin {
            problems.append("the time to the first reoffence must be withheld")
        }
        if let delayed = sensitivity.delayedStart?.difference {
            problems += differenceProblems(delayed, of: "rate (delayed start)")
        }
        return problems
    }

    private func analysesProblems() -> [String] {
        var problems: [String] = []
        if Set(analyses.map(\.code)).count != analyses.count { problems.append("an analysis is listed twice") }
        for analysis in analyses {
            guard let groups = analysis.groups, let people = analysis.people else {
                if analysis.notMade == nil { problems.append("\(analysis.code) has neither figures nor a reason") }
                continue
            }
            if people != groups.treatmentPeople + analysis.losses.reduce(0, { $0 + $1.count }) {
                problems.append("the people of \(analysis.code) are not those compared and those lost")
            }
            problems += outcomeProblems(analysis.outcomes, groups, of: " (\(analysis.code))")
        }
        return problems
    }

    private func outcomeProblems(
        _ outcomes: [OutcomeResult],
        _ groups: AnalysisGroups,
        of analysis: String
    ) -> [String] {
        var problems: [String] = []
        if Set(outcomes.map(\.code)).count != outcomes.count {
            problems.append("an outcome is listed twice\(analysis)")
        }
        for outcome in outcomes {
            let name = outcome.code.rawValue + analysis
            if outcome.gated(treatmentReoffenders: groups.treatmentReoffenders, rules: rules) != outcome {
                problems.append("the figures of \(name) must be withheld")
            }
            if outcome.code == .rate, outcome.withOutcome != groups.treatmentReoffenders {
                problems.append("people with the outcome \(name) and reoffenders of the treatment group differ")
            }
            guard let figures = outcome.figures else {
                if outcome.withheld == nil { problems.append("\(name) has neither figures nor a reason") }
                continue
            }
            problems += differenceProblems(figures.difference, of: name)
            let difference = figures.treatment.estimate - figures.comparison.estimate
            if (difference - figures.difference.estimate).magnitude > 1e-9 * max(1, difference.magnitude) {
                problems.append("the difference of \(name) is not treatment minus comparison")
            }
            if let robust = figures.robust { problems += differenceProblems(robust, of: "\(name) (robust)") }
            for check in figures.checks ?? [] where !(check.standardError > 0) || check.lower > check.upper {
                problems.append("the check of \(name) by \(check.method.label) has no standard error or interval")
            }
        }
        return problems
    }

    private func differenceProblems(_ difference: EstimatedDifference, of name: String) -> [String] {
        var problems: [String] = []
        let decided = Verdict(
            pValue: difference.pValue,
            lower: difference.lower,
            upper: difference.upper,
            rules: rules
        )
        if decided != difference.verdict { problems.append("the verdict of \(name) does not follow from its figures") }
        if difference.lower > difference.estimate || difference.estimate > difference.upper {
            problems.append("the estimate of \(name) is outside its interval")
        }
        if !(0...1).contains(difference.pValue) { problems.append("the p-value of \(name) is not between 0 and 1") }
        if let holm = difference.holmPValue, holm < difference.pValue {
            problems.append("the adjusted p-value of \(name) is below the p-value")
        }
        return problems
    }

    private func balanceProblems() -> [String] {
        var problems: [String] = []
        for row in balance.rows {
            let band = Balance.Band(standardisedDifference: row.standardisedDifference.after, rules: rules)
            if row.band != band { problems.append("the band of \(row.label) does not follow from its difference") }
        }
        if let overlap {
            let bins = overlap.edges.count - 1
            if bins < 1 || [overlap.treatment, overlap.pool, overlap.matched].contains(where: { $0.count != bins }) {
                problems.append("the histograms of the overlap do not have one value a bin")
            } else if zip(overlap.edges, overlap.edges.dropFirst()).contains(where: { $0 >= $1 }) {
                problems.append("the bins of the overlap do not ascend")
            }
        }
        return problems
    }
}
