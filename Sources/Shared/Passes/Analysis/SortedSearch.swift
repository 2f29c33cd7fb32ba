extension Array {
    /// The first place whose element a condition holds for, in an array that is sorted by it; `count` when there is none.
    ///
    /// - Complexity: O(log *n*).
    func firstPlace(where isReached: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isReached(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
