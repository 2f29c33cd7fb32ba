/// Something about data, model or match that makes a reported effect wrong or doubtful, by name.
package struct DiagnosticFinding: Equatable, Sendable {
    /// What was found.
    package enum Name: String, CaseIterable, Sendable {
        /// A covariate is far apart after matching.
        case redBalance = "red_balance"
        /// Nobody, or hardly anybody, of the treated has a comparable control.
        case noOverlap = "no_overlap"
        /// A column tells some rows' group without error.
        case separation
        /// A handful of controls carries the comparison group.
        case fewControls = "few_controls"
        /// The outcome, or something that determines it, is among the covariates.
        case outcomeAmongCovariates = "outcome_among_covariates"
        /// Many of the treated are not in the estimate.
        case treatedLost = "treated_lost"
        /// A covariate is dated after the index date.
        case covariateAfterIndex = "covariate_after_index"
    }

    /// What follows.
    package enum Severity: String, Sendable {
        /// Nothing is estimated unless an analyst overrides with a reason.
        case stop
        /// The estimate stands with this reservation.
        case warn
    }

    /// What was found.
    package let name: Name
    /// What follows.
    package let severity: Severity
    /// One plain sentence, with figures and without any personal data.
    package let sentence: String

    /// A finding.
    package init(name: Name, severity: Severity, sentence: String) {
        self.name = name
        self.severity = severity
        self.sentence = sentence
    }
}

/// From where on something is a finding; every threshold of ``DiagnosticFinding`` is here.
package struct DiagnosticRules: Equatable, Sendable {
    /// The absolute standardised difference after matching that warns: the red band of the service.
    package var differenceWarn = 0.10
    /// That stops: a quarter of a standard deviation (Rubin 2001; Stuart 2010, 4.1).
    package var differenceStop = 0.25
    /// The number of controls of which the weight is looked at; at most ``ControlWeights/heaviestMax``.
    package var heaviestControls = 10
    /// The share of weight of these that warns.
    package var heaviestShareWarn = 0.25
    /// That stops.
    package var heaviestShareStop = 0.50
    /// The effective number of controls below which there is a warning.
    package var effectiveControlsWarn = 30.0
    /// The share of treated without a match that warns.
    package var lostWarn = 0.05
    /// The share of treated with a match below which there is no overlap.
    package var overlapStop = 0.50
    /// The absolute correlation with the outcome from which a covariate counts as the outcome itself.
    package var correlationStop = 0.999
    /// Whether findings stop anything; a dialect reports as its tool does, which never stops.
    package var stops = true

    /// The defaults.
    package init() {}
}

/// What the findings follow from.
package struct DiagnosticFacts: Sendable {
    /// The balance after matching.
    package var balance: BalanceTable
    /// Columns that separate the groups.
    package var separated: [String]
    /// The treated before matching.
    package var treated: Int
    /// The treated in the estimate.
    package var matchedTreated: Int
    /// The weights of the controls in the estimate.
    package var controlWeights: ControlWeights
    /// Covariates whose absolute correlation with the outcome reaches the rule, by name.
    package var outcomeTwins: [String]
    /// Covariates that some rows have from after their index date.
    package var lateCovariates: [LateCovariate]

    /// A covariate that was recorded after the index date in some rows.
    package struct LateCovariate: Equatable, Sendable {
        /// Its name.
        package let name: String
        /// The rows.
        package let rows: Int

        /// A covariate with its rows.
        package init(name: String, rows: Int) {
            self.name = name
            self.rows = rows
        }
    }

    /// Facts of a match.
    package init(
        balance: BalanceTable,
        separated: [String],
        treated: Int,
        matchedTreated: Int,
        controlWeights: ControlWeights,
        outcomeTwins: [String],
        lateCovariates: [LateCovariate] = []
    ) {
        self.balance = balance
        self.separated = separated
        self.treated = treated
        self.matchedTreated = matchedTreated
        self.controlWeights = controlWeights
        self.outcomeTwins = outcomeTwins
        self.lateCovariates = lateCovariates
    }
}

extension DiagnosticRules {
    /// The findings, at most one of each name, in the order of the names.
    package func findings(_ facts: DiagnosticFacts) -> [DiagnosticFinding] {
        let found = [
            redBalance(facts), noOverlap(facts), separation(facts), fewControls(facts), outcomeTwins(facts),
            treatedLost(facts), lateCovariates(facts),
        ]
        return found.compactMap(\.self).map { one in
            one.severity == .stop && !stops
                ? DiagnosticFinding(name: one.name, severity: .warn, sentence: one.sentence) : one
        }
    }

    private func redBalance(_ facts: DiagnosticFacts) -> DiagnosticFinding? {
        guard facts.matchedTreated > 0 else { return nil }
        let rows = facts.balance.rows.filter { abs($0.after?.standardised ?? 0) > differenceWarn }
        guard let worst = rows.max(by: { abs($0.after?.standardised ?? 0) < abs($1.after?.standardised ?? 0) }) else {
            return nil
        }
        let size = abs(worst.after?.standardised ?? 0)
        let name = worst.level.map { "\(worst.covariate): \($0)" } ?? worst.covariate
        return DiagnosticFinding(
            name: .redBalance,
            severity: size > differenceStop ? .stop : .warn,
            sentence:
                "After matching \(rows.count) of \(facts.balance.rows.count) levels and numbers differ by more than "
                + "\(Self.percent(differenceWarn)) of a standard deviation; the largest is \(name) with \(Self.percent(size))."
        )
    }

    private func noOverlap(_ facts: DiagnosticFacts) -> DiagnosticFinding? {
        let share = facts.treated > 0 ? Double(facts.matchedTreated) / Double(facts.treated) : 0
        guard share < overlapStop else { return nil }
        return DiagnosticFinding(
            name: .noOverlap,
            severity: .stop,
            sentence: "Only \(facts.matchedTreated) of \(facts.treated) treated have a comparable control, fewer than "
                + "\(Self.percent(overlapStop)): the groups hardly overlap."
        )
    }

    private func separation(_ facts: DiagnosticFacts) -> DiagnosticFinding? {
        guard !facts.separated.isEmpty else { return nil }
        let names = facts.separated.prefix(5).joined(separator: ", ")
        return DiagnosticFinding(
            name: .separation,
            severity: .warn,
            sentence:
                "\(names)\(facts.separated.count > 5 ? " and others" : "") tell some rows' group without error, so their "
                + "coefficients have no finite estimate; group levels, leave them out, or fit with --firth."
        )
    }

    private func fewControls(_ facts: DiagnosticFacts) -> DiagnosticFinding? {
        let weights = facts.controlWeights
        guard weights.total > 0 else { return nil }
        let share = weights.heaviest.prefix(heaviestControls).reduce(0, +) / weights.total
        let effective = weights.effectiveCount
        guard share > heaviestShareWarn || effective < effectiveControlsWarn else { return nil }
        return DiagnosticFinding(
            name: .fewControls,
            severity: share > heaviestShareStop ? .stop : .warn,
            sentence: "The \(min(heaviestControls, weights.count)) heaviest of \(weights.count) controls carry "
                + "\(Self.percent(share)) of the weight, and all together count as \(Int(effective.rounded())) people."
        )
    }

    private func outcomeTwins(_ facts: DiagnosticFacts) -> DiagnosticFinding? {
        guard !facts.outcomeTwins.isEmpty else { return nil }
        return DiagnosticFinding(
            name: .outcomeAmongCovariates,
            severity: .stop,
            sentence:
                "\(facts.outcomeTwins.joined(separator: ", ")) all but determines the outcome, so it is not a covariate of "
                + "the time before treatment; leave it out."
        )
    }

    private func lateCovariates(_ facts: DiagnosticFacts) -> DiagnosticFinding? {
        guard !facts.lateCovariates.isEmpty else { return nil }
        let named = facts.lateCovariates.map { "\($0.name) in \($0.rows) rows" }.joined(separator: ", ")
        return DiagnosticFinding(
            name: .covariateAfterIndex,
            severity: .stop,
            sentence:
                "Recorded after the index date: \(named). What happens after it may be an effect of the treatment; take the value "
                + "as it was on that day, or leave the covariate out."
        )
    }

    private func treatedLost(_ facts: DiagnosticFacts) -> DiagnosticFinding? {
        let lost = facts.treated - facts.matchedTreated
        let share = facts.treated > 0 ? Double(lost) / Double(facts.treated) : 0
        guard share > lostWarn else { return nil }
        return DiagnosticFinding(
            name: .treatedLost,
            severity: .warn,
            sentence:
                "\(lost) of \(facts.treated) treated (\(Self.percent(share))) have no match; the effect is that of the others, "
                + "not of all."
        )
    }

    private static func percent(_ share: Double) -> String {
        let tenths = (share * 1_000).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths)) %" : "\(tenths) %"
    }
}

extension DiagnosticFacts {
    /// The covariates that all but determine an outcome: numbers by their correlation with it, levels by that of having them.
    ///
    /// - Parameters:
    ///   - frame: The rows.
    ///   - covariates: Their declarations.
    ///   - outcome: The outcome of each row; NaN counts for nothing.
    ///   - rules: The correlation that counts.
    /// - Returns: Their names, in the order of the declarations.
    /// - Complexity: O(*n c*) for *c* covariates and their levels.
    package static func outcomeTwins(
        _ frame: CovariateFrame,
        covariates: [Covariate],
        outcome: [Double],
        rules: DiagnosticRules = DiagnosticRules()
    ) -> [String] {
        let rows = outcome.indices.filter { !outcome[$0].isNaN }
        // What determines the outcome does so among a few thousand rows too; only what seems to is looked at in all.
        let sample = stride(from: 0, to: rows.count, by: max(1, rows.count / sampleRows)).map { rows[$0] }
        @Sendable func isTwin(_ association: ([Int]) -> Double?) -> Bool {
            if let seen = association(sample), seen < 0.9 { return false }
            return (association(rows) ?? 0) >= rules.correlationStop
        }
        let found = TiledRows(rowCount: covariates.count, tileRows: 1).map { range -> Bool in
            let levels = covariates[range.lowerBound].levelCount
            switch frame.columns[range.lowerBound] {
            case .singles(let values): return isTwin { correlation($0, outcome) { Double(values[$0]) } }
            case .doubles(let values): return isTwin { correlation($0, outcome) { values[$0] } }
            case .codes(let codes): return isTwin { share($0, outcome, levels: levels) { Int(codes[$0]) } }
            case .wideCodes(let codes): return isTwin { share($0, outcome, levels: levels) { Int(codes[$0]) } }
            }
        }
        return zip(covariates, found).filter(\.1).map(\.0.name)
    }

    private static let sampleRows = 4_096

    /// The absolute correlation over the rows that have both values; nil when one of them does not vary there.
    private static func correlation(_ rows: [Int], _ outcome: [Double], _ value: (Int) -> Double) -> Double? {
        let both = rows.filter { !value($0).isNaN }
        guard both.count > 2 else { return nil }
        let count = Double(both.count)
        let means = (both.reduce(0) { $0 + value($1) } / count, both.reduce(0) { $0 + outcome[$1] } / count)
        var sums = (0.0, 0.0, 0.0)
        for row in both {
            let (x, y) = (value(row) - means.0, outcome[row] - means.1)
            sums = (sums.0 + x * x, sums.1 + x * y, sums.2 + y * y)
        }
        return sums.0 > 0 && sums.2 > 0 ? abs(sums.1) / (sums.0 * sums.2).squareRoot() : nil
    }

    /// The root of the share of the outcome's variance that the levels explain; nil where levels have few rows each.
    private static func share(_ rows: [Int], _ outcome: [Double], levels: Int, _ code: (Int) -> Int) -> Double? {
        guard rows.count > 5 * (levels + 1) else { return nil }
        let mean = rows.reduce(0) { $0 + outcome[$1] } / Double(rows.count)
        var sums = Array(repeating: (count: 0.0, sum: 0.0), count: levels + 1)
        var total = 0.0
        for row in rows {
            let place = min(code(row), levels)
            sums[place].count += 1
            sums[place].sum += outcome[row] - mean
            total += (outcome[row] - mean) * (outcome[row] - mean)
        }
        let between = sums.reduce(0) { $0 + ($1.count > 0 ? $1.sum * $1.sum / $1.count : 0) }
        return total > 0 ? (between / total).squareRoot() : nil
    }
}
