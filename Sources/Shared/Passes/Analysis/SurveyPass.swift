package import MapReduce
package import Propensity
package import Tables

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

    package func check(
        _ partial: CovariateSurvey,
        _ context: AnalysisPlan,
        _ broadcast: Nothing
    ) throws(DecodingFault) {
        guard partial.fits(HistoryCovariate.declarations(context)) else {
            throw .malformed("a survey of other covariates")
        }
    }
}
