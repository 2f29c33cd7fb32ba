/// A number of bytes as people write it: `8GiB`, `500MB`, `1073741824`.
package struct ByteCount: Hashable, Sendable {
    private static let units: [(suffix: String, factor: Double)] = [
        ("KiB", 0x1p10), ("MiB", 0x1p20), ("GiB", 0x1p30), ("TiB", 0x1p40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1), ("", 1),
    ]

    /// The number.
    package let bytes: Int

    /// So many bytes.
    package init(bytes: Int) {
        self.bytes = bytes
    }

    /// The number that is written so, or nil.
    package init?(_ argument: String) {
        let text = argument.filter { $0 != " " }
        for (suffix, factor) in Self.units where text.lowercased().hasSuffix(suffix.lowercased()) {
            guard let number = Double(text.dropLast(suffix.count)), number > 0, number * factor < 0x1p50 else {
                return nil
            }
            bytes = Int(number * factor)
            return
        }
        return nil
    }
}
