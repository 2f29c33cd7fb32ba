package import Messages
package import Tables
package import ZeroMQ

/// What a coordinator needs to know to start.
package struct CoordinatorSettings: Sendable {
    /// Where to listen, for example `tcp://127.0.0.1:5570`; with the port `*`, any free one.
    package var endpoint: String
    /// The coordinator's own keys.
    package var keys: CurveKeyPair
    /// The folder that says who may connect; it is read again when it changes.
    package var ring: KeyRing
    /// The journal's file.
    package var journalPath: String
    /// The folder of the jobs: `cohorts/` while they run, `NUMBER/` for the results of each.
    package var jobsFolder: String
    /// Fingerprint of the passes that workers must know.
    package var passes: Digest
    /// The release, as text.
    package var software: String
    /// The times and limits of scheduling.
    package var scheduling = SchedulerSettings()
    /// How many jobs run at once; others wait.
    package var runningJobCountMax = 1
    /// Bytes of blobs on their way to one worker.
    package var loadWindowByteCount = 32 << 20
    /// How long running jobs are waited for when the coordinator stops.
    package var stopTimeout: Duration = .seconds(5)
    /// Takes the lines of the log; called on several threads.
    package var log: @Sendable (LogLevel, String) -> Void = { _, _ in }

    /// Settings with the default times and limits.
    package init(
        endpoint: String,
        keys: CurveKeyPair,
        ring: KeyRing,
        journalPath: String,
        jobsFolder: String,
        passes: Digest,
        software: String
    ) {
        self.endpoint = endpoint
        self.keys = keys
        self.ring = ring
        self.journalPath = journalPath
        self.jobsFolder = jobsFolder
        self.passes = passes
        self.software = software
    }
}
