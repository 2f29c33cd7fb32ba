package import Extracts
package import Propensity
import Tables

/// Why a request ends without a report.
package enum PipelineError: Error, CustomStringConvertible {
    /// Nobody is left after attrition; the losses by reason.
    case nobodyAnalysed(losses: [LossCount])
    /// Fewer people are left than a propensity model needs.
    case tooFewAnalysed(people: Int, columns: Int)
    /// Nobody in the extracts can be compared with the treated.
    case emptyPool(years: [Int32])
    /// The propensity model has no solution.
    case model(PropensityError)
    /// Nobody lies within the caliper of anybody.
    case noCommonSupport(caliper: Double)
    /// A region named for a regional analysis is not in the extracts.
    case unknownRegion(name: String, known: [String])
    /// The request overrides a finding that does not exist.
    case unknownOverride(name: String, known: [String])

    package var description: String {
        switch self {
        case .unknownOverride(let name, let known):
            "The request overrides \(name), which is no finding; there are \(known.joined(separator: ", "))."
        case .nobodyAnalysed(let losses):
            "Nobody on the list can be analysed: "
                + losses.filter { $0.count > 0 }.map { "\($0.count) \($0.reason.wording)" }.joined(separator: "; ")
                + "."
        case .tooFewAnalysed(let people, let columns):
            "Only \(people) people are left after attrition, too few for a propensity model of \(columns) columns; "
                + "ask the provider for more people or raise level_count_min."
        case .emptyPool(let years):
            "The extracts hold nobody with an index event of the treatment group's kind in "
                + years.map { String($0) }.joined(separator: ", ") + "; import extracts that cover these years."
        case .model(let error): error.description
        case .noCommonSupport(let caliper):
            "No comparison person lies within the caliper of \(caliper) standard deviations of anybody; widen it."
        case .unknownRegion(let name, let known):
            "The request's analyses.regions names \(name), which no person of the extracts lives in; "
                + "their regions are \(known.joined(separator: ", "))."
        }
    }
}

extension PipelineError: BadInput {}

/// How many people a reason cost.
package struct LossCount: Sendable, Equatable {
    /// The reason.
    package let reason: LossReason
    /// People.
    package let count: Int
}
