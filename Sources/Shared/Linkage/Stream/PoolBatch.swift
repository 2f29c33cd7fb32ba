import Tables

/// Some records of the population on their way past the cohort: filled row by row with the values of a file, then compared.
///
/// One thread uses it at a time, which is why it may cross threads.
package final class PoolBatch: @unchecked Sendable {
    /// Who a record of the population is.
    struct Identity: BitwiseCopyable {
        /// A hash of the person's identifier or, without one, of all of the record's values.
        var person: UInt64
        /// A hash of all of the record's values.
        var content: UInt64
        /// Where the record begins in its file.
        var offset: UInt64
        /// The record's number in its file, from 0.
        var row: UInt32
        /// Whether other records can be the same person.
        var isShared: Bool
    }

    /// What tells which of the population's records are one person.
    package enum PersonKey: Sendable {
        /// Each record is a person.
        case none
        /// Records that agree on a compared column are one person.
        case field(Int)
        /// Records that agree on a column of PNC identifiers that is not compared are one person.
        case otherColumn
    }

    /// Records at most.
    package let capacity: Int
    /// Records so far.
    package private(set) var count = 0
    /// The columns, for ``PairEvaluator``.
    private(set) var fields: [PoolField] = []
    /// The blocking keys of the records.
    let keys: BlockingKeys
    /// One for each record.
    let identities: UnsafeMutablePointer<Identity>

    private let cohort: LinkCohort
    private let texts: [BatchTexts?]
    private let days: [UnsafeMutablePointer<Day>?]
    private let personKey: PersonKey
    private let personForm = StandardForm(name: "pnc_id", role: .identifier)
    private var personText: [UInt8] = []
    private var person: UInt64 = 0

    /// An empty batch for the plan of a cohort.
    package init(cohort: LinkCohort, capacity: Int, personKey: PersonKey) {
        self.cohort = cohort
        self.capacity = capacity
        self.personKey = personKey
        identities = .allocate(capacity: capacity)
        let schema = cohort.plan.schema
        let plan = KeyPlan(cohort.plan.rules, schema: schema, side: .population)
        texts = schema.fields.enumerated().map { index, field in
            guard let values = cohort.values[index] else { return nil }
            return BatchTexts(
                field,
                functions: plan.operands.filter { $0.field == index && $0.function != .whole }.map(\.function),
                cohort: values,
                hasNicknames: cohort.comparisons.contains { $0.field == index && $0.hasNicknames },
                rowCapacity: capacity
            )
        }
        days = schema.fields.map { $0.role.isDate ? .allocate(capacity: capacity) : nil }
        keys = BlockingKeys(
            plan,
            sources: plan.operands.map { [texts, days] operand in
                if let days = days[operand.field] { return .days(days, operand.function) }
                guard let column = texts[operand.field] else { preconditionFailure("a column is a text or a date") }
                return .text(codes: UnsafePointer(column.codes), hashes: column.hashes(of: operand.function))
            }
        )
    }

    deinit {
        identities.deallocate()
        for column in days { column?.deallocate() }
    }

    /// Empties the batch; true when what was remembered of pairs of values has to be forgotten.
    func begin() -> Bool {
        count = 0
        var mustForget = false
        for column in texts where column?.begin(rowCapacity: capacity) == true { mustForget = true }
        return mustForget
    }

    /// Sets a value of the record that ``endRow(number:offset:)`` completes.
    package func set(field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        if let column = texts[field] {
            column.set(row: count, text)
        } else if let column = days[field] {
            column[count] = text.isEmpty ? .missing : Day(parsing: text) ?? .missing
        }
    }

    /// Sets the PNC identifier of the record, where ``PersonKey/otherColumn`` says so.
    package func setPerson(_ text: UnsafeBufferPointer<UInt8>) {
        personForm.write(text, into: &personText)
        person = personText.isEmpty ? 0 : personText.withUnsafeBufferPointer { BlockingFunction.whole.hash($0) }
    }

    /// Completes a record.
    ///
    /// - Parameters:
    ///   - number: Its number in the file, from 0.
    ///   - offset: Where it begins in the file.
    /// - Returns: Whether the batch is full.
    package func endRow(number: Int, offset: Int) -> Bool {
        var content: UInt64 = 0
        for index in texts.indices {
            if let column = texts[index] {
                content = Self.mix(content, column.hashes[0][Int(column.codes[count])])
            } else if let column = days[index] {
                content = Self.mix(content, UInt64(truncatingIfNeeded: Int(column[count].number)))
            }
        }
        switch personKey {
        case .none: person = 0
        case .field(let index):
            person = texts[index].map { $0.hashes[0][Int($0.codes[count])] } ?? 0
        case .otherColumn: break
        }
        identities[count] = Identity(
            person: person == 0 ? content : Self.mix(1, person),
            content: content,
            offset: UInt64(offset),
            row: UInt32(truncatingIfNeeded: number),
            isShared: person != 0
        )
        count += 1
        return count == capacity
    }

    /// Makes the columns of the records so far ready to be compared.
    func finish() {
        fields = cohort.comparisons.map { comparison in
            if let days = days[comparison.field] { return PoolField(days: days) }
            guard let column = texts[comparison.field] else { preconditionFailure("a column is a text or a date") }
            return PoolField(
                codes: column.codes,
                texts: column.distinct,
                equalCodes: column.equalCodes,
                nicknames: column.nicknames.map { UnsafePointer($0) },
                hasLastingCodes: column.remembers
            )
        }
    }

    /// Adds for each column of the schema the records that have a value.
    func addPresent(to counts: inout [Int]) {
        for index in texts.indices {
            var present = 0
            if let column = texts[index] {
                for row in 0..<count { present += column.codes[row] == 0 ? 0 : 1 }
            } else if let column = days[index] {
                for row in 0..<count { present += column[row].isMissing ? 0 : 1 }
            }
            counts[index] += present
        }
    }

    @inline(__always)
    private static func mix(_ state: UInt64, _ value: UInt64) -> UInt64 {
        let product = (state ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: value ^ 0xe703_7ed1_a0b4_28db)
        return product.high ^ product.low
    }
}
