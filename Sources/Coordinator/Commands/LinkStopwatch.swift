/// The seconds of each phase of `jdl link`.
struct LinkStopwatch {
    private var seconds = LinkSummary.Seconds()
    private let began = ContinuousClock.now
    private var last = ContinuousClock.now

    /// Ends a phase.
    mutating func lap(_ phase: WritableKeyPath<LinkSummary.Seconds, Double>) {
        let now = ContinuousClock.now
        seconds[keyPath: phase] += (now - last) / .seconds(1)
        last = now
    }

    /// All phases and their sum.
    func finished() -> LinkSummary.Seconds {
        var all = seconds
        all.total = (ContinuousClock.now - began) / .seconds(1)
        return all
    }
}
