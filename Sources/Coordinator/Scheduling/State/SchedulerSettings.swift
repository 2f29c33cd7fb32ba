/// The times and limits that the scheduler keeps to.
package struct SchedulerSettings: Hashable, Sendable {
    /// Time between two signs of life of a worker.
    package var beat: Duration = .seconds(1)
    /// Time between two signs of life of the coordinator; a crashed worker is found at the next.
    package var ping: Duration = .milliseconds(500)
    /// Silence after which a worker is given no more tasks.
    package var suspect: Duration = .seconds(3)
    /// Silence after which a worker's tasks go to others.
    package var lease: Duration = .seconds(10)
    /// Silence of the coordinator after which a worker wipes its memory and ends.
    package var orphan: Duration = .seconds(600)
    /// Least time between two requests to one peer to register again.
    package var rehello: Duration = .seconds(1)
    /// How often a task may fail in a way that another attempt may mend.
    package var failureCountMax = 5
    /// How often a task may find a blob evicted.
    package var missingCountMax = 50
    /// How many different workers may die running a task before it is quarantined.
    package var deathCountMax = 3
    /// Tasks that a worker is given beyond its slots, so that it never waits for the next.
    package var creditBeyondSlots = 1
    /// Least age of a task that is run a second time elsewhere.
    package var speculationAge: Duration = .seconds(2)
    /// Age, in medians of the pass, from which a task is run a second time.
    package var speculationFactor = 1.5
    /// The part of all slots that second runs may take; one slot always.
    package var speculationShare = 0.1
    /// What a link carries, in bytes a second, to judge whether moving a task pays.
    package var linkBytesPerSecond = 300e6
    /// Time a moved task costs besides its bytes.
    package var moveOverhead: Duration = .milliseconds(50)

    /// The defaults.
    package init() {}
}
