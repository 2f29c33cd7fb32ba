import Tables

/// One column of the population as comparisons read it: of a partition, or of a batch of a file.
///
/// Pointers into memory that whoever made it holds and does not change while it is read, so it may cross threads.
struct PoolField: @unchecked Sendable {
    /// One code a record, 0 for a missing value; nil for dates.
    var codes: UnsafePointer<UInt32>?
    /// The distinct texts by code.
    var texts: DistinctBytes?
    /// The cohort's code of each code, 0 where the cohort has no such value.
    var equalCodes: UnsafePointer<UInt32>?
    /// The same by record, where it is at hand.
    var rowEqualCodes: UnsafePointer<UInt32>?
    /// Sketches by code, where the comparison uses them.
    var sketches: UnsafePointer<TextSketch>?
    /// Whether a code means the same value as long as the evaluator's memory is not cleared.
    var hasLastingCodes = true
    /// One day a record; nil for texts.
    var days: UnsafePointer<Day>?

    /// A column of texts; either `equalCodes` or `rowEqualCodes` is given.
    init(
        codes: UnsafePointer<UInt32>,
        texts: DistinctBytes,
        equalCodes: UnsafePointer<UInt32>? = nil,
        rowEqualCodes: UnsafePointer<UInt32>? = nil,
        sketches: UnsafePointer<TextSketch>?,
        hasLastingCodes: Bool
    ) {
        self.codes = codes
        self.texts = texts
        self.equalCodes = equalCodes
        self.rowEqualCodes = rowEqualCodes
        self.sketches = sketches
        self.hasLastingCodes = hasLastingCodes
    }

    /// The cohort's code of a record's value, 0 where the cohort does not have it.
    @inline(__always)
    func equalCode(row: Int, code: UInt32) -> UInt32 {
        if let rowEqualCodes { return rowEqualCodes[row] }
        return equalCodes.map { $0[Int(code)] } ?? 0
    }

    /// A column of dates.
    init(days: UnsafePointer<Day>) {
        self.days = days
    }
}
