import Glibc

/// Sums of a kernel over many weighted scores, at any score, without visiting each.
///
/// Scores are sorted and cut into cells of a fraction of the bandwidth. What a whole cell adds is a polynomial of the
/// distance from its centre, whose coefficients follow from the moments of the cell; for the bell curve the polynomial is
/// that of exp(yt), times exp(−y²/2) (the idea of the fast Gauss transform, Greengard and Strain 1991,
/// doi:10.1137/0912004). Cells at the rim of the kernel are added score by score, so nothing is truncated but the
/// series, at 1e-15. A narrow kernel's scores are all visited.
struct KernelSums: Sendable {
    private static let directMax = 256
    private static let cellsMax = 1 << 21

    private let kernel: Kernel
    private let bandwidth: Double
    private let scores: [Double]
    private let weights: [Double]
    private let cellWidth: Double
    private let origin: Double
    /// The first score of each cell, and the end of the last.
    private var starts: [Int32] = []
    private let order: Int
    /// For each cell the coefficients for scores above it, then for those below it.
    private var polynomials: [Double] = []

    /// Sums over some scores.
    ///
    /// - Parameters:
    ///   - scores: Ascending.
    ///   - weights: One for each.
    ///   - kernel: The kernel; not `uniform`, which is a difference of prefix sums.
    ///   - bandwidth: Positive.
    init(scores: [Double], weights: [Double], kernel: Kernel, bandwidth: Double) {
        self.scores = scores
        self.weights = weights
        self.kernel = kernel
        self.bandwidth = bandwidth
        cellWidth = bandwidth / (kernel == .gaussian ? 8 : 64)
        origin = scores.first ?? 0
        order = kernel == .gaussian ? 25 : kernel.coefficients.count
        let span = ((scores.last ?? 0) - origin) / cellWidth
        guard scores.count > Self.directMax, span < Double(Self.cellsMax) else { return }
        let cellCount = Int(span) + 1
        starts = Array(repeating: Int32(scores.count), count: cellCount + 1)
        for index in scores.indices.reversed() { starts[cell(scores[index])] = Int32(index) }
        for cell in starts.indices.dropLast().reversed() { starts[cell] = min(starts[cell], starts[cell + 1]) }
        polynomials = Array(repeating: 0, count: cellCount * order * 2)
        for cell in 0..<cellCount where starts[cell] < starts[cell + 1] { fill(cell) }
    }

    /// The sum at a score.
    ///
    /// - Complexity: O(cells in reach + scores in two cells).
    func callAsFunction(at score: Double) -> Double {
        var reach = kernel.reach
        if kernel == .gaussian {
            // What is ten bandwidths off adds less than 1e-21 of what is within one.
            let near = first(notBelow: score - bandwidth)
            if near < scores.count, scores[near] <= score + bandwidth { reach = 10 }
        }
        let low = first(notBelow: score - reach * bandwidth)
        let high = first(above: score + reach * bandwidth)
        guard low < high else { return 0 }
        if high - low <= Self.directMax || starts.isEmpty { return direct(low..<high, score) }
        let (lowCell, highCell) = (cell(scores[low]), cell(scores[high - 1]))
        guard highCell > lowCell + 1 else { return direct(low..<high, score) }
        let own = kernel == .tricube ? Int(((score - origin) / cellWidth).rounded(.down)) : -1
        var sum = direct(low..<Int(starts[lowCell + 1]), score)
        for cell in (lowCell + 1)..<highCell where starts[cell] < starts[cell + 1] {
            sum += cell == own ? direct(Int(starts[cell])..<Int(starts[cell + 1]), score) : whole(cell, score)
        }
        return sum + direct(Int(starts[highCell])..<high, score)
    }

    private func cell(_ score: Double) -> Int { Int((score - origin) / cellWidth) }

    private func centre(_ cell: Int) -> Double { origin + (Double(cell) + 0.5) * cellWidth }

    /// The sum over some scores, one by one.
    private func direct(_ range: Range<Int>, _ score: Double) -> Double {
        var sum = 0.0
        for index in range {
            let u = abs(score - scores[index]) / bandwidth
            let value: Double
            switch kernel {
            case .epan: value = 1 - u * u
            case .biweight: value = (1 - u * u) * (1 - u * u)
            case .tricube:
                let rest = 1 - u * u * u
                value = rest * rest * rest
            case .uniform: value = 1
            case .gaussian: value = exp(-u * u / 2)
            }
            if kernel == .gaussian || u <= 1 { sum += weights[index] * value }
        }
        return sum
    }

    /// The sum over a cell by its polynomial.
    private func whole(_ cell: Int, _ score: Double) -> Double {
        let distance = (score - centre(cell)) / bandwidth
        let side = kernel == .tricube && distance < 0 ? order : 0
        let start = cell * order * 2 + side
        // Within ten bandwidths sixteen terms leave 1e-15.
        let terms = kernel == .gaussian && abs(distance) <= 10.5 ? 18 : order
        var sum = 0.0
        for power in stride(from: terms - 1, through: 0, by: -1) { sum = sum * distance + polynomials[start + power] }
        return kernel == .gaussian ? sum * exp(-distance * distance / 2) : sum
    }

    private mutating func fill(_ cell: Int) {
        let middle = centre(cell)
        var moments = Array(repeating: 0.0, count: order)
        for index in Int(starts[cell])..<Int(starts[cell + 1]) {
            let offset = (scores[index] - middle) / bandwidth
            var term = weights[index] * (kernel == .gaussian ? exp(-offset * offset / 2) : 1)
            for power in 0..<order {
                moments[power] += term
                term *= kernel == .gaussian ? offset / Double(power + 1) : offset
            }
        }
        let start = cell * order * 2
        if kernel == .gaussian {
            for power in 0..<order { polynomials[start + power] = moments[power] }
            return
        }
        let coefficients = kernel.coefficients
        for (side, sign) in [(0, 1.0), (order, -1.0)] {
            for power in 0..<order {
                var sum = 0.0
                var binomial = 1.0
                // (y − t)ᵏ has C(k, r) yʳ (−t)ᵏ⁻ʳ; below the cell u is t − y, which turns the sign of odd powers.
                for whole in power..<order {
                    let odd = whole % 2 == 1 ? sign : 1
                    let turned = (whole - power) % 2 == 1 ? -1.0 : 1
                    sum += coefficients[whole] * odd * turned * binomial * moments[whole - power]
                    binomial = binomial * Double(whole + 1) / Double(whole + 1 - power)
                }
                polynomials[start + side + power] = sum
            }
        }
    }

    private func first(notBelow value: Double) -> Int {
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func first(above value: Double) -> Int {
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
