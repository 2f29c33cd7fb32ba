package import MapReduce
package import Propensity
package import Tables

/// Covariates by their places among a plan's.
package struct CovariatePlaces: Equatable, Sendable, WireCodable {
    /// The places, ascending.
    package let places: [Int]

    /// Some covariates.
    package init(_ places: [Int]) {
        self.places = places
    }

    package init(from reader: inout ByteReader) throws {
        places = try reader.readArray(UInt32.self).map(Int.init)
    }

    package func encode(into writer: inout ByteWriter) { writer.write(array: places.map(UInt32.init)) }
}

/// Distributions of some numbers; none of a number that has too many values.
package struct NumberDistributions: Equatable, Sendable, Mergeable {
    /// One distribution for each number that was asked for, nil above ``distinctMax`` values.
    package private(set) var numbers: [NumberDistribution?]

    /// The most distinct values of a number: 24 MiB of them.
    package static let distinctMax = 1 << 20

    /// The distributions of a tile.
    package init(_ numbers: [NumberDistribution]) {
        self.numbers = numbers.map { Self.bounded($0) }
    }

    package init(from reader: inout ByteReader) throws {
        numbers = []
        for _ in 0..<(try reader.read(UInt32.self)) {
            numbers.append(try reader.readFlag() ? try NumberDistribution(from: &reader) : nil)
        }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(numbers.count))
        for number in numbers {
            writer.write(flag: number != nil)
            number?.encode(into: &writer)
        }
    }

    package mutating func add(_ later: NumberDistributions) {
        precondition(numbers.count == later.numbers.count, "distributions of other numbers cannot be added")
        for index in numbers.indices {
            guard var sum = numbers[index], let part = later.numbers[index] else {
                numbers[index] = nil
                continue
            }
            numbers[index] = nil
            sum.add(part)
            numbers[index] = Self.bounded(sum)
        }
    }

    private static func bounded(_ number: NumberDistribution) -> NumberDistribution? {
        number.values.count <= distinctMax ? number : nil
    }
}

/// Counts the distinct values of numbers: what knots, cut points and means of the model's terms are made from.
package struct DistributionsPass: Pass {
    package static let name: PassName = "propensity.distributions"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: CovariatePlaces
    ) throws -> NumberDistributions {
        let cohort = try TileCohort.of(tile, partition, context)
        return NumberDistributions(
            broadcast.places.map { place in
                NumberDistribution(
                    cohort.frame.columns[place],
                    treatment: cohort.frame.treatment,
                    rows: 0..<cohort.count
                )
            }
        )
    }

    package func check(
        _ partial: NumberDistributions,
        _ context: AnalysisPlan,
        _ broadcast: CovariatePlaces
    ) throws(DecodingFault) {
        guard partial.numbers.count == broadcast.places.count else {
            throw .malformed("distributions of other numbers")
        }
    }
}

/// Surveys the columns that a recipe makes, in both groups: what the design is made from.
package struct DesignSurveyPass: Pass {
    package static let name: PassName = "propensity.survey"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: DesignRecipe
    ) throws -> CovariateSurvey {
        let cohort = try TileCohort.of(tile, partition, context)
        let frame = cohort.frame(by: broadcast, tile: tile, of: partition)
        return CovariateSurvey(frame, covariates: broadcast.covariates, rows: 0..<cohort.count)
    }

    package func check(
        _ partial: CovariateSurvey,
        _ context: AnalysisPlan,
        _ broadcast: DesignRecipe
    ) throws(DecodingFault) {
        guard partial.fits(broadcast.covariates) else { throw .malformed("a survey of other columns") }
    }
}

extension TileCohort {
    /// The model's columns, kept by the worker as long as a fit needs them; those of the cohort itself without a recipe.
    func frame(by recipe: DesignRecipe?, tile: Tile, of partition: PartitionView) -> CovariateFrame {
        guard let recipe else { return frame }
        let name = "design \(Digest.of(recipe.encoded))"
        func byteCount(_ frame: CovariateFrame) -> Int { frame.rowCount * 8 * frame.columns.count }
        return partition.derived(name, tile: tile.index, bytes: byteCount) { recipe.frame(frame) }
    }
}

/// What Firth's correction is computed from: a model with coefficients, and a root of its inverse information.
package struct FirthModel: Equatable, Sendable, WireCodable {
    /// The model.
    package let model: ScoreModel
    /// The root, column after column.
    package let inverseRoot: [Double]

    /// A model with the root of its inverse information.
    package init(model: ScoreModel, inverseRoot: [Double]) {
        self.model = model
        self.inverseRoot = inverseRoot
    }

    package init(from reader: inout ByteReader) throws {
        model = try ScoreModel(from: &reader)
        inverseRoot = try reader.readArray()
        let order = model.specification.columnCount
        guard model.coefficients != nil, inverseRoot.count == order * order else {
            throw DecodingFault.malformed("what Firth's correction is computed from")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        model.encode(into: &writer)
        writer.write(array: inverseRoot)
    }
}

/// What Firth's correction adds to the gradient of a Newton step.
package struct FirthPass: Pass {
    package static let name: PassName = "propensity.firth"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: FirthModel
    ) throws -> FirthSums {
        let cohort = try TileCohort.of(tile, partition, context)
        let model = broadcast.model
        guard let coefficients = model.coefficients else {
            preconditionFailure("a correction is computed at coefficients")
        }
        let kernel = FirthKernel(
            specification: model.specification,
            coefficients: coefficients,
            inverseRoot: broadcast.inverseRoot
        )
        let frame = cohort.frame(by: model.recipe, tile: tile, of: partition)
        return kernel.accumulate(frame, rows: 0..<cohort.count)
    }

    package func check(
        _ partial: FirthSums,
        _ context: AnalysisPlan,
        _ broadcast: FirthModel
    ) throws(DecodingFault) {
        guard partial.adjustment.count == broadcast.model.specification.columnCount else {
            throw .malformed("sums over another design")
        }
    }
}
