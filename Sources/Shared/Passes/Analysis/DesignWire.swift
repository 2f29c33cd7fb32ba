import MapReduce
package import Propensity
package import Tables

extension Covariate: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let name = try reader.readText()
        let missing = MissingPolicy(rawValue: try reader.read())
        guard let missing else { throw DecodingFault.malformed("a covariate's policy for missing values") }
        guard try reader.readFlag() else {
            self.init(name: name, kind: .continuous, missing: missing)
            return
        }
        let levels = try reader.readTexts()
        let reference = try reader.readFlag() ? Int(try reader.read(UInt32.self)) : nil
        guard reference.map({ $0 < levels.count }) ?? true else {
            throw DecodingFault.malformed("a covariate's reference level")
        }
        self.init(name: name, kind: .categorical(levels: levels, reference: reference), missing: missing)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(text: name)
        writer.write(missing.rawValue)
        guard case .categorical(let levels, let reference) = kind else {
            writer.write(flag: false)
            return
        }
        writer.write(flag: true)
        writer.write(texts: levels)
        writer.write(flag: reference != nil)
        if let reference { writer.write(UInt32(reference)) }
    }
}

extension DesignRecipe: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init()
        for name in try reader.readTexts() {
            let required = try reader.readArray(UInt32.self).map(Int.init)
            guard required.allSatisfy({ $0 < terms.count }) else {
                throw DecodingFault.malformed("a term's requirements")
            }
            _ = addTerm(name, requiring: required)
        }
        for _ in 0..<(try reader.read(UInt32.self)) {
            let covariate = try Covariate(from: &reader)
            let term = Int(try reader.read(UInt32.self))
            guard term < terms.count else { throw DecodingFault.malformed("the term of a column") }
            add(covariate, try Source(from: &reader), term: term)
        }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(texts: terms)
        for required in requirements { writer.write(array: required.map(UInt32.init)) }
        writer.write(UInt32(covariates.count))
        for index in covariates.indices {
            covariates[index].encode(into: &writer)
            writer.write(UInt32(termOfCovariate[index]))
            sources[index].encode(into: &writer)
        }
    }
}

extension DesignRecipe.Source: WireCodable {
    package init(from reader: inout ByteReader) throws {
        switch try reader.read(UInt8.self) {
        case 0: self = .covariate(Int(try reader.read(UInt32.self)))
        case 1:
            self = .number(Int(try reader.read(UInt32.self)), try DesignRecipe.NumberFunction(from: &reader))
        case 2: self = .bins(Int(try reader.read(UInt32.self)), cuts: try reader.readCuts())
        case 3: self = .product(try DesignRecipe.Number(from: &reader), try DesignRecipe.Number(from: &reader))
        case 4:
            let levels = try DesignRecipe.Levels(from: &reader)
            self = .within(levels, class: try reader.read(), try DesignRecipe.Number(from: &reader))
        case 5:
            let sides = (try DesignRecipe.Levels(from: &reader), try DesignRecipe.Levels(from: &reader))
            let widths = [sides.0, sides.1].map { Int($0.classes.max() ?? -1) + 1 }
            guard widths[0] * widths[1] <= 10_000 else { throw DecodingFault.malformed("an interaction of levels") }
            self = .crossing(sides.0, sides.1)
        default: throw DecodingFault.malformed("how a column is made")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .covariate(let index):
            writer.write(UInt8(0))
            writer.write(UInt32(index))
        case .number(let index, let function):
            writer.write(UInt8(1))
            writer.write(UInt32(index))
            function.encode(into: &writer)
        case .bins(let index, let cuts):
            writer.write(UInt8(2))
            writer.write(UInt32(index))
            writer.write(array: cuts)
        case .product(let left, let right):
            writer.write(UInt8(3))
            left.encode(into: &writer)
            right.encode(into: &writer)
        case .within(let levels, let chosen, let number):
            writer.write(UInt8(4))
            levels.encode(into: &writer)
            writer.write(chosen)
            number.encode(into: &writer)
        case .crossing(let left, let right):
            writer.write(UInt8(5))
            left.encode(into: &writer)
            right.encode(into: &writer)
        }
    }
}

extension DesignRecipe.Number: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init(
            covariate: Int(try reader.read(UInt32.self)),
            function: try DesignRecipe.NumberFunction(from: &reader),
            mean: try reader.read()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(covariate))
        function.encode(into: &writer)
        writer.write(mean)
    }
}

extension DesignRecipe.Levels: WireCodable {
    /// Classes are places among the columns of one covariate, of which two make at most 10,000 combinations.
    private static let classMax: Int32 = 10_000

    package init(from reader: inout ByteReader) throws {
        let covariate = Int(try reader.read(UInt32.self))
        let cuts = try reader.readFlag() ? try reader.readCuts() : nil
        let classes = try reader.readArray(Int32.self)
        guard !classes.isEmpty, classes.allSatisfy({ $0 >= -1 && $0 < Self.classMax }),
            cuts.map({ $0.count + 2 == classes.count }) ?? true
        else { throw DecodingFault.malformed("the levels of an interaction") }
        self.init(covariate: covariate, cuts: cuts, classes: classes)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(covariate))
        writer.write(flag: cuts != nil)
        if let cuts { writer.write(array: cuts) }
        writer.write(array: classes)
    }
}

extension DesignRecipe.NumberFunction: WireCodable {
    package init(from reader: inout ByteReader) throws {
        switch try reader.read(UInt8.self) {
        case 0: self = .identity
        case 1: self = .log
        case 2: self = .log1p
        case 3:
            let degree = Int(try reader.read(UInt8.self))
            self = .power(degree, centre: try reader.read(), scale: try reader.read())
        case 4:
            let inner = try reader.readArray(Double.self)
            let (lowest, highest): (Double, Double) = (try reader.read(), try reader.read())
            let column = Int(try reader.read(UInt8.self))
            let all = [lowest] + inner + [highest]
            guard zip(all, all.dropFirst()).allSatisfy({ $0 < $1 }), inner.count <= 200, column <= inner.count else {
                throw DecodingFault.malformed("the knots of a spline")
            }
            self = .spline(NaturalSpline(inner: inner, lowest: lowest, highest: highest), column: column)
        default: throw DecodingFault.malformed("a function of a number")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .identity: writer.write(UInt8(0))
        case .log: writer.write(UInt8(1))
        case .log1p: writer.write(UInt8(2))
        case .power(let degree, let centre, let scale):
            writer.write(UInt8(3))
            writer.write(UInt8(degree))
            writer.write(centre)
            writer.write(scale)
        case .spline(let spline, let column):
            writer.write(UInt8(4))
            writer.write(array: spline.inner)
            writer.write(spline.lowest)
            writer.write(spline.highest)
            writer.write(UInt8(column))
        }
    }
}

extension FirthSums: Mergeable {
    package init(from reader: inout ByteReader) throws {
        let adjustment = try reader.readArray(Double.self)
        self.init(columnCount: adjustment.count)
        self.adjustment = adjustment
    }

    package func encode(into writer: inout ByteWriter) { writer.write(array: adjustment) }
}

extension NumberDistribution: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let values = try reader.readArray(Double.self)
        let (controls, treated) = (try reader.readCounts(), try reader.readCounts())
        guard
            let distribution = NumberDistribution(values: values, controls: controls, treated: treated)
        else { throw DecodingFault.malformed("the distribution of a number") }
        self = distribution
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: values)
        writer.write(array: controls.map(Int64.init))
        writer.write(array: treated.map(Int64.init))
    }
}

extension ByteReader {
    /// Cut points of levels that fit a byte, ascending.
    fileprivate mutating func readCuts() throws(DecodingFault) -> [Double] {
        let cuts = try readArray(Double.self)
        guard !cuts.isEmpty, cuts.count <= 200, zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .malformed("the cut points of levels")
        }
        return cuts
    }
}
