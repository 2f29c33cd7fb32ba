package import Statistics

/// What one Newton step (Fisher scoring) needs of the rows: sums only.
package struct NewtonSums: Equatable, Sendable {
    /// X'WX over the design columns.
    package var information: PackedSymmetric
    /// The gradient of the log-likelihood; in a starting pass X'Wz, the right-hand side for the coefficients themselves.
    package var gradient: [Double]
    /// The log-likelihood.
    package var logLikelihood: Double
    /// The rows.
    package var rowCount: Int
    /// The sum of the rows' case weights.
    package var weight: Double
    /// The sum of the treated rows' case weights.
    package var treatedWeight: Double

    /// The sums over no rows.
    package init(columnCount: Int) {
        self.init(
            information: PackedSymmetric(order: columnCount),
            gradient: Array(repeating: 0, count: columnCount),
            logLikelihood: 0,
            rowCount: 0,
            weight: 0,
            treatedWeight: 0
        )
    }

    /// Sums from their parts, as read from a wire.
    package init(
        information: PackedSymmetric,
        gradient: [Double],
        logLikelihood: Double,
        rowCount: Int,
        weight: Double,
        treatedWeight: Double
    ) {
        precondition(information.order == gradient.count, "the gradient has one element for each column")
        self.information = information
        self.gradient = gradient
        self.logLikelihood = logLikelihood
        self.rowCount = rowCount
        self.weight = weight
        self.treatedWeight = treatedWeight
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: NewtonSums) {
        information.add(later.information)
        for index in gradient.indices { gradient[index] += later.gradient[index] }
        logLikelihood += later.logLikelihood
        rowCount += later.rowCount
        weight += later.weight
        treatedWeight += later.treatedWeight
    }
}
