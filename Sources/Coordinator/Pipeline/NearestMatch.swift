import Extracts
import Linkage
import MapReduce
import Passes
import Propensity

/// Nearest neighbour and optimal matching over partitions: scores are gathered, pairs are made here, weights go back.
///
/// Without replacement who is chosen depends on all earlier choices, so it is made in one place, by the engine of `jdl match`
/// itself; for k candidates of each treated person from each partition would not do, since others may take them all. What
/// comes together are the scores of the comparison people within the caliper of somebody (26 bytes each, 94 MB for 3.6
/// million), and what goes back are the chosen, at most `ratio` for each treated person.
struct NearestMatch {
    /// For each place of the matching order the comparison people chosen.
    let counts: [Int]
    /// Those who were chosen.
    let chosen: ChosenControls
    /// Who is with whom.
    let sets: ChosenSets

    /// Matches.
    ///
    /// - Parameters:
    ///   - treated: The treated with their scores, in the order of the pass that gave them.
    ///   - match: The same in matching order, with the caliper.
    ///   - settings: Ratio, replacement, seed.
    ///   - plan: The people.
    ///   - executor: Where the pass runs.
    /// - Throws: ``PropensityError`` or an error of the pass.
    init(
        _ treated: [TreatedScore],
        _ match: MatchPlan,
        settings: AnalysisSettings,
        plan: Shared<AnalysisPlan>,
        executor: any Executor
    ) throws {
        let pool = try executor.run(PoolScoresPass.self, context: plan, broadcast: match)
        guard pool.count > 0 else {
            counts = Array(repeating: 0, count: treated.count)
            chosen = ChosenControls([])
            sets = ChosenSets(pairs: [], scores: [], strata: [])
            return
        }
        let input = MatchInput(
            frame: CovariateFrame(
                columns: [],
                treatment: Array(repeating: 1, count: treated.count) + Array(repeating: 0, count: pool.count),
                strata: treated.map(\.stratum) + pool.strata
            ),
            covariates: [],
            keys: treated.map(\.tie) + pool.keys,
            scores: treated.map(\.score) + pool.scores
        )
        let result = try Self.matched(input, settings.pairSettings(caliper: match.caliper))
        guard let pairs = result.pairs else { preconditionFailure("people chosen one by one are always listed") }
        var counts = Array(repeating: 0, count: treated.count)
        var setOf = Array(repeating: UInt64?.none, count: pool.count)
        for pair in pairs {
            counts[pair.treated] += 1
            setOf[pair.control - treated.count] = treated[pair.treated].tie
        }
        self.counts = match.treated.order.map { counts[$0] }
        let rows = setOf.indices.filter { setOf[$0] != nil }
        chosen = ChosenControls(
            rows.map { row in
                ChosenControls.Choice(
                    person: PersonReference(partition: Int(pool.partitions[row]), person: Int(pool.people[row])),
                    weight: result.weights[treated.count + row],
                    set: settings.matching.replacement ? pool.keys[row] : setOf[row] ?? 0
                )
            }
        )
        sets = ChosenSets(pairs, treated: treated, pool: pool)
    }

    /// The engine's match; what is too large for an exact solution is said in the request's words.
    private static func matched(_ input: MatchInput, _ settings: MatchSettings) throws(PropensityError) -> MatchResult {
        do {
            return try MatchEngine(settings: settings).match(input, model: nil)
        } catch .tooLarge(let what, _) {
            throw .tooLarge(
                what: what,
                instead: "name settings.exact_strata, lower matching.ratio or settings.caliper, or use matching.method "
                    + "nearest"
            )
        }
    }
}

extension AnalysisSettings {
    /// The engine's settings of the request's pairs.
    ///
    /// - Parameter caliper: The largest difference of linear predictors.
    /// - Returns: Pairs by score; of nearest neighbours the largest first.
    func pairSettings(caliper: Double) -> MatchSettings {
        var settings = MatchSettings()
        settings.method = matching.method == .optimal ? .optimal : .nearest
        settings.ratio = matching.ratio
        settings.replacement = matching.replacement
        settings.caliper = caliper
        settings.caliperUnit = .absolute
        settings.seed = seed
        return settings
    }
}
