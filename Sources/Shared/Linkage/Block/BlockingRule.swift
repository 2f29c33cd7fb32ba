/// A part of a blocking rule: what of the cohort's record must equal what of the population's.
package struct BlockingTerm: Hashable, Sendable {
    /// A column and what is taken of it.
    package struct Operand: Hashable, Sendable {
        /// The column.
        package let field: String
        /// What is taken.
        package let function: BlockingFunction

        /// An operand.
        package init(field: String, function: BlockingFunction = .whole) {
            self.field = field
            self.function = function
        }
    }

    /// The cohort's side.
    package let cohort: Operand
    /// The population's side.
    package let population: Operand

    /// A term with the same operand on both sides.
    package init(_ field: String, _ function: BlockingFunction = .whole) {
        cohort = Operand(field: field, function: function)
        population = cohort
    }

    /// A term with an operand for each side.
    package init(cohort: Operand, population: Operand) {
        self.cohort = cohort
        self.population = population
    }
}

/// A blocking rule: a pair of records is compared when all terms of some rule hold.
///
/// Written as terms joined by ` + `; a term is `column`, `prefix(column,3)`, `soundex(column)`, `year(column)` or
/// `swapped(column)`, or two of these joined by `=` for cohort and population: `forename=surname`.
package struct BlockingRule: Hashable, Sendable {
    /// The terms; at least one.
    package let terms: [BlockingTerm]

    /// The largest number of rules: a pair's rules fit into one word.
    package static let ruleCountMax = 64

    /// A rule of some terms.
    package init(_ terms: [BlockingTerm]) {
        self.terms = terms
    }

    /// Columns whose agreement the rule implies, wholly or in part, on either side.
    package var fields: Set<String> {
        Set(terms.flatMap { [$0.cohort.field, $0.population.field] })
    }

    /// The standard rules for some columns, in order of precedence: identifiers, names with date of birth, both names,
    /// then rules for values with errors.
    package static func standard(for schema: LinkSchema) -> [BlockingRule] {
        func name(_ role: FieldRole) -> String? { schema.first(role).map { schema.fields[$0].name } }
        var rules = schema.fields.filter { $0.role == .identifier }.map { BlockingRule([BlockingTerm($0.name)]) }
        let birth = name(.dateOfBirth)
        let forename = name(.forename)
        let surname = name(.surname)
        if let surname, let birth { rules.append(BlockingRule([BlockingTerm(surname), BlockingTerm(birth)])) }
        if let forename, let birth { rules.append(BlockingRule([BlockingTerm(forename), BlockingTerm(birth)])) }
        if let forename, let surname {
            rules.append(BlockingRule([BlockingTerm(forename), BlockingTerm(surname)]))
            let crossed = [
                BlockingTerm(cohort: .init(field: forename), population: .init(field: surname)),
                BlockingTerm(cohort: .init(field: surname), population: .init(field: forename)),
            ]
            rules.append(BlockingRule(crossed))
            if let birth {
                rules += crossed.map { BlockingRule([$0, BlockingTerm(birth)]) }
                let swapped = BlockingTerm(
                    cohort: .init(field: birth, function: .swapped),
                    population: .init(field: birth)
                )
                rules.append(
                    BlockingRule([
                        BlockingTerm(surname, .prefix(3)), BlockingTerm(forename, .prefix(1)),
                        BlockingTerm(birth, .year),
                    ])
                )
                rules.append(BlockingRule([BlockingTerm(surname, .soundex), BlockingTerm(birth)]))
                rules.append(BlockingRule([BlockingTerm(surname, .soundex), swapped]))
                rules.append(BlockingRule([BlockingTerm(forename), swapped]))
            }
        }
        return rules
    }

    /// Confirms that every term names a column and a function that suits it.
    func validate(in schema: LinkSchema) throws(LinkageError) {
        guard !terms.isEmpty else { throw .rule(name: "(empty)", reason: "it has no term and would pair everybody") }
        for operand in terms.flatMap({ [$0.cohort, $0.population] }) {
            guard let index = schema.index(of: operand.field) else {
                throw .noField(name: operand.field, place: "The blocking rule \(description)")
            }
            let isDate = schema.fields[index].role.isDate
            let suits =
                switch operand.function {
                case .whole: true
                case .prefix(let length): !isDate && length >= 1
                case .soundex: !isDate
                case .year, .swapped: isDate
                }
            guard suits else {
                throw .rule(name: description, reason: "\(operand) does not suit what the column holds")
            }
        }
        let isDate = { (operand: BlockingTerm.Operand) in
            schema.index(of: operand.field).map { schema.fields[$0].role.isDate }
        }
        guard terms.allSatisfy({ isDate($0.cohort) == isDate($0.population) }) else {
            throw .rule(name: description, reason: "it sets a date equal to a text")
        }
    }
}

extension BlockingTerm.Operand: CustomStringConvertible {
    package var description: String {
        switch function {
        case .whole: field
        case .prefix(let length): "prefix(\(field),\(length))"
        case .soundex: "soundex(\(field))"
        case .year: "year(\(field))"
        case .swapped: "swapped(\(field))"
        }
    }

    /// The operand that is written so, or nil.
    init?(_ text: Substring) {
        let text = text.filter { $0 != " " }
        guard let open = text.firstIndex(of: "(") else {
            guard !text.isEmpty, !text.contains(")") else { return nil }
            self.init(field: String(text))
            return
        }
        guard text.last == ")" else { return nil }
        let inside = text[text.index(after: open)...].dropLast().split(separator: ",")
        guard let field = inside.first.map(String.init) else { return nil }
        switch (text[..<open], inside.count) {
        case ("soundex", 1): self.init(field: field, function: .soundex)
        case ("year", 1): self.init(field: field, function: .year)
        case ("swapped", 1): self.init(field: field, function: .swapped)
        case ("prefix", 2):
            guard let length = Int(inside[1]), length >= 1 else { return nil }
            self.init(field: field, function: .prefix(length))
        default: return nil
        }
    }
}

extension BlockingRule: CustomStringConvertible, Codable {
    /// The rule as it is written in settings and files.
    package var description: String {
        terms.map { $0.cohort == $0.population ? "\($0.cohort)" : "\($0.cohort)=\($0.population)" }
            .joined(separator: " + ")
    }

    /// The rule that is written so.
    ///
    /// - Throws: ``LinkageError/rule(name:reason:)``.
    package init(_ text: String) throws(LinkageError) {
        var terms: [BlockingTerm] = []
        for part in text.split(separator: "+", omittingEmptySubsequences: false) {
            let operands = part.split(separator: "=", omittingEmptySubsequences: false)
                .map { BlockingTerm.Operand($0) }
            guard (1...2).contains(operands.count), let cohort = operands[0], let population = operands.last ?? nil
            else {
                throw .rule(name: text, reason: "a term is column, prefix(column,3), soundex(…), year(…) or swapped(…)")
            }
            terms.append(BlockingTerm(cohort: cohort, population: population))
        }
        self.init(terms)
    }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
