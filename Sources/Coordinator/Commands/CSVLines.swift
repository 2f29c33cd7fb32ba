/// Lines of a CSV file; fields with commas or quotation marks are quoted.
struct CSVLines {
    private(set) var bytes: [UInt8]

    /// A file with a header line.
    init(_ header: String) {
        bytes = Array((header + "\n").utf8)
    }

    /// Adds a line of numbers and plain words, which need no quotation marks.
    mutating func add(plain line: String) {
        bytes.append(contentsOf: line.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds a line.
    mutating func add(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if field.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 }) {
                bytes.append(contentsOf: "\"\(field.replacing("\"", with: "\"\""))\"".utf8)
            } else {
                bytes.append(contentsOf: field.utf8)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
