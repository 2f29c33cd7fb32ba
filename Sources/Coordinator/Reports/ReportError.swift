/// A report that cannot be written or read.
package enum ReportError: Error, Equatable, CustomStringConvertible {
    /// The figures contradict each other; each problem is one sentence.
    case inconsistent([String])
    /// A figure is infinite or not a number, at this path of the results.
    case notFinite(path: String)
    /// A text is not a results file of a version that this software reads.
    case unreadable(reason: String)

    /// One sentence: what is wrong, where, what to do.
    package var description: String {
        switch self {
        case .inconsistent(let problems):
            "the results contradict themselves: \(problems.joined(separator: "; ")); no report was written, "
                + "please report this as a fault"
        case .notFinite(let path):
            "the figure at \(path) of the results is not a finite number; leave it out where it cannot be measured"
        case .unreadable(let reason):
            "this is not a readable results.json: \(reason); use the file that `jdl run` wrote"
        }
    }
}
