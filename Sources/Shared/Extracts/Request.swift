package import Tables

/// A provider's question, as read from its request file; no person-level data.
package struct Request: Sendable, Equatable {
    /// Who asks.
    package let organisation: String
    /// The programme's name.
    package let programme: String
    /// What it does, in a sentence or two.
    package let description: String
    /// Where it works.
    package let setting: ProgrammeSetting
    /// Path of the cohort file, absolute or relative to the request file.
    package let cohort: String
    /// Whom to ask; kept out of every report.
    package let contact: String
    /// The channel the data came by.
    package let channel: Channel
    /// Whether the provider assures that sharing is lawful.
    package let lawfulSharingAssured: Bool
    /// Whether the provider opts out of retention.
    package let retentionOptOut: Bool
    /// Columns of the cohort to analyse by.
    package let subAnalyses: [String]
    /// What is analysed beside the headline.
    package let analyses: AnalysisChoice
    /// Choices of the analysis.
    package let settings: AnalysisSettings
    /// Reasons to go on in spite of findings that stop a study, by the finding's name.
    package let overrides: [String: String]
    /// The true effect, known for synthetic programmes only: shown beside the estimate, never used.
    package let knownEffect: Double?

    /// The channels a submission can come by; the first two are secure.
    package enum Channel: String, Sendable, CaseIterable {
        /// Criminal Justice Secure Mail.
        case cjsm
        /// Government Secure e-mail.
        case governmentSecure = "government_secure"
        /// Anything else.
        case other
    }

    /// A request.
    package init(
        organisation: String,
        programme: String,
        description: String,
        setting: ProgrammeSetting,
        cohort: String,
        contact: String,
        channel: Channel,
        lawfulSharingAssured: Bool,
        retentionOptOut: Bool,
        subAnalyses: [String],
        analyses: AnalysisChoice = AnalysisChoice(),
        settings: AnalysisSettings,
        overrides: [String: String] = [:],
        knownEffect: Double?
    ) {
        self.organisation = organisation
        self.programme = programme
        self.description = description
        self.setting = setting
        self.cohort = cohort
        self.contact = contact
        self.channel = channel
        self.lawfulSharingAssured = lawfulSharingAssured
        self.retentionOptOut = retentionOptOut
        self.subAnalyses = subAnalyses
        self.analyses = analyses
        self.settings = settings
        self.overrides = overrides
        self.knownEffect = knownEffect
    }
}

/// What a request asks for beside the headline and its sub-analyses.
package struct AnalysisChoice: Sendable, Equatable {
    /// Further lengths of the follow-up in months, each with a comparison of its own.
    package var followUpMonths: [Int] = []
    /// Violent reoffending as outcomes of their own.
    package var violent = false
    /// Employment and benefits as experimental outcomes.
    package var employment = false
    /// The runs of people with OASys assessments, without and with the items.
    package var assessments = false
    /// Regions whose treated people are compared with people of the same region; ``everyRegion`` for each of them.
    package var regions: [String] = []
    /// The estimate that allows for programmes that began after the index date.
    package var delayedStart = true
    /// The time to the first reoffence with death as a competing event.
    package var competingDeaths = false
    /// Replicates of a bootstrap of the headline's match; 0 for none.
    package var bootstrap = 0
    /// The headline's differences by other methods.
    package var checks = false

    /// The word for every region that treated people live in.
    package static let everyRegion = "all"

    /// The headline and its delayed start alone.
    package init() {}
}

/// How comparison people are matched to treated people.
package struct MatchingChoice: Sendable, Equatable {
    /// A method of matching.
    package enum Method: String, Sendable, CaseIterable {
        /// Everybody within the caliper, in equal shares.
        case radius
        /// The nearest within the caliper, chosen one by one from the largest score down.
        case nearest
        /// Pairs or sets within the caliper that share nobody: the most pairs, and of these the least sum of distances.
        case optimal
        /// Everybody around, the nearer the more; the caliper is the bandwidth.
        case kernel
    }

    /// How shares fall with distance.
    package enum Kernel: String, Sendable, CaseIterable {
        /// 1 − u² up to the bandwidth (Epanechnikov).
        case epan
        /// exp(−u²/2).
        case gaussian
    }

    /// The method.
    package var method = Method.radius
    /// Kernel: its form.
    package var kernel = Kernel.epan
    /// Nearest and optimal: how many are chosen for each treated person, as far as there are.
    package var ratio = 1
    /// Nearest: whether somebody may be chosen for several treated people.
    package var replacement = false

    /// The service's own: radius.
    package init() {}
}

/// Every threshold of an analysis, with the defaults of the domain rules.
package struct AnalysisSettings: Sendable, Equatable {
    /// Seed of everything random.
    package var seed: UInt64 = 1
    /// Fewest people in a submission.
    package var cohortSizeMin = 60
    /// Months of follow-up after the index date.
    package var followUpMonths = 12
    /// Further months in which an offence may be proven.
    package var waitingMonths = 6
    /// How far a cohort row's index or conviction date may lie from an event's, in days.
    package var dateToleranceDays = 7
    /// How many days before the index event an intervention may begin.
    package var interventionDaysBefore = 30
    /// How many days after the index event it may begin.
    package var interventionDaysAfter = 180
    /// Probability from which a link is confident.
    package var confidentProbability = 0.99
    /// Probability from which a link is suspect.
    package var suspectProbability = 0.5
    /// How comparison people are matched within the caliper.
    package var matching = MatchingChoice()
    /// Caliper in pooled within-group standard deviations of the logit.
    package var caliper = 0.2
    /// Covariates that must agree exactly within a match.
    package var exactStrata = ["sex"]
    /// First year of index dates that the service holds.
    package var firstYear = 2_002
    /// Offence groups that are breaches of a sentence and never count as reoffences.
    package var breachGroups = ["breach"]
    /// Offence groups that are violent reoffences.
    package var violentGroups = ["violence"]
    /// Keep the comparison pool to the treatment group's regions.
    package var matchRegions = false
    /// Whether the region is a covariate.
    package var controlForRegion = true
    /// Fewest treated people for whom a sub-analysis fits a propensity model of its own; smaller ones use the headline's.
    package var subAnalysisFitMin = 60
    /// Fewest treated people of a sub-analysis, and of those outside it.
    package var subAnalysisSizeMin = 10
    /// Fewest people with a level before it is merged into "other".
    package var levelCountMin = 20
    /// Candidates kept for each cohort row.
    package var candidatesPerRow = 4
    /// The score model.
    package var scoreModel = ScoreModelChoice()

    /// The defaults.
    package init() {}
}

/// A provider's list as submitted, columnar, exact duplicates still in it.
///
/// Row *i* of every array is data row *i* + 1 of the file. Texts are as typed; missing is empty. This is the only
/// structure that holds identifiers; after linkage nothing keeps it.
package struct Cohort: Sendable {
    /// Forenames.
    package var forenames: [String] = []
    /// Surnames.
    package var surnames: [String] = []
    /// Dates of birth.
    package var datesOfBirth: [Day] = []
    /// Sex.
    package var sexes: [Sex] = []
    /// PNC IDs, empty where not given.
    package var pncIDs: [String] = []
    /// Prison numbers, empty where not given.
    package var prisonNumbers: [String] = []
    /// Release or start of the community sentence.
    package var indexDates: [Day] = []
    /// Conviction dates.
    package var convictionDates: [Day] = []
    /// When the intervention began.
    package var interventionStarts: [Day] = []
    /// When it ended.
    package var interventionEnds: [Day] = []
    /// Optional subgroup columns by name, in file order.
    package var subgroups: [(name: String, values: [String])] = []

    /// An empty cohort.
    package init() {}

    /// The number of rows.
    package var count: Int { forenames.count }
}
