import Tables

/// Reads the settings of a linkage, and notes all that is wrong instead of stopping at the first.
struct LinkSettingsReader {
    /// What the settings file may say.
    static let keys = [
        "columns", "comparisons", "rules", "trusted", "trusted_only", "prior", "confident", "suspect", "candidates",
        "random_pairs", "block_rows_max", "seed",
    ]
    static let comparisonKeys = ["column", "levels", "term_frequency"]
    static let levelKeys = ["level", "m", "u", "frequency_weight", "frequency_minimum"]

    private(set) var settings = LinkSettings()
    private(set) var problems: [SettingsProblems.Problem] = []
    /// The use of frequencies at the levels of the comparison that is being read.
    private var uses: [Comparison.FrequencyUse] = []

    private mutating func note(_ path: String, _ value: SettingsValue?, _ reason: String) {
        problems.append(.init(place: SettingsPlace(path: path, line: value?.line), reason: reason))
    }

    /// Takes a whole file.
    mutating func read(_ root: SettingsValue) {
        if root.isEmpty { return }
        guard case .mapping(let entries) = root.content else {
            note("", root, "there are no settings; write one `name: value` a line")
            return
        }
        refuseUnknown(entries, known: Self.keys, at: "")
        if let columns = root["columns"] { readColumns(columns) }
        if let comparisons = root["comparisons"] { readComparisons(comparisons) }
        if let rules = root["rules"] { readRules(rules) }
        readEstimation(root)
        readBounds(root)
    }

    private mutating func refuseUnknown(
        _ entries: [(key: String, value: SettingsValue)],
        known: [String],
        at path: String
    ) {
        var seen: Set<String> = []
        for (key, value) in entries {
            let place = path.isEmpty ? key : "\(path).\(key)"
            if !known.contains(key) {
                note(place, value, "this is no setting; possible are \(known.joined(separator: ", "))")
            }
            if !seen.insert(key).inserted { note(place, value, "it stands twice; keep one") }
        }
    }

    private mutating func readColumns(_ value: SettingsValue) {
        guard case .mapping(let entries) = value.content else {
            note("columns", value, "write one `NAME: role` a line")
            return
        }
        for (column, role) in entries {
            let canonical = ColumnRecognition.canonicalName(column)
            if role.text == "leave_out" {
                settings.roles[canonical] = .some(nil)
            } else if let known = role.text.flatMap({ FieldRole(rawValue: $0) }) {
                settings.roles[canonical] = known
            } else {
                let words = FieldRole.allCases.map(\.rawValue).joined(separator: ", ")
                note("columns.\(column)", role, "this is no role; choose leave_out or one of \(words)")
            }
        }
    }

    private mutating func readRules(_ value: SettingsValue) {
        guard let entries = value.list, !entries.isEmpty else {
            note("rules", value, "write one rule a line, such as `- surname + date_of_birth`")
            return
        }
        var rules: [LinkSettings.Placed<BlockingRule>] = []
        for (index, entry) in entries.enumerated() {
            let path = "rules[\(index + 1)]"
            do {
                let rule = try BlockingRule(entry.text ?? "")
                if rules.contains(where: { $0.value == rule }) {
                    note(path, entry, "the rule \(rule) stands twice; remove one")
                    continue
                }
                rules.append(.init(value: rule, place: SettingsPlace(path: path, line: entry.line)))
            } catch {
                note(path, entry, "\(entry.text ?? "this") is no rule: a term is a column or a function of one")
            }
        }
        if rules.count > BlockingRule.ruleCountMax {
            note("rules", value, "there are more than \(BlockingRule.ruleCountMax) rules; remove some")
        }
        settings.rules = rules
    }

    // MARK: Comparisons

    private mutating func readComparisons(_ value: SettingsValue) {
        guard let entries = value.list else {
            note("comparisons", value, "write a list of comparisons, each with column and levels")
            return
        }
        for (index, entry) in entries.enumerated() { readComparison(entry, "comparisons[\(index + 1)]") }
        if entries.count > Comparison.comparisonCountMax {
            note("comparisons", value, "there are more than \(Comparison.comparisonCountMax) comparisons; remove some")
        }
    }

    private mutating func readComparison(_ value: SettingsValue, _ path: String) {
        guard case .mapping(let entries) = value.content else {
            note(path, value, "a comparison has a column and levels")
            return
        }
        refuseUnknown(entries, known: Self.comparisonKeys, at: path)
        guard let column = value["column"]?.text else {
            note(path, value, "it does not say which column it compares; add `column: NAME`")
            return
        }
        let field = ColumnRecognition.canonicalName(column)
        if settings.comparisons.contains(where: { $0.value.field == field }) {
            note("\(path).column", value["column"], "the column \(field) is compared twice; remove one comparison")
        }
        var usesFrequency = false
        if let entry = value["term_frequency"] {
            usesFrequency = readFlag(entry, "\(path).term_frequency")
        }
        guard let entries = value["levels"]?.list else {
            note("\(path).levels", value["levels"] ?? value, "write a list of levels from the strongest to else")
            return
        }
        let known = problems.count
        uses = []
        let levels = entries.enumerated().compactMap { readLevel($1, field, "\(path).levels[\($0 + 1)]") }
        if !uses.isEmpty, !usesFrequency {
            note(path, value, "levels say how they use frequencies; write `term_frequency: true` beside them")
        }
        guard problems.count == known else { return }
        checkOrder(levels, entries, path)
        checkSums(field, path, value)
        settings.comparisons.append(
            .init(
                value: Comparison(field: field, levels: levels, termFrequency: usesFrequency, frequencyUses: uses),
                place: SettingsPlace(path: path, line: value.line)
            )
        )
    }

    private mutating func readLevel(_ value: SettingsValue, _ field: String, _ path: String) -> Level? {
        let word = value.text ?? value["level"]?.text ?? ""
        guard let level = Level(word) else {
            note(path, value, "\(word.isEmpty ? "this" : "`\(word)`") is no level; docs/methods/linkage.md lists them")
            return nil
        }
        guard case .mapping(let entries) = value.content else { return level }
        refuseUnknown(entries, known: Self.levelKeys, at: path)
        let m = readProbability(value["m"], "\(path).m")
        let u = readProbability(value["u"], "\(path).u")
        if m != nil || u != nil { settings.given.append(.init(field: field, level: level, m: m, u: u)) }
        if value["frequency_weight"] != nil || value["frequency_minimum"] != nil {
            let weight = readFraction(value["frequency_weight"], "\(path).frequency_weight", in: 0...1) ?? 1
            let minimum = readFraction(value["frequency_minimum"], "\(path).frequency_minimum", in: 0...0.999) ?? 0
            if level.canUseFrequency {
                uses.append(.init(level: level, weight: weight, minimum: minimum))
            } else {
                note(path, value, "frequencies count at the levels exact, nickname and jaro_winkler alone")
            }
        }
        return level
    }

    private mutating func readFraction(
        _ value: SettingsValue?,
        _ path: String,
        in range: ClosedRange<Double>
    ) -> Double? {
        guard let value else { return nil }
        guard let number = value.number, range.contains(number) else {
            note(path, value, "it must be a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    private mutating func readFlag(_ value: SettingsValue, _ path: String) -> Bool {
        switch value.text?.lowercased() {
        case "true", "yes": return true
        case "false", "no": return false
        default:
            note(path, value, "write true or false")
            return false
        }
    }

    private mutating func readProbability(_ value: SettingsValue?, _ path: String) -> Double? {
        guard let value else { return nil }
        guard let number = value.number, number > 0, number < 1 else {
            note(path, value, "a probability lies above 0 and below 1")
            return nil
        }
        return number
    }

    private mutating func checkOrder(_ levels: [Level], _ entries: [SettingsValue], _ path: String) {
        func place(_ level: Level) -> (String, SettingsValue?) {
            let index = levels.lastIndex(of: level) ?? 0
            return ("\(path).levels[\(index + 1)]", index < entries.count ? entries[index] : nil)
        }
        if levels.last != .otherwise { note("\(path).levels", entries.last, "the last level must be else") }
        if levels.count < 2 || levels.count > Comparison.levelCountMax {
            note("\(path).levels", entries.first, "there must be 2 to \(Comparison.levelCountMax) levels")
        }
        if let (level, earlier) = Comparison.firstUnreachable(levels) {
            let (path, value) = place(level)
            note(path, value, "\(level) can never be reached: every such pair is already at \(earlier); put it before")
        }
    }

    private mutating func checkSums(_ field: String, _ path: String, _ value: SettingsValue) {
        let given = settings.given.filter { $0.field == field }
        if given.compactMap(\.m).reduce(0, +) > 1 + 1e-9 { note(path, value, "the m of its levels sum to more than 1") }
        if given.compactMap(\.u).reduce(0, +) > 1 + 1e-9 { note(path, value, "the u of its levels sum to more than 1") }
    }

    // MARK: Bounds

    private mutating func readBounds(_ root: SettingsValue) {
        settings.candidates = readWhole(root["candidates"], "candidates", in: 1...32)
        settings.randomPairs = readWhole(root["random_pairs"], "random_pairs", in: 1_000...1_000_000_000)
        settings.blockRowsMax = readWhole(root["block_rows_max"], "block_rows_max", in: 1...1_000_000_000)
        if let entry = root["seed"] {
            if let seed = entry.text.flatMap({ UInt64($0) }) {
                settings.seed = seed
            } else {
                note("seed", entry, "a seed is a whole number from 0")
            }
        }
        let confident = readShare(root["confident"], "confident") ?? settings.grades.confidentProbability
        let suspect = readShare(root["suspect"], "suspect") ?? settings.grades.suspectProbability
        if suspect > confident {
            note("suspect", root["suspect"] ?? root["confident"], "suspect must be at most confident, \(confident)")
        }
        settings.grades = GradeRule(confidentProbability: confident, suspectProbability: suspect)
    }

    private mutating func readWhole(_ value: SettingsValue?, _ path: String, in range: ClosedRange<Int>) -> Int? {
        guard let value else { return nil }
        guard let number = value.text.flatMap({ Int($0.filter { $0 != "_" }) }), range.contains(number) else {
            note(path, value, "it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    private mutating func readShare(_ value: SettingsValue?, _ path: String) -> Double? {
        guard let value else { return nil }
        guard let number = value.number, number > 0, number <= 1 else {
            note(path, value, "a threshold lies above 0 and is at most 1")
            return nil
        }
        return number
    }
}

// MARK: Estimation

extension LinkSettingsReader {
    /// Takes what the user knows beside levels: trusted columns and a prior from rules.
    fileprivate mutating func readEstimation(_ root: SettingsValue) {
        if let value = root["trusted"] {
            let entries = value.list ?? [value]
            for (index, entry) in entries.enumerated() {
                let path = "trusted[\(index + 1)]"
                guard let name = entry.text, !name.isEmpty else {
                    note(path, entry, "write the name of a column")
                    continue
                }
                let field = ColumnRecognition.canonicalName(name)
                settings.trusted.append(.init(value: field, place: SettingsPlace(path: path, line: entry.line)))
            }
        }
        if let value = root["trusted_only"] {
            settings.learnsFromTrustedOnly = readFlag(value, "trusted_only")
            if settings.learnsFromTrustedOnly, settings.trusted.isEmpty {
                note("trusted_only", value, "no column is trusted; name one under `trusted`")
            }
        }
        if let value = root["prior"] { readPrior(value) }
    }

    private mutating func readPrior(_ value: SettingsValue) {
        guard case .mapping(let entries) = value.content else {
            note("prior", value, "write `rules` and `recall`, the share of matches they find")
            return
        }
        refuseUnknown(entries, known: ["rules", "recall"], at: "prior")
        var rules: [BlockingRule] = []
        for (index, entry) in (value["rules"]?.list ?? []).enumerated() {
            if let rule = try? BlockingRule(entry.text ?? "") {
                rules.append(rule)
            } else {
                note("prior.rules[\(index + 1)]", entry, "\(entry.text ?? "this") is no rule")
            }
        }
        if rules.isEmpty { note("prior.rules", value["rules"] ?? value, "name at least one of the blocking rules") }
        guard let recall = readFraction(value["recall"] ?? value, "prior.recall", in: 0.001...1) else { return }
        settings.prior = .init(
            value: .init(rules: rules, recall: recall),
            place: SettingsPlace(path: "prior", line: value.line)
        )
    }
}

extension LinkSettings {
    /// The settings that a file holds.
    ///
    /// - Parameters:
    ///   - root: The file's contents.
    ///   - file: Its name, for messages.
    /// - Throws: ``SettingsProblems`` with everything that is wrong.
    package init(_ root: SettingsValue, file: String) throws(SettingsProblems) {
        var reader = LinkSettingsReader()
        reader.read(root)
        guard reader.problems.isEmpty else { throw SettingsProblems(file: file, problems: reader.problems) }
        self = reader.settings
        self.file = file
    }
}
