import Messages
import Tables
import ZeroMQ

/// Users' requests are answered.
extension CoordinatorLoop {
    func answer(_ message: DecodedMessage<ClientMessage>, _ link: PeerLink, owner: String) {
        let (answer, payload) = answer(message.body, message.payload, owner: owner)
        enqueue(.answer(answer, payload, sequence: message.stamp.sequence), to: link.peer)
    }

    private func answer(
        _ request: ClientMessage,
        _ payload: UnsafeRawBufferPointer,
        owner: String
    ) -> (ClientAnswer, PayloadSlice?) {
        switch request {
        case .submit(let chunk):
            return (submitted(chunk, payload, owner: owner), nil)
        case .status(let job):
            let summaries = job.map { [board.summary(of: $0)].compactMap(\.self) } ?? board.list
            if let job, summaries.isEmpty { return (Self.noJob(job), nil) }
            let jobs = summaries.map { summary in
                var summary = summary
                if let reason = state.waitingReason(of: summary.job) { summary.waiting = reason }
                return summary
            }
            return (.jobs(jobs, workers: state.workerCounts.ready), nil)
        case .cancelJob(let job):
            if cancel(job) {
                startJobs()
                return (.done, nil)
            }
            guard let summary = board.summary(of: job) else { return (Self.noJob(job), nil) }
            return (.error(exitStatus: 1, sentence: "Job \(job) has ended already: \(summary.state.word)."), nil)
        case .files(let job):
            if let refusal = refusal(job) { return (refusal, nil) }
            return (.files(ResultFolder(path: "\(settings.jobsFolder)/\(job)").files()), nil)
        case .fetch(let job, let name, let offset):
            if let refusal = refusal(job) { return (refusal, nil) }
            guard let blob = ResultFolder(path: "\(settings.jobsFolder)/\(job)").open(name), offset <= blob.count else {
                return (.error(exitStatus: 1, sentence: "Job \(job) has no such file."), nil)
            }
            let end = min(blob.count, offset + ProtocolLimit.chunkByteCount)
            return (.chunk(total: blob.count, offset: offset), PayloadSlice(blob, offset..<end))
        }
    }

    private func submitted(_ chunk: SubmissionChunk, _ payload: UnsafeRawBufferPointer, owner: String) -> ClientAnswer {
        do {
            if let job = try journal.job(submission: chunk.submission, owner: owner) { return .accepted(job) }
            let (complete, received) = try uploads.add(chunk, payload, owner: owner, at: now)
            guard let complete else { return .received(received) }
            let (job, _) = try journal.addJob(
                submission: chunk.submission,
                owner: owner,
                request: complete.request,
                cohortPath: complete.path,
                cohortDigest: complete.digest
            )
            board.add(
                JobEntry(
                    job: job,
                    owner: owner,
                    state: .queued,
                    request: complete.request,
                    cohortPath: complete.path,
                    processorLevel: nil,
                    exitStatus: 0,
                    error: ""
                )
            )
            tell(.jobOpened(job, processorLevel: nil))
            startJobs()
            return .accepted(job)
        } catch {
            settings.log(.error, "a submission of \(owner) failed: \(error)")
            return .error(exitStatus: 1, sentence: "\(error)")
        }
    }

    /// Why a job's files are not to be had; nil when they are.
    private func refusal(_ job: JobID) -> ClientAnswer? {
        guard let summary = board.summary(of: job) else { return Self.noJob(job) }
        guard summary.state != .finished else { return nil }
        let reason = summary.error.isEmpty ? "" : ": \(summary.error)"
        return .error(exitStatus: 1, sentence: "Job \(job) has no results; it is \(summary.state.word)\(reason)")
    }

    private static func noJob(_ job: JobID) -> ClientAnswer {
        .error(exitStatus: 2, sentence: "There is no job \(job); see jdl status.")
    }
}
