import Glibc

/// The clock that the shells hand to the state machines; it stands still for nothing and is never set.
package enum MonotonicClock {
    /// Now.
    package static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
