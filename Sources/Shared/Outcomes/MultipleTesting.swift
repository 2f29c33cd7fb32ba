/// p-values adjusted for the number of tests in a family.
package enum MultipleTesting {
    /// Holm's step-down adjustment, which bounds the chance of any false finding (Holm 1979, Scandinavian Journal of
    /// Statistics 6, 65–70).
    ///
    /// - Parameter pValues: p-values of one family, each 0 to 1, in any order.
    /// - Returns: Adjusted p-values in the same order.
    package static func holm(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in ascending(pValues).enumerated() {
            largest = max(largest, min(1, Double(pValues.count - rank) * pValues[index]))
            adjusted[index] = largest
        }
        return adjusted
    }

    /// The step-up adjustment of Benjamini and Hochberg, which bounds the expected share of false findings among the
    /// findings (1995, JRSS B 57, 289–300).
    ///
    /// - Parameter pValues: p-values of one family, each 0 to 1, in any order.
    /// - Returns: Adjusted p-values in the same order.
    package static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var smallest = 1.0
        for (rank, index) in ascending(pValues).enumerated().reversed() {
            smallest = min(smallest, Double(pValues.count) / Double(rank + 1) * pValues[index])
            adjusted[index] = smallest
        }
        return adjusted
    }

    private static func ascending(_ pValues: [Double]) -> [Int] {
        pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    }
}
