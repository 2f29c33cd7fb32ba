import Foundation
import MapReduce
import Messages
import Tables

/// Jobs are taken up, run on threads of their own, and end.
extension CoordinatorLoop {
    /// The stack of a job's thread.
    private static let stackByteCount = 16 << 20

    /// Takes up the jobs that the journal knows.
    func reopenJobs() throws(JournalError) {
        for entry in try journal.jobs() {
            board.add(entry)
            if entry.state.isFinal {
                uploads.remove(entry.cohortPath)
            } else {
                settings.log(.info, "job \(entry.job) is taken up again")
                tell(.jobOpened(entry.job, processorLevel: entry.processorLevel))
            }
        }
    }

    /// Starts waiting jobs while fewer than the most run.
    func startJobs() {
        while !isStopping, board.running.count < settings.runningJobCountMax, let entry = board.startNext() {
            start(entry)
        }
    }

    private func start(_ entry: JobEntry) {
        let job = entry.job
        let order = JobOrder(
            job: job,
            owner: entry.owner,
            request: entry.request,
            cohortPath: entry.cohortPath,
            resultFolder: "\(settings.jobsFolder)/\(job)"
        )
        settings.log(.info, "job \(job) of \(entry.owner) runs")
        let (source, journal, mailbox, runner) = (source, journal, mailbox, runner)
        let thread = Thread {
            let outcome: JobOutcome
            do {
                let executor = try ClusterExecutor(job: job, source: source, journal: journal, mailbox: mailbox)
                try runner.run(order, on: executor) { mailbox.post(.progress(job, $0)) }
                outcome = .finished
            } catch ExecutionError.cancelled {
                outcome = .cancelled
            } catch ExecutionError.interrupted {
                outcome = .interrupted
            } catch {
                outcome = .failed(exitStatus: error is any BadInput ? 2 : 1, sentence: "\(error)")
            }
            mailbox.post(.jobEnded(job, outcome))
        }
        thread.name = "job \(job)"
        thread.stackSize = Self.stackByteCount
        thread.start()
    }

    func jobEnded(_ job: JobID, _ outcome: JobOutcome) {
        switch outcome {
        case .interrupted:
            board.interrupted(job)
            return
        case .finished: end(job, .finished, exitStatus: 0, "")
        case .cancelled: end(job, .cancelled, exitStatus: 1, "\(ExecutionError.cancelled)")
        case .failed(let exitStatus, let sentence): end(job, .failed, exitStatus: exitStatus, sentence)
        }
        startJobs()
    }

    private func end(_ job: JobID, _ state: JobState, exitStatus: Int32, _ error: String) {
        do throws(JournalError) {
            try journal.endJob(job, state: state, exitStatus: exitStatus, error: error)
        } catch {
            // The job is run again after a restart, with the same result.
            settings.log(.error, "the end of job \(job) could not be written: \(error)")
        }
        if let entry = board.ended(job, state, exitStatus: exitStatus, error: error) {
            uploads.remove(entry.cohortPath)
        }
        tell(.jobEnded(job))
        settings.log(
            state == .finished ? .info : .warning,
            "job \(job) \(state.word)" + (error.isEmpty ? "" : ": \(error)")
        )
    }

    /// Ends a job at a person's wish.
    ///
    /// - Returns: Whether there is such a job and it had not ended.
    func cancel(_ job: JobID) -> Bool {
        switch board.cancelled(job) {
        case .unknown: return false
        case .waiting: end(job, .cancelled, exitStatus: 1, "\(ExecutionError.cancelled)")
        case .running: tell(.jobStopped(job, .cancelled))
        }
        return true
    }
}
