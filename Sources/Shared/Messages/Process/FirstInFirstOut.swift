/// A queue of constant cost at both ends.
package struct FirstInFirstOut<Element> {
    /// Reversed: the first is the last.
    private var front: [Element] = []
    private var back: [Element] = []

    /// An empty queue.
    package init() {}

    /// Whether nothing waits.
    package var isEmpty: Bool { front.isEmpty && back.isEmpty }

    /// How many wait.
    package var count: Int { front.count + back.count }

    /// Adds one at the end.
    package mutating func append(_ element: Element) {
        back.append(element)
    }

    /// Puts one before all others.
    package mutating func prepend(_ element: Element) {
        front.append(element)
    }

    /// Takes the first; nil when nothing waits.
    package mutating func popFirst() -> Element? {
        if front.isEmpty {
            front = back.reversed()
            back.removeAll(keepingCapacity: true)
        }
        return front.popLast()
    }
}
