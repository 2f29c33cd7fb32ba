import CProcess

/// What keeps person-level data in this process's memory.
enum Confinement {
    /// Switches off core dumps and other processes' looks into this one's memory.
    ///
    /// - Throws: `WorkerFailure` when the system refuses.
    static func apply() throws(WorkerFailure) {
        guard cprocess_hide_memory() == 0 else {
            throw WorkerFailure(status: 1, sentence: "Core dumps could not be switched off, so no data is taken.")
        }
    }
}
