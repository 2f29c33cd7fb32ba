import Tables

/// One column of dates of a batch of the population's records: for each record its day and what blocking takes of it.
final class BatchDays {
    /// One day a record.
    let days: UnsafeMutablePointer<Day>
    private let functions: [BlockingFunction]
    private let hashes: UnsafeMutablePointer<UInt64>
    private let hashStride: Int
    private let missingHashes: [UInt64]

    /// A column.
    ///
    /// - Parameters:
    ///   - functions: What blocking takes of it.
    ///   - rowCapacity: Records of a batch at most.
    init(functions: [BlockingFunction], rowCapacity: Int) {
        self.functions = functions
        missingHashes = functions.map(\.hashOfMissing)
        days = .allocate(capacity: rowCapacity)
        // A cache line more than the records: columns a multiple of 4 KiB apart would share the cache's few places for a record.
        hashStride = rowCapacity + 8
        hashes = .allocate(capacity: max(functions.count, 1) * hashStride)
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
        return UnsafePointer(hashes + place * hashStride)
    }

    /// Sets the dates of some records, as they are written in the file.
    ///
    /// - Parameters:
    ///   - rows: The records.
    ///   - values: Their values, every `stride`-th.
    ///   - stride: From one record's value to the next's.
    func set(rows: Range<Int>, _ values: UnsafePointer<UnsafeBufferPointer<UInt8>>, stride: Int) {
        for (index, row) in rows.enumerated() {
            let text = values[index * stride]
            guard !text.isEmpty, let parts = Day.parts(parsing: text),
                let day = Day(year: parts.year, month: parts.month, day: parts.day)
            else {
                days[row] = .missing
                for place in 0..<functions.count { hashes[place * hashStride + row] = missingHashes[place] }
                continue
            }
            days[row] = day
            for place in 0..<functions.count { hashes[place * hashStride + row] = functions[place].hash(day, parts) }
        }
    }
}
