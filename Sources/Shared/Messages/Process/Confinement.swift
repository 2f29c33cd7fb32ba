import CProcess

/// What keeps person-level data in a process's memory.
package enum Confinement {
    /// Switches off core dumps and other processes' looks into this one's memory.
    ///
    /// - Returns: Whether the system granted both.
    package static func apply() -> Bool {
        cprocess_hide_memory() == 0
    }
}
