/// An analysis beside the headline, with a match of its own.
package struct AnalysisResult: Codable, Sendable, Equatable {
    /// What sets it apart.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Another length of follow-up.
        case followUp
        /// People with a value of a column of the submission.
        case subgroup
        /// People of a region.
        case region
        /// People with an OASys assessment, its items no covariates.
        case assessedWithoutItems
        /// The same, with the items as covariates.
        case assessedWithItems
    }

    /// Why there are no figures.
    package enum NotMade: String, Codable, Sendable {
        /// Too few people in it or outside it; its size is not told.
        case tooFewPeople
        /// The propensity model or the match failed.
        case failed
    }

    /// A stable code, one a report: "subgroup:site=north".
    package var code: String
    /// Its name in plain words.
    package var name: String
    /// What sets it apart.
    package var kind: Kind
    /// Analyses with the same family have their p-values adjusted together, outcomes of one kind at a time.
    package var family: String
    /// The region that both groups are of, or `nil` for all of England and Wales.
    package var region: String?
    /// Whether the region is allowed for: by the model, or since both groups are of one region.
    package var isControlledForRegion: Bool
    /// Calendar months of follow-up.
    package var followUpMonths: Int
    /// Treated people of the headline's plan who belong to it, before its own losses; `nil` when there are too few to tell.
    package var people: Int?
    /// Its own losses.
    package var losses: [Attrition.Loss]
    /// Whether the propensity model was fitted to its own people, not to the headline's.
    package var hasOwnModel: Bool
    /// The groups compared.
    package var groups: AnalysisGroups?
    /// Outcomes in the service's numbering.
    package var outcomes: [OutcomeResult]
    /// Balance before and after matching.
    package var balance: Balance?
    /// Why there are no figures.
    package var notMade: NotMade?
    /// The reason of a failure, in a sentence.
    package var failure: String?

    /// What sets an analysis apart, whatever it gives.
    package struct Identity: Sendable, Equatable {
        /// Stable code.
        package var code: String
        /// Name in plain words.
        package var name: String
        /// What sets it apart.
        package var kind: Kind
        /// Family of tests.
        package var family: String
        /// The region of both groups.
        package var region: String?
        /// Months of follow-up.
        package var followUpMonths: Int

        /// An identity.
        package init(
            code: String,
            name: String,
            kind: Kind,
            family: String,
            region: String? = nil,
            followUpMonths: Int = 12
        ) {
            self.code = code
            self.name = name
            self.kind = kind
            self.family = family
            self.region = region
            self.followUpMonths = followUpMonths
        }
    }

    /// An analysis with figures; outcomes that the rules do not allow to be shown lose theirs here.
    package init(
        _ identity: Identity,
        people: Int,
        losses: [Attrition.Loss],
        isControlledForRegion: Bool,
        hasOwnModel: Bool,
        groups: AnalysisGroups,
        outcomes: [OutcomeResult],
        balance: Balance,
        rules: ReportRules = .standard
    ) {
        self.init(identity)
        self.people = people
        self.losses = losses
        self.isControlledForRegion = isControlledForRegion
        self.hasOwnModel = hasOwnModel
        self.groups = groups
        self.outcomes = outcomes.map { $0.gated(treatmentReoffenders: groups.treatmentReoffenders, rules: rules) }
        self.balance = balance
    }

    /// An analysis that could not be made.
    package init(_ identity: Identity, notMade: NotMade, failure: String? = nil) {
        self.init(identity)
        self.notMade = notMade
        self.failure = failure
    }

    private init(_ identity: Identity) {
        code = identity.code
        name = identity.name
        kind = identity.kind
        family = identity.family
        region = identity.region
        isControlledForRegion = identity.region != nil
        followUpMonths = identity.followUpMonths
        losses = []
        hasOwnModel = false
        outcomes = []
    }

    /// The outcome of a code, if the analysis has it.
    package func outcome(_ code: OutcomeResult.Code) -> OutcomeResult? { outcomes.first { $0.code == code } }
}
