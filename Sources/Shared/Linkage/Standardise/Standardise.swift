/// Brings values into the one form in which they are compared: at import for the population, at intake for a cohort.
///
/// All functions work on UTF-8 bytes, never fail, and leave a standardised value as it is. The empty text is "missing".
package enum Standardise {
    /// A name: upper-case ASCII letters where a letter has such a base form, single spaces between parts.
    ///
    /// Apostrophes vanish (O'Brien is OBRIEN), hyphens and other punctuation separate (Smith-Jones is SMITH JONES), marks on
    /// letters are dropped (Zoë is ZOE), place-holders such as "unknown" are missing.
    package static func name(_ text: String) -> String {
        convert(text) { name($0, into: &$1) }
    }

    /// A name in bytes, see ``name(_:)``; `output` is replaced.
    package static func name(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        fold(text, keepingDigits: false, into: &output)
        if isPlaceholder(output, isName: true) { output.removeAll(keepingCapacity: true) }
    }

    /// Free text such as an address: like a name, digits are kept.
    package static func text(_ text: String) -> String {
        convert(text) { Self.text($0, into: &$1) }
    }

    /// Free text in bytes, see ``text(_:)-(String)``; `output` is replaced.
    package static func text(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        fold(text, keepingDigits: true, into: &output)
        if isPlaceholder(output) { output.removeAll(keepingCapacity: true) }
    }

    /// An identifier or code: upper-case letters and digits, everything else dropped.
    package static func identifier(_ text: String) -> String {
        convert(text) { identifier($0, into: &$1) }
    }

    /// An identifier in bytes, see ``identifier(_:)``; `output` is replaced.
    package static func identifier(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        fold(text, keepingDigits: true, into: &output)
        output.removeAll { $0 == space }
        if isPlaceholder(output) { output.removeAll(keepingCapacity: true) }
    }

    /// A PNC identifier as `YYYYNNNNNNNC`: four-digit year, seven-digit serial number, check letter.
    ///
    /// A two-digit year is completed (30 and above to 19.., below to 20..) and a short serial number padded, both only
    /// where the parts are separated by a slash; anything else is standardised like any identifier.
    package static func pncID(_ text: String) -> String {
        convert(text) { pncID($0, into: &$1) }
    }

    /// A PNC identifier in bytes, see ``pncID(_:)``; `output` is replaced.
    package static func pncID(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        identifier(text, into: &output)
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else { return }
        let yearCount = text[..<slash].count { isDigit($0) }
        let serialCount = text[(slash + 1)...].count { isDigit($0) }
        guard yearCount == 2 || yearCount == 4, (1...7).contains(serialCount),
            output.count == yearCount + serialCount + 1, output.dropLast().allSatisfy(isDigit)
        else { return }
        output.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: 7 - serialCount), at: yearCount)
        if yearCount == 2 { output.insert(contentsOf: Array((output[0] >= 0x33 ? "19" : "20").utf8), at: 0) }
    }

    /// A sex or gender as `F` or `M`; anything else is missing.
    package static func sex(_ text: String) -> String {
        switch identifier(text) {
        case "F", "FEMALE", "W", "WOMAN": "F"
        case "M", "MALE", "MAN": "M"
        default: ""
        }
    }

    /// A value of a column with some role.
    ///
    /// Dates are not texts; they are parsed by `Day`.
    package static func value(_ text: String, role: FieldRole) -> String {
        switch role {
        case .forename, .middleNames, .surname: name(text)
        case .sex: sex(text)
        case .identifier, .code, .postcode: identifier(text)
        case .array: list(text)
        case .number: number(text)
        case .coordinates: coordinates(text)
        case .category, .text, .date, .dateOfBirth: Self.text(text)
        }
    }

    /// Several values: each standardised as text, each once, in ascending order, with semicolons between them.
    package static func list(_ text: String) -> String {
        let values = Set(text.split(separator: ";").map { Self.text(String($0)) }).subtracting([""])
        return values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ";")
    }

    /// A number: sign, digits without leading zeros and, after a point, digits without trailing zeros.
    ///
    /// Commas and spaces between digits are dropped, as are currency signs; what is no number is missing.
    package static func number(_ text: String) -> String {
        let kept = text.filter { !", £€$%_".contains($0) }
        let isNegative = kept.hasPrefix("-")
        let parts = (isNegative || kept.hasPrefix("+") ? kept.dropFirst() : kept[...])
            .split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.contains(where: { !$0.isEmpty }), kept.utf8.count <= 40,
            parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) })
        else { return "" }
        let whole = parts[0].drop { $0 == "0" }
        var fraction = parts.count == 2 ? parts[1] : ""
        while fraction.last == "0" { fraction.removeLast() }
        if whole.isEmpty, fraction.isEmpty { return "0" }
        return (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// A place as `latitude longitude`; what is no pair of degrees is missing.
    package static func coordinates(_ text: String) -> String {
        let parts = text.split { ", ;".contains($0) }.map { number(String($0)) }
        guard parts.count == 2, let latitude = Double(parts[0]), let longitude = Double(parts[1]),
            abs(latitude) <= 90, abs(longitude) <= 180
        else { return "" }
        return parts.joined(separator: " ")
    }

    // MARK: Bytes

    private static let space = UInt8(ascii: " ")

    private static let placeholders: [[UInt8]] = [
        "UNKNOWN", "NOT KNOWN", "NOTKNOWN", "NOT RECORDED", "NOTRECORDED", "NK", "N K", "N A",
    ].map { Array($0.utf8) }

    /// Also what programs write for a missing value; as names these exist (Null is a surname).
    private static let programPlaceholders: [[UInt8]] = ["NONE", "NULL", "NA", "NAN"].map { Array($0.utf8) }

    private static func isPlaceholder(_ value: [UInt8], isName: Bool = false) -> Bool {
        value.count <= 12 && (placeholders.contains(value) || !isName && programPlaceholders.contains(value))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func convert(
        _ text: String,
        _ body: (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Void
    ) -> String {
        var text = text
        var output: [UInt8] = []
        text.withUTF8 { body($0, &output) }
        return String(decoding: output, as: UTF8.self)
    }

    /// Folds bytes: letters to upper case, marks dropped, apostrophes dropped, the rest to single spaces.
    private static func fold(_ text: UnsafeBufferPointer<UInt8>, keepingDigits: Bool, into output: inout [UInt8]) {
        output.removeAll(keepingCapacity: true)
        var needsSpace = false
        var index = 0
        func append(_ byte: UInt8) {
            if needsSpace, !output.isEmpty { output.append(space) }
            needsSpace = false
            output.append(byte)
        }
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                index += 1
                switch byte {
                case 0x41...0x5a: append(byte)
                case 0x61...0x7a: append(byte - 0x20)
                case 0x30...0x39 where keepingDigits: append(byte)
                case 0x27, 0x60: continue  // apostrophe, grave accent
                default: needsSpace = true
                }
                continue
            }
            let length = min(byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2, text.count - index)
            switch LetterFold.fold(UnsafeBufferPointer(rebasing: text[index..<index + length])) {
            case .letters(let letters): for letter in letters.utf8 { append(letter) }
            case .dropped: break
            case .separator: needsSpace = true
            case .kept: for offset in 0..<length { append(text[index + offset]) }
            }
            index += length
        }
    }
}
