import ArgumentParser
import Propensity
import Tables

/// The options of `jdl match` about when covariates were recorded.
struct MatchDateOptions: ParsableArguments {
    @Option(help: "The column of the date from which the outcome counts (year-month-day); --dated compares with it.")
    var indexDate: String?

    @Option(
        help: """
            Covariates with the column of the date each was recorded on, such as drugs=assessed,priors=last_seen. A row whose \
            date is after its index date is the finding covariate_after_index.
            """
    )
    var dated: String?

    /// The names of these options, which a settings file has too.
    static let names = ["index-date", "dated"]

    /// What was given, by option name.
    var given: [String: [String]] {
        var values: [String: [String]] = [:]
        values["index-date"] = indexDate.map { [$0] }
        values["dated"] = dated.map { MatchOptions.list($0) }
        return values
    }
}

/// Which covariates carry a date, and what they are compared with.
struct MatchDates {
    /// A covariate with the column of its date.
    struct Dated {
        let covariate: String
        let column: String
    }

    /// The column of the index date.
    let index: String
    /// The covariates, in the order given.
    let dated: [Dated]

    /// Reads the options; nil when no covariate carries a date.
    ///
    /// - Parameters:
    ///   - values: All options by name.
    ///   - covariates: The columns of the score model.
    /// - Throws: When a pair is not written as COVARIATE=COLUMN, names no covariate, or one option is given without the other.
    init?(_ values: [String: [String]], covariates: [MatchRequest.Column]) throws {
        let texts = values["dated"] ?? []
        guard let index = values["index-date"]?.first, !texts.isEmpty else {
            guard texts.isEmpty, values["index-date"] == nil else {
                throw CommandFailure.badUsage("--index-date and --dated need each other; give both, or neither.")
            }
            return nil
        }
        self.index = index
        dated = try texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw CommandFailure.badUsage("--dated has no COVARIATE=COLUMN; write drugs=assessed,priors=last_seen.")
            }
            guard covariates.contains(where: { $0.name == parts[0] }) else {
                throw CommandFailure.badUsage("--dated names \(parts[0]), which is not among --covariates.")
            }
            return Dated(covariate: parts[0], column: parts[1])
        }
    }

    /// The covariates with rows dated after the index.
    ///
    /// - Parameters:
    ///   - document: The data.
    ///   - kept: The rows that take part.
    /// - Returns: Them in the order given; a row without the date of a covariate is not late.
    /// - Throws: ``MatchDateError``, and `CSVError.noColumn`.
    func lateCovariates(_ document: MatchTable, kept: [Int]) throws -> [DiagnosticFacts.LateCovariate] {
        let indexDays = try Self.days(document.values(of: index))
        if let row = kept.first(where: { indexDays[$0].isMissing }) {
            throw MatchDateError.noIndexDate(column: index, row: row + 1)
        }
        return try dated.compactMap { one in
            let days = try Self.days(document.values(of: one.column))
            guard kept.contains(where: { !days[$0].isMissing }) else {
                throw MatchDateError.noDates(column: one.column)
            }
            // A missing day is before every other.
            let late = kept.count { days[$0] > indexDays[$0] }
            return late > 0 ? DiagnosticFacts.LateCovariate(name: one.covariate, rows: late) : nil
        }
    }

    /// The day of each row; missing where there is none.
    private static func days(_ column: MatchTable.Column) throws(MatchDateError) -> [Day] {
        let (levels, codes) = column.levels()
        let days = levels.map { Day($0) }
        if let row = codes.firstIndex(where: { $0 >= 0 && days[Int($0)] == nil }) {
            throw .noDate(column: column.name, row: row + 1)
        }
        return codes.map { $0 < 0 ? .missing : days[Int($0)] ?? .missing }
    }
}

/// What is wrong with a column of dates.
enum MatchDateError: BadInput, Hashable {
    /// A value is no date.
    case noDate(column: String, row: Int)
    /// A row has no index date.
    case noIndexDate(column: String, row: Int)
    /// No row has a date at all.
    case noDates(column: String)

    var description: String {
        switch self {
        case .noDate(let column, let row):
            "Column \(column) holds no date in row \(row); write dates as 2024-03-31, or leave them empty."
        case .noIndexDate(let column, let row):
            "Column \(column) has no index date in row \(row); with --index-date every row needs one."
        case .noDates(let column):
            "Column \(column) holds no date in any row; name the column of the covariate's date."
        }
    }
}
