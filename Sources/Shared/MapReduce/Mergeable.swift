/// A partial that is its own result: the contributions of later tiles and partitions are added to it.
package protocol Mergeable: WireCodable {
    /// Adds the contribution of the tile or partition that comes next in the fixed order.
    mutating func add(_ later: Self)
}

extension Pass where Partial: Mergeable {
    /// Adds a later tile's contribution.
    package func combine(_ earlier: inout Partial, _ later: Partial) {
        earlier.add(later)
    }
}

extension Pass where Partial: Mergeable, Result == Partial {
    /// The contributions of all partitions, added in their order.
    package func reduce(_ partials: some Sequence<Partial>, _ context: Context) -> Partial {
        var iterator = partials.makeIterator()
        guard var total = iterator.next() else { preconditionFailure("a pass over no partitions") }
        while let next = iterator.next() { total.add(next) }
        return total
    }
}
