import Ingest
import MapReduce
import Pipeline
import Reports
import Testing

@Suite("Findings that stop a study")
struct DiagnosticTests {
    /// A study in which hardly anybody has a comparison person, with some overrides.
    private func study(overrides: String) throws -> StudyFixture {
        try StudyFixture { request in
            request + "\nsettings:\n  caliper: 0.000001\n" + overrides
        }
    }

    private func run(_ study: StudyFixture) throws -> JobResult {
        try Pipeline(store: study.store.manifest, executor: LocalExecutor(source: StorePartitions(study.store)))
            .run(study.job)
    }

    @Test("groups that hardly overlap stop a study with their name and what to do")
    func stopped() throws {
        let study = try study(overrides: "")
        let error = try #require(throws: StudyStopped.self) { try run(study) }
        #expect(error.description.contains("no_overlap: Only"))
        #expect(error.description.contains("under `overrides`"))
    }

    @Test("an override goes on, and the report prints its reason")
    func overridden() throws {
        let names = ["no_overlap", "red_balance", "few_controls"]
        let lines = names.map { "  \($0): A trial run of \($0).\n" }.joined()
        let report = try run(try study(overrides: "overrides:\n" + lines)).report
        let finding = try #require(report.findings.first { $0.code == "overridden-no-overlap" })
        #expect(finding.severity == .warning)
        #expect(finding.sentence.hasSuffix("A trial run of no_overlap."))
    }

    @Test("an override of something that is no finding is refused before anything is done")
    func unknown() throws {
        let study = try study(overrides: "overrides:\n  gut_feeling: It will be fine.\n")
        let error = try #require(throws: PipelineError.self) { try run(study) }
        #expect(error.description.contains("gut_feeling"))
    }
}
