/// Optimal matching on a line: the most pairs within the caliper, and of these the least sum of differences of scores.
///
/// On a line some optimal matching keeps the order of scores: two pairs that cross can be exchanged for two that do not,
/// at no higher cost and within the same caliper. It also uses only candidates that are claimed when everyone takes the
/// nearest unclaimed ones on the left, or everyone on the right (pruning as Sävje 2020, doi:10.1214/19-STS699, shows
/// for pairs), and no pair spans a place that no claim spans. What is left falls into separate stretches, each solved by
/// dynamic programming over slots and candidates in order.
struct LineAssignment {
    /// A pair of places.
    struct Pair {
        let focal: Int
        let candidate: Int
    }

    private let scores: [Double]
    private let isFocal: [Bool]
    private let ratio: Int
    private let caliper: Double

    /// People of one stratum in order of score.
    ///
    /// - Parameters:
    ///   - scores: Ascending.
    ///   - isFocal: Who chooses.
    ///   - ratio: How many candidates each may have.
    ///   - caliper: The largest difference; infinity for none.
    init(scores: [Double], isFocal: [Bool], ratio: Int, caliper: Double) {
        self.scores = scores
        self.isFocal = isFocal
        self.ratio = ratio
        self.caliper = caliper
    }

    /// The stretches: the places of focal people and of the candidates that some optimal matching is made of.
    ///
    /// - Complexity: O(*n*) for *n* places.
    func stretches() -> [(focal: [Int], candidates: [Int])] {
        let count = scores.count
        var isNeeded = isFocal
        // How many claims begin at a place, less those that end before it.
        var spans = Array(repeating: 0, count: count + 1)
        var free: [Int] = []
        for place in 0..<count {
            guard isFocal[place] else {
                free.append(place)
                continue
            }
            var reach = place
            for _ in 0..<ratio {
                // Someone who finds too few may compete with everyone on that side.
                reach = free.popLast() ?? 0
                if !isFocal[reach] { isNeeded[reach] = true }
            }
            spans[reach] += 1
            spans[place] -= 1
        }
        free = []
        for place in (0..<count).reversed() {
            guard isFocal[place] else {
                free.append(place)
                continue
            }
            var reach = place
            for _ in 0..<ratio {
                reach = free.popLast() ?? (count - 1)
                if !isFocal[reach] { isNeeded[reach] = true }
            }
            spans[place] += 1
            spans[reach] -= 1
        }
        var found: [(focal: [Int], candidates: [Int])] = []
        var current: (focal: [Int], candidates: [Int]) = ([], [])
        var open = 0
        for place in 0..<count where isNeeded[place] || spans[place] != 0 {
            open += spans[place]
            if isNeeded[place] {
                if isFocal[place] { current.focal.append(place) } else { current.candidates.append(place) }
            }
            if open == 0 {
                found.append(current)
                current = ([], [])
            }
        }
        return found
    }

    /// The steps that a stretch takes: slots times candidates.
    func cost(_ stretch: (focal: [Int], candidates: [Int])) -> Int {
        stretch.focal.count * ratio * stretch.candidates.count
    }

    /// The optimal pairs of a stretch.
    ///
    /// - Complexity: O(slots · candidates) time, and as many bytes.
    func solve(_ stretch: (focal: [Int], candidates: [Int])) -> [Pair] {
        let candidates = stretch.candidates
        guard let lowest = candidates.first, let highest = candidates.last, !stretch.focal.isEmpty else { return [] }
        let slots = stretch.focal.flatMap { Array(repeating: $0, count: ratio) }
        // One more pair is worth more than any exchange of distances.
        let low = min(scores[lowest], scores[stretch.focal[0]])
        let high = max(scores[highest], scores[stretch.focal[stretch.focal.count - 1]])
        let worth = Double(slots.count + 1) * min(caliper, high - low) + 1
        let width = candidates.count + 1
        // 0: the slot stays empty; 1: the candidate is passed over; 2: they are a pair.
        var steps = [UInt8](repeating: 0, count: (slots.count + 1) * width)
        var before = Array(repeating: 0.0, count: width)
        var after = before
        for (index, slot) in slots.enumerated() {
            let own = scores[slot]
            let start = (index + 1) * width
            after[0] = before[0]
            for place in 1..<width {
                var best = before[place]
                var step: UInt8 = 0
                if after[place - 1] > best {
                    best = after[place - 1]
                    step = 1
                }
                let distance = abs(own - scores[candidates[place - 1]])
                if distance <= caliper, before[place - 1] + worth - distance > best {
                    best = before[place - 1] + worth - distance
                    step = 2
                }
                after[place] = best
                steps[start + place] = step
            }
            swap(&before, &after)
        }
        var pairs: [Pair] = []
        var (slot, place) = (slots.count, candidates.count)
        while slot > 0, place > 0 {
            switch steps[slot * width + place] {
            case 0: slot -= 1
            case 1: place -= 1
            default:
                pairs.append(Pair(focal: slots[slot - 1], candidate: candidates[place - 1]))
                slot -= 1
                place -= 1
            }
        }
        return pairs.reversed()
    }
}
