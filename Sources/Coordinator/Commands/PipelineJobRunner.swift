import Foundation
import Ingest
import MapReduce
import Passes
import Pipeline
import Scheduling
import Tables

/// Runs a submitted request through the pipeline, on the coordinator's own store.
struct PipelineJobRunner: JobRunner {
    private let store: StoreReader

    /// A runner over a store.
    init(store: StoreReader) {
        self.store = store
    }

    func run(
        _ order: JobOrder,
        on executor: any Executor,
        progress: @escaping @Sendable (JobProgress) -> Void
    ) throws {
        let started = Date.now
        let cohort = try Blob.map(path: order.cohortPath)
        let request = Blob.copy(Array(order.request.utf8))
        let job = try Job.read(request: request, cohort: cohort, latest: StoreFacts(store.manifest).extractEnd)
        let result = try Pipeline(store: store.manifest, executor: executor).run(job)
        let folder = try OutputFolder(at: order.resultFolder, replacing: true)
        try result.write(to: folder, job: job, store: store.manifest, circumstances: .ofThisProcess(started: started))
        try folder.commit()
    }
}
