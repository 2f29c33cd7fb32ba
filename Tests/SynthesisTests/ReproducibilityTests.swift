import Foundation
import Synthesis
import Tables
import Testing

@Suite("Reproducibility and refusals")
struct ReproducibilityTests {
    @Test("the same seed gives the same bytes on one, two and three threads")
    func sameSeedSameBytes() throws {
        let first = try SynthesisFixture(people: 5_000, cohort: 300, threads: 1)
        let expected = try first.bytes()
        #expect(expected.count == 10)
        for threads in [2, 3] {
            let other = try SynthesisFixture(people: 5_000, cohort: 300, threads: threads)
            #expect(try other.bytes() == expected)
            #expect(other.truth == first.truth)
        }
    }

    @Test("another seed gives another population")
    func otherSeedDiffers() throws {
        let first = try SynthesisFixture(seed: 1).bytes()
        let second = try SynthesisFixture(seed: 2).bytes()
        for name in ["persons.csv", "sentences.csv", "offences.csv", "employment.csv", "cohort.csv", "truth.csv"] {
            #expect(first[name] != second[name])
        }
    }

    @Test("the effect changes neither the cohort nor any row of people who are not on it")
    func effectTouchesCohortOnly() throws {
        var zero = SynthesisSettings()
        zero.effect = 0
        let with = try SynthesisFixture()
        let without = try SynthesisFixture(settings: zero)
        #expect(try with.bytes()["cohort.csv"] == without.bytes()["cohort.csv"])
        let treated = Set(try with.table("truth").column("pnc_id"))
        let others = { (fixture: SynthesisFixture) in
            try fixture.table("offences").rows.filter { !treated.contains($0[0]) }
        }
        #expect(try others(with) == others(without))
    }

    @Test("too few eligible people are a clear error and leave nothing behind")
    func tooFewEligible() throws {
        let folder = NSTemporaryDirectory() + "synthesis-\(UUID().uuidString)"
        let error: (any BadInput)? = #expect(throws: SynthesisError.self) {
            try Synthesis.generate(people: 300, cohort: 290, seed: 1, into: folder)
        }
        guard case .tooFewEligible(_, let needed, let people) = error as? SynthesisError else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(needed == 267)
        #expect(people == 300)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("an existing folder is refused, replaced when asked, and never when others' files lie in it")
    func existingFolder() throws {
        let fixture = try SynthesisFixture(people: 500, cohort: 60)
        let before = try fixture.bytes()
        #expect(throws: OutputError.exists(path: fixture.folder)) {
            try Synthesis.generate(people: 500, cohort: 60, seed: 2, into: fixture.folder)
        }
        #expect(try fixture.bytes() == before)
        try Synthesis.generate(people: 500, cohort: 60, seed: 2, into: fixture.folder, replacing: true)
        #expect(try fixture.bytes() != before)
        try Data().write(to: URL(fileURLWithPath: fixture.folder + "/notes.txt"))
        #expect(throws: SynthesisError.foreignFolder(path: fixture.folder)) {
            try Synthesis.generate(people: 500, cohort: 60, seed: 2, into: fixture.folder, replacing: true)
        }
    }
}
