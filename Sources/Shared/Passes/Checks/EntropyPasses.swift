package import MapReduce
package import Outcomes
package import Propensity
import Statistics
package import Tables

/// Weights of entropy balancing at some multipliers: the broadcast of its passes.
package struct EntropyPlan: Equatable, Sendable, WireCodable {
    /// The design of the covariates.
    package let specification: DesignSpecification
    /// Whether it is the treated whom the sums are over; else the pool.
    package let isTreated: Bool
    /// The means to be met, one for each column.
    package let means: [Double]
    /// The multipliers.
    package let multipliers: [Double]
    /// What is taken off every exponent.
    package let shift: Double
    /// What is measured, once the weights are known.
    package let outcomes: [OutcomeDefinition]

    /// A plan; every column has a mean and a multiplier.
    package init(
        specification: DesignSpecification,
        isTreated: Bool = false,
        means: [Double],
        multipliers: [Double],
        shift: Double = 0,
        outcomes: [OutcomeDefinition] = []
    ) {
        self.specification = specification
        self.isTreated = isTreated
        self.means = means
        self.multipliers = multipliers
        self.shift = shift
        self.outcomes = outcomes
    }

    package init(from reader: inout ByteReader) throws {
        self.init(
            specification: try DesignSpecification(from: &reader),
            isTreated: try reader.readFlag(),
            means: try reader.readArray(),
            multipliers: try reader.readArray(),
            shift: try reader.read(),
            outcomes: try OutcomeDefinition.read(from: &reader)
        )
        let columns = specification.columnCount
        guard columns > 0, means.count == columns, multipliers.count == columns, shift.isFinite,
            (means + multipliers).allSatisfy(\.isFinite)
        else { throw DecodingFault.malformed("the multipliers of weights") }
    }

    package func encode(into writer: inout ByteWriter) {
        specification.encode(into: &writer)
        writer.write(flag: isTreated)
        writer.write(array: means)
        writer.write(array: multipliers)
        writer.write(shift)
        writer.write(array: outcomes.map(\.rawValue))
    }
}

extension EntropySums: Mergeable {
    package init(from reader: inout ByteReader) throws {
        let order = Int(try reader.read(UInt32.self))
        let packed = try reader.readArray(Double.self)
        guard packed.count == order * (order + 1) / 2 else { throw DecodingFault.malformed("sums of weights") }
        self.init(products: PackedSymmetric(order: order, elements: packed), highest: try reader.read())
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(products.order))
        writer.write(array: products.elements)
        writer.write(highest)
    }
}

/// Sums one evaluation of entropy balancing.
package struct EntropyStepPass: Pass {
    package static let name: PassName = "outcomes.entropy-step"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: EntropyPlan
    ) throws -> EntropySums {
        let cohort = try TileCohort.of(tile, partition, context)
        return EntropyBalancing(cohort.frame, specification: broadcast.specification).sums(
            0..<cohort.count,
            at: broadcast.multipliers,
            meeting: broadcast.means,
            shift: broadcast.shift
        ) { (cohort.ordinals[$0] >= 0) == broadcast.isTreated }
    }

    package func check(
        _ partial: EntropySums,
        _ context: AnalysisPlan,
        _ broadcast: EntropyPlan
    ) throws(DecodingFault) {
        guard partial.products.order == broadcast.specification.columnCount else {
            throw .malformed("sums of other weights")
        }
    }
}

/// Sums outcomes of the treated and, by weights of entropy balancing, of the whole pool.
package struct EntropyOutcomesPass: Pass {
    package static let name: PassName = "outcomes.entropy"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: EntropyPlan
    ) throws -> OutcomeSums {
        let cohort = try TileCohort.of(tile, partition, context)
        let weights = EntropyBalancing(cohort.frame, specification: broadcast.specification).weights(
            0..<cohort.count,
            at: broadcast.multipliers,
            meeting: broadcast.means,
            shift: broadcast.shift
        ) { cohort.ordinals[$0] < 0 }
        var sums = OutcomeSums(outcomes: broadcast.outcomes)
        for row in 0..<cohort.count {
            let isTreated = cohort.ordinals[row] >= 0
            sums.add(
                cohort.outcomes[row],
                weight: isTreated ? 1 : weights[row],
                group: isTreated ? .treated : .comparison
            )
        }
        return sums
    }

    package func check(
        _ partial: OutcomeSums,
        _ context: AnalysisPlan,
        _ broadcast: EntropyPlan
    ) throws(DecodingFault) {
        guard partial.analyses == 1, partial.outcomes == broadcast.outcomes else {
            throw .malformed("sums of other outcomes")
        }
    }
}
