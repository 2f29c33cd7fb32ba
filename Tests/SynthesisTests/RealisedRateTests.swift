import Extracts
import Foundation
import Synthesis
import Tables
import Testing

@Suite("Realised rates")
struct RealisedRateTests {
    /// Whether a count lies within four standard errors of what a rate leads to expect.
    private func fits(_ count: Int, of total: Int, rate: Double) -> Bool {
        let expected = Double(total) * rate
        return abs(Double(count) - expected) <= 4 * (expected * (1 - rate)).squareRoot() + 0.5
    }

    @Test("gaps and errors of the cohort occur at their rates")
    func cohortRates() throws {
        let fixture = try SynthesisFixture(people: 12_000, cohort: 2_500, seed: 7)
        let cohort = try fixture.table("cohort")
        let quality = SynthesisSettings().cohort
        let rows = cohort.rows.count
        let filled = { (name: String) in cohort.column(name).count { !$0.isEmpty } }
        #expect(fits(filled("pnc_id"), of: rows, rate: quality.pncIDVisible))
        #expect(fits(filled("prison_number"), of: rows, rate: quality.prisonNumberVisible))
        #expect(fits(rows - filled("date_of_birth"), of: rows, rate: quality.birthMissing))
        #expect(fits(rows - filled("gender"), of: rows, rate: quality.sexMissing))
        #expect(fits(rows - filled("index_date"), of: rows, rate: quality.indexDateMissing))
        #expect(fits(cohort.column("surname").count { $0 == $0.uppercased() }, of: rows, rate: quality.upperCase))
        #expect((0.46...0.56).contains(Double(fixture.truth.corruptedRows) / Double(rows)))
    }

    @Test("the region stands in the list where it is asked for, is out of date at its rate, and changes nothing else")
    func cohortRegions() throws {
        var settings = SynthesisSettings()
        settings.cohort.regionVisible = 0.95
        settings.cohort.regionMoved = 0.10
        let plain = try SynthesisFixture(people: 12_000, cohort: 2_500, seed: 7)
        let fixture = try SynthesisFixture(people: 12_000, cohort: 2_500, seed: 7, settings: settings)
        let cohort = try fixture.table("cohort")
        #expect(cohort.columns.last == "region")
        #expect(try cohort.rows.map { Array($0.dropLast()) } == plain.table("cohort").rows)
        let persons = try fixture.table("persons")
        let homes = Dictionary(
            zip(persons.column("pnc_id"), persons.column("region")),
            uniquingKeysWith: { first, _ in first }
        )
        let pairs = try zip(cohort.column("region"), fixture.table("truth").column("pnc_id"))
            .filter { !$0.0.isEmpty && !$0.1.isEmpty }
        #expect(fits(cohort.column("region").count { !$0.isEmpty }, of: cohort.rows.count, rate: 0.95))
        // A region drawn anew is the same one in about a tenth of the draws.
        let moved = pairs.count { $0.0 != homes[$0.1] }
        #expect((0.075...0.105).contains(Double(moved) / Double(pairs.count)))
    }

    @Test("aliases, sex and second names occur at their rates")
    func populationRates() throws {
        let fixture = try SynthesisFixture(people: 12_000, cohort: 100, seed: 7)
        let persons = try fixture.table("persons")
        let quality = SynthesisSettings().population
        let primary = persons.rows.filter { $0.last == "0" }
        let female = primary.count { $0[6] == Sex.female.word }
        #expect(fits(female, of: primary.count, rate: quality.female * (1 - quality.sexMissing)))
        let withAlias = Set(persons.rows.filter { $0.last == "1" }.map { $0[0] }).count
        // Some aliases cannot be made (a nickname of a name that has none) and are left out.
        #expect((0.7 * quality.alias...quality.alias).contains(Double(withAlias) / 12_000))
        #expect(Set(primary.map { $0[4] }).count > 3_500)
    }

    @Test("the cohort's reoffending agrees with its true probabilities, and so does that of everyone else")
    func reoffendingAgrees() throws {
        let fixture = try SynthesisFixture(people: 50_000, cohort: 5_000, seed: 7)
        let present = try fixture.table("truth").rows.filter { $0[2] == "1" }
        let expected = try present.map { try #require(Double($0[5])) }
        let deviation = expected.map { $0 * (1 - $0) }.reduce(0, +).squareRoot()
        let observed = try reoffending(fixture)
        let counted = present.count { observed[$0[1]] == true }
        #expect(counted == fixture.truth.cohortReoffended)
        #expect(present.allSatisfy { ($0[6] == "1") == (observed[$0[1]] == true) })
        #expect(abs(Double(counted) - expected.reduce(0, +)) <= 4 * deviation)
        let everyone = observed.values.count { $0 }
        #expect(everyone - counted == fixture.truth.comparisonReoffended)
        let comparison = Double(fixture.truth.eligible - present.count)
        let rate = Double(fixture.truth.comparisonReoffended) / comparison
        #expect((0.25...0.45).contains(rate))
        #expect(abs(rate - fixture.truth.comparisonProbability) <= 4 * 0.5 / comparison.squareRoot())
    }

    /// Whether each eligible person reoffended, worked out from the extracts alone.
    private func reoffending(_ fixture: SynthesisFixture) throws -> [String: Bool] {
        let sentences = try fixture.table("sentences")
        var index: [String: Day] = [:]
        for (id, release) in zip(sentences.column("pnc_id"), sentences.days("release_date"))
        where !release.isMissing && (2_019...2_022).contains(release.year) {
            index[id] = release
        }
        var reoffended = index.mapValues { _ in false }
        let offences = try fixture.table("offences")
        let dates = offences.days("offence_date")
        let outcomes = offences.days("outcome_date")
        for (row, fields) in offences.rows.enumerated() where fields[3] != OffenceOutcome.penaltyNotice.word {
            guard let start = index[fields[0]], dates[row] > start, dates[row] <= start.adding(months: 12),
                outcomes[row] <= start.adding(months: 18)
            else { continue }
            reoffended[fields[0]] = true
        }
        return reoffended
    }
}
