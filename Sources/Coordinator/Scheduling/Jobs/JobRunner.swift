package import MapReduce
package import Messages

/// A job that is to be run.
package struct JobOrder: Hashable, Sendable {
    /// Its number.
    package let job: JobID
    /// Who submitted it: the name of the key.
    package let owner: String
    /// The request file's text.
    package let request: String
    /// Where the cohort file is.
    package let cohortPath: String
    /// The folder for the results, which may hold what an interrupted run left.
    package let resultFolder: String

    /// A job.
    package init(job: JobID, owner: String, request: String, cohortPath: String, resultFolder: String) {
        self.job = job
        self.owner = owner
        self.request = request
        self.cohortPath = cohortPath
        self.resultFolder = resultFolder
    }
}

/// What a job does: ordinary code that calls an executor.
///
/// After a restart of the coordinator the same job is run again from its start, and must order the same passes.
package protocol JobRunner: Sendable {
    /// Runs a job to its end, on a thread of its own.
    ///
    /// - Parameters:
    ///   - order: The job.
    ///   - executor: Runs passes over all partitions.
    ///   - progress: Told how far steps outside passes are; passes are reported by themselves.
    /// - Throws: What is wrong; errors that conform to `BadInput` end the job with exit status 2, others with 1.
    func run(
        _ order: JobOrder,
        on executor: any Executor,
        progress: @escaping @Sendable (JobProgress) -> Void
    ) throws
}
