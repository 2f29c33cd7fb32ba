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

    /// The standard rules for some columns: identifiers, then names with parts of the date of birth.
    ///
    /// Chosen among 978 combinations on synthetic data for few pairs and few true pairs lost; the figures are in
    /// docs/methods/linkage.md, section 3. Each forgives other errors, so most pairs are found by several.
    package static func standard(for schema: LinkSchema) -> [BlockingRule] {
        func name(_ role: FieldRole) -> String? { schema.first(role).map { schema.fields[$0].name } }
        let identifiers = schema.fields.filter { $0.role == .identifier }.map { BlockingRule([BlockingTerm($0.name)]) }
        switch (name(.forename), name(.surname), name(.dateOfBirth)) {
        case (let forename?, let surname?, let birth?):
            return identifiers + standard(forename: forename, surname: surname, birth: birth)
        case (let forename?, let surname?, nil):
            return identifiers + [
                BlockingRule([BlockingTerm(surname, .soundex), BlockingTerm(forename, .prefix(2))]),
                BlockingRule([BlockingTerm(surname), BlockingTerm(forename, .formal)]),
                BlockingRule(swapped(forename, .whole, surname, .whole)),
            ]
        case (let name?, nil, let birth?), (nil, let name?, let birth?):
            return identifiers + [
                BlockingRule([BlockingTerm(name, .prefix(2)), BlockingTerm(birth)]),
                BlockingRule([BlockingTerm(name, .soundex), BlockingTerm(birth, .year)]),
                BlockingRule([BlockingTerm(name, .soundex), BlockingTerm(birth, .monthDay)]),
            ]
        default: return identifiers
        }
    }

    private static func standard(forename: String, surname: String, birth: String) -> [BlockingRule] {
        let exchanged = BlockingTerm(
            cohort: .init(field: birth, function: .swapped),
            population: .init(field: birth)
        )
        let isMissing = BlockingTerm.Operand(field: birth, function: .missing)
        let isAny = BlockingTerm.Operand(field: birth, function: .any)
        let nearNames = [BlockingTerm(surname, .soundex), BlockingTerm(forename, .prefix(2))]
        return [
            [BlockingTerm(surname, .prefix(2)), BlockingTerm(birth)],
            [BlockingTerm(forename, .prefix(1)), BlockingTerm(birth)],
            [BlockingTerm(surname, .soundex), BlockingTerm(forename, .prefix(1)), BlockingTerm(birth, .year)],
            [BlockingTerm(surname, .soundex), BlockingTerm(forename, .prefix(1)), BlockingTerm(birth, .monthDay)],
            [BlockingTerm(forename, .suffix(3)), exchanged],
            [BlockingTerm(surname, .prefix(2)), exchanged],
            swapped(forename, .whole, surname, .whole),
            // One name in the other's place is enough beside the date: either may be misspelt at its beginning or its end.
            [swapped(forename, .prefix(3), surname, .prefix(3))[0], BlockingTerm(birth)],
            [swapped(forename, .suffix(3), surname, .suffix(3))[0], BlockingTerm(birth)],
            [swapped(forename, .prefix(3), surname, .prefix(3))[1], BlockingTerm(birth)],
            [swapped(forename, .formal, surname, .formal)[1], BlockingTerm(birth)],
            nearNames + [BlockingTerm(cohort: isMissing, population: isAny)],
            nearNames + [BlockingTerm(cohort: isAny, population: isMissing)],
            // Finds little that the others do not, and leaves the date of birth open: from it the dates' m are learned.
            [BlockingTerm(forename), BlockingTerm(surname)],
        ].map { BlockingRule($0) }
    }

    /// The terms for names that stand in each other's place: forename = surname, surname = forename.
    private static func swapped(
        _ forename: String,
        _ forenameFunction: BlockingFunction,
        _ surname: String,
        _ surnameFunction: BlockingFunction
    ) -> [BlockingTerm] {
        let first = BlockingTerm.Operand(field: forename, function: forenameFunction)
        let last = BlockingTerm.Operand(field: surname, function: surnameFunction)
        return [BlockingTerm(cohort: first, population: last), BlockingTerm(cohort: last, population: first)]
    }

    /// Whether one of its terms gives a record several keys.
    package var hasSeveralKeys: Bool {
        terms.contains { $0.cohort.function.isMultiple || $0.population.function.isMultiple }
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
        }
        let severalCount = terms.count { $0.cohort.function.isMultiple || $0.population.function.isMultiple }
        guard severalCount <= 1 else {
            throw .rule(name: description, reason: "more than one of its terms gives a record several keys")
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
        "initial": .prefix(1), "digits": .digits, "letters": .letters, "soundex": .soundex,
        "metaphone": .metaphone, "nysiis": .nysiis, "formal": .formal,
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
