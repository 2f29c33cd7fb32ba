import Tables

/// One column of dates of a batch of the population's records: for each record its day and what blocking takes of it.
final class BatchDays {
    /// One day a record.
    let days: UnsafeMutablePointer<Day>
    private let functions: [BlockingFunction]
    private let hashes: UnsafeMutablePointer<UInt64>
    private let rowCapacity: Int

    /// A column.
    ///
    /// - Parameters:
    ///   - functions: What blocking takes of it.
    ///   - rowCapacity: Records of a batch at most.
    init(functions: [BlockingFunction], rowCapacity: Int) {
        self.functions = functions
        self.rowCapacity = rowCapacity
        days = .allocate(capacity: rowCapacity)
        hashes = .allocate(capacity: max(functions.count * rowCapacity, 1))
    }

    deinit {
        days.deallocate()
        hashes.deallocate()
    }

    /// The hashes of a blocking function that the column was made with, one a record.
    func hashes(of function: BlockingFunction) -> UnsafePointer<UInt64> {
        guard let place = functions.firstIndex(of: function) else {
            preconditionFailure("an unknown blocking function")
        }
        return UnsafePointer(hashes + place * rowCapacity)
    }

    /// Sets a record's date, as it is written in the file.
    func set(row: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let day = text.isEmpty ? .missing : Day(parsing: text) ?? .missing
        days[row] = day
        for (place, function) in functions.enumerated() {
            hashes[place * rowCapacity + row] = day.isMissing ? 0 : DayHashes.hash(day, function)
        }
    }
}
