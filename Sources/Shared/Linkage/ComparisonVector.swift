/// The level of each comparison of a pair, four bits each: comparison *k* at bits 4*k* …; 0 is the null level.
package struct ComparisonVector: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The packed levels.
    package let word: UInt64

    /// A vector from its packed levels.
    @inline(__always)
    package init(word: UInt64) {
        self.word = word
    }

    /// A vector from a level for each comparison.
    package init(levels: [Int]) {
        precondition(levels.count <= Comparison.comparisonCountMax && levels.allSatisfy { (0...15).contains($0) })
        word = levels.enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(4 * $1.offset) }
    }

    /// The level of a comparison: 0 for null, else its position counted from 1.
    @inline(__always)
    package func level(_ comparison: Int) -> Int {
        Int(word >> UInt64(4 * comparison)) & 15
    }

    package static func < (left: ComparisonVector, right: ComparisonVector) -> Bool { left.word < right.word }
}
