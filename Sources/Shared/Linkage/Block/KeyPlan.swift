/// What has to be taken of a record to form its blocking keys: each distinct operand of one side once, however many
/// rules use it.
struct KeyPlan: Sendable {
    /// The side of a pair whose operands are taken.
    enum Side: Sendable { case cohort, population }

    /// The distinct operands, with the position of their column.
    let operands: [(field: Int, function: BlockingFunction)]
    /// For each rule the operands that it combines, in order.
    let termsByRule: [[Int]]
    /// Rules with an operand that gives a record several keys.
    let multipleRules: [Int]

    /// The operands of some validated rules.
    init(_ rules: [BlockingRule], schema: LinkSchema, side: Side) {
        var operands: [BlockingTerm.Operand] = []
        termsByRule = rules.map { rule in
            rule.terms.map { term in
                let operand = side == .cohort ? term.cohort : term.population
                if let known = operands.firstIndex(of: operand) { return known }
                operands.append(operand)
                return operands.count - 1
            }
        }
        multipleRules = rules.indices.filter { rules[$0].hasSeveralKeys }
        self.operands = operands.map { operand in
            guard let field = schema.index(of: operand.field) else {
                preconditionFailure("a blocking rule was not validated")
            }
            return (field, operand.function)
        }
    }
}
