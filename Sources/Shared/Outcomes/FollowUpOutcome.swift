/// What one person did during the follow-up.
package struct FollowUpOutcome: Hashable, Sendable, BitwiseCopyable {
    /// The tier of court of a reoffence.
    package enum Tier: UInt8, Sendable, BitwiseCopyable {
        case unknown = 0
        case indictable = 1
        case eitherWay = 2
        case summary = 3
    }

    /// The number of proven reoffences.
    package var reoffences: Int32
    /// Days from the index date to the first of them; without meaning when there is none.
    package var daysToFirst: Int32
    /// Tier of the first.
    package var firstTier = Tier.unknown
    /// Whether the first led to custody.
    package var firstIsCustodial = false
    /// Indictable reoffences.
    package var indictable: Int32 = 0
    /// Reoffences triable either way.
    package var eitherWay: Int32 = 0
    /// Summary reoffences.
    package var summary: Int32 = 0
    /// Custodial sentences for reoffences.
    package var custodialSentences: Int32 = 0
    /// Violent reoffences.
    package var violentReoffences: Int32 = 0
    /// Days from the index date to the first violent one; without meaning when there is none.
    package var daysToFirstViolent: Int32 = 0
    /// Days in employment.
    package var daysEmployed: Int32 = 0
    /// Days on out-of-work benefits.
    package var daysOnBenefit: Int32 = 0
    /// Days from the index date to a death within the follow-up; −1 for none.
    package var daysToDeath: Int32 = -1

    /// A follow-up with `reoffences` ≥ 0, the first of them after `daysToFirst` days; nothing else is known of it.
    package init(reoffences: Int32, daysToFirst: Int32) {
        self.reoffences = reoffences
        self.daysToFirst = daysToFirst
    }
}
