/// Wall-clock seconds of the phases of a run.
protocol PhaseSeconds {
    /// No phase yet.
    init()
    /// The sum of all.
    var total: Double { get set }
}

/// Takes the time of the phases of a run, one after another.
struct Stopwatch<Seconds: PhaseSeconds> {
    private var seconds = Seconds()
    private let began = ContinuousClock.now
    private var last = ContinuousClock.now

    /// Ends a phase.
    mutating func lap(_ phase: WritableKeyPath<Seconds, Double>) {
        let now = ContinuousClock.now
        seconds[keyPath: phase] += (now - last) / .seconds(1)
        last = now
    }

    /// All phases and their sum.
    func finished() -> Seconds {
        var all = seconds
        all.total = (ContinuousClock.now - began) / .seconds(1)
        return all
    }
}
