import Foundation
import Testing

extension EndToEnd {
    /// Processes die, freeze and come back while a job runs.
    @Suite struct Failures {
        @Test(
            "a worker killed, another frozen and a third that joins during the job change no byte",
            .timeLimit(.minutes(3))
        )
        func workersFail() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let job = try cluster.submit(population.request)
            let watch = try cluster.watch(job)
            let killed = try cluster.startWorker("killed")
            let frozen = try cluster.startWorker("frozen")
            try cluster.waitForLog("worker killed joined")
            try cluster.waitForLog("worker frozen joined")
            try watch.wait(for: "linkage under way") { $0.stage == "linkage" && $0.done > 0 && $0.done < $0.total }
            killed.send(SIGKILL)
            frozen.send(SIGSTOP)
            #expect(try killed.end() == 128 + SIGKILL)
            cluster.forget("killed")
            // Nobody is left who could finish the job before the new worker joins.
            #expect(try cluster.state(of: job).isOpen)
            try cluster.startWorker("joining")
            try cluster.waitForLog("worker joining joined")
            try Waiting.wait(for: "the frozen worker to be silent:\n\(cluster.log)") {
                let lines = cluster.log.split(separator: "\n")
                return lines.contains { $0.contains("worker frozen ") && $0.hasSuffix(" is silent") } ? () : nil
            }
            // The job passes on while the frozen worker holds tasks: its lease ends.
            try watch.wait(for: "a later stage") { $0.stage != "intake" && $0.stage != "linkage" }
            frozen.send(SIGCONT)
            #expect(try watch.end() == 0)
            population.expectSame(try cluster.results(of: job))
            #expect(try cluster.stop().isEmpty)
        }

        @Test(
            "a coordinator killed and restarted goes on from its journal, with the same bytes",
            .timeLimit(.minutes(3))
        )
        func coordinatorFails() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let job = try cluster.submit(population.request)
            let watch = try cluster.watch(job)
            let killed = try cluster.startWorker("killed")
            let frozen = try cluster.startWorker("frozen")
            try cluster.waitForLog("worker killed joined")
            try cluster.waitForLog("worker frozen joined")
            let before = try watch.wait(for: "the second pass under way") { line in
                !["", "linkage.evidence"].contains(line.pass) && line.done > 0
            }
            try cluster.coordinator?.killNow()
            try killed.killNow()
            cluster.forget("killed")
            frozen.send(SIGSTOP)
            try cluster.start()
            #expect(cluster.log.contains("job \(job) is taken up again"))

            // Nobody can run a task now, so what is done comes from the journal: the passes that were finished, and of the one
            // that was not the partials that were.
            let after = try Waiting.wait(for: "the job to wait for a worker") {
                let state = try cluster.state(of: job)
                return state.waiting.contains("no worker is connected") ? state : nil
            }
            #expect(after.pass != "linkage.evidence" && after.pass != "")
            if after.pass == before.pass, after.stage == "linkage" { #expect(after.done >= before.done) }

            // The worker registers by itself.
            frozen.send(SIGCONT)
            #expect(try watch.end() == 0)
            population.expectSame(try cluster.results(of: job))
            #expect(try cluster.stop().isEmpty)
        }

        @Test("a worker that is told to end hands over its results first, and the job goes on", .timeLimit(.minutes(3)))
        func workerDrains() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let job = try cluster.submit(population.request)
            let watch = try cluster.watch(job)
            let leaving = try cluster.startWorker("leaving")
            try watch.wait(for: "linkage under way") { $0.stage == "linkage" && $0.done > 0 && $0.done < $0.total }
            leaving.send(SIGTERM)
            #expect(try leaving.end() == 0)
            cluster.forget("leaving")
            #expect(leaving.errors.contains("left after finishing the running tasks"))
            #expect(cluster.log.contains("worker leaving is leaving"))
            #expect(try cluster.state(of: job).isOpen)
            try cluster.startWorker("staying")
            #expect(try watch.end() == 0)
            population.expectSame(try cluster.results(of: job))
            #expect(try cluster.stop().isEmpty)
        }

        @Test(
            "a coordinator that is told to end does so at once, and an unfinished job goes on after its restart",
            .timeLimit(.minutes(3))
        )
        func coordinatorStops() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let job = try cluster.submit(population.request)
            let watch = try cluster.watch(job)
            try cluster.startWorker("worker")
            try watch.wait(for: "linkage under way") { $0.stage == "linkage" && $0.done > 0 && $0.done < $0.total }
            let stopping = cluster.coordinator
            stopping?.send(SIGTERM)
            #expect(try stopping?.end(within: .seconds(15)) == 0)
            #expect(cluster.log.contains("stopped; unfinished jobs go on after the next start"))
            #expect(stopping.map { kill($0.pid, 0) } == -1)
            try cluster.start()
            #expect(try cluster.watch(job).end() == 0)
            population.expectSame(try cluster.results(of: job))
            #expect(try cluster.stop().isEmpty)
        }

        @Test("a job without workers says what it waits for, and ends once one joins", .timeLimit(.minutes(3)))
        func waits() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let job = try cluster.submit(population.request)
            let watch = try cluster.watch(job)
            let sentence = "Waiting: no worker is connected; start jdl-worker."
            try watch.wait(for: "a word on workers") { $0.waiting == sentence }
            let status = try cluster.client(["status"])
            #expect(status.status == 0)
            #expect(status.output.contains("Workers connected: 0"))
            #expect(status.output.contains(sentence))
            try cluster.startWorker("worker")
            #expect(try watch.end() == 0)
            let last = try #require(try watch.lines.last)
            #expect(last.state == "finished" && last.waiting.isEmpty)
            population.expectSame(try cluster.results(of: job))
            // Fetched results are not overwritten either.
            let refused = try cluster.client(["report", job, "--out", cluster.folder("results-\(job)")])
            #expect(refused.status == 2)
            #expect(refused.errors.contains("add --force to replace it"))
            #expect(try cluster.stop().isEmpty)
        }
    }
}
