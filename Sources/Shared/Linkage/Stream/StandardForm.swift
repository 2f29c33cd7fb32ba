/// Brings the raw values of one column into the form in which they are compared.
struct StandardForm {
    private enum Kind { case name, identifier, pncID, other }

    private let kind: Kind
    private let role: FieldRole

    /// The form of a column by its canonical name and role.
    init(name: String, role: FieldRole) {
        self.role = role
        switch role {
        case .forename, .middleNames, .surname: kind = .name
        case .identifier: kind = name == "pnc_id" ? .pncID : .identifier
        default: kind = name == "pnc_id" ? .pncID : .other
        }
    }

    /// Writes a value's standard form; `output` is replaced.
    func write(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        switch kind {
        case .name: Standardise.name(text, into: &output)
        case .pncID: Standardise.pncID(text, into: &output)
        case .identifier: Standardise.identifier(text, into: &output)
        case .other:
            output.removeAll(keepingCapacity: true)
            output.append(contentsOf: Standardise.value(String(decoding: text, as: UTF8.self), role: role).utf8)
        }
    }

    /// Writes a value's standard form to memory when that takes no more than copying.
    ///
    /// - Parameters:
    ///   - text: The value.
    ///   - target: Room for as many bytes as the value has.
    /// - Returns: The number of bytes, or -1 when ``write(_:into:)`` has to do it.
    @inline(__always)
    func copyPlain(_ text: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int {
        switch kind {
        case .pncID where Self.isPlainPNC(text):
            for index in 0..<4 { target[index] = text[index] }
            for index in 5..<13 { target[index - 1] = text[index] }
            return 12
        case .identifier where Self.isPlain(text):
            for index in 0..<text.count { target[index] = text[index] }
            return text.count
        default: return -1
        }
    }

    /// Whether a value is written `YYYY/NNNNNNNC`, which loses its slash and is done.
    private static func isPlainPNC(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == 13, text[4] == UInt8(ascii: "/"), text[12] >= 0x41, text[12] <= 0x5a else { return false }
        var isPlain = true
        for index in 0..<12 where index != 4 { isPlain = isPlain && text[index] >= 0x30 && text[index] <= 0x39 }
        return isPlain
    }

    /// Whether a value has a digit and otherwise only digits and upper-case letters: it stays as it is.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var isPlain = true
        var hasDigit = false
        for byte in text {
            let isDigit = byte >= 0x30 && byte <= 0x39
            hasDigit = hasDigit || isDigit
            isPlain = isPlain && (isDigit || byte >= 0x41 && byte <= 0x5a)
        }
        return isPlain && hasDigit
    }
}
