import Foundation
import Testing

extension EndToEnd {
    /// The same request gives the same bytes wherever it runs.
    @Suite struct SameBytes {
        @Test(
            "workers give the bytes of one process, however many they are",
            .timeLimit(.minutes(3)),
            arguments: [1, 2, 7]
        )
        func workers(count: Int) throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            for number in 1...count { try cluster.startWorker("worker-\(number)") }
            for number in 1...count { try cluster.waitForLog("worker worker-\(number) joined") }
            let job = try cluster.submit(population.request)
            #expect(try cluster.watch(job).end() == 0)
            population.expectSame(try cluster.results(of: job))
            #expect(try cluster.stop().isEmpty)
        }

        @Test("a second run in one process gives the same bytes", .timeLimit(.minutes(3)))
        func again() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            let options = [population.request, "--store", population.store, "--out", folder("out")]
            try succeed(Programs.jdl, ["run"] + options)
            population.expectSame(try Population.results(in: folder("out")))
        }
    }
}
