package import Extracts
package import Linkage
import MapReduce
package import Tables

/// A member of the cohort who was found, under the request's own number: no identifier.
package struct TreatedPerson: Hashable, Sendable, WireCodable {
    /// Where the person is.
    package let reference: PersonReference
    /// The person's number within the request.
    package let ordinal: UInt32
    /// What the provider says about dates.
    package let dates: InterventionDates

    /// A treated person.
    package init(reference: PersonReference, ordinal: Int, dates: InterventionDates) {
        self.reference = reference
        self.ordinal = UInt32(ordinal)
        self.dates = dates
    }

    package init(from reader: inout ByteReader) throws {
        reference = try PersonReference(from: &reader)
        ordinal = try reader.read()
        dates = InterventionDates(
            index: try reader.readDay(),
            conviction: try reader.readDay(),
            start: try reader.readDay(),
            end: try reader.readDay()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        reference.encode(into: &writer)
        writer.write(ordinal)
        for day in [dates.index, dates.conviction, dates.start, dates.end] { writer.write(day.number) }
    }
}

/// Which index events the comparison pool is drawn from: those of the treatment group's kind.
package struct PoolRule: Hashable, Sendable {
    /// Years of the index date, ascending.
    package let years: [Int32]
    /// Codes of disposals, ascending.
    package let disposals: [UInt8]
    /// Level codes of regions, ascending; empty means all.
    package let regions: [UInt16]
    /// Whether only events by which the person had an OASys assessment fit.
    package let needsAssessment: Bool

    /// A rule.
    package init(years: [Int32], disposals: [UInt8], regions: [UInt16], needsAssessment: Bool = false) {
        self.years = years
        self.disposals = disposals
        self.regions = regions
        self.needsAssessment = needsAssessment
    }
}

/// Which covariates a plan uses beside those that every plan uses.
package struct CovariateChoice: Hashable, Sendable {
    /// Whether the region is a covariate.
    package let controlsForRegion: Bool
    /// OASys items that are covariates, ascending.
    package let assessmentItems: [String]

    /// A choice; by default the region and no items.
    package init(controlsForRegion: Bool = true, assessmentItems: [String] = []) {
        self.controlsForRegion = controlsForRegion
        self.assessmentItems = assessmentItems
    }
}

/// Everything that the stages after linkage need to know of a request: the context of their passes.
///
/// The people in it are positions and ordinals; names, dates of birth and identifiers stay behind at linkage.
package struct AnalysisPlan: Sendable, WireCodable {
    /// How index events are chosen.
    package let rule: IndexEventRule
    /// Seed of the draw of one index event a person.
    package let seed: UInt64
    /// The treated, ascending by reference.
    package let treated: [TreatedPerson]
    /// People on the submission who are not analysed, and so are in neither group; ascending.
    package let excluded: [PersonReference]
    /// Where the comparison pool comes from; nil before attrition is known, when there is none.
    package let pool: PoolRule?
    /// The store's level names.
    package let levels: CategoryLevels
    /// Names of the covariates that must agree exactly within a match.
    package let exactStrata: [String]
    /// Which covariates are used.
    package let covariates: CovariateChoice

    /// A plan; people are put in order here.
    package init(
        rule: IndexEventRule,
        seed: UInt64,
        treated: [TreatedPerson],
        excluded: [PersonReference],
        pool: PoolRule?,
        levels: CategoryLevels,
        exactStrata: [String],
        covariates: CovariateChoice = CovariateChoice()
    ) {
        self.rule = rule
        self.seed = seed
        self.treated = treated.sorted { $0.reference < $1.reference }
        self.excluded = excluded.sorted()
        self.pool = pool
        self.levels = levels
        self.exactStrata = exactStrata
        self.covariates = covariates
    }

    /// The plan of some of the treated people; the others are in neither group.
    ///
    /// - Parameters:
    ///   - rule: Another rule of index events, if it has one.
    ///   - pool: Another pool, if it has one.
    ///   - covariates: Other covariates, if it has them.
    ///   - isKept: Whether a treated person belongs to it.
    /// - Returns: The plan.
    package func restricted(
        rule: IndexEventRule? = nil,
        pool: PoolRule? = nil,
        covariates: CovariateChoice? = nil,
        to isKept: (TreatedPerson) -> Bool
    ) -> AnalysisPlan {
        AnalysisPlan(
            rule: rule ?? self.rule,
            seed: seed,
            treated: treated.filter(isKept),
            excluded: excluded + treated.filter { !isKept($0) }.map(\.reference),
            pool: pool ?? self.pool,
            levels: levels,
            exactStrata: exactStrata,
            covariates: covariates ?? self.covariates
        )
    }

    /// The plan of everyone alive on the index date, deaths within the follow-up no loss.
    ///
    /// - Parameter died: Submitted people whose death was the reason why they are not among the treated.
    /// - Returns: The plan.
    package func keepingDeaths(adding died: [TreatedPerson]) -> AnalysisPlan {
        let added = Set(died.map(\.reference))
        return AnalysisPlan(
            rule: rule.keepingDeaths,
            seed: seed,
            treated: treated + died,
            excluded: excluded.filter { !added.contains($0) },
            pool: pool,
            levels: levels,
            exactStrata: exactStrata,
            covariates: covariates
        )
    }

    /// The treated of one tile, ascending by person.
    package func treated(partition: Int, people: Range<Int>) -> ArraySlice<TreatedPerson> {
        let start = PersonReference(partition: partition, person: people.lowerBound)
        let end = PersonReference(partition: partition, person: people.upperBound)
        return treated[treated.firstPlace { $0.reference >= start }..<treated.firstPlace { $0.reference >= end }]
    }

    /// The excluded of one tile, ascending by person.
    package func excluded(partition: Int, people: Range<Int>) -> ArraySlice<PersonReference> {
        let start = PersonReference(partition: partition, person: people.lowerBound)
        let end = PersonReference(partition: partition, person: people.upperBound)
        return excluded[excluded.firstPlace { $0 >= start }..<excluded.firstPlace { $0 >= end }]
    }
}

/// The names behind the store's level codes, by code; the first of each is the missing level.
package struct CategoryLevels: Hashable, Sendable {
    /// Ethnicity.
    package let ethnicity: [String]
    /// Nationality.
    package let nationality: [String]
    /// Region.
    package let region: [String]
    /// Offence group.
    package let offenceGroup: [String]
    /// Prison.
    package let prison: [String]

    /// The levels of a store.
    package init(_ levels: [String: [String]]) {
        func list(_ name: String) -> [String] { levels[name] ?? [""] }
        ethnicity = list(StoreManifest.LevelList.ethnicity)
        nationality = list(StoreManifest.LevelList.nationality)
        region = list(StoreManifest.LevelList.region)
        offenceGroup = list(StoreManifest.LevelList.offenceGroup)
        prison = list(StoreManifest.LevelList.prison)
    }

    init(lists: [[String]]) throws(DecodingFault) {
        guard lists.count == 5, lists.allSatisfy({ !$0.isEmpty }) else { throw .malformed("the level lists") }
        (ethnicity, nationality, region, offenceGroup, prison) = (lists[0], lists[1], lists[2], lists[3], lists[4])
    }

    var lists: [[String]] { [ethnicity, nationality, region, offenceGroup, prison] }
}
