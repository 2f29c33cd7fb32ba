package import Extracts
import Linkage
package import MapReduce
package import Tables

/// What attrition finds of one linked person: an index event's kind, or the reason for a loss.
package struct IndexFinding: Hashable, Sendable, WireCodable {
    /// The person's number within the request.
    package let ordinal: UInt32
    /// Code of a ``LossReason``, 0 when the person has an index event.
    package let lossCode: UInt8
    /// Code of the event's ``Disposal``, 0 for a loss.
    package let disposal: UInt8
    /// Year of the index date, 0 for a loss.
    package let year: Int32
    /// Level code of the region.
    package let region: UInt16
    /// Whether there is an OASys assessment on or before the index date.
    package let isAssessed: Bool
    /// Days from the index date to the intervention's start, 0 when it began by then or nobody knows when.
    package let delayDays: Int32

    /// The reason for the loss, nil when the person has an index event.
    package var loss: LossReason? { LossReason(rawValue: lossCode) }

    init(ordinal: UInt32, loss: LossReason) {
        self.init(
            ordinal: ordinal,
            lossCode: loss.rawValue,
            disposal: 0,
            year: 0,
            region: 0,
            isAssessed: false,
            delayDays: 0
        )
    }

    init(
        ordinal: UInt32,
        lossCode: UInt8,
        disposal: UInt8,
        year: Int32,
        region: UInt16,
        isAssessed: Bool,
        delayDays: Int32
    ) {
        self.ordinal = ordinal
        self.lossCode = lossCode
        self.disposal = disposal
        self.year = year
        self.region = region
        self.isAssessed = isAssessed
        self.delayDays = delayDays
    }

    package init(from reader: inout ByteReader) throws {
        self.init(
            ordinal: try reader.read(),
            lossCode: try reader.read(),
            disposal: try reader.read(),
            year: try reader.read(),
            region: try reader.read(),
            isAssessed: try reader.readFlag(),
            delayDays: try reader.read()
        )
        guard delayDays >= 0 else { throw DecodingFault.malformed("the delay of an intervention") }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(ordinal)
        writer.write(lossCode)
        writer.write(disposal)
        writer.write(year)
        writer.write(region)
        writer.write(flag: isAssessed)
        writer.write(delayDays)
    }
}

/// Looks for the index event of every linked member of the cohort.
package struct IndexEventsPass: Pass {
    package static let name: PassName = "attrition.events"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: Nothing
    ) throws -> [IndexFinding] {
        let treated = context.treated(partition: partition.number, people: tile.people)
        if treated.isEmpty { return [] }
        let history = try History(try partition.table(.history))
        return treated.map { member in
            let person = Int(member.reference.person)
            switch context.rule.event(ofTreated: person, dates: member.dates, in: history) {
            case .failure(let reason):
                return IndexFinding(ordinal: member.ordinal, loss: reason)
            case .success(let event):
                return IndexFinding(
                    ordinal: member.ordinal,
                    lossCode: 0,
                    disposal: history.sentences.disposals[event.sentence],
                    year: Int32(event.date.year),
                    region: history.regions[person],
                    isAssessed: history.assessments?.latest(of: person, by: event.date) != nil,
                    delayDays: member.dates.delay(after: event.date)
                )
            }
        }
    }

    package func check(
        _ partial: [IndexFinding],
        _ context: AnalysisPlan,
        _ broadcast: Nothing
    ) throws(DecodingFault) {
        let ordinals = Set(context.treated.map(\.ordinal))
        let regions = context.levels.region.count
        guard partial.allSatisfy({ ordinals.contains($0.ordinal) && Int($0.region) < regions }) else {
            throw .malformed("index events of people or regions that were not asked about")
        }
    }

    package func combine(_ earlier: inout [IndexFinding], _ later: [IndexFinding]) {
        earlier.append(contentsOf: later)
    }

    /// The findings of all linked people, ascending by ordinal.
    package func reduce(_ partials: some Sequence<[IndexFinding]>, _ context: AnalysisPlan) -> [IndexFinding] {
        partials.flatMap(\.self).sorted { $0.ordinal < $1.ordinal }
    }
}
