import Extracts
import Foundation
import Tables

/// Synthetic populations of offenders, a cohort drawn from them, and the truth about both.
package enum Synthesis {
    /// How far a run has come.
    package struct Progress: Sendable {
        /// What it is doing.
        package enum Phase: Sendable {
            /// Finding out who could take part in the programme.
            case selecting
            /// Writing the extracts.
            case writing
        }

        /// What it is doing.
        package let phase: Phase
        /// People done in this phase.
        package let done: Int
        /// People in all.
        package let total: Int
    }

    /// The files of a run that do not hold an extract.
    private enum FileName {
        static let cohort = "cohort.csv"
        static let request = "request.yaml"
        static let extract = "extract.yaml"
        static let truthRows = "truth.csv"
        static let truth = "truth.json"
        static let all = [cohort, request, extract, truthRows, truth]
    }

    /// Writes the extracts of a population, a cohort, a request and the truth into a folder.
    ///
    /// The population is made twice: first to see who could take part, which settles the cohort, then to write it. So
    /// memory holds a few blocks of people and the cohort, however many people there are. The bytes depend on `people`,
    /// `cohort`, `seed` and `settings` alone.
    ///
    /// - Parameters:
    ///   - people: People in the population, 1 to 60 million.
    ///   - cohort: Rows of the cohort; at least 1.
    ///   - seed: Another seed, another population.
    ///   - settings: Rates, laws and the effect.
    ///   - folder: Path of the folder; it appears when everything is written.
    ///   - replacing: Whether a folder that an earlier run wrote there is replaced.
    ///   - threads: Threads at most; the number of processors when nil.
    ///   - progress: Called now and then on the calling thread.
    /// - Returns: The truth.
    /// - Throws: ``SynthesisError``, or ``OutputError`` when the folder exists or cannot be written.
    /// - Complexity: O(*people*) time, O(*cohort*) memory.
    @discardableResult
    package static func generate(
        people: Int,
        cohort: Int,
        seed: UInt64,
        settings: SynthesisSettings = SynthesisSettings(),
        into folder: String,
        replacing: Bool = false,
        threads: Int? = nil,
        progress: (Progress) -> Void = { _ in }
    ) throws -> SynthesisTruth {
        let peopleMax = Identifiers.peopleMax - absentMargin
        guard (1...peopleMax).contains(people) else {
            throw SynthesisError.invalidArgument(name: "The number of people", expected: "from 1 to \(peopleMax)")
        }
        guard (1...people).contains(cohort) else {
            throw SynthesisError.invalidArgument(
                name: "The size of the cohort",
                expected: "from 1 to the number of people"
            )
        }
        try refuseForeignFolder(folder)
        let output = try OutputFolder(at: folder, replacing: replacing)
        let run = Run(people: people, cohort: cohort, seed: seed, settings: settings, threads: threads)
        let truth = try run.write(to: output, progress: progress)
        try output.commit()
        return truth
    }

    /// Keeps `--force` from replacing a folder in which anything else lies.
    private static func refuseForeignFolder(_ folder: String) throws {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        let names = Set(ExtractRows.tables.map { $0.name + ".csv" } + FileName.all)
        let present = try? FileManager.default.contentsOfDirectory(atPath: folder)
        guard let present, present.allSatisfy(names.contains) else {
            throw SynthesisError.foreignFolder(path: folder)
        }
    }

    /// Person numbers beyond the population that absent cohort members can take.
    private static let absentMargin = 20_000_000

    /// What a run knows when the extracts are written.
    private struct Extracted {
        var members: [CohortMember] = []
        var comparisonReoffended = 0
        var comparisonProbability = 0.0
        var files: [SynthesisTruth.File] = []
    }

    /// One run, its arguments checked.
    private struct Run {
        let people: Int
        let cohort: Int
        let seed: UInt64
        let settings: SynthesisSettings
        /// Person numbers end here; those from `people` on are for cohort members whom no extract holds.
        let personLimit: Int
        let pass: PopulationPass
        let maker: PopulationMaker

        init(people: Int, cohort: Int, seed: UInt64, settings: SynthesisSettings, threads: Int?) {
            self.people = people
            self.cohort = cohort
            self.seed = seed
            self.settings = settings
            pass = PopulationPass(
                people: people,
                threads: max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
            )
            personLimit = people + min(Synthesis.absentMargin, max(cohort * 64, 100_000))
            let names = NameCatalogue()
            let vocabulary = Vocabulary()
            maker = PopulationMaker(
                seed: seed,
                simulator: CareerSimulator(seed: seed, settings: settings),
                identities: IdentityMaker(names: names, seed: seed, people: personLimit, quality: settings.population),
                cohortWriter: CohortWriter(seed: seed, quality: settings.cohort, names: names, vocabulary: vocabulary),
                vocabulary: vocabulary
            )
        }

        func write(to output: OutputFolder, progress: (Progress) -> Void) throws -> SynthesisTruth {
            let absent = Int((Double(cohort) * settings.cohort.absent).rounded())
            let selection = try select(count: cohort - absent, progress: progress)
            var extracts = try writeExtracts(to: output, selected: selection.people, progress: progress)
            let strangers = maker.absentMembers(count: absent, firstPerson: people, limit: personLimit)
            guard strangers.count == absent else {
                throw SynthesisError.tooFewEligible(
                    eligible: strangers.count,
                    needed: absent,
                    people: personLimit - people
                )
            }
            extracts.members += strangers

            let files = CohortFiles(members: extracts.members, settings: settings)
            let sums = files.sums()
            let scale = 1 / Double(max(sums.present, 1))
            let truth = SynthesisTruth(
                people: people,
                cohort: cohort,
                present: sums.present,
                absent: absent,
                eligible: selection.candidateCount,
                trueEffect: sums.effect * scale,
                untreatedProbability: sums.untreated * scale,
                treatedProbability: sums.treated * scale,
                cohortReoffended: sums.reoffended,
                comparisonReoffended: extracts.comparisonReoffended,
                comparisonProbability: extracts.comparisonProbability
                    / Double(max(selection.candidateCount - sums.present, 1)),
                corruptedRows: sums.corrupted,
                sites: files.sites(),
                files: extracts.files
            )
            try output.write(files.cohort(), to: FileName.cohort)
            try output.write(files.truth(), to: FileName.truthRows)
            try output.write(files.request(trueEffect: truth.trueEffect), to: FileName.request)
            try output.write(Array("extract_end: \(settings.extractEnd)\n".utf8), to: FileName.extract)
            let document = TruthDocument(seed: seed, truth: truth, settings: settings.manifest)
            try output.write(try document.json(), to: FileName.truth)
            return truth
        }

        private func select(count: Int, progress: (Progress) -> Void) throws -> ProgrammeSelection {
            var selection = ProgrammeSelection(capacity: count)
            let maker = maker
            pass.run(
                make: { maker.candidates(in: $0) },
                consume: { candidates, done in
                    for candidate in candidates { selection.consider(candidate) }
                    progress(Progress(phase: .selecting, done: done, total: people))
                }
            )
            guard selection.candidateCount >= count else {
                throw SynthesisError.tooFewEligible(
                    eligible: selection.candidateCount,
                    needed: count,
                    people: people
                )
            }
            return selection
        }

        private func writeExtracts(
            to output: OutputFolder,
            selected: Set<Int>,
            progress: (Progress) -> Void
        ) throws -> Extracted {
            let files = try ExtractRows.tables.map { try OutputFile(name: $0.name + ".csv", in: output.path) }
            var sizes = [Int](repeating: 0, count: files.count)
            var rows = [Int](repeating: 0, count: files.count)
            for (index, table) in ExtractRows.tables.enumerated() {
                let header = ExtractRows.header(of: table)
                try files[index].write(header)
                sizes[index] = header.count
            }
            var extracted = Extracted()
            let maker = maker
            try pass.run(
                make: { maker.output(of: $0, selected: selected) },
                consume: { block, done in
                    for (index, bytes) in block.rows.all.enumerated() {
                        try files[index].write(bytes)
                        sizes[index] += bytes.count
                        rows[index] += block.rows.rowCounts[index]
                    }
                    extracted.members += block.members
                    extracted.comparisonReoffended += block.comparisonReoffended
                    extracted.comparisonProbability += block.comparisonProbability
                    progress(Progress(phase: .writing, done: done, total: people))
                }
            )
            for file in files { try file.close() }
            extracted.files = ExtractRows.tables.indices.map {
                SynthesisTruth.File(name: ExtractRows.tables[$0].name + ".csv", rows: rows[$0], bytes: sizes[$0])
            }
            return extracted
        }
    }
}
