import MapReduce
package import Outcomes
package import Propensity
package import Tables

/// A finished match: the broadcast of the passes that measure balance and outcomes.
package struct Matching: Equatable, Sendable, WireCodable {
    /// Model, treated scores and caliper.
    package let plan: MatchPlan
    /// Comparison people of each treated person, by its place in matching order: all within the caliper, or those chosen.
    package var counts: [Int] { radiusWeights.counts }
    /// The comparison people who were chosen one by one; nil where everybody in reach has a share.
    package let chosen: ChosenControls?
    /// The kernel with its sum at each place, if nearness decides how much those within reach weigh; nil for equal shares.
    package let kernel: KernelWeights?
    /// The weights that follow from the counts in radius matching, made once for all tiles.
    private let radiusWeights: RadiusWeights
    /// Those that follow from the sums of a kernel.
    private let kernelShares: KernelShares?
    /// Numbers of the matched treated people within the request, ascending.
    package let matched: [UInt32]
    /// What is compared for balance.
    package let balance: BalanceSpecification
    /// What is measured.
    package let outcomes: [OutcomeDefinition]
    /// The last day of the counts of time to the first reoffence; nil when they are not wanted.
    package let horizon: Int?
    /// Lower edge, upper edge and bins of the score histogram.
    package let histogram: (lowest: Double, highest: Double, bins: Int)

    /// A match.
    package init(
        plan: MatchPlan,
        counts: [Int],
        chosen: ChosenControls? = nil,
        kernel: KernelWeights? = nil,
        matched: [UInt32],
        balance: BalanceSpecification,
        outcomes: [OutcomeDefinition],
        horizon: Int? = nil,
        histogram: (lowest: Double, highest: Double, bins: Int)
    ) {
        self.plan = plan
        radiusWeights = RadiusWeights(counts: counts)
        self.chosen = chosen
        self.kernel = kernel
        kernelShares = kernel?.shares(plan)
        self.matched = matched
        self.balance = balance
        self.outcomes = outcomes
        self.horizon = horizon
        self.histogram = histogram
    }

    package init(from reader: inout ByteReader) throws {
        plan = try MatchPlan(from: &reader)
        radiusWeights = RadiusWeights(counts: try reader.readArray(UInt32.self).map(Int.init))
        chosen = try reader.readFlag() ? try ChosenControls(from: &reader) : nil
        kernel = try reader.readFlag() ? try KernelWeights(from: &reader) : nil
        matched = try reader.readArray()
        balance = try BalanceSpecification(from: &reader)
        outcomes = try OutcomeDefinition.read(from: &reader)
        horizon = try reader.readFlag() ? Int(try reader.read(UInt16.self)) : nil
        histogram = (try reader.read(), try reader.read(), Int(try reader.read(UInt32.self)))
        if let kernel, kernel.totals.count != plan.treated.count || !(plan.caliper > 0) {
            throw DecodingFault.malformed("a match by a kernel")
        }
        kernelShares = kernel?.shares(plan)
        guard counts.count == plan.treated.count, histogram.lowest < histogram.highest, histogram.bins > 0,
            horizon.map({ $0 > 0 }) ?? true
        else {
            throw DecodingFault.malformed("a match")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        plan.encode(into: &writer)
        writer.write(array: counts.map(UInt32.init))
        writer.write(flag: chosen != nil)
        chosen?.encode(into: &writer)
        writer.write(flag: kernel != nil)
        kernel?.encode(into: &writer)
        writer.write(array: matched)
        balance.encode(into: &writer)
        writer.write(array: outcomes.map(\.rawValue))
        writer.write(flag: horizon != nil)
        if let horizon { writer.write(UInt16(clamping: horizon)) }
        writer.write(histogram.lowest)
        writer.write(histogram.highest)
        writer.write(UInt32(histogram.bins))
    }

    /// The score histogram of nobody.
    var emptyHistogram: ScoreHistogram {
        ScoreHistogram(lowest: histogram.lowest, highest: histogram.highest, binCount: histogram.bins)
    }

    package static func == (left: Matching, right: Matching) -> Bool { left.encoded == right.encoded }

    /// The matching weight of each person of a tile; 0 for people who are not matched.
    func weights(_ cohort: TileCohort, of partition: Int, rows: ScoredRows) -> [Double] {
        let all = 0..<cohort.count
        var weights: [Double]
        if let chosen {
            weights = cohort.ordinals.map { $0 >= 0 ? 1 : 0 }
            chosen.forEach(of: cohort.people, partition: partition) { row, place in
                weights[row] = chosen.choices[place].weight
            }
        } else if let kernelShares {
            weights = kernelShares.weights(rows, rows: all)
        } else {
            weights = radiusWeights.weights(plan.treated, controls: rows, rows: all, caliper: plan.caliper)
        }
        for row in all where cohort.ordinals[row] >= 0 && !isMatched(UInt32(cohort.ordinals[row])) { weights[row] = 0 }
        return weights
    }

    /// The key of each person's independent unit: its matched set where sets share nobody, else its own.
    func units(_ cohort: TileCohort, of partition: Int, keys: Column<UInt64>) -> [UInt64] {
        var units = cohort.people.map { keys[Int($0)] }
        chosen?.forEach(of: cohort.people, partition: partition) { row, place in
            units[row] = chosen?.choices[place].set ?? units[row]
        }
        return units
    }

    private func isMatched(_ ordinal: UInt32) -> Bool {
        let place = matched.firstPlace { $0 >= ordinal }
        return place < matched.count && matched[place] == ordinal
    }
}
