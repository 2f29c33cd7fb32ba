import Foundation

/// A terminal that gives one key at a time; it is as it was when this value goes.
final class ReviewTerminal {
    /// A key.
    enum Key: Hashable {
        /// A letter, in lower case.
        case letter(Character)
        /// Ctrl-C, Ctrl-D, or the end of the input.
        case end
        /// Something else.
        case other
    }

    private var before = termios()
    /// What was typed and not yet asked for.
    private var typed: ArraySlice<UInt8> = []

    /// Takes over the terminal; nil when standard input is none.
    init?() {
        guard tcgetattr(0, &before) == 0 else { return nil }
        // The screen of its own leaves no names in the terminal's memory.
        write("\u{1b}[?1049h")
        setRaw(true)
    }

    deinit {
        setRaw(false)
        write("\u{1b}[?1049l")
    }

    private func setRaw(_ isRaw: Bool) {
        var attributes = before
        if isRaw {
            attributes.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        }
        tcsetattr(0, TCSAFLUSH, &attributes)
    }

    /// Columns and lines.
    var size: (columns: Int, lines: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Replaces what is on the screen.
    func show(_ text: String) {
        write("\u{1b}[H\u{1b}[2J" + text)
    }

    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Waits for a key; keys that were typed ahead come one after the other.
    func key() -> Key {
        while typed.isEmpty {
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(0, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .end }
            typed = ArraySlice(bytes[..<count])
        }
        switch typed.removeFirst() {
        case 3, 4: return .end
        case 0x1b:
            // Arrow keys and the like: a bracket or an O, parameters, and a letter that ends them.
            guard let next = typed.first, next == UInt8(ascii: "[") || next == UInt8(ascii: "O") else { return .other }
            typed = typed.dropFirst().drop { $0 < 0x40 }.dropFirst()
            return .other
        case let byte where byte > 0x20 && byte < 0x7f:
            return .letter(Character(Unicode.Scalar(byte)).lowercased().first ?? " ")
        default: return .other
        }
    }

    /// Asks for a line of text below what is shown.
    func line(_ prompt: String) -> String? {
        typed = []
        setRaw(false)
        defer { setRaw(true) }
        write("\n" + prompt)
        return readLine()
    }
}
