import MapReduce
import Messages
import Scheduling
import Testing
import WorkerCore

@Suite("A cluster on a virtual clock")
struct SimulationTests {
    private func check(_ weather: Weather, seeds: Range<UInt64>, workers: Int = 4) {
        for seed in seeds {
            var cluster = SimulatedCluster(seed: seed, workers: workers, partitions: 24, runs: 3, weather: weather)
            cluster.run()
            #expect(cluster.failure == nil, "seed \(seed): \(String(describing: cluster.failure))")
            #expect(
                cluster.merged.count == 3,
                "seed \(seed): only \(cluster.merged.count) runs ended by \(cluster.now)"
            )
            for (run, digest) in cluster.merged { #expect(digest == cluster.expected(run: run), "seed \(seed)") }
            #expect(cluster.journalWrites.values.allSatisfy { $0 == 1 }, "seed \(seed): a partial was written twice")
        }
    }

    @Test("in good weather every run ends with the right bytes", arguments: [1, 2, 5])
    func goodWeather(workers: Int) {
        check(Weather(), seeds: 0..<5, workers: workers)
    }

    @Test("lost, late and repeated messages change no byte")
    func badLines() {
        check(Weather(loss: 0.02, duplication: 0.05, delay: .milliseconds(200)), seeds: 0..<40)
    }

    @Test("crashing workers change no byte")
    func crashes() {
        check(Weather(crash: .seconds(1)), seeds: 0..<40)
    }

    @Test("freezing workers change no byte")
    func freezes() {
        check(Weather(freeze: .seconds(2)), seeds: 0..<40)
    }

    @Test("a coordinator that is killed and restarted changes no byte")
    func coordinatorCrashes() {
        check(Weather(coordinatorCrash: .seconds(3)), seeds: 0..<40)
    }

    @Test("everything at once changes no byte")
    func storm() {
        check(
            Weather(
                loss: 0.005,
                duplication: 0.02,
                delay: .milliseconds(50),
                crash: .seconds(5),
                freeze: .seconds(8),
                coordinatorCrash: .seconds(9),
                cut: .seconds(3)
            ),
            seeds: 0..<150
        )
    }
}
