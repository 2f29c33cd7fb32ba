import Extracts
import Foundation
import Synthesis
import Tables
import Testing

@Suite("Settings of a synthetic population")
struct SettingsTests {
    @Test("what a file leaves out keeps its default")
    func defaultsStay() throws {
        let settings = try SynthesisSettings(
            yaml: "effect: 0\nsetting: community\ncohort:\n  absent: 0.2\n",
            path: "synth.yaml"
        )
        #expect(settings.effect == 0)
        #expect(settings.setting == .community)
        #expect(settings.cohort.absent == 0.2)
        #expect(settings.cohort.pncIDVisible == SynthesisSettings().cohort.pncIDVisible)
        #expect(try SynthesisSettings(yaml: "", path: "synth.yaml").effect == SynthesisSettings().effect)
    }

    @Test("the commented sample says the defaults")
    func sampleIsDefault() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sample = try SynthesisSettings(path: root.appendingPathComponent("cluster/synth.yaml").path)
        #expect(String(describing: sample) == String(describing: SynthesisSettings()))
    }

    @Test(
        "a key that is not known is refused with its line",
        arguments: [
            ("effect: 0\ncohrt:\n  absent: 0.1\n", 2, "cohrt"),
            ("cohort:\n  absent: 0.1\n  ansent: 0.1\n", 3, "cohort.ansent"),
        ]
    )
    func unknownKey(yaml: String, line: Int, key: String) {
        #expect(throws: SynthesisError.unknownSetting(path: "s.yaml", line: line, key: key)) {
            try SynthesisSettings(yaml: yaml, path: "s.yaml")
        }
    }

    @Test(
        "a value that is not allowed is refused",
        arguments: [
            "cohort:\n  absent: 1.2\n", "cohort:\n  absent: many\n", "cohort: 3\n", "setting: prison\n", "effect: -2\n",
            "extract_end: 31/02/2024\n", "extract_end: 2023-12-31\n", "index_year_first: 2023\n",
            "index_year_last: 2020.5\n", "effect: 0\neffect: 0\n", "- effect\n", "effect: [\n",
        ]
    )
    func invalidValue(yaml: String) {
        #expect(throws: SynthesisError.self) { try SynthesisSettings(yaml: yaml, path: "s.yaml") }
    }

    @Test("a file that is not there is named")
    func missingFile() {
        let error = #expect(throws: SynthesisError.self) { try SynthesisSettings(path: "/nowhere/synth.yaml") }
        #expect(error?.description.contains("/nowhere/synth.yaml") == true)
    }
}
