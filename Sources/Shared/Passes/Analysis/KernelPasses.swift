package import MapReduce
package import Propensity
package import Tables

/// A match by a kernel: the bandwidth is the caliper of its plan.
package struct KernelPlan: Equatable, Sendable, WireCodable {
    /// Model, treated scores and bandwidth.
    package let plan: MatchPlan
    /// The kernel.
    package let kernel: Kernel

    /// A plan.
    package init(plan: MatchPlan, kernel: Kernel) {
        self.plan = plan
        self.kernel = kernel
    }

    package init(from reader: inout ByteReader) throws {
        plan = try MatchPlan(from: &reader)
        kernel = try Kernel(from: &reader)
        guard plan.caliper > 0, plan.caliper.isFinite else { throw DecodingFault.malformed("a bandwidth") }
    }

    package func encode(into writer: inout ByteWriter) {
        plan.encode(into: &writer)
        kernel.encode(into: &writer)
    }
}

extension Kernel: WireCodable {
    package init(from reader: inout ByteReader) throws {
        guard let kernel = Kernel(rawValue: try reader.readText()) else { throw DecodingFault.malformed("a kernel") }
        self = kernel
    }

    package func encode(into writer: inout ByteWriter) { writer.write(text: rawValue) }
}

/// What the weights of a match by a kernel follow from.
package struct KernelWeights: Equatable, Sendable, WireCodable {
    /// The kernel.
    package let kernel: Kernel
    /// Its sum over all comparison people at each treated person, by place in matching order; 0 for those without any.
    package let totals: [Double]

    /// The sums of a kernel.
    package init(kernel: Kernel, totals: [Double]) {
        self.kernel = kernel
        self.totals = totals
    }

    package init(from reader: inout ByteReader) throws {
        kernel = try Kernel(from: &reader)
        totals = try KernelTotals(from: &reader).totals
    }

    package func encode(into writer: inout ByteWriter) {
        kernel.encode(into: &writer)
        writer.write(array: totals)
    }

    /// The shares of comparison people, the plan's caliper being the bandwidth.
    func shares(_ plan: MatchPlan) -> KernelShares {
        KernelShares(plan.treated, totals: totals, kernel: kernel, bandwidth: plan.caliper)
    }
}

/// The sum of a kernel over comparison people at each treated person.
package struct KernelTotals: Equatable, Sendable, Mergeable {
    /// By place in matching order.
    package private(set) var totals: [Double]

    init(totals: [Double]) {
        self.totals = totals
    }

    package init(from reader: inout ByteReader) throws {
        totals = try reader.readArray()
        guard totals.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw DecodingFault.malformed("sums of a kernel") }
    }

    package func encode(into writer: inout ByteWriter) { writer.write(array: totals) }

    package mutating func add(_ later: KernelTotals) {
        for place in totals.indices { totals[place] += later.totals[place] }
    }
}

/// Sums a kernel over the comparison people around each treated person.
package struct KernelTotalsPass: Pass {
    package static let name: PassName = "propensity.kernel-totals"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: KernelPlan
    ) throws -> KernelTotals {
        let cohort = try TileCohort.of(tile, partition, context)
        return KernelTotals(
            totals: KernelShares.totals(
                broadcast.plan.treated,
                controls: broadcast.plan.rows(cohort),
                kernel: broadcast.kernel,
                bandwidth: broadcast.plan.caliper
            )
        )
    }

    package func check(
        _ partial: KernelTotals,
        _ context: AnalysisPlan,
        _ broadcast: KernelPlan
    ) throws(DecodingFault) {
        guard partial.totals.count == broadcast.plan.treated.count else {
            throw .malformed("sums of a kernel at other treated people")
        }
    }
}
