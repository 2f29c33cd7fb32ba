import Tables

/// Why a synthetic population could not be made.
package enum SynthesisError: BadInput, Hashable {
    /// A key of the settings file is not known.
    case unknownSetting(path: String, line: Int, key: String)
    /// A value of the settings file is not allowed.
    case invalidSetting(path: String, line: Int, key: String, expected: String)
    /// The settings file is not YAML, or not a mapping of names to values.
    case malformedSettings(path: String, reason: String)
    /// An argument is outside its range.
    case invalidArgument(name: String, expected: String)
    /// Too few people have an index event that fits the programme.
    case tooFewEligible(eligible: Int, needed: Int, people: Int)
    /// The output folder holds something that no run wrote.
    case foreignFolder(path: String)
    /// The settings file cannot be read.
    case unreadable(path: String, reason: String)
    /// A file of the output cannot be written, as when the disk is full.
    case unwritable(name: String, reason: String)

    package var description: String {
        switch self {
        case .unknownSetting(let path, let line, let key):
            "\(path), line \(line): there is no setting \(key); see the commented sample in cluster/synth.yaml."
        case .invalidSetting(let path, let line, let key, let expected):
            "\(path), line \(line): \(key) must be \(expected)."
        case .malformedSettings(let path, let reason):
            "\(path) is not a settings file (\(reason)); see the commented sample in cluster/synth.yaml."
        case .invalidArgument(let name, let expected):
            "\(name) must be \(expected)."
        case .tooFewEligible(let eligible, let needed, let people):
            """
            Only \(eligible) of \(people) people have an index event that fits the programme, and the cohort needs \
            \(needed); ask for more people, a smaller cohort or more index years.
            """
        case .foreignFolder(let path):
            "\(path) holds something that `jdl synth` did not write, so it is not replaced; name another folder."
        case .unreadable(let path, let reason):
            "Cannot read \(path): \(reason)."
        case .unwritable(let name, let reason):
            "Cannot write \(name) of the output folder: \(reason); nothing was left behind."
        }
    }
}
