/// A rule that a row or a field of an extract can break.
enum CellRule: UInt8, Sendable {
    case missing
    case notADate
    case notAWholeNumber
    case outOfRange
    case notAFlag
    case notAWord
    case tooLong
    case fieldCount
    case openQuote
    case textAfterQuote
    case noSuchPerson
    case personLeftOut
    case noPrimaryRow
    case secondPrimaryRow
    case repeatedSentence

    init(_ fault: CSVFault) {
        switch fault {
        case .fieldCount: self = .fieldCount
        case .openQuote: self = .openQuote
        case .textAfterQuote: self = .textAfterQuote
        }
    }

    /// The rule as a predicate, as messages say it.
    var text: String {
        switch self {
        case .missing: "is missing"
        case .notADate: "is not a date (yyyy-mm-dd or dd/mm/yyyy)"
        case .notAWholeNumber: "is not a whole number"
        case .outOfRange: "is outside the range of the column"
        case .notAFlag: "is neither 0 nor 1"
        case .notAWord: "is not a word of the column's vocabulary"
        case .tooLong: "is longer than \(RowPacker.textBytesMax) bytes"
        case .fieldCount: "has more or fewer fields than the header"
        case .openQuote: CSVFault.openQuote.description
        case .textAfterQuote: CSVFault.textAfterQuote.description
        case .noSuchPerson: "names a person who is not in persons"
        case .personLeftOut: "belongs to a person whose primary row is bad"
        case .noPrimaryRow: "is an alias of a person without a primary row"
        case .secondPrimaryRow: "is a second primary row of its person"
        case .repeatedSentence: "repeats a sentence of the same person"
        }
    }
}

/// One broken rule: sixteen bytes, since an extract can have millions.
struct BadCell: Sendable {
    let row: UInt32
    /// Position of the column in the table's plan, −1 for the whole row.
    let column: Int16
    let rule: CellRule
}
