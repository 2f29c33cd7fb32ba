/// The rows around each score, in both groups.
struct ScoreNeighbours {
    /// The neighbours that spreads and covariances are estimated from (Stata's `vce(robust, nn(2))`).
    private static let count = 2

    /// What the rows nearest to a score show, of the controls and of the treated.
    struct Around {
        /// The means of the outcome among them.
        let means: [Double]
        /// The variances of the outcome among them.
        let variances: [Double]
        /// The covariances of the design's columns with the outcome among them.
        let covariances: [[Double]]
        /// The number of rows that have the score itself, and the sum of their outcomes.
        let tied: [(count: Int, sum: Double)]
    }

    private let rows: EstimatedScoreError.Rows
    private let lines: [ScoreLine]
    private let order: [Int]

    /// Puts the rows in the order of their scores.
    init(_ rows: EstimatedScoreError.Rows) {
        self.rows = rows
        let treatment = rows.treatment
        lines = [UInt8(0), 1].map { group in
            ScoreLine(treatment.indices.filter { treatment[$0] == group }, scores: rows.scores)
        }
        order = treatment.indices.sorted { (rows.scores[$0], $0) < (rows.scores[$1], $1) }
    }

    /// Visits the distinct scores in ascending order, with the rows that have them.
    func forEachScore(_ visit: (Around, ArraySlice<Int>) -> Void) {
        var start = 0
        while start < order.count {
            let score = rows.scores[order[start]]
            let end = order[start...].firstIndex { rows.scores[$0] != score } ?? order.count
            visit(around(score), order[start..<end])
            start = end
        }
    }

    /// The mean outcomes of the rows nearest to one, itself left out, of the controls and of the treated.
    func meansOfOthers(_ around: Around, _ row: Int) -> [Double] {
        let own = Int(rows.treatment[row])
        var means = around.means
        if around.tied[own].count > Self.count {
            means[own] = (around.tied[own].sum - rows.outcome[row]) / Double(around.tied[own].count - 1)
        } else {
            let near = lines[own].nearest(to: rows.scores[row], count: Self.count, excluding: row)
            means[own] = near.reduce(0) { $0 + rows.outcome[$1] } / Double(near.count)
        }
        return means
    }

    private func around(_ score: Double) -> Around {
        let near = lines.map { $0.nearest(to: score, count: Self.count) }
        var means: [Double] = []
        var variances: [Double] = []
        var covariances: [[Double]] = []
        for members in near {
            let mean = members.reduce(0) { $0 + rows.outcome[$1] } / Double(members.count)
            var variance = 0.0
            var covariance = Array(repeating: 0.0, count: rows.model.columnCount)
            for row in members {
                let deviation = rows.outcome[row] - mean
                variance += deviation * deviation
                // The design need not be centred: deviations of the outcome add up to 0.
                for (column, value) in rows.model.columns(row).enumerated() { covariance[column] += deviation * value }
            }
            let freedom = Double(members.count - 1)
            means.append(mean)
            variances.append(variance / freedom)
            covariances.append(covariance.map { $0 / freedom })
        }
        let tied = near.map { members in
            let same = members.filter { rows.scores[$0] == score }
            return (same.count, same.reduce(0) { $0 + rows.outcome[$1] })
        }
        return Around(means: means, variances: variances, covariances: covariances, tied: tied)
    }
}

/// The nearest rows of the other group by the covariates of the model, each column as it is.
struct CovariateNeighbours {
    private let rows: EstimatedScoreError.Rows
    private let others: [[Int]]
    private let coordinates: [Double]

    /// Reads the covariates.
    init(_ rows: EstimatedScoreError.Rows) {
        self.rows = rows
        let treatment = rows.treatment
        others = [UInt8(1), 0].map { group in treatment.indices.filter { treatment[$0] == group } }
        coordinates = rows.model.coordinates
    }

    /// The mean outcome of the nearest of the other group of each row, all that are as near as the last included.
    func meanOutcomes() -> [Double] {
        let (rows, others, coordinates) = (rows, others, coordinates)
        let order = rows.model.columnCount
        return TiledRows(rowCount: rows.outcome.count, tileRows: 64).map { tile -> [Double] in
            tile.map { row in
                let candidates = others[Int(rows.treatment[row])]
                let distances = coordinates.withUnsafeBufferPointer { values in
                    candidates.map { other in
                        var sum = 0.0
                        for column in 1..<max(order, 1) {
                            let difference = values[other &* order &+ column] - values[row &* order &+ column]
                            sum += difference * difference
                        }
                        return sum
                    }
                }
                let limit = Self.limit(distances, count: rows.matches)
                var (sum, count) = (0.0, 0.0)
                for (place, distance) in distances.enumerated() where distance <= limit {
                    sum += rows.outcome[candidates[place]]
                    count += 1
                }
                return sum / count
            }
        }.flatMap(\.self)
    }

    /// The distance of the nearest but so many.
    private static func limit(_ distances: [Double], count: Int) -> Double {
        guard count > 1 else { return distances.min() ?? .infinity }
        return distances.sorted()[min(count, distances.count) - 1]
    }
}

/// The rows of a group by their scores.
private struct ScoreLine {
    private let rows: [Int]
    private let scores: [Double]

    init(_ rows: [Int], scores: [Double]) {
        self.rows = rows.sorted { (scores[$0], $0) < (scores[$1], $1) }
        self.scores = self.rows.map { scores[$0] }
    }

    /// The nearest rows to a score, with all that are as far as the last of them.
    func nearest(to score: Double, count: Int, excluding excluded: Int? = nil) -> [Int] {
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < score { low = middle + 1 } else { high = middle }
        }
        var found: [Int] = []
        var last = 0.0
        var (left, right) = (low - 1, low)
        while left >= 0 || right < scores.count {
            let toLeft = left >= 0 ? score - scores[left] : .infinity
            let toRight = right < scores.count ? scores[right] - score : .infinity
            let distance = min(toLeft, toRight)
            if found.count >= count, distance > last { break }
            let place = toRight <= toLeft ? right : left
            if toRight <= toLeft { right += 1 } else { left -= 1 }
            guard rows[place] != excluded else { continue }
            found.append(rows[place])
            last = distance
        }
        return found
    }
}
