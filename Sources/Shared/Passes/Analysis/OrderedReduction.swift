extension Sequence {
    /// The elements folded into the first, in order; a store has at least one partition.
    func reduced(_ add: (inout Element, Element) -> Void) -> Element {
        var iterator = makeIterator()
        guard var total = iterator.next() else { preconditionFailure("a pass over no partitions") }
        while let next = iterator.next() { add(&total, next) }
        return total
    }
}
