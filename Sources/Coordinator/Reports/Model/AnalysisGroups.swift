/// The groups compared and how they were matched.
package struct AnalysisGroups: Codable, Sendable, Equatable {
    /// The greatest distance of a match, in its units.
    package struct Caliper: Codable, Sendable, Equatable {
        /// Distance on the log odds of the propensity score.
        package var absolute: Double
        /// The same in standard deviations of the log odds.
        package var standardDeviations: Double

        /// A caliper in both units.
        package init(absolute: Double, standardDeviations: Double) {
            self.absolute = absolute
            self.standardDeviations = standardDeviations
        }
    }

    /// How comparison people were matched within the caliper.
    package struct Matching: Codable, Sendable, Equatable {
        /// A method of matching.
        package enum Method: String, Codable, Sendable {
            /// Everybody within the caliper, in equal shares.
            case radius
            /// The nearest, chosen one by one from the largest score down.
            case nearest
            /// Sets that share nobody, with the least sum of distances.
            case optimal
            /// Everybody around, the nearer the more.
            case kernel
        }

        /// The method.
        package var method: Method
        /// Nearest and optimal: comparison people chosen for each treated person at most.
        package var ratio: Int?
        /// Nearest: whether somebody may be chosen for several treated people.
        package var replacement: Bool?
        /// Kernel: its form, `epan` or `gaussian`; the caliper is its bandwidth.
        package var kernel: String?

        /// A method with its choices.
        package init(method: Method, ratio: Int? = nil, replacement: Bool? = nil, kernel: String? = nil) {
            self.method = method
            self.ratio = ratio
            self.replacement = replacement
            self.kernel = kernel
        }
    }

    /// People in the treatment group.
    package var treatmentPeople: Int
    /// Of them, people with at least one proven reoffence.
    package var treatmentReoffenders: Int
    /// People in the matched comparison group.
    package var comparisonPeople: Int
    /// Of them, people with at least one proven reoffence (unweighted).
    package var comparisonReoffenders: Int
    /// Effective sample size of the weighted comparison group (Kish).
    package var comparisonEffectiveSize: Double
    /// People from whom the comparison group was matched.
    package var comparisonPool: Int
    /// How they were matched; absent in results from before there was a choice, which are by radius.
    package var matching: Matching?
    /// Greatest distance of a match.
    package var caliper: Caliper
    /// Columns on which matches agree exactly.
    package var strata: [String]
    /// First year of the treatment group's index events, if known.
    package var firstIndexYear: Int?
    /// Last year of the treatment group's index events, if known.
    package var lastIndexYear: Int?

    /// The groups from their counts.
    package init(
        treatmentPeople: Int,
        treatmentReoffenders: Int,
        comparisonPeople: Int,
        comparisonReoffenders: Int,
        comparisonEffectiveSize: Double,
        comparisonPool: Int,
        matching: Matching? = nil,
        caliper: Caliper,
        strata: [String],
        firstIndexYear: Int? = nil,
        lastIndexYear: Int? = nil
    ) {
        self.treatmentPeople = treatmentPeople
        self.treatmentReoffenders = treatmentReoffenders
        self.comparisonPeople = comparisonPeople
        self.comparisonReoffenders = comparisonReoffenders
        self.comparisonEffectiveSize = comparisonEffectiveSize
        self.comparisonPool = comparisonPool
        self.matching = matching
        self.caliper = caliper
        self.strata = strata
        self.firstIndexYear = firstIndexYear
        self.lastIndexYear = lastIndexYear
    }
}
