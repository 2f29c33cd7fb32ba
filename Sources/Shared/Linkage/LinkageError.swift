import Tables

/// A setting or a file that linkage cannot work with.
package enum LinkageError: BadInput, Hashable {
    /// Two fields, comparisons or rules have one name, or there are none.
    case noFields
    /// A comparison or a rule names a field that the schema does not have.
    case noField(name: String, place: String)
    /// The levels of a comparison are not what they must be.
    case levels(comparison: String, reason: String)
    /// A blocking rule cannot be used.
    case rule(name: String, reason: String)
    /// More comparisons or rules than a comparison vector can hold.
    case tooMany(what: String, limit: Int)
    /// A text is not a level, a role or a blocking term.
    case unknownWord(String, place: String)
    /// A file or a setting as a whole cannot be used.
    case unusable(String)
    /// The pairs hold nothing from which a model could be estimated.
    case nothingToLearn(reason: String)

    package var description: String {
        switch self {
        case .noFields:
            "The linkage settings have no field to compare; name at least one column that both files have."
        case .noField(let name, let place):
            "\(place) names the column \(name), which is not among the compared columns; correct the name."
        case .levels(let comparison, let reason):
            "The levels of the comparison \(comparison) are wrong: \(reason)."
        case .rule(let name, let reason):
            "The blocking rule \(name) cannot be used: \(reason)."
        case .tooMany(let what, let limit):
            "There are too many \(what); at most \(limit) are possible, remove some."
        case .unknownWord(let word, let place):
            "\(place) holds the word \(word), which means nothing there; see docs/methods/linkage.md for the words."
        case .unusable(let sentence):
            sentence
        case .nothingToLearn(let reason):
            "No linkage model can be estimated: \(reason)."
        }
    }
}
