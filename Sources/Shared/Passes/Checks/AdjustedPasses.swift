package import MapReduce
package import Propensity
import Statistics
package import Tables

/// What is summed for every regression, in the order of the plan.
package struct RegressionSums<Element: Mergeable & Equatable>: Equatable, Sendable, Mergeable {
    /// One for each regression.
    package private(set) var regressions: [Element]

    init(regressions: [Element]) {
        self.regressions = regressions
    }

    package init(from reader: inout ByteReader) throws { regressions = try [Element](from: &reader) }

    package func encode(into writer: inout ByteWriter) { regressions.encode(into: &writer) }

    package mutating func add(_ later: RegressionSums) {
        for place in regressions.indices { regressions[place].add(later.regressions[place]) }
    }
}

/// Sums one Newton step of regressions of outcomes on the covariates.
package struct AdjustedStepPass: Pass {
    package static let name: PassName = "outcomes.regressions"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: AdjustedPlan
    ) throws -> RegressionSums<OutcomeStepSums> {
        let rows = try AdjustedRows(tile, partition, context, broadcast)
        return RegressionSums<OutcomeStepSums>(
            regressions: broadcast.regressions.map { regression in
                let sample = rows.fitted(regression)
                return sample.kernel.sums(sample.all, outcome: sample.outcome, weights: sample.weights)
            }
        )
    }

    package func check(
        _ partial: RegressionSums<OutcomeStepSums>,
        _ context: AnalysisPlan,
        _ broadcast: AdjustedPlan
    ) throws(DecodingFault) {
        let columns = broadcast.specification.columnCount
        guard partial.regressions.count == broadcast.regressions.count,
            partial.regressions.allSatisfy({ $0.gradient.count == columns })
        else { throw .malformed("sums of other regressions") }
    }
}

/// What a fitted regression predicts for the matched treated; of one of the pool, the doubly robust sums.
package struct AdjustedPrediction: Equatable, Sendable, Mergeable {
    /// People predicted for.
    package var people: Int
    /// The sum of their predictions.
    package var total: Double
    /// The derivative of that sum by the coefficients.
    package var derivative: [Double]
    /// The contributions of everybody; of nobody for a regression in the matched sample.
    package var doublyRobust: DoublyRobustSums

    init(people: Int = 0, total: Double = 0, derivative: [Double], doublyRobust: DoublyRobustSums = .init()) {
        self.people = people
        self.total = total
        self.derivative = derivative
        self.doublyRobust = doublyRobust
    }

    package init(from reader: inout ByteReader) throws {
        people = try reader.readCount()
        total = try reader.read()
        derivative = try reader.readArray()
        doublyRobust = DoublyRobustSums(
            treatedCount: try reader.readCount(),
            controlCount: try reader.readCount(),
            total: try reader.read(),
            treatedTotal: try reader.read(),
            squares: try reader.read()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(Int64(people))
        writer.write(total)
        writer.write(array: derivative)
        writer.write(Int64(doublyRobust.treatedCount))
        writer.write(Int64(doublyRobust.controlCount))
        for sum in [doublyRobust.total, doublyRobust.treatedTotal, doublyRobust.squares] { writer.write(sum) }
    }

    package mutating func add(_ later: AdjustedPrediction) {
        people += later.people
        total += later.total
        for column in derivative.indices { derivative[column] += later.derivative[column] }
        doublyRobust.add(later.doublyRobust)
    }
}

/// Predicts outcomes by fitted regressions: of the matched sample for the matched treated, of the pool for everybody.
package struct AdjustedPredictionPass: Pass {
    package static let name: PassName = "outcomes.predictions"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: AdjustedPlan
    ) throws -> RegressionSums<AdjustedPrediction> {
        let rows = try AdjustedRows(tile, partition, context, broadcast)
        return RegressionSums<AdjustedPrediction>(
            regressions: broadcast.regressions.map { regression in
                let target = rows.target(regression)
                let means = target.kernel.means(target.all)
                guard regression.sample != .pool else {
                    var sums = DoublyRobustSums()
                    for (place, row) in target.rows.enumerated() {
                        sums.add(
                            residual: target.outcome[place] - means[place],
                            odds: rows.odds(row),
                            isTreated: rows.isTreated(row)
                        )
                    }
                    return AdjustedPrediction(derivative: [], doublyRobust: sums)
                }
                return AdjustedPrediction(
                    people: target.rows.count,
                    total: means.reduce(0, +),
                    derivative: target.kernel.derivative(target.all, shares: target.weights)
                )
            }
        )
    }

    package func check(
        _ partial: RegressionSums<AdjustedPrediction>,
        _ context: AnalysisPlan,
        _ broadcast: AdjustedPlan
    ) throws(DecodingFault) {
        let columns = broadcast.specification.columnCount
        guard
            partial.regressions.map(\.derivative.count)
                == broadcast.regressions.map({ $0.sample == .pool ? 0 : columns })
        else { throw .malformed("predictions of other regressions") }
    }
}

/// For each regression the sum of its rows' squared contributions to the error of its mean prediction.
package struct AdjustedErrors: Equatable, Sendable, Mergeable {
    /// One for each regression, in the order of the plan.
    package private(set) var squares: [Double]

    init(squares: [Double]) {
        self.squares = squares
    }

    package init(from reader: inout ByteReader) throws { squares = try reader.readArray() }

    package func encode(into writer: inout ByteWriter) { writer.write(array: squares) }

    package mutating func add(_ later: AdjustedErrors) {
        for place in squares.indices { squares[place] += later.squares[place] }
    }
}

/// Sums the squared influence of the rows of each regression on its mean prediction, along the plan's directions.
package struct AdjustedErrorPass: Pass {
    package static let name: PassName = "outcomes.influence"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: AdjustedPlan
    ) throws -> AdjustedErrors {
        guard broadcast.regressions.allSatisfy({ $0.direction.count == $0.coefficients.count }) else {
            throw DecodingFault.malformed("a regression has no direction")
        }
        let rows = try AdjustedRows(tile, partition, context, broadcast)
        return AdjustedErrors(
            squares: broadcast.regressions.map { regression in
                let sample = rows.fitted(regression)
                return sample.kernel.influence(
                    sample.all,
                    outcome: sample.outcome,
                    weights: sample.weights,
                    direction: regression.direction
                ).reduce(0) { $0 + $1 * $1 }
            }
        )
    }

    package func check(
        _ partial: AdjustedErrors,
        _ context: AnalysisPlan,
        _ broadcast: AdjustedPlan
    ) throws(DecodingFault) {
        guard partial.squares.count == broadcast.regressions.count else {
            throw .malformed("errors of other regressions")
        }
    }
}

extension OutcomeStepSums: Mergeable {
    package init(from reader: inout ByteReader) throws {
        let packed = try reader.readArray(Double.self)
        let gradient = try reader.readArray(Double.self)
        guard packed.count == gradient.count * (gradient.count + 1) / 2 else {
            throw DecodingFault.malformed("the sums of a regression")
        }
        self.init(
            information: PackedSymmetric(order: gradient.count, elements: packed),
            gradient: gradient,
            logLikelihood: try reader.read(),
            rowCount: try reader.readCount()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: information.elements)
        writer.write(array: gradient)
        writer.write(logLikelihood)
        writer.write(Int64(rowCount))
    }
}
