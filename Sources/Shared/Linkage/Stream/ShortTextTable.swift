/// Codes of short texts, by the texts as they are written: an open-addressing table that grows with them.
final class ShortTextTable {
    private struct Slot: BitwiseCopyable {
        var text: ShortText
        /// 0 for a text that standardising leaves nothing of.
        var code: UInt32
    }

    private static let slotCountMin = 1 << 10

    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private var count = 0

    /// No texts.
    init() {
        mask = Self.slotCountMin - 1
        slots = Self.emptySlots(Self.slotCountMin)
    }

    deinit { slots.deallocate() }

    private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        slots.initialize(repeating: Slot(text: .none, code: 0), count: count)
        return slots
    }

    /// Forgets all texts.
    func removeAll() {
        slots.update(repeating: Slot(text: .none, code: 0), count: mask + 1)
        count = 0
    }

    /// Makes room for some more texts; places that were worked out before mean nothing then.
    func reserve(_ more: Int) {
        let capacity = mask + 1
        guard 2 * (count + more) > capacity else { return }
        let old = slots
        slots = Self.emptySlots(2 * capacity)
        mask = 2 * capacity - 1
        for index in 0..<capacity where !old[index].text.isNone {
            var place = place(old[index].text)
            while !slots[place].text.isNone { place = (place + 1) & mask }
            slots[place] = old[index]
        }
        old.deallocate()
    }

    /// Where the search for a text begins.
    @inline(__always)
    func place(_ text: ShortText) -> Int { Int(truncatingIfNeeded: text.hash) & mask }

    /// Asks for what is read at a place.
    @inline(__always)
    func prefetch(_ place: Int) { Linkage.prefetch(slots + place) }

    /// The code of a text, which is made when the text is first met.
    @inline(__always)
    func code(_ text: ShortText, from place: Int, make: () -> UInt32) -> UInt32 {
        var place = place
        while !(slots[place].text == text) {
            if slots[place].text.isNone {
                slots[place] = Slot(text: text, code: make())
                count += 1
                break
            }
            place = (place + 1) & mask
        }
        return slots[place].code
    }
}

/// A run of one to sixteen bytes as two words, from which with its length every byte can be told.
struct ShortText: BitwiseCopyable {
    private let first: UInt64
    private let last: UInt64
    private let count: UInt32

    /// No text.
    static let none = ShortText()

    private init() { (first, last, count) = (0, 0, 0) }

    /// Whether this is ``none``.
    @inline(__always)
    var isNone: Bool { count == 0 }

    @inline(__always)
    static func == (left: ShortText, right: ShortText) -> Bool {
        left.first == right.first && left.last == right.last && left.count == right.count
    }

    /// The words of a run; never beyond it is read.
    @inline(__always)
    init(_ text: UnsafeBufferPointer<UInt8>) {
        count = UInt32(truncatingIfNeeded: text.count)
        let count = text.count
        guard let base = UnsafeRawPointer(text.baseAddress) else {
            (first, last) = (0, 0)
            return
        }
        if count >= 8 {
            first = base.loadUnaligned(as: UInt64.self)
            last = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(base.loadUnaligned(as: UInt32.self))
            last = UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else {
            first = UInt64(text[0]) | UInt64(text[count / 2]) << 8 | UInt64(text[count - 1]) << 16
            last = 0
        }
    }

    /// A hash for tables within one process.
    @inline(__always)
    var hash: UInt64 {
        let product = (first ^ 0x9e37_79b9_7f4a_7c15 ^ UInt64(count) << 56)
            .multipliedFullWidth(by: last ^ 0xd6e8_feb8_6659_fd93)
        return product.high ^ product.low
    }
}
