/// How the weight of a comparison group is spread over its people: its sums, and its heaviest people.
package struct ControlWeights: Equatable, Sendable {
    /// People whose weights are kept one by one.
    package static let heaviestMax = 32

    /// People with a weight.
    package private(set) var count = 0
    /// Σ w.
    package private(set) var total = 0.0
    /// Σ w².
    package private(set) var squares = 0.0
    /// The largest weights, descending; at most ``heaviestMax``.
    package private(set) var heaviest: [Double] = []

    /// Nobody's weights.
    package init() {}

    /// Some people's weights; those of 0 do not count.
    package init(_ weights: some Sequence<Double>) {
        for weight in weights { add(weight) }
    }

    /// Weights from their parts, as read from a wire; nil when they do not fit together.
    package init?(count: Int, total: Double, squares: Double, heaviest: [Double]) {
        guard count >= 0, total >= 0, squares >= 0, heaviest.count == min(count, Self.heaviestMax),
            zip(heaviest, heaviest.dropFirst()).allSatisfy({ $0 >= $1 })
        else { return nil }
        (self.count, self.total, self.squares, self.heaviest) = (count, total, squares, heaviest)
    }

    /// Adds one person; a weight of 0 adds nobody.
    package mutating func add(_ weight: Double) {
        guard weight > 0 else { return }
        count += 1
        total += weight
        squares += weight * weight
        guard heaviest.count < Self.heaviestMax || weight > (heaviest.last ?? 0) else { return }
        if heaviest.count == Self.heaviestMax { heaviest.removeLast() }
        heaviest.insert(weight, at: heaviest.firstIndex { $0 < weight } ?? heaviest.count)
    }

    /// Adds the weights of people who come later in the fixed order.
    package mutating func add(_ later: ControlWeights) {
        count += later.count
        total += later.total
        squares += later.squares
        heaviest = Array((heaviest + later.heaviest).sorted(by: >).prefix(Self.heaviestMax))
    }

    /// Effective sample size, (Σ w)² / Σ w² (Kish 1965); 0 for nobody.
    package var effectiveCount: Double { squares > 0 ? total * total / squares : 0 }
}
