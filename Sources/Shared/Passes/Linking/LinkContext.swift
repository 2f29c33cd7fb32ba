import Foundation
package import Linkage
import MapReduce
package import Tables

/// A cohort on its way to the workers: what is compared, and the standardised identifiers.
///
/// The only context that holds identifiers; it is sent for the passes of linkage and for no other.
package struct LinkContext: WireCodable {
    /// The cohort with the index of its blocking keys, made where the context is decoded.
    package let cohort: LinkCohort
    private let table: Blob

    /// A context.
    ///
    /// - Parameters:
    ///   - plan: What is compared, and how.
    ///   - table: The cohort's link table, see `LinkColumns.table`.
    /// - Throws: ``LinkageError`` or ``TableError`` when the two do not fit together.
    package init(plan: LinkPlan, table: Blob) throws {
        self.table = table
        cohort = try LinkCohort(plan: plan, columns: LinkColumns(TableView(table), schema: plan.schema))
    }

    package init(from reader: inout ByteReader) throws {
        let json = Data(try reader.readArray(UInt8.self))
        let bytes = try reader.readArray(UInt8.self)
        guard let plan = try? JSONDecoder().decode(LinkPlan.self, from: json) else {
            throw DecodingFault.malformed("the linkage plan")
        }
        try self.init(plan: plan, table: Blob.copy(bytes))
    }

    package func encode(into writer: inout ByteWriter) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let json = try? encoder.encode(cohort.plan) else { preconditionFailure("a linkage plan is always JSON") }
        writer.write(array: Array(json))
        writer.write(array: Array(table.bytes))
    }
}

/// A cohort with a model: what scoring needs.
package struct ScoringContext: WireCodable {
    /// The cohort.
    package let link: LinkContext
    /// The model's weights for this cohort.
    package let scorer: LinkScorer
    private let model: LinkModel
    private let values: ValueCounts

    /// A context.
    package init(link: LinkContext, model: LinkModel, values: ValueCounts) {
        self.link = link
        self.model = model
        self.values = values
        scorer = LinkScorer(model: model, cohort: link.cohort, values: values)
    }

    package init(from reader: inout ByteReader) throws {
        let link = try LinkContext(from: &reader)
        let model = try LinkModel(json: Data(try reader.readArray(UInt8.self)))
        let values = try ValueCounts(from: &reader)
        let comparisons = link.cohort.plan.comparisons.count
        guard model.comparisons.count == comparisons, values.counts.count == comparisons else {
            throw DecodingFault.malformed("the linkage model belongs to another plan")
        }
        self.init(link: link, model: model, values: values)
    }

    package func encode(into writer: inout ByteWriter) {
        link.encode(into: &writer)
        guard let json = try? model.json() else { preconditionFailure("a linkage model is always JSON") }
        writer.write(array: Array(json))
        values.encode(into: &writer)
    }
}

extension PartitionView {
    /// The partition made ready to be linked to a cohort; kept between tiles and passes.
    ///
    /// - Throws: ``TableError`` or ``LinkageError`` when the partition's link table is not what the cohort needs.
    func linkPartition(_ context: LinkContext) throws -> LinkPartition {
        try derived("link", bytes: \LinkPartition.byteCount) {
            let columns = try LinkColumns(table(.link), schema: context.cohort.plan.schema)
            return try LinkPartition(columns: columns, number: number, cohort: context.cohort)
        }
    }
}
