/// Where the results came from and how long they took; the one file of a request that changes from run to run.
package struct Manifest: Codable, Sendable, Equatable {
    /// One file that was read.
    package struct Input: Codable, Sendable, Equatable {
        /// Its name without folders.
        package var file: String
        /// SHA-256 of its bytes, in hexadecimal.
        package var sha256: String
        /// Data rows read from it.
        package var rows: Int

        /// A file that was read.
        package init(file: String, sha256: String, rows: Int) {
            self.file = file
            self.sha256 = sha256
            self.rows = rows
        }
    }

    /// How long a stage took.
    package struct Timing: Codable, Sendable, Equatable {
        /// The stage's name.
        package var stage: String
        /// Wall-clock seconds.
        package var seconds: Double

        /// A stage with its seconds.
        package init(stage: String, seconds: Double) {
            self.stage = stage
            self.seconds = seconds
        }
    }

    /// Files read, in the order in which they were read.
    package var inputs: [Input]
    /// Every setting by name.
    package var settings: [String: String]
    /// Seed of the job in decimal; text, since a JSON number loses digits beyond 2⁵³.
    package var seed: String
    /// Version of the software.
    package var softwareVersion: String
    /// Seconds by stage, in the order of the stages.
    package var timings: [Timing]
    /// Greatest resident memory, in bytes.
    package var peakMemoryBytes: Int
    /// Start in ISO 8601, UTC.
    package var started: String
    /// End in ISO 8601, UTC.
    package var finished: String

    /// A manifest from its parts.
    package init(
        inputs: [Input],
        settings: [String: String],
        seed: UInt64,
        softwareVersion: String,
        timings: [Timing],
        peakMemoryBytes: Int,
        started: String,
        finished: String
    ) {
        self.inputs = inputs
        self.settings = settings
        self.seed = String(seed)
        self.softwareVersion = softwareVersion
        self.timings = timings
        self.peakMemoryBytes = peakMemoryBytes
        self.started = started
        self.finished = finished
    }

    /// The bytes of `manifest.json`.
    package func json() throws(ReportError) -> String { try StableJSON.text(of: self) }
}
