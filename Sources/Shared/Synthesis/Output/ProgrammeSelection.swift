/// Someone who could take part in the programme, with a random priority.
struct Candidate: Sendable {
    /// Logit of taking part plus standard logistic noise.
    let priority: Double
    /// The person's number.
    let person: Int

    /// Whether this one is taken before another; equal priorities are told apart by number.
    func precedes(_ other: Candidate) -> Bool {
        priority != other.priority ? priority > other.priority : person < other.person
    }
}

/// Keeps the candidates of the highest priorities, in memory that does not grow with the population.
///
/// With logistic noise, taking the highest ones is a logistic model of taking part whose intercept is the one that
/// gives the cohort its size.
struct ProgrammeSelection {
    /// Candidates seen.
    private(set) var candidateCount = 0
    private let capacity: Int
    /// A binary heap with the last of those kept at its root.
    private var heap: [Candidate] = []

    /// A selection of so many candidates.
    init(capacity: Int) {
        self.capacity = capacity
        heap.reserveCapacity(capacity)
    }

    /// The numbers of those kept.
    var people: Set<Int> { Set(heap.map(\.person)) }

    /// Considers a candidate.
    ///
    /// - Complexity: O(log *capacity*).
    mutating func consider(_ candidate: Candidate) {
        candidateCount += 1
        if heap.count < capacity {
            heap.append(candidate)
            siftUp(from: heap.count - 1)
        } else if let last = heap.first, candidate.precedes(last) {
            heap[0] = candidate
            siftDown()
        }
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].precedes(heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var last = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[last].precedes(heap[child]) {
                last = child
            }
            guard last != parent else { return }
            heap.swapAt(parent, last)
            parent = last
        }
    }
}
