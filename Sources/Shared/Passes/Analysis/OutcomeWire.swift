import MapReduce
package import Outcomes
package import Propensity
package import Tables

extension OutcomeSums: Mergeable {
    package init(from reader: inout ByteReader) throws {
        let analyses = Int(try reader.read(UInt32.self))
        let outcomes = try OutcomeDefinition.read(from: &reader)
        let cells: [WeightedMoments] = try reader.readArray()
        let counts = 0...1 << 48
        guard let sums = OutcomeSums(analyses: analyses, outcomes: outcomes, cells: cells),
            cells.allSatisfy({ counts.contains($0.people) && counts.contains($0.positives) })
        else { throw DecodingFault.malformed("outcome sums") }
        self = sums
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(analyses))
        writer.write(array: outcomes.map(\.rawValue))
        writer.write(array: cells)
    }
}

extension BootstrapSums: Mergeable {
    package init(from reader: inout ByteReader) throws {
        let seed = try reader.read(UInt64.self)
        let outcomes = Int(try reader.read(UInt32.self))
        guard let sums = BootstrapSums(seed: seed, outcomeCount: outcomes, sums: try reader.readArray()) else {
            throw DecodingFault.malformed("the sums of a bootstrap")
        }
        self = sums
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(seed)
        writer.write(UInt32(outcomeCount))
        writer.write(array: sums)
    }
}

extension TimeToEventCounts: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let counts = TimeToEventCounts(
            horizon: Int(try reader.read(UInt32.self)),
            people: try reader.readCounts(),
            weights: try reader.readArray(),
            weightSquares: try reader.readArray()
        )
        guard let counts else { throw DecodingFault.malformed("the counts of a time to an event") }
        self = counts
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(horizon))
        writer.write(array: people.map(Int64.init))
        writer.write(array: weights)
        writer.write(array: weightSquares)
    }
}

extension OutcomeDefinition {
    /// Outcomes as their codes.
    static func read(from reader: inout ByteReader) throws -> [OutcomeDefinition] {
        try reader.readArray(UInt8.self).map { code in
            guard let outcome = OutcomeDefinition(rawValue: code) else { throw DecodingFault.malformed("an outcome") }
            return outcome
        }
    }
}

extension BinLayout: WireCodable {
    package init(from reader: inout ByteReader) throws {
        switch try reader.read(UInt8.self) {
        case 0:
            self = .even(
                lowest: try reader.read(),
                width: try reader.read(),
                count: Int(try reader.read(UInt32.self))
            )
        default: throw DecodingFault.malformed("the bins of a distribution")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .even(let lowest, let width, let count):
            writer.write(UInt8(0))
            writer.write(lowest)
            writer.write(width)
            writer.write(UInt32(count))
        }
    }
}

extension BalanceSpecification.Column: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init(
            name: try reader.readText(),
            levels: try reader.readTexts(),
            isBinary: try reader.readFlag(),
            centre: try reader.read(),
            bins: try BinLayout(from: &reader)
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(text: name)
        writer.write(texts: levels)
        writer.write(flag: isBinary)
        writer.write(centre)
        bins.encode(into: &writer)
    }
}

extension BalanceSpecification: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init(columns: try [Column](from: &reader), score: try Column(from: &reader))
    }

    package func encode(into writer: inout ByteWriter) {
        columns.encode(into: &writer)
        score.encode(into: &writer)
    }
}

extension BalanceSums: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let groups = try [Group](from: &reader)
        guard groups.count == 4 else { throw DecodingFault.malformed("balance sums") }
        self.init(groups: groups)
    }

    package func encode(into writer: inout ByteWriter) {
        groups.encode(into: &writer)
    }
}

extension BalanceSums.Group: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let count = try reader.readCount()
        let weight = try reader.read(Double.self)
        let squares = try reader.read(Double.self)
        let columns = Int(try reader.read(UInt32.self))
        var values: [[Double]] = []
        for _ in 0..<columns { values.append(try reader.readArray()) }
        self.init(count: count, weight: weight, weightSquares: squares, values: values)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(Int64(count))
        writer.write(weight)
        writer.write(weightSquares)
        writer.write(UInt32(values.count))
        for column in values { writer.write(array: column) }
    }
}
