import MapReduce
import Messages

/// Which jobs there are, which run, and how far they are.
struct JobBoard {
    /// What became of a wish to cancel.
    enum Cancellation {
        /// There is no such job, or it has ended.
        case unknown
        /// It has not begun.
        case waiting
        /// It runs, and its next run will end it.
        case running
    }

    /// The most jobs that are listed.
    static let listCountMax = 100

    private var entries: [JobID: JobEntry] = [:]
    private var summaries: [JobID: JobSummary] = [:]
    private var waiting: [JobID] = []
    private var cancelledJobs: Set<JobID> = []
    private var runs: [RunID: JobID] = [:]
    private(set) var running: Set<JobID> = []

    mutating func add(_ entry: JobEntry) {
        entries[entry.job] = entry
        summaries[entry.job] = JobSummary(
            job: entry.job,
            state: entry.state.isFinal ? entry.state : .queued,
            owner: entry.owner,
            error: entry.error,
            exitStatus: entry.exitStatus
        )
        if !entry.state.isFinal { waiting.append(entry.job) }
    }

    /// The job whose turn it is, which runs from now on.
    mutating func startNext() -> JobEntry? {
        guard !waiting.isEmpty else { return nil }
        let job = waiting.removeFirst()
        running.insert(job)
        summaries[job]?.state = .running
        return entries[job]
    }

    mutating func stageEntered(_ job: JobID, _ stage: String) {
        summaries[job]?.stage = stage
        summaries[job]?.pass = ""
        summaries[job]?.done = 0
        summaries[job]?.total = 0
    }

    mutating func progressed(_ job: JobID, _ progress: JobProgress) {
        summaries[job]?.stage = progress.stage
        summaries[job]?.pass = progress.pass
        summaries[job]?.done = progress.done
        summaries[job]?.total = progress.total
    }

    mutating func runBegan(_ order: RunOrder) {
        runs[order.id] = order.job
        summaries[order.job]?.pass = order.pass.description
        summaries[order.job]?.done = order.finished.count
        summaries[order.job]?.total = order.tasks.count
    }

    mutating func tasksDone(_ job: JobID, done: Int, total: Int) {
        summaries[job]?.done = done
        summaries[job]?.total = total
    }

    mutating func runEnded(_ run: RunID) {
        guard let job = runs.removeValue(forKey: run) else { return }
        summaries[job]?.pass = ""
    }

    mutating func cancelled(_ job: JobID) -> Cancellation {
        if let index = waiting.firstIndex(of: job) {
            waiting.remove(at: index)
            return .waiting
        }
        guard running.contains(job) else { return .unknown }
        cancelledJobs.insert(job)
        return .running
    }

    func isCancelled(_ job: JobID) -> Bool { cancelledJobs.contains(job) }

    mutating func ended(_ job: JobID, _ state: JobState, exitStatus: Int32, error: String) -> JobEntry? {
        running.remove(job)
        cancelledJobs.remove(job)
        summaries[job]?.state = state
        summaries[job]?.exitStatus = exitStatus
        summaries[job]?.error = error
        summaries[job]?.pass = ""
        summaries[job]?.waiting = ""
        return entries.removeValue(forKey: job)
    }

    mutating func interrupted(_ job: JobID) {
        running.remove(job)
    }

    /// One job's state.
    func summary(of job: JobID) -> JobSummary? {
        guard var summary = summaries[job] else { return nil }
        if let place = waiting.firstIndex(of: job) {
            summary.waiting = "Waiting for its turn; \(place + running.count) jobs are before it."
        }
        return summary
    }

    /// The newest jobs, by number; of a reason only the first line, so that the list fits a message.
    var list: [JobSummary] {
        summaries.keys.sorted().suffix(Self.listCountMax).compactMap { job in
            guard var summary = summary(of: job) else { return nil }
            summary.error = String((summary.error.split(whereSeparator: \.isNewline).first ?? "").prefix(300))
            return summary
        }
    }
}
