import Ingest
import Propensity

extension PairConditions {
    /// The conditions that a request names, with the values of the rows that take part.
    ///
    /// - Parameters:
    ///   - request: The names.
    ///   - document: The data.
    ///   - kept: The rows that take part, in their order.
    /// - Throws: When a column does not exist, or one with a caliper holds no numbers.
    init(_ request: MatchPairRequest, _ document: MatchTable, kept: [Int]) throws {
        let antiexact = try request.antiexact.map { name in
            let codes = try document.values(of: name).levels().codes
            return kept.map { Int32(codes[$0]) }
        }
        let calipers = try request.calipers.map { caliper in
            guard let numbers = try document.values(of: caliper.column).numbers() else {
                throw MatchDataError.noNumbers(column: caliper.column)
            }
            return PairConditions.Caliper(
                name: caliper.column,
                values: kept.map { numbers[$0] },
                width: caliper.width,
                unit: caliper.unit
            )
        }
        let columns = try request.mahalanobis.flatMap { column -> [[Double]] in
            let values = try document.values(of: column.name)
            if !column.isForcedCategorical, let numbers = values.numbers() { return [kept.map { numbers[$0] }] }
            let (levels, codes) = values.levels()
            // Two levels are then as far apart as 0 and 1 in a column of their own.
            let present = (0.5).squareRoot()
            return levels.indices.map { level in
                kept.map { codes[$0] < 0 ? .nan : codes[$0] == level ? present : 0 }
            }
        }
        self.init(antiexact: antiexact, calipers: calipers, distanceColumns: columns)
    }
}
