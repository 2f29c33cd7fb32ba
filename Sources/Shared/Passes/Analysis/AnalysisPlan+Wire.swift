package import Extracts
import Linkage
import MapReduce
package import Tables

extension AnalysisPlan {
    package init(from reader: inout ByteReader) throws {
        let rule = try IndexEventRule(from: &reader)
        let seed = try reader.read(UInt64.self)
        let treated = try [TreatedPerson](from: &reader)
        let excluded = try [PersonReference](from: &reader)
        let pool = try reader.readFlag() ? try PoolRule(from: &reader) : nil
        let levels = try CategoryLevels(lists: (0..<5).map { _ in try reader.readTexts() })
        self.init(
            rule: rule,
            seed: seed,
            treated: treated,
            excluded: excluded,
            pool: pool,
            levels: levels,
            exactStrata: try reader.readTexts(),
            covariates: CovariateChoice(
                controlsForRegion: try reader.readFlag(),
                assessmentItems: try reader.readTexts()
            )
        )
    }

    package func encode(into writer: inout ByteWriter) {
        rule.encode(into: &writer)
        writer.write(seed)
        treated.encode(into: &writer)
        excluded.encode(into: &writer)
        writer.write(flag: pool != nil)
        pool?.encode(into: &writer)
        for list in levels.lists { writer.write(texts: list) }
        writer.write(texts: exactStrata)
        writer.write(flag: covariates.controlsForRegion)
        writer.write(texts: covariates.assessmentItems)
    }
}

extension PersonReference: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init(partition: Int(try reader.read(UInt32.self)), person: Int(try reader.read(UInt32.self)))
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(partition)
        writer.write(person)
    }
}

extension PoolRule: WireCodable {
    package init(from reader: inout ByteReader) throws {
        self.init(
            years: try reader.readArray(),
            disposals: try reader.readArray(),
            regions: try reader.readArray(),
            needsAssessment: try reader.readFlag()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: years)
        writer.write(array: disposals)
        writer.write(array: regions)
        writer.write(flag: needsAssessment)
    }
}

extension IndexEventRule: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let disposals = try reader.readArray(UInt8.self)
        let numbers = try reader.readArray(Int64.self)
        guard numbers.count == 8 else { throw DecodingFault.malformed("the index event rule") }
        guard let end = Int32(exactly: numbers[4]) else { throw DecodingFault.malformed("the extract's end") }
        self.init(
            disposals: disposals,
            toleranceDays: Int(numbers[0]),
            daysBefore: Int(numbers[1]),
            daysAfter: Int(numbers[2]),
            firstYear: Int(numbers[3]),
            extractEnd: Day(number: end),
            followUp: FollowUpRule(
                followUpMonths: Int(numbers[5]),
                waitingMonths: Int(numbers[6]),
                breachGroups: try reader.readArray(),
                violentGroups: try reader.readArray()
            ),
            keepsDeaths: numbers[7] != 0
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: disposals)
        let numbers = [
            toleranceDays, daysBefore, daysAfter, firstYear, Int(extractEnd.number), followUp.followUpMonths,
            followUp.waitingMonths, keepsDeaths ? 1 : 0,
        ]
        writer.write(array: numbers.map(Int64.init))
        writer.write(array: followUp.breachGroups)
        writer.write(array: followUp.violentGroups)
    }
}

extension ByteWriter {
    mutating func write(texts: [String]) {
        write(UInt32(texts.count))
        for text in texts { write(text: text) }
    }
}

extension ByteReader {
    mutating func readTexts() throws(DecodingFault) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try read(UInt32.self)) { texts.append(try readText()) }
        return texts
    }

    mutating func readDay() throws(DecodingFault) -> Day {
        Day(number: try read(Int32.self))
    }
}
