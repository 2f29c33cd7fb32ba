/// p-values adjusted over several analyses together.
package enum OutcomeFamilies {
    /// Adjusts the p-values of a set of analyses: outcomes of one ``OutcomeDefinition/Family`` are one family of tests over all
    /// analyses of the set.
    ///
    /// - Parameter analyses: The estimates of each analysis; those without a test do not count.
    /// - Returns: The same estimates with adjusted p-values.
    package static func adjusted(_ analyses: [[OutcomeEstimate]]) -> [[OutcomeEstimate]] {
        var result = analyses
        for family in OutcomeDefinition.Family.allCases {
            let places = analyses.enumerated().flatMap { analysis, estimates in
                estimates.indices.filter {
                    estimates[$0].outcome.family == family && estimates[$0].difference != nil
                }.map { (analysis, $0) }
            }
            let pValues = places.compactMap { analyses[$0.0][$0.1].difference?.pValue }
            let holm = MultipleTesting.holm(pValues)
            let benjaminiHochberg = MultipleTesting.benjaminiHochberg(pValues)
            for (index, place) in places.enumerated() {
                result[place.0][place.1].holmPValue = holm[index]
                result[place.0][place.1].benjaminiHochbergPValue = benjaminiHochberg[index]
            }
        }
        return result
    }
}
