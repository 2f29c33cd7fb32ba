import Foundation
import Statistics
import Tables

/// A pool made ready to be asked for one record at a time.
///
/// A look-up takes the record for a cohort of one: the same keys, comparisons and weights as in linking a whole cohort, so
/// the same pair has the same weight. Any number of threads may ask, each by a ``LookupSession`` of its own.
package final class PoolLookup: Sendable {
    /// What is asked of every look-up.
    package struct Options: Sendable {
        /// Thresholds of the grades.
        package var grades = GradeRule()
        /// The probability, before the evidence, that a record is somebody in the pool; in (0, 1).
        package var presentShare = 0.5
        /// How many people an answer names at most.
        package var candidateCountMax = 4
        /// A block with more of the pool's records is left out of its rule, and the answer says so.
        package var blockRowCountMax = 50_000

        /// The defaults.
        package init() {}
    }

    /// How often a value occurs in the pool.
    struct Frequencies: Sendable {
        let counts: FixedArray<UInt32>
        let total: Int64
    }

    /// The model.
    package let file: LinkModelFile
    /// The pool.
    package let pool: LinkRecords
    /// The pool's records by blocking key.
    package let index: PoolIndex
    let options: Options
    /// The plan with one rule: pairs come from the index.
    let plan: LinkPlan
    let sketches: [FixedArray<TextSketch>?]
    let frequencies: [Frequencies?]
    let joint: PoolJointCounts
    /// For each comparison of texts the pool's distinct values by hash.
    let values: [CohortValues?]
    /// For each comparison the values that the model was estimated with, to find those near a record's.
    let nearValues: [NearValues?]

    /// Indexes a pool.
    ///
    /// - Parameters:
    ///   - file: The model.
    ///   - pool: The records, with the columns of the model.
    ///   - options: Thresholds and bounds.
    /// - Throws: ``LinkageError`` when the pool has other columns.
    /// - Complexity: O(*r* · *n*) for *n* records and *r* rules.
    package init(_ file: LinkModelFile, pool: LinkRecords, options: Options = Options()) throws(LinkageError) {
        guard pool.columns.schema == file.model.plan.schema else {
            throw .unusable("The pool has other columns than the linkage model; estimate the model with this pool.")
        }
        try file.model.plan.validateSingleKeys()
        precondition(options.presentShare > 0 && options.presentShare < 1, "a share in (0, 1)")
        self.file = file
        self.pool = pool
        self.options = options
        var plan = file.model.plan
        index = PoolIndex(pool.columns, rules: plan.rules)
        plan.rules = Array(plan.rules.prefix(1))
        self.plan = plan
        let comparisons = file.model.plan.comparisons.map { CompiledComparison($0, plan: file.model.plan) }
        sketches = comparisons.map { $0.hasSketches ? .sketches(of: pool.columns.fields[$0.field]) : nil }
        frequencies = comparisons.enumerated().map { position, comparison in
            guard file.model.plan.comparisons[position].termFrequency,
                case .text(let text) = pool.columns.fields[comparison.field]
            else { return nil }
            var counts = [UInt32](repeating: 0, count: text.distinctCount)
            for row in 0..<text.count { counts[Int(text.codes[row])] += 1 }
            counts[0] = 0
            return Frequencies(counts: FixedArray(counts), total: counts.reduce(0) { $0 + Int64($1) })
        }
        values = comparisons.map { comparison in
            guard case .text(let text) = pool.columns.fields[comparison.field] else { return nil }
            return CohortValues(text)
        }
        joint = PoolJointCounts(pool.columns, plan: file.model.plan, comparisons: comparisons)
        nearValues = file.model.plan.comparisons.map { comparison in
            let known = file.termFrequencies[comparison.field] ?? [:]
            return NearValues(comparison, values: known.map { (Array($0.key.utf8), $0.value) })
        }
    }
}

/// A person of the pool who may be the record that was looked up.
package struct LookupMatch: Hashable, Sendable {
    /// The row of the person's best record among all rows, from 0.
    package let row: Int
    /// The evidence: weight, levels, the rule that found it.
    package let candidate: Candidate
    /// The probability that the record is this person, given the other candidates and that it may be nobody.
    package let probability: Double
    /// The grade.
    package let grade: LinkGrade
    /// The level of each comparison, nil where a value is missing.
    package let levels: [Level?]
}

/// What a look-up found.
package struct LookupAnswer: Hashable, Sendable {
    /// The best people, the best first.
    package let matches: [LookupMatch]
    /// The probability that the record is nobody in the pool, or somebody whom no rule finds.
    package let absentProbability: Double
    /// Records of the pool that were compared.
    package let pairCount: Int
    /// Rules whose block was left out because too many records share it.
    package let cutRules: [Int]
}

/// Looks up one record after another; for one thread at a time.
package final class LookupSession {
    private let lookup: PoolLookup
    private let ties: KeyedHash
    private let log2PersonCount: Double
    /// For each comparison of texts the pool's columns, with room for which code equals the record's value.
    private var equalCodes: [UnsafeMutablePointer<UInt32>?]
    /// The look-up that saw each record last.
    private let seen: UnsafeMutablePointer<UInt32>
    private var turn: UInt32 = 0

    /// Begins.
    ///
    /// Takes 4 bytes for each of the pool's records and distinct values.
    package init(_ lookup: PoolLookup) {
        self.lookup = lookup
        ties = KeyedHash(key: lookup.plan.seed)
        log2PersonCount = log2(Double(lookup.file.model.personCount))
        let columns = lookup.pool.columns
        equalCodes = lookup.plan.comparisons.map { comparison in
            guard let field = columns.schema.index(of: comparison.field), case .text(let text) = columns.fields[field]
            else { return nil }
            let codes = UnsafeMutablePointer<UInt32>.allocate(capacity: text.distinctCount)
            codes.initialize(repeating: 0, count: text.distinctCount)
            return codes
        }
        seen = .allocate(capacity: max(columns.rowCount, 1))
        seen.initialize(repeating: 0, count: max(columns.rowCount, 1))
    }

    deinit {
        for codes in equalCodes { codes?.deallocate() }
        seen.deallocate()
    }

    /// Looks up a record.
    ///
    /// - Parameter values: The record's values as typed, by canonical column name; what is absent is missing.
    /// - Returns: The people that it may be.
    /// - Throws: ``LinkageError``, never for a value.
    /// - Complexity: O(*r* log *n* + *p*) for *r* rules and *p* records with a key in common.
    package func find(_ values: [String: String]) throws -> LookupAnswer {
        let columns = try record(values)
        let cohort = try LinkCohort(plan: lookup.plan, columns: columns)
        var counts = ValueCounts(cohort)
        let fields = bind(cohort, &counts)
        defer { release(cohort) }
        lookup.joint.fill(&counts, cohort, poolCodes: poolCodes(cohort))
        let scorer = LinkScorer(model: lookup.file.model, cohort: cohort, values: counts) { lookup.nearValues[$0] }
        let evaluator = PairEvaluator(cohort, isRemembering: false)
        evaluator.bind(fields)
        var found: [Candidate] = []
        let cutRules = forEachRecord(columns) { row, rule in
            evaluator.take(row: row)
            let vector = evaluator.vector(cohortRow: 0)
            let person = lookup.pool.columns.person(ofRow: row)
            found.append(
                Candidate(
                    weight: scorer.weight(vector, cohortRow: 0),
                    tie: ties.hash(0, UInt64(person)),
                    vector: vector,
                    partition: 0,
                    person: UInt32(person),
                    row: UInt32(row),
                    rule: UInt8(rule)
                )
            )
        }
        return answer(found, cutRules: cutRules)
    }

    /// The record as columns of one row.
    private func record(_ values: [String: String]) throws -> LinkColumns {
        let schema = lookup.plan.schema
        let standardised = schema.fields.map { field in
            ColumnRecognition.standardised(
                DistinctTexts([values[field.name] ?? ""]),
                name: field.name,
                role: field.role
            )
        }
        return try LinkColumns(TableView(LinkColumns.table(schema: schema, values: standardised)), schema: schema)
    }

    /// The pool's columns against the record's values, and how often these values occur.
    private func bind(_ cohort: LinkCohort, _ counts: inout ValueCounts) -> [PoolField] {
        cohort.comparisons.enumerated().map { position, comparison in
            switch lookup.pool.columns.fields[comparison.field] {
            case .days(let days): return PoolField(days: days.days)
            case .text(let text):
                guard case .text(let own) = cohort.columns.fields[comparison.field], let equal = equalCodes[position]
                else { preconditionFailure("texts and dates do not compare") }
                if own.codes[0] != 0 {
                    let value = own.bytes(ofCode: Int(own.codes[0]))
                    let code = poolCode(position, value)
                    if code != 0 { equal[code] = own.codes[0] }
                    if let frequencies = lookup.frequencies[position] {
                        let name = lookup.plan.comparisons[position].field
                        let known = lookup.file.termFrequencies[name]?[String(decoding: value, as: UTF8.self)]
                        let count = known.map { Int64(($0 * Double(frequencies.total)).rounded()) }
                        counts.set(
                            comparison: position,
                            code: Int(own.codes[0]),
                            count: count ?? Int64(frequencies.counts.base[code]),
                            total: frequencies.total
                        )
                    }
                }
                return PoolField(
                    codes: text.codes,
                    texts: text.distinct,
                    equalCodes: UnsafePointer(equal),
                    sketches: lookup.sketches[position]?.base,
                    hasLastingCodes: false
                )
            }
        }
    }

    /// For each comparison the pool's code of the record's value, 0 for dates and where the pool does not have it.
    private func poolCodes(_ cohort: LinkCohort) -> [UInt32] {
        cohort.comparisons.enumerated().map { position, comparison in
            guard case .text(let own) = cohort.columns.fields[comparison.field], own.codes[0] != 0 else { return 0 }
            return UInt32(poolCode(position, own.bytes(ofCode: Int(own.codes[0]))))
        }
    }

    /// The pool's code of a value, 0 where it does not have it.
    private func poolCode(_ comparison: Int, _ value: UnsafeBufferPointer<UInt8>) -> Int {
        lookup.values[comparison].map { Int($0.code(hash: BlockingFunction.whole.hash(value), value)) } ?? 0
    }

    /// Forgets which codes were equal.
    private func release(_ cohort: LinkCohort) {
        for (position, comparison) in cohort.comparisons.enumerated() {
            guard case .text(let own) = cohort.columns.fields[comparison.field], own.codes[0] != 0 else { continue }
            equalCodes[position]?[poolCode(position, own.bytes(ofCode: Int(own.codes[0])))] = 0
        }
    }

    /// Calls a closure with every record that shares a key with the looked-up one, each once with the first rule.
    ///
    /// - Returns: The rules whose block is too large.
    private func forEachRecord(_ columns: LinkColumns, _ body: (_ row: Int, _ rule: Int) -> Void) -> [Int] {
        let index = lookup.index
        let rules = lookup.file.model.plan.rules
        if turn == .max {
            seen.update(repeating: 0, count: max(index.rowCount, 1))
            turn = 0
        }
        turn += 1
        var cut: [Int] = []
        BlockingKeys(columns, rules: rules, side: .cohort).forEachBlock(rows: 0..<1) { _, keys in
            for rule in rules.indices {
                let key = keys[rule * BlockingKeys.blockSize]
                if key == 0 { continue }
                let block = index.block(rule: rule, key: key)
                if block.count > lookup.options.blockRowCountMax {
                    cut.append(rule)
                    continue
                }
                for word in block {
                    let row = Int(word & 0xffff_ffff)
                    guard seen[row] != turn, index.has(row: row, rule: rule, key: key) else { continue }
                    seen[row] = turn
                    body(row, rule)
                }
            }
        }
        return cut
    }

    /// The best record of each person, and the probability of each.
    private func answer(_ found: [Candidate], cutRules: [Int]) -> LookupAnswer {
        var people: [Candidate] = []
        for candidate in found.sorted(by: { ($0.person, $0.row) < ($1.person, $1.row) }) {
            if let last = people.last, last.person == candidate.person {
                if candidate.precedesRecord(last) { people[people.count - 1] = candidate }
            } else {
                people.append(candidate)
            }
        }
        let share = lookup.options.presentShare
        let factors = people.map { exp2($0.weight - log2PersonCount) }
        let sum = factors.reduce(0, +)
        // A record that no candidate fits is nobody, or somebody whom blocking does not find.
        let odds = share / (1 - share * lookup.file.model.foundShare)
        let all = 1 + odds * sum
        let best = people.sorted { $0.precedes($1) }.prefix(lookup.options.candidateCountMax)
        let plan = lookup.file.model.plan
        let matches = best.map { candidate in
            let probability = odds * exp2(candidate.weight - log2PersonCount) / all
            let evidence = Evidence(candidate.vector, plan: plan)
            return LookupMatch(
                row: lookup.pool.rows[Int(candidate.row)],
                candidate: candidate,
                probability: probability,
                grade: lookup.options.grades.grade(probability: probability, evidence: evidence),
                levels: evidence.levels
            )
        }
        return LookupAnswer(
            matches: matches,
            absentProbability: 1 / all,
            pairCount: found.count,
            cutRules: cutRules
        )
    }
}
