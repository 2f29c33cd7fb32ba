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

    /// Records whose values are gathered before they are taken.
    static let gatheredCountMax = 64

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

    /// A column without reference counting, for it is looked up for every value.
    private enum Column {
        case texts(Unmanaged<BatchTexts>)
        case days(Unmanaged<BatchDays>)
    }

    private let cohort: LinkCohort
    private let columns: UnsafeMutablePointer<Column>
    private let texts: [BatchTexts?]
    private let days: [BatchDays?]
    private let personKey: PersonKey
    private let personForm = StandardForm(name: "pnc_id", role: .identifier)
    private var personText: [UInt8] = []
    /// The values of the records that are not taken yet, record after record.
    private let gathered: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private var gatheredCount = 0
    private let fieldCount: Int

    /// An empty batch for the plan of a cohort.
    package init(cohort: LinkCohort, capacity: Int, personKey: PersonKey) {
        self.cohort = cohort
        self.capacity = capacity
        self.personKey = personKey
        identities = .allocate(capacity: capacity)
        let none = Identity(person: 0, content: 0, offset: 0, row: 0, isShared: false)
        identities.initialize(repeating: none, count: capacity)
        let schema = cohort.plan.schema
        fieldCount = schema.fields.count
        gathered = .allocate(capacity: fieldCount * Self.gatheredCountMax)
        let plan = KeyPlan(cohort.plan.rules, schema: schema, side: .population)
        func functions(_ field: Int) -> [BlockingFunction] {
            plan.operands.filter { $0.field == field }.map(\.function)
        }
        texts = schema.fields.enumerated().map { index, field in
            guard let values = cohort.values[index] else { return nil }
            return BatchTexts(
                field,
                functions: functions(index).filter { $0 != .whole },
                cohort: values,
                hasSketches: cohort.comparisons.contains { $0.field == index && $0.hasSketches },
                rowCapacity: capacity
            )
        }
        days = schema.fields.enumerated().map { index, field in
            field.role.isDate ? BatchDays(functions: functions(index), rowCapacity: capacity) : nil
        }
        columns = .allocate(capacity: schema.fields.count)
        for index in schema.fields.indices {
            if let column = texts[index] {
                (columns + index).initialize(to: .texts(Unmanaged.passUnretained(column)))
            } else if let column = days[index] {
                (columns + index).initialize(to: .days(Unmanaged.passUnretained(column)))
            }
        }
        keys = BlockingKeys(
            plan,
            sources: plan.operands.map { [texts, days] operand in
                if operand.function.isMultiple {
                    if let column = texts[operand.field] {
                        let distinct = { [unowned column] in column.distinct }
                        return .severalTexts(codes: column.codes, distinct: distinct, operand.function)
                    }
                    if let column = days[operand.field] { return .days(column.days, operand.function) }
                }
                if let column = days[operand.field] { return .hashes(column.hashes(of: operand.function)) }
                guard let column = texts[operand.field] else { preconditionFailure("a column is a text or a date") }
                return column.source(of: operand.function)
            }
        )
    }

    deinit {
        identities.deallocate()
        gathered.deallocate()
        columns.deallocate()
    }

    /// Empties the batch; true when what was remembered of pairs of values has to be forgotten.
    func begin() -> Bool {
        (count, gatheredCount) = (0, 0)
        var mustForget = false
        for column in texts where column?.begin() == true { mustForget = true }
        return mustForget
    }

    /// Sets a value of the record that ``endRow(number:offset:isLasting:)`` completes.
    ///
    /// The bytes must stay until then or, where they last, until the batch is finished.
    @inline(__always)
    package func set(field: Int, _ text: UnsafeBufferPointer<UInt8>) {
        gathered[gatheredCount * fieldCount + field] = text
    }

    /// Sets the PNC identifier of the record, where ``PersonKey/otherColumn`` says so.
    package func setPerson(_ text: UnsafeBufferPointer<UInt8>) {
        personForm.write(text, into: &personText)
        let hash = personText.isEmpty ? 0 : personText.withUnsafeBufferPointer { BlockingFunction.whole.hash($0) }
        identities[count].person = hash
    }

    /// Completes a record.
    ///
    /// - Parameters:
    ///   - number: Its number in the file, from 0.
    ///   - offset: Where it begins in the file.
    ///   - isLasting: Whether the bytes of its values stay until the batch is finished.
    /// - Returns: Whether the batch is full.
    package func endRow(number: Int, offset: Int, isLasting: Bool) -> Bool {
        identities[count].offset = UInt64(offset)
        identities[count].row = UInt32(truncatingIfNeeded: number)
        count += 1
        gatheredCount += 1
        if gatheredCount == Self.gatheredCountMax || !isLasting { takeGathered() }
        return count == capacity
    }

    /// Takes the values of the records that were gathered, column by column.
    private func takeGathered() {
        let rows = count - gatheredCount..<count
        for field in 0..<fieldCount {
            switch columns[field] {
            case .texts(let column):
                column._withUnsafeGuaranteedRef { $0.set(rows: rows, gathered + field, stride: fieldCount) }
            case .days(let column):
                column._withUnsafeGuaranteedRef { $0.set(rows: rows, gathered + field, stride: fieldCount) }
            }
        }
        for row in rows { identify(row) }
        gatheredCount = 0
    }

    private func identify(_ row: Int) {
        var content: UInt64 = 0
        for field in 0..<fieldCount {
            switch columns[field] {
            case .texts(let column):
                content = Self.mix(content, column._withUnsafeGuaranteedRef { $0.wholeHash(row: row) })
            case .days(let column):
                let number = column._withUnsafeGuaranteedRef { Int($0.days[row].number) }
                content = Self.mix(content, UInt64(truncatingIfNeeded: number))
            }
        }
        let person: UInt64 =
            switch personKey {
            case .none: 0
            case .field(let field): texts[field]?.wholeHash(row: row) ?? 0
            case .otherColumn: identities[row].person
            }
        identities[row].content = content
        identities[row].isShared = person != 0
        identities[row].person = person == 0 ? content : Self.mix(1, person)
    }

    /// Makes the columns of the records so far ready to be compared.
    func finish() {
        takeGathered()
        fields = cohort.comparisons.map { comparison in
            if let column = days[comparison.field] { return PoolField(days: column.days) }
            guard let column = texts[comparison.field] else { preconditionFailure("a column is a text or a date") }
            return PoolField(
                codes: column.codes,
                texts: column.distinct,
                rowEqualCodes: column.equalCodes,
                sketches: column.sketches.map { UnsafePointer($0) },
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
                for row in 0..<count { present += column.days[row].isMissing ? 0 : 1 }
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
