import Dispatch
import Foundation
import Ingest
import Propensity
import Synchronization
import Tables

/// What is wrong with the data of `jdl match`.
enum MatchDataError: BadInput, Hashable {
    /// Rows do not have the header's shape.
    case misshapen(row: Int, what: String)
    /// The treatment is neither 0 nor 1.
    case treatment(column: String, row: Int)
    /// The outcome is no number.
    case outcome(column: String, row: Int)
    /// A covariate is named twice, or is also treatment or outcome.
    case repeated(column: String)
    /// A categorical covariate has too many levels to estimate.
    case tooManyLevels(column: String, levels: Int, most: Int)
    /// A text column is more of a name than of a characteristic: most rows have a value of their own.
    case identifierLike(column: String)
    /// The exact columns have too many combinations.
    case tooManyStrata(count: Int)
    /// A column with a caliper holds something that is no number.
    case noNumbers(column: String)
    /// A row does not say whose it is.
    case nobody(column: String, row: Int)

    var description: String {
        switch self {
        case .misshapen(let row, let what): "Row \(row) of the data is not as the header says: \(what)."
        case .treatment(let column, let row):
            "Column \(column) is neither 0 nor 1 in row \(row); the treatment must be one of these in every row."
        case .outcome(let column, let row):
            "Column \(column) holds no number in row \(row); the outcome must be a number, or empty."
        case .repeated(let column):
            "Column \(column) is named twice among treatment, outcome and covariates; name it once."
        case .tooManyLevels(let column, let levels, let most):
            "Covariate \(column) has \(levels) levels, more than \(most); group them, or leave it out."
        case .identifierLike(let column):
            "Column \(column) has a value of its own in most rows, so it cannot be a covariate; leave it out."
        case .tooManyStrata(let count):
            "The exact columns have \(count) combinations, more than 65535; name fewer."
        case .noNumbers(let column):
            "Column \(column) has a caliper but does not hold numbers; use --exact for a column of levels."
        case .nobody(let column, let row):
            "Column \(column) names nobody in row \(row); with --people every row must say whose it is."
        }
    }
}

/// The data of `jdl match`, column by column.
struct MatchData {
    /// The most levels of a categorical covariate.
    static let levelsMax = 1_000

    /// The rows that take part.
    let input: MatchInput
    /// Their outcome; NaN when it is missing.
    let outcome: [Double]?
    /// Covariates that some rows have from after their index date.
    let lateCovariates: [DiagnosticFacts.LateCovariate]
    /// The person of each, from 0; nil when each row is a person.
    let people: [Int32]?
    /// The data row of each, from 0.
    let rowNumbers: [Int]
    /// The rows that take part in the order of the file.
    let inFileOrder: [Int]
    /// The rows of the file.
    let fileRowCount: Int
    /// The combinations of the exact columns.
    let stratumCount: Int

    /// Reads the file.
    init(_ request: MatchRequest) throws {
        try Self.checkNames(request)
        let scanner = try CSVScanner(path: request.data)
        fileRowCount = scanner.rowCount
        let plain = request.covariates + request.pairs.mahalanobis
        let document = try MatchTable(
            scanner,
            numbers: plain.filter { !$0.isForcedCategorical }.map(\.name) + request.pairs.calipers.map(\.column)
                + [request.outcome, request.weightsColumn, request.offsetColumn].compactMap(\.self),
            levels: plain.filter(\.isForcedCategorical).map(\.name) + request.exact + request.pairs.antiexact
                + [request.treatment] + [request.effects.people, request.dates?.index].compactMap(\.self)
                + (request.dates?.dated.map(\.column) ?? []),
            id: request.id
        )
        let treatment = try Self.treatment(document.values(of: request.treatment))
        let outcome = try request.outcome.map { try Self.outcome(document.values(of: $0)) }
        var columns = try Self.covariates(request, document)
        let weights = try request.weightsColumn.map {
            try MatchModelColumns.weights(document.values(of: $0), treatment: treatment)
        }
        let offsets = try request.offsetColumn.map { try MatchModelColumns.offsets(document.values(of: $0)) }
        var kept = Self.completeRows(request, columns.map(\.column), outcome, rowCount: document.rowCount)
        let strata = try Self.strata(request.exact.map { try document.values(of: $0) }, rowCount: document.rowCount)
        let keys = document.keys
        // Sums and ties then do not depend on the order of the file.
        if Self.isCanonical(request.settings) { kept = KeyOrder.sorted(kept, keys: keys) }
        let conditions = try PairConditions(request.pairs, document, kept: kept)
        let people = try request.effects.people.map { try Self.people(document.values(of: $0)) }
        lateCovariates = try request.dates?.lateCovariates(document, kept: kept) ?? []
        document.forget()
        Self.keep(kept, in: &columns)
        stratumCount = strata.count
        rowNumbers = kept
        inFileOrder = Self.ascending(kept, rowCount: document.rowCount)
        self.outcome = outcome.map { values in kept.map { values[$0] } }
        self.people = people.map { codes in kept.map { codes[$0] } }
        input = MatchInput(
            frame: CovariateFrame(
                columns: columns.map(\.column),
                treatment: kept.map { treatment[$0] },
                strata: kept.map { strata.codes[$0] }
            ),
            covariates: columns.map(\.covariate),
            keys: kept.map { keys[$0] },
            caseWeights: weights.map { weights in kept.map { weights[$0] } },
            offsets: offsets.map { offsets in kept.map { offsets[$0] } },
            conditions: conditions
        )
    }

    /// The indices of row numbers, in the order of these numbers.
    private static func ascending(_ rowNumbers: [Int], rowCount: Int) -> [Int] {
        var places = Array(repeating: -1, count: rowCount)
        for (index, row) in rowNumbers.enumerated() { places[row] = index }
        return places.filter { $0 >= 0 }
    }

    /// Whether rows are put into the order of their keys; a dialect, or matching in data order, goes by the file's.
    private static func isCanonical(_ settings: MatchSettings) -> Bool {
        settings.dialect == nil && settings.order != .data
    }

    private static func checkNames(_ request: MatchRequest) throws(MatchDataError) {
        var seen: Set<String> = []
        for name in [request.treatment] + [request.outcome].compactMap(\.self) + request.covariates.map(\.name) {
            guard seen.insert(name).inserted else { throw .repeated(column: name) }
        }
    }

    private static func treatment(_ column: MatchTable.Column) throws(MatchDataError) -> [UInt8] {
        let (levels, codes) = column.levels()
        let flags = levels.map { text -> UInt8? in
            switch Double(text) {
            case 0?: 0
            case 1?: 1
            default:
                switch text.trimmingCharacters(in: .whitespaces).lowercased() {
                case "false", "no": 0
                case "true", "yes": 1
                default: nil
                }
            }
        }
        if let row = codes.firstIndex(where: { $0 < 0 || flags[Int($0)] == nil }) {
            throw .treatment(column: column.name, row: row + 1)
        }
        return codes.map { flags[Int($0)] ?? 0 }
    }

    private static func outcome(_ column: MatchTable.Column) throws(MatchDataError) -> [Double] {
        if let numbers = column.numbers() { return numbers }
        let (levels, codes) = column.levels()
        let isNumber = levels.map { Double($0)?.isFinite ?? false }
        let row = codes.firstIndex { $0 >= 0 && !isNumber[Int($0)] } ?? codes.firstIndex { $0 >= 0 }
        if let row { throw .outcome(column: column.name, row: row + 1) }
        return Array(repeating: .nan, count: codes.count)
    }

    private static func people(_ column: MatchTable.Column) throws(MatchDataError) -> [Int32] {
        let codes = column.levels().codes
        if let row = codes.firstIndex(where: { $0 < 0 }) { throw .nobody(column: column.name, row: row + 1) }
        return codes
    }

    /// A covariate and its values.
    private struct ReadColumn: Sendable {
        let covariate: Covariate
        var column: CovariateFrame.Column
    }

    /// Puts the rows that take part into their order, a column a time on each core: memory stays that of the columns.
    private static func keep(_ rows: [Int], in columns: inout [ReadColumn]) {
        let shared = Mutex(columns)
        columns = []
        let count = shared.withLock { $0.count }
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let column = shared.withLock { columns in
                let own = columns[index].column
                columns[index].column = .codes([])
                return own
            }
            let kept = column.kept(rows)
            shared.withLock { $0[index].column = kept }
        }
        columns = shared.withLock { $0 }
    }

    /// Reads the covariates, a column a time on each core.
    private static func covariates(_ request: MatchRequest, _ document: MatchTable) throws -> [ReadColumn] {
        let columns = try request.covariates.map { try document.values(of: $0.name) }
        let declared = request.covariates
        let dialect = request.settings.dialect
        let results = Mutex([Result<ReadColumn, any Error>?](repeating: nil, count: columns.count))
        DispatchQueue.concurrentPerform(iterations: columns.count) { index in
            let read = Result { try Self.read(columns[index], as: declared[index], dialect: dialect) }
            results.withLock { $0[index] = read }
        }
        return try results.withLock { $0 }.compactMap(\.self).map { try $0.get() }
    }

    private static func read(
        _ column: MatchTable.Column,
        as declared: MatchRequest.Column,
        dialect: MatchSettings.Dialect?
    ) throws -> ReadColumn {
        let missing = declared.missing?.policy ?? (dialect == .matchit ? .refuse : .indicator)
        if !declared.isForcedCategorical, declared.reference == nil, let numbers = column.numbers() {
            let covariate = Covariate(name: column.name, kind: .continuous, missing: missing)
            let isSingle = numbers.allSatisfy { $0.isNaN || Double(Float($0)) == $0 }
            return ReadColumn(
                covariate: covariate,
                column: isSingle ? .singles(numbers.map { Float($0) }) : .doubles(numbers)
            )
        }
        let (levels, codes) = column.levels()
        guard levels.count <= 20 || 2 * levels.count <= codes.count else {
            throw MatchDataError.identifierLike(column: column.name)
        }
        guard levels.count <= levelsMax else {
            throw MatchDataError.tooManyLevels(column: column.name, levels: levels.count, most: levelsMax)
        }
        var reference = dialect == nil ? nil : 0
        if let named = declared.reference {
            guard let place = levels.firstIndex(of: named) else {
                throw PropensityError.covariateTerm(covariate: column.name, problem: "it has no level \(named)")
            }
            reference = place
        }
        let covariate = Covariate(
            name: column.name,
            kind: .categorical(levels: levels, reference: reference),
            missing: missing
        )
        let isNarrow = levels.count < Int(UInt8.max)
        return ReadColumn(
            covariate: covariate,
            column: isNarrow
                ? .codes(codes.map { UInt8(truncatingIfNeeded: $0) })
                : .wideCodes(codes.map { UInt16(truncatingIfNeeded: $0) })
        )
    }

    /// All rows, but those without a value of a covariate that drops them; in psmatch2's dialect only complete rows.
    private static func completeRows(
        _ request: MatchRequest,
        _ columns: [CovariateFrame.Column],
        _ outcome: [Double]?,
        rowCount: Int
    ) -> [Int] {
        let isComplete = request.settings.dialect == .psmatch2
        let dropping = zip(columns, request.covariates)
            .filter { $0.1.missing == .drop || (isComplete && $0.1.missing == nil) }.map(\.0)
        guard isComplete || !dropping.isEmpty else { return Array(0..<rowCount) }
        return (0..<rowCount).filter { row in
            !(isComplete && (outcome?[row].isNaN ?? false)) && !dropping.contains { $0.isMissing(row) }
        }
    }

    private static func strata(_ columns: [MatchTable.Column], rowCount: Int) throws(MatchDataError) -> (
        codes: [UInt16], count: Int
    ) {
        guard !columns.isEmpty else { return (Array(repeating: 0, count: rowCount), 1) }
        let read = columns.map { $0.levels().codes }
        let combinations = (0..<rowCount).map { row in read.map { $0[row] } }
        let distinct = Set(combinations).sorted { $0.lexicographicallyPrecedes($1) }
        guard distinct.count <= Int(UInt16.max) else { throw .tooManyStrata(count: distinct.count) }
        let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, UInt16($0)) })
        return (combinations.map { places[$0] ?? 0 }, distinct.count)
    }
}

extension CovariateFrame.Column {
    /// The column of some rows, in their order.
    func kept(_ rows: [Int]) -> CovariateFrame.Column {
        switch self {
        case .codes(let values): .codes(Self.gathered(values, rows))
        case .wideCodes(let values): .wideCodes(Self.gathered(values, rows))
        case .singles(let values): .singles(Self.gathered(values, rows))
        case .doubles(let values): .doubles(Self.gathered(values, rows))
        }
    }

    private static func gathered<Value: BitwiseCopyable>(_ values: [Value], _ rows: [Int]) -> [Value] {
        LargePages.array(count: rows.count) { target in
            values.withUnsafeBufferPointer { values in
                for place in rows.indices { target[place] = values[rows[place]] }
            }
        }
    }

    /// Whether a row has no value.
    fileprivate func isMissing(_ row: Int) -> Bool {
        switch self {
        case .codes(let values): values[row] == .max
        case .wideCodes(let values): values[row] == .max
        case .singles(let values): values[row].isNaN
        case .doubles(let values): values[row].isNaN
        }
    }
}
