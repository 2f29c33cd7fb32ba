import Tables

/// The blocking keys of the records of one side: for each rule a 64-bit hash of its terms, 0 where a value is missing.
///
/// Terms are hashed once a distinct text, and each distinct term is looked up once a record however many rules use it.
final class BlockingKeys: @unchecked Sendable {
    /// The side of a pair whose operands are taken.
    enum Side: Sendable { case cohort, population }

    private enum Source {
        /// Hash by code.
        case text(codes: UnsafePointer<UInt32>, hashes: UnsafeMutablePointer<UInt64>)
        case days(UnsafePointer<Day>, BlockingFunction)
    }

    /// The number of rules.
    let ruleCount: Int
    private let columns: LinkColumns  // holds what the pointers point to
    private let sources: [Source]
    /// The terms of all rules one after another, and where each rule's begin.
    private let terms: UnsafeMutablePointer<Int>
    private let starts: UnsafeMutablePointer<Int>

    /// Prepares one side.
    ///
    /// - Complexity: O(*d*) for *d* distinct values of the columns in rules.
    init(_ columns: LinkColumns, rules: [BlockingRule], side: Side) {
        self.columns = columns
        ruleCount = rules.count
        var operands: [BlockingTerm.Operand] = []
        let termsByRule = rules.map { rule in
            rule.terms.map { term in
                let operand = side == .cohort ? term.cohort : term.population
                if let known = operands.firstIndex(of: operand) { return known }
                operands.append(operand)
                return operands.count - 1
            }
        }
        terms = .allocate(capacity: max(termsByRule.joined().count, 1))
        starts = .allocate(capacity: rules.count + 1)
        starts[0] = 0
        for (rule, list) in termsByRule.enumerated() {
            for (index, term) in list.enumerated() { terms[starts[rule] + index] = term }
            starts[rule + 1] = starts[rule] + list.count
        }
        sources = operands.map { operand in
            guard let field = columns.schema.index(of: operand.field) else {
                preconditionFailure("a blocking rule was not validated")
            }
            switch columns.fields[field] {
            case .days(let column): return .days(column.days, operand.function)
            case .text(let column):
                let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: column.distinctCount)
                for code in 0..<column.distinctCount {
                    let value = code == 0 ? 0 : operand.function.hash(column.bytes(ofCode: code))
                    (hashes + code).initialize(to: value)
                }
                return .text(codes: column.codes, hashes: hashes)
            }
        }
    }

    deinit {
        for case .text(_, let hashes) in sources { hashes.deallocate() }
        terms.deallocate()
        starts.deallocate()
    }

    /// The number of distinct terms: the size of the scratch memory that ``fill(_:row:scratch:)`` needs.
    var termCount: Int { sources.count }

    /// Writes the keys of a record, one a rule.
    @inline(__always)
    func fill(_ keys: UnsafeMutablePointer<UInt64>, row: Int, scratch: UnsafeMutablePointer<UInt64>) {
        for index in 0..<sources.count {
            switch sources[index] {
            case .text(let codes, let hashes): scratch[index] = hashes[Int(codes[row])]
            case .days(let days, let function): scratch[index] = function.hash(days[row])
            }
        }
        for rule in 0..<ruleCount {
            var key: UInt64 = 1
            for index in starts[rule]..<starts[rule + 1] {
                let value = scratch[terms[index]]
                key = value == 0 || key == 0 ? 0 : Self.combine(key, value)
            }
            keys[rule] = key
        }
    }

    /// Folds a term's hash into a rule's key; the order of the terms matters.
    @inline(__always)
    private static func combine(_ key: UInt64, _ value: UInt64) -> UInt64 {
        let product = (key ^ value &* 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
        return product.high ^ product.low
    }
}
