/// A run of values at a fixed address, written once: what hot loops read through a pointer.
final class FixedArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// The first value; valid while this object lives.
    let base: UnsafePointer<Element>
    /// The number of values.
    let count: Int

    init(_ values: [Element]) {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(values.count, 1))
        for (index, value) in values.enumerated() { (memory + index).initialize(to: value) }
        base = UnsafePointer(memory)
        count = values.count
    }

    deinit { base.deallocate() }
}
