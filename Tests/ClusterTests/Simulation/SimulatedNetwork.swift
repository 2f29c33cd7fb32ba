import Messages
import Statistics

/// What goes wrong in a simulated cluster.
struct Weather: Sendable {
    /// Probability that a message is lost.
    var loss = 0.0
    /// Probability that a message comes twice.
    var duplication = 0.0
    /// Longest delay of a message.
    var delay: Duration = .milliseconds(5)
    /// Mean time between two crashes of workers; nil for none.
    var crash: Duration?
    /// Mean time between two freezes of workers; nil for none.
    var freeze: Duration?
    /// Mean time between two crashes of the coordinator; nil for none.
    var coordinatorCrash: Duration?
    /// Mean time between two cuts of a link; nil for none.
    var cut: Duration?
}

/// Draws random numbers one after the other.
struct Draws {
    private let random: CounterRandom
    private var index: UInt64 = 0

    init(seed: UInt64) {
        random = CounterRandom(seed: seed, purpose: "simulation")
    }

    mutating func uniform() -> Double {
        index += 1
        return random.uniform(at: index)
    }

    mutating func below(_ bound: Int) -> Int {
        index += 1
        return random.below(bound, at: index)
    }

    mutating func duration(upTo longest: Duration) -> Duration {
        .nanoseconds(Int64(Double(longest.wholeNanoseconds) * uniform()))
    }
}

/// What happens next, in the order of time and then of planning.
struct Agenda<Item> {
    private var heap: [(at: Instant, number: UInt64, item: Item)] = []
    private var count: UInt64 = 0

    mutating func plan(_ item: Item, at: Instant) {
        count += 1
        heap.append((at, count, item))
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next() -> (at: Instant, item: Item)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                var best = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, best) {
                    best = child
                }
                if best == parent { break }
                heap.swapAt(best, parent)
                parent = best
            }
        }
        return (first.at, first.item)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].at, heap[left].number) < (heap[right].at, heap[right].number)
    }
}
