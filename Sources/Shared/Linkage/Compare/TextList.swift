/// Texts in UTF-8, one after another.
package struct TextList: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// No texts.
    package init() {}

    /// Some texts.
    package init(_ texts: some Sequence<String>) {
        for text in texts {
            bytes.append(contentsOf: text.utf8)
            ends.append(bytes.count)
        }
    }

    /// The number of texts.
    package var count: Int { ends.count }

    /// Adds a text.
    package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    /// Calls a function with the bytes of a text.
    package func withText<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let range = (index == 0 ? 0 : ends[index - 1])..<ends[index]
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The scalars of a text.
    func scalars(_ index: Int) -> [UInt32] { withText(index) { CodePoints.decode($0) } }
}
