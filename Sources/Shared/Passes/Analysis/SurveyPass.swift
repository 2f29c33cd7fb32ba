package import MapReduce
package import Propensity

/// Surveys the covariates of both groups: what the design is made from.
package struct SurveyPass: Pass {
    package static let name: PassName = "comparison.survey"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: Nothing
    ) throws -> CovariateSurvey {
        let cohort = try TileCohort.of(tile, partition, context)
        return CovariateSurvey(
            cohort.frame,
            covariates: HistoryCovariate.declarations(context),
            rows: 0..<cohort.count
        )
    }
}
