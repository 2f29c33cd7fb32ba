/// The people among a list's candidates, numbered in the order in which they first stand in it.
struct CandidatePeople {
    /// For each place of the list its person, -1 where no candidate is kept.
    let numbers: [Int32]
    /// How many people there are.
    let count: Int

    /// Numbers the people.
    ///
    /// - Complexity: O(*n* · *k*) for *n* records and *k* candidates.
    init(_ list: CandidateList) {
        let kept = list.kept
        var numbers = [Int32](repeating: -1, count: kept.count)
        var capacity = 64
        while capacity < 2 * kept.count { capacity *= 2 }
        let mask = UInt64(capacity - 1)
        var keys = [UInt64](repeating: 0, count: capacity)
        var slots = [Int32](repeating: -1, count: capacity)
        var count: Int32 = 0
        for row in 0..<list.rowCount {
            for place in list.places(ofRow: row) {
                let key = UInt64(kept[place].partition) << 32 | UInt64(kept[place].person)
                var slot = Int((key &* 0x9e37_79b9_7f4a_7c15) >> 20 & mask)
                while slots[slot] >= 0, keys[slot] != key { slot = (slot + 1) & Int(mask) }
                if slots[slot] < 0 {
                    keys[slot] = key
                    slots[slot] = count
                    count += 1
                }
                numbers[place] = slots[slot]
            }
        }
        self.numbers = numbers
        self.count = Int(count)
    }
}
