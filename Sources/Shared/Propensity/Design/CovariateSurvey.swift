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
            for group in 0...1 {
                let flag = UInt8(group)
                switch column {
                case .codes(let codes):
                    summaries[group].append(
                        Self.levels(codes, frame.treatment, flag, rows, levelCount: covariate.levelCount)
                    )
                case .wideCodes(let codes):
                    summaries[group].append(
                        Self.levels(codes, frame.treatment, flag, rows, levelCount: covariate.levelCount)
                    )
                case .singles(let values):
                    let chosen = rows.lazy.filter { frame.treatment[$0] == flag }.map { Double(values[$0]) }
                    summaries[group].append(.numbers(Moments(chosen)))
                case .doubles(let values):
                    let chosen = rows.lazy.filter { frame.treatment[$0] == flag }.map { values[$0] }
                    summaries[group].append(.numbers(Moments(chosen)))
                }
            }
        }
        let treatedCount = rows.reduce(0) { $0 + Int(frame.treatment[$1]) }
        treated = Group(count: treatedCount, summaries: summaries[1])
        controls = Group(count: rows.count - treatedCount, summaries: summaries[0])
    }

    /// Merges the survey of later rows.
    package mutating func add(_ later: CovariateSurvey) {
        treated.add(later.treated)
        controls.add(later.controls)
    }

    private static func levels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ treatment: [UInt8],
        _ flag: UInt8,
        _ rows: Range<Int>,
        levelCount: Int
    ) -> Summary {
        var counts = Array(repeating: 0, count: levelCount + 1)
        for row in rows where treatment[row] == flag { counts[min(Int(codes[row]), levelCount)] += 1 }
        return .levels(counts)
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
