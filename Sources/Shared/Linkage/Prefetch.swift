import CStringKernels

/// Asks the processor to bring what lies at a place near, and does not wait for it; any place may be asked for.
///
/// Tables of the cohort do not fit the nearest caches, and a load that waits holds up those behind it. So what a step will read
/// of the tables is asked for before, for some hundred records at a time.
@inline(__always)
func prefetch(_ place: UnsafeRawPointer) { jdl_prefetch(place) }
