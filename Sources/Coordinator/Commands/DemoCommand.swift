import ArgumentParser
import Foundation
import Tables
import ZeroMQ

/// `jdl demo`: the whole service on this machine, from a synthetic population to a report.
struct DemoCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Make a synthetic population, import it, start a coordinator and two workers, run a request.",
        discussion: """
            Example:
              jdl demo --out demo-out

            Takes free ports, talks over CURVE, and leaves no process behind. The folder then holds the data, the \
            store, the keys and the results.
            """
    )

    @Option(help: "People in the synthetic population.")
    var people = 100_000

    @Option(help: "People on the synthetic provider's list.")
    var cohort = 2_000

    @Option(help: "Seed of the population.")
    var seed: UInt64 = 1

    @Option(help: "Workers to start.")
    var workers = 2

    @Option(help: "The folder to write everything to.")
    var out = "demo-out"

    @Flag(help: "Replace the folder if it exists.")
    var force = false

    func validate() throws {
        guard workers >= 1 else { throw ValidationError("--workers must be at least 1.") }
    }

    func execute() throws {
        try prepareFolder()
        let cluster = DemoCluster(folder: out)
        let signals = cluster.stopOnSignals()
        defer {
            cluster.stop()
            for source in signals { source.cancel() }
        }
        try step("1/5  A population of \(people) people and a list of \(cohort)") {
            try cluster.jdl([
                "synth", "--people", "\(people)", "--cohort", "\(cohort)", "--seed", "\(seed)", "--out", "\(out)/data",
            ])
        }
        try step("2/5  Import into a partition store") {
            try cluster.jdl(["import", "\(out)/data", "--store", "\(out)/store"])
        }
        try step("3/5  A coordinator and \(workers) workers over CURVE") {
            try cluster.start(workers: workers)
        }
        let job = try step("4/5  The request, on the cluster") { try cluster.submit("\(out)/data/request.yaml") }
        try step("5/5  The report") {
            try cluster.client("report", [job, "--out", "\(out)/report"])
        }
        cluster.stop()
        let summary = try cluster.jdl(["report", "--summary", "\(out)/report"])
        print("\n\(summary)\nReport to open: \(out)/report/report.html")
    }

    private func prepareFolder() throws {
        let manager = FileManager.default
        if manager.fileExists(atPath: out) {
            guard force else { throw OutputError.exists(path: out) }
            // Only a folder that a demo made is removed.
            let isDemo = manager.fileExists(atPath: "\(out)/data") || manager.fileExists(atPath: "\(out)/keys")
            let isEmpty = (try? manager.contentsOfDirectory(atPath: out).isEmpty) ?? false
            guard isDemo || isEmpty else {
                throw CommandFailure.badUsage(
                    "\(out) was not made by a demo, so it is not replaced; name another folder."
                )
            }
            try manager.removeItem(atPath: out)
        }
        try manager.createDirectory(atPath: out, withIntermediateDirectories: true)
    }

    @discardableResult
    private func step<T>(_ title: String, _ body: () throws -> T) throws -> T {
        let start = ContinuousClock.now
        print(title, terminator: " … ")
        fflush(nil)
        let result = try body()
        let elapsed = (ContinuousClock.now - start).components
        let tenths = elapsed.seconds * 10 + elapsed.attoseconds / 100_000_000_000_000_000
        print("\(tenths / 10).\(tenths % 10) s")
        return result
    }
}
