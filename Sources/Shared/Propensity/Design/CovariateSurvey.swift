/// What the covariates hold, by group: the facts that the design is made from.
package struct CovariateSurvey: Equatable, Sendable {
    /// What one covariate holds in one group.
    package enum Summary: Equatable, Sendable {
        /// People at each level, then those without a value.
        case levels([Int])
        /// The moments of the numbers.
        case numbers(Moments)
    }

    /// One group: the number of people and a summary of each covariate.
    package struct Group: Equatable, Sendable {
        /// The people.
        package var count: Int
        /// One summary for each declared covariate.
        package var summaries: [Summary]

        /// A group from its parts, as read from a wire.
        package init(count: Int, summaries: [Summary]) {
            self.count = count
            self.summaries = summaries
        }
    }

    /// The treated.
    package var treated: Group
    /// The controls.
    package var controls: Group

    /// A survey from its parts, as read from a wire.
    package init(treated: Group, controls: Group) {
        self.treated = treated
        self.controls = controls
    }

    /// Surveys a range of rows.
    ///
    /// - Parameters:
    ///   - frame: The rows; its columns must be of the declared kinds.
    ///   - covariates: The declarations.
    ///   - rows: The range to survey.
    /// - Complexity: O(*n* · *c*) for *n* rows and *c* covariates.
    package init(_ frame: CovariateFrame, covariates: [Covariate], rows: Range<Int>) {
        precondition(frame.columns.count == covariates.count, "a frame has one column for each covariate")
        var summaries: [[Summary]] = [[], []]
        for (covariate, column) in zip(covariates, frame.columns) {
            let groups: [Summary] =
                switch column {
                case .codes(let codes):
                    Self.levels(codes, frame.treatment, rows, levelCount: covariate.levelCount)
                case .wideCodes(let codes):
                    Self.levels(codes, frame.treatment, rows, levelCount: covariate.levelCount)
                case .singles(let values):
                    ScoreKernels.highest.moments(values[rows], frame.treatment[rows]).map { .numbers($0) }
                case .doubles(let values):
                    ScoreKernels.highest.moments(values[rows], frame.treatment[rows]).map { .numbers($0) }
                }
            for group in 0...1 { summaries[group].append(groups[group]) }
        }
        let treatedCount = rows.reduce(0) { $0 + Int(frame.treatment[$1]) }
        treated = Group(count: treatedCount, summaries: summaries[1])
        controls = Group(count: rows.count - treatedCount, summaries: summaries[0])
    }

    /// Whether this is a survey of some covariates.
    package func fits(_ covariates: [Covariate]) -> Bool {
        [treated, controls].allSatisfy { group in
            group.summaries.count == covariates.count
                && zip(group.summaries, covariates).allSatisfy { summary, covariate in
                    switch (summary, covariate.kind) {
                    case (.levels(let counts), .categorical): counts.count == covariate.levelCount + 1
                    case (.numbers, .continuous): true
                    default: false
                    }
                }
        }
    }

    /// Merges the survey of later rows.
    package mutating func add(_ later: CovariateSurvey) {
        treated.add(later.treated)
        controls.add(later.controls)
    }

    /// People at each level among the controls, then among the treated.
    private static func levels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ treatment: [UInt8],
        _ rows: Range<Int>,
        levelCount: Int
    ) -> [Summary] {
        let size = levelCount + 1
        var counts = Array(repeating: 0, count: 2 * size)
        counts.withUnsafeMutableBufferPointer { counts in
            for row in rows {
                counts[(treatment[row] == 1 ? size : 0) + min(Int(codes[row]), levelCount)] += 1
            }
        }
        return [.levels(Array(counts[..<size])), .levels(Array(counts[size...]))]
    }
}

extension CovariateSurvey.Group {
    fileprivate mutating func add(_ later: Self) {
        precondition(summaries.count == later.summaries.count, "surveys of different covariates cannot be merged")
        count += later.count
        for index in summaries.indices {
            switch (summaries[index], later.summaries[index]) {
            case (.levels(var counts), .levels(let others)):
                precondition(counts.count == others.count, "surveys of different levels cannot be merged")
                for level in counts.indices { counts[level] += others[level] }
                summaries[index] = .levels(counts)
            case (.numbers(var moments), .numbers(let others)):
                moments.add(others)
                summaries[index] = .numbers(moments)
            default:
                preconditionFailure("surveys of different kinds cannot be merged")
            }
        }
    }
}
