package import Extracts
import Foundation
import Ingest
import MapReduce
import Reports
package import Tables

extension Job {
    /// Reads a request file and the cohort file that it names.
    ///
    /// - Parameters:
    ///   - path: The request file; the cohort's path is taken relative to its folder.
    ///   - latest: The last day that a date may name.
    /// - Returns: The job.
    /// - Throws: What the readers of intake throw, with every problem at once.
    package static func read(requestPath path: String, latest: Day) throws -> Job {
        let request = try readRequest(path: path)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let cohortPath =
            request.cohort.hasPrefix("/") ? request.cohort : folder + "/" + request.cohort
        return try read(request: Blob.map(path: path), cohort: Blob.map(path: cohortPath), latest: latest)
    }

    /// Reads a request file alone.
    ///
    /// - Throws: `IntakeProblems`, with every problem at once.
    package static func readRequest(path: String) throws -> Request {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return try checked(RequestReader.read(path: path), file: name)
    }

    /// A request whose score model is one of covariates that there are.
    private static func checked(_ request: Request, file: String) throws(IntakeProblems) -> Request {
        let problems = ModelRequest.problems(request.settings, file: file)
        guard problems.isEmpty else { throw IntakeProblems(problems) }
        return request
    }

    /// Reads a request and its cohort from bytes, as a coordinator gets them.
    ///
    /// - Parameters:
    ///   - requestBytes: The request file.
    ///   - cohortBytes: The cohort file.
    ///   - latest: The last day that a date may name.
    /// - Returns: The job.
    /// - Throws: What the readers of intake throw, with every problem at once.
    package static func read(request requestBytes: Blob, cohort cohortBytes: Blob, latest: Day) throws -> Job {
        let text = requestBytes.text
        let request = try checked(RequestReader.read(text: text, fileName: "request.yaml"), file: "request.yaml")
        let reader = IntakeReader(
            latest: latest,
            cohortSizeMin: request.settings.cohortSizeMin,
            subgroups: request.subAnalyses
        )
        let cohort = try reader.read(CSVDocument(bytes: Array(cohortBytes.bytes), fileName: "cohort.csv"))
        return Job(
            request: request,
            cohort: cohort,
            requestBytes: Array(requestBytes.bytes),
            cohortBytes: Array(cohortBytes.bytes)
        )
    }
}

extension JobResult {
    /// When and by what a job was run: what the manifest says beside the results.
    package struct Circumstances: Sendable {
        /// Version of the software.
        package let softwareVersion: String
        /// Start, ISO 8601.
        package let started: String
        /// End, ISO 8601.
        package let finished: String
        /// Greatest resident memory of this process in bytes.
        package let peakMemoryBytes: Int

        /// Circumstances of a run.
        package init(softwareVersion: String, started: String, finished: String, peakMemoryBytes: Int) {
            self.softwareVersion = softwareVersion
            self.started = started
            self.finished = finished
            self.peakMemoryBytes = peakMemoryBytes
        }
    }

    /// Writes every file of a result: report.html, results.json, links.csv, weights.csv, linkage-model.json, manifest.json.
    ///
    /// All but manifest.json are the same bytes for the same request, store and settings.
    ///
    /// - Throws: ``OutputError``, ``ReportError``.
    package func write(to folder: OutputFolder, job: Job, store: StoreManifest, circumstances: Circumstances) throws {
        let manifest = manifest(job: job, store: store, circumstances: circumstances)
        try folder.write(text: report.json(), to: "results.json")
        try folder.write(text: HTMLReport.text(report, manifest: manifest), to: "report.html")
        try folder.write(text: LinkFile.text(linkage), to: "links.csv")
        try folder.write(text: linkage.modelJSON, to: "linkage-model.json")
        try folder.write(text: weightsText, to: "weights.csv")
        try folder.write(text: manifest.json(), to: "manifest.json")
    }

    /// The treated people's matches by number of the submission's row, and a hash over the weights of everybody.
    ///
    /// Each treated person with at least one comparison person weighs 1, shared by those in reach. The weights of comparison people
    /// stay on the workers; the hash shows that they are the same.
    private var weightsText: String {
        var text = "cohort_row,comparison_people,weight\n"
        for (ordinal, controls) in controlCounts { text += "\(ordinal + 1),\(controls),\(controls > 0 ? 1 : 0)\n" }
        return text + "# hash of all weights: \(String(weightsHash, radix: 16))\n"
    }

    private func manifest(job: Job, store: StoreManifest, circumstances: Circumstances) -> Manifest {
        let sources = store.sources.map { source in
            Manifest.Input(file: source.file.name, sha256: source.file.sha256, rows: source.rows)
        }
        return Manifest(
            inputs: job.inputs + sources,
            settings: job.request.settings.named.merging(job.request.namedAnalyses) { setting, _ in setting }
                .merging(job.request.settings.scoreModel.named) { setting, _ in setting },
            seed: job.request.settings.seed,
            softwareVersion: circumstances.softwareVersion,
            timings: timings,
            peakMemoryBytes: circumstances.peakMemoryBytes,
            started: circumstances.started,
            finished: circumstances.finished
        )
    }
}

extension Request {
    /// What is analysed beside the headline, by its name in a request file.
    var namedAnalyses: [String: String] {
        func list(_ values: [String]) -> String { values.isEmpty ? "none" : values.joined(separator: ", ") }
        return [
            "sub_analyses": list(subAnalyses), "overrides": list(overrides.keys.sorted()),
            "analyses.follow_up_months": list(analyses.followUpMonths.map { String($0) }),
            "analyses.violent": String(analyses.violent), "analyses.employment": String(analyses.employment),
            "analyses.assessments": String(analyses.assessments),
            "analyses.regions": list(analyses.regions),
            "analyses.delayed_start": String(analyses.delayedStart),
            "analyses.competing_deaths": String(analyses.competingDeaths),
            "analyses.bootstrap": String(analyses.bootstrap), "analyses.checks": String(analyses.checks),
        ]
    }
}

extension ScoreModelChoice {
    /// Every key of the score model by its name in a request file.
    fileprivate var named: [String: String] {
        [
            "score_model.covariates": covariates.joined(separator: ", "),
            "score_model.link": link, "score_model.missing": missing, "score_model.ridge": String(ridge),
            "score_model.firth": String(firth), "score_model.select": select,
            "score_model.select_by": selectBy ?? "default", "score_model.select_threshold": String(selectThreshold),
        ]
    }
}

extension AnalysisSettings {
    /// Every setting by its name in a request file.
    var named: [String: String] {
        [
            "cohort_size_min": String(cohortSizeMin), "follow_up_months": String(followUpMonths),
            "waiting_months": String(waitingMonths), "date_tolerance_days": String(dateToleranceDays),
            "intervention_days_before": String(interventionDaysBefore),
            "intervention_days_after": String(interventionDaysAfter),
            "confident_probability": String(confidentProbability), "suspect_probability": String(suspectProbability),
            "matching.method": matching.method.rawValue, "matching.kernel": matching.kernel.rawValue,
            "matching.ratio": String(matching.ratio),
            "matching.replacement": String(matching.replacement),
            "caliper": String(caliper), "exact_strata": exactStrata.joined(separator: ", "),
            "first_year": String(firstYear), "breach_groups": breachGroups.joined(separator: ", "),
            "match_regions": String(matchRegions), "level_count_min": String(levelCountMin),
            "candidates_per_row": String(candidatesPerRow),
            "violent_groups": violentGroups.joined(separator: ", "), "control_for_region": String(controlForRegion),
            "sub_analysis_fit_min": String(subAnalysisFitMin), "sub_analysis_size_min": String(subAnalysisSizeMin),
        ]
    }
}
