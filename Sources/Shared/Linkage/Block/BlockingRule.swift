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
/// Written as terms joined by ` + `; a term is `column` or a ``BlockingFunction`` of one, such as `prefix(column,3)`, or
/// two of these joined by `=` for cohort and population: `forename=surname`.
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
            guard operand.function.suits(schema.fields[index].role) else {
                throw .rule(name: description, reason: "\(operand) does not suit what the column holds")
            }
            guard !operand.function.isMultiple else {
                throw .rule(name: description, reason: "\(operand) gives a record several keys; a rule needs one")
            }
        }
        guard terms.contains(where: { $0.cohort.function.isSelective && $0.population.function.isSelective }) else {
            throw .rule(name: description, reason: "it would pair nearly everybody; add a term that tells people apart")
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
    /// The functions without a number after the column.
    private static let plain: [Substring: BlockingFunction] = [
        "initial": .prefix(1), "digits": .digits, "letters": .letters, "soundex": .soundex, "formal": .formal,
        "year": .year, "month": .month, "day": .day, "year_month": .yearMonth, "month_day": .monthDay,
        "year_day": .yearDay, "swapped": .swapped, "missing": .missing, "any": .any, "deletion": .deletion,
        "near": .near,
    ]

    /// The operand as it is written in rules.
    package var description: String {
        switch function {
        case .whole: field
        case .prefix(let length): "prefix(\(field),\(length))"
        case .suffix(let length): "suffix(\(field),\(length))"
        case .word(let position): "word(\(field),\(position))"
        case .qgram(let length): "qgram(\(field),\(length))"
        default: "\(Self.plain.first { $0.value == function }?.key ?? "")(\(field))"
        }
    }

    /// The operand that is written so, or nil.
    init?(_ text: Substring) {
        let text = text.filter { $0 != " " }
        guard let open = text.firstIndex(of: "(") else {
            guard !text.isEmpty, !text.contains(")"), !text.contains(",") else { return nil }
            self.init(field: String(text))
            return
        }
        guard text.last == ")" else { return nil }
        let inside = text[text.index(after: open)...].dropLast().split(separator: ",", omittingEmptySubsequences: false)
        guard let field = inside.first.map(String.init), !field.isEmpty else { return nil }
        let name = text[..<open]
        if inside.count == 1, let function = Self.plain[name] {
            self.init(field: field, function: function)
            return
        }
        guard inside.count == 2, let number = Int(inside[1]) else { return nil }
        switch name {
        case "prefix" where number >= 1: self.init(field: field, function: .prefix(number))
        case "suffix" where number >= 1: self.init(field: field, function: .suffix(number))
        case "word" where number != 0: self.init(field: field, function: .word(number))
        case "qgram" where (1...QGrams.lengthMax).contains(number): self.init(field: field, function: .qgram(number))
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
                throw .rule(name: text, reason: "a term is a column or a function of one, such as prefix(surname,3)")
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
