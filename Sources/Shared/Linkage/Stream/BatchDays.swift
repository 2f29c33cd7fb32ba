import Tables

/// One column of dates of a batch of the population's records: for each record its day and what blocking takes of it.
final class BatchDays {
    /// One day a record.
    let days: UnsafeMutablePointer<Day>
    private let functions: [BlockingFunction]
    private let hashes: HashColumns
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
        hashes = HashColumns(count: functions.count, rowCapacity: rowCapacity)
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
        return UnsafePointer(hashes[place])
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
            let day = text.isEmpty ? .missing : Day(parsing: text) ?? .missing
            days[row] = day
            if day.isMissing {
                for place in 0..<functions.count { hashes[place][row] = missingHashes[place] }
            } else {
                let parts = day.parts
                for place in 0..<functions.count {
                    hashes[place][row] = functions[place].hash(day, parts)
                }
            }
        }
    }
}
