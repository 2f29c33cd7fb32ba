import Foundation
import Tables

/// What `jdl match` needs of memory, told from the size of its file before anything is read.
///
/// Rows are estimated from the length of the first lines. A row takes its columns in double precision and what is worked out for
/// it (scores, weights, keys, orders); pairs are listed up to a million. The figures are those of measured runs, rounded up
/// (docs/benchmarks.md).
struct MatchMemory {
    /// What a row takes besides its columns.
    private static let bytesPerRow = 240
    /// What a listed pair takes.
    private static let bytesPerPair = 100
    private static let pairsMax = 1_000_000
    /// What the process takes without data.
    private static let bytesAlone = 64 << 20
    private static let sampleBytes = 1 << 20

    /// The rows that the file seems to have.
    let rows: Int
    /// The bytes that matching them seems to take.
    let bytes: Int

    /// An estimate; nil when the file cannot be read or has no rows.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - columns: Columns that are read of it, those that terms of the model make of them counted too.
    init?(path: String, columns: Int) {
        guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd(),
            (try? file.seek(toOffset: 0)) != nil, let sample = try? file.read(upToCount: Self.sampleBytes),
            let header = sample.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let lines = sample[sample.index(after: header)...]
        let count = lines.count { $0 == UInt8(ascii: "\n") }
        guard count > 0, let last = lines.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        let mean = Double(last - header) / Double(count)
        rows = Int(Double(Int(size) - header) / mean)
        let pairs = rows < 10_000 ? min(Self.pairsMax, rows * rows / 4) : Self.pairsMax
        bytes = Self.bytesAlone + rows * (Self.bytesPerRow + 8 * columns) + pairs * Self.bytesPerPair
    }

    /// Refuses what will not fit.
    ///
    /// - Parameter limit: The bytes to stay within.
    /// - Throws: ``CommandFailure``.
    func check(limit: Int) throws(CommandFailure) {
        guard bytes > limit else { return }
        throw .badUsage(
            "Matching about \(rows) rows takes about \(Self.text(bytes)), more than the \(Self.text(limit)) of --memory; raise "
                + "it, name fewer covariates, or match strata of the file one by one."
        )
    }

    private static func text(_ bytes: Int) -> String {
        bytes < 1 << 30
            ? "\((bytes + (1 << 20) - 1) >> 20) MiB"
            : "\((Double(bytes) / 0x1p30 * 10).rounded(.up) / 10) GiB"
    }
}
