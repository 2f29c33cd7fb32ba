import MapReduce
package import Propensity
import Statistics
package import Tables

extension Moments: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let counts = try (0..<3).map { _ in try reader.readCount() }
        let numbers = try (0..<4).map { _ in try reader.read(Double.self) }
        self.init(
            count: counts[0],
            missing: counts[1],
            mean: numbers[0],
            squares: numbers[1],
            lowest: numbers[2],
            highest: numbers[3],
            fractional: counts[2]
        )
    }

    package func encode(into writer: inout ByteWriter) {
        for count in [count, missing, fractional] { writer.write(Int64(count)) }
        for number in [mean, squares, lowest, highest] { writer.write(number) }
    }
}

extension ScoreMoments: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init(treated: try Moments(from: &reader), controls: try Moments(from: &reader))
    }

    package func encode(into writer: inout ByteWriter) {
        treated.encode(into: &writer)
        controls.encode(into: &writer)
    }
}

extension CovariateSurvey: Mergeable {
    package init(from reader: inout ByteReader) throws {
        self.init(treated: try Group(from: &reader), controls: try Group(from: &reader))
    }

    package func encode(into writer: inout ByteWriter) {
        treated.encode(into: &writer)
        controls.encode(into: &writer)
    }
}

extension CovariateSurvey.Group: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init(count: try reader.readCount(), summaries: try [CovariateSurvey.Summary](from: &reader))
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(Int64(count))
        summaries.encode(into: &writer)
    }
}

extension CovariateSurvey.Summary: WireCodable {
    package init(from reader: inout ByteReader) throws {
        switch try reader.read(UInt8.self) {
        case 0: self = .levels(try reader.readCounts())
        case 1: self = .numbers(try Moments(from: &reader))
        default: throw DecodingFault.malformed("a covariate summary")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .levels(let counts):
            writer.write(UInt8(0))
            writer.write(array: counts.map(Int64.init))
        case .numbers(let moments):
            writer.write(UInt8(1))
            moments.encode(into: &writer)
        }
    }
}

extension DesignSpecification: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let names = try reader.readTexts()
        let terms = try [DesignTerm](from: &reader)
        guard terms.allSatisfy({ term in term.columns.allSatisfy { $0 >= -1 && Int($0) < names.count } }) else {
            throw DecodingFault.malformed("a design column lies outside the design")
        }
        self.init(
            columnNames: names,
            terms: terms,
            dropped: try reader.readTexts(),
            merged: try reader.readTexts()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(texts: columnNames)
        terms.encode(into: &writer)
        writer.write(texts: dropped)
        writer.write(texts: merged)
    }
}

extension DesignTerm: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let covariate = Int(try reader.read(UInt32.self))
        guard let kind = Kind(rawValue: try reader.read()) else {
            throw DecodingFault.malformed("a design term's kind")
        }
        let columns = try reader.readArray(Int32.self)
        guard columns.count >= (kind == .continuous ? 2 : 1) else { throw DecodingFault.malformed("a design term") }
        self.init(
            covariate: covariate,
            kind: kind,
            columns: columns,
            centre: try reader.read(),
            scale: try reader.read()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(covariate))
        writer.write(kind.rawValue)
        writer.write(array: columns)
        writer.write(centre)
        writer.write(scale)
    }
}

extension NewtonSums: Mergeable {
    package init(from reader: inout ByteReader) throws {
        let packed = try reader.readArray(Double.self)
        let gradient = try reader.readArray(Double.self)
        guard packed.count == gradient.count * (gradient.count + 1) / 2 else {
            throw DecodingFault.malformed("the sums of a Newton step")
        }
        self.init(
            information: PackedSymmetric(order: gradient.count, elements: packed),
            gradient: gradient,
            logLikelihood: try reader.read(),
            rowCount: try reader.readCount(),
            weight: try reader.read(),
            treatedWeight: try reader.read()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: information.elements)
        writer.write(array: gradient)
        writer.write(logLikelihood)
        writer.write(Int64(rowCount))
        writer.write(weight)
        writer.write(treatedWeight)
    }
}

extension TreatedScores: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let scores = try reader.readArray(Double.self)
        let strata = try reader.readArray(UInt16.self)
        let offsets = try reader.readArray(UInt32.self).map(Int.init)
        let order = try reader.readArray(UInt32.self).map(Int.init)
        guard offsets.count == strata.count + 1, order.count == scores.count, offsets.last == scores.count,
            zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw DecodingFault.malformed("the treated scores") }
        self.init(scores: scores, strata: strata, offsets: offsets, order: order)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: scores)
        writer.write(array: strata)
        writer.write(array: offsets.map(UInt32.init))
        writer.write(array: order.map(UInt32.init))
    }
}

extension MatchCounts: Mergeable {
    package init(from reader: inout ByteReader) throws {
        self.init(
            differences: try reader.readArray(Int32.self).map(Int64.init),
            usedControls: try reader.readCount()
        )
    }

    /// A partition holds fewer people than an Int32 counts, so its differences fit one.
    package func encode(into writer: inout ByteWriter) {
        writer.write(array: differences.map(Int32.init))
        writer.write(Int64(usedControls))
    }
}

extension ScoreHistogram: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let lowest = try reader.read(Double.self)
        let width = try reader.read(Double.self)
        let bins = try (0..<3).map { _ in try reader.readArray(Double.self) }
        guard bins[0].count == bins[1].count, bins[1].count == bins[2].count else {
            throw DecodingFault.malformed("a histogram")
        }
        self.init(lowest: lowest, width: width, treated: bins[0], pool: bins[1], matched: bins[2])
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(lowest)
        writer.write(width)
        for bins in [treated, pool, matched] { writer.write(array: bins) }
    }
}

extension ControlWeights: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let count = Int(try reader.read(UInt32.self))
        let (total, squares): (Double, Double) = (try reader.read(), try reader.read())
        guard
            let weights = ControlWeights(count: count, total: total, squares: squares, heaviest: try reader.readArray())
        else { throw DecodingFault.malformed("weights of controls") }
        self = weights
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(count))
        writer.write(total)
        writer.write(squares)
        writer.write(array: heaviest)
    }
}
