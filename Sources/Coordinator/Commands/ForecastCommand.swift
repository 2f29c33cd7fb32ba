import ArgumentParser
import Foundation
import Ingest
import MapReduce
import Outcomes
import Pipeline
import Tables

/// `jdl forecast`: what effect a study could show, before it is run.
struct ForecastCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Say what effect a study could show, before it is run.",
        discussion: """
            Example:
              jdl forecast request.yaml --store store
              jdl forecast --people 320 --rate 0.4

            With a request: links the cohort, applies the filters and matches, but looks at no outcome of a treated \
            person. Without one: a calculation for so many people analysed, of whom a share would reoffend anyhow.
            """
    )

    @Argument(help: "The request file (YAML); it names the cohort file.")
    var request: String?

    @Option(help: "The partition store that `jdl import` made; with a request.")
    var store: String?

    @Option(help: "People who would be analysed; without a request.")
    var people: Int?

    @Option(help: "Share of them who would reoffend without the programme, between 0 and 1; without a request.")
    var rate: Double?

    @Option(help: "Effective size of the comparison group; ten for each of the people when it is not given.")
    var comparison: Double?

    @Flag(help: "Print the forecast as JSON.")
    var json = false

    func validate() throws {
        if request != nil {
            guard store != nil else {
                throw ValidationError("A request needs --store, the folder that jdl import made.")
            }
            guard people == nil, rate == nil, comparison == nil else {
                throw ValidationError("Give either a request or --people and --rate, not both.")
            }
            return
        }
        guard let people, let rate else {
            throw ValidationError("Give a request with --store, or --people and --rate.")
        }
        guard people > 0 else { throw ValidationError("--people must be 1 or more.") }
        guard rate > 0, rate < 1 else { throw ValidationError("--rate must lie between 0 and 1, such as 0.4.") }
        if let comparison, !(comparison > 0 && comparison.isFinite) {
            throw ValidationError("--comparison must be above 0.")
        }
    }

    func execute() throws {
        let summary = try request.map { try ForecastSummary(study($0)) } ?? calculated()
        print(json ? try SummaryJSON.text(summary) : summary.text)
    }

    private func study(_ request: String) throws -> StudyForecast {
        let reader = try StoreReader(path: store ?? "")
        let job = try Job.read(requestPath: request, latest: StoreFacts(reader.manifest).extractEnd)
        let progress = ProgressLine(isEnabled: !json)
        defer { progress.end() }
        let executor = try LocalExecutor(source: StorePartitions(reader)) { state in
            progress.show("\(state.stage): \(state.pass)", done: state.done, total: state.total)
        }
        return try Pipeline(store: reader.manifest, executor: executor).forecast(job)
    }

    private func calculated() -> ForecastSummary {
        let people = people ?? 1
        let groups = EffectForecast.Groups(
            treated: people,
            comparison: comparison ?? 10 * Double(people),
            share: rate ?? 0.5
        )
        return ForecastSummary(groups)
    }
}
