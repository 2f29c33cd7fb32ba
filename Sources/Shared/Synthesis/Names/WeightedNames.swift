import Foundation

/// A list of names of which the first are the most common, by a law like Zipf's.
struct WeightedNames: Sendable {
    /// The names, most common first, as UTF-8.
    let names: [[UInt8]]
    private let cumulative: [Double]

    /// Names separated by white space.
    ///
    /// - Parameters:
    ///   - text: The names, most common first; repeated ones count once.
    ///   - exponent: How steeply frequency falls with rank.
    ///   - offset: Added to the rank, which flattens the top of the list.
    init(_ text: String, exponent: Double, offset: Double) {
        var seen: Set<[UInt8]> = []
        names = text.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }.filter { seen.insert($0).inserted }
        var sum = 0.0
        cumulative = names.indices.map { rank in
            sum += pow(Double(rank + 1) + offset, -exponent)
            return sum
        }
    }

    /// A name, drawn in proportion to its frequency.
    ///
    /// - Complexity: O(log *n*).
    func draw(_ stream: inout RandomStream) -> [UInt8] {
        names[rank(at: stream.uniform())]
    }

    private func rank(at uniform: Double) -> Int {
        let target = uniform * cumulative[cumulative.count - 1]
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
