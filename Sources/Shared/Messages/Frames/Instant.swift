/// A moment of a monotonic clock, in nanoseconds since some start that only its own process knows.
///
/// The state machines are handed the time; they never ask for it.
package struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the start.
    package let nanoseconds: Int64

    /// A moment.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The moment `duration` later.
    package func advanced(by duration: Duration) -> Instant {
        Instant(nanoseconds: nanoseconds &+ duration.wholeNanoseconds)
    }

    /// The time from this moment to a later one.
    package func duration(to later: Instant) -> Duration {
        .nanoseconds(later.nanoseconds &- nanoseconds)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Duration {
    /// This duration in nanoseconds, at most about 292 years.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let whole = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if whole.overflow { return seconds < 0 ? .min : .max }
        return whole.partialValue &+ attoseconds / 1_000_000_000
    }

    /// This duration in milliseconds as the wire carries it, at most about 49 days.
    package var wireMilliseconds: UInt32 { UInt32(clamping: wholeNanoseconds / 1_000_000) }
}
