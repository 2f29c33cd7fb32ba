import Extracts
import Foundation
import Synthesis
import Tables
import Testing

@Suite("Cohort and truth")
struct CohortTests {
    @Test("the cohort has the template's columns and exactly the rows asked for")
    func template() throws {
        let fixture = try SynthesisFixture()
        let cohort = try fixture.table("cohort")
        #expect(
            cohort.columns == [
                "forename", "surname", "date_of_birth", "gender", "index_date", "conviction_date",
                "intervention_start", "intervention_end", "pnc_id", "prison_number", "site",
            ]
        )
        #expect(cohort.rows.count == 200)
        #expect(fixture.truth.absent == 16)
        #expect(fixture.truth.present == 184)
        let starts = cohort.days("intervention_start")
        let convictions = cohort.days("conviction_date")
        for row in cohort.rows.indices { #expect(starts[row] > convictions[row]) }
    }

    @Test("a true row names a person of the extracts and the sentence it is about; an absent one is nowhere")
    func truthRows() throws {
        let fixture = try SynthesisFixture()
        let truth = try fixture.table("truth")
        let cohort = try fixture.table("cohort")
        let people = Set(try fixture.table("persons").column("pnc_id"))
        let numbers = Set(try fixture.table("persons").column("prison_number").filter { !$0.isEmpty })
        let sentences = Set(try fixture.table("sentences").rows.map { $0[0] + $0[1] + $0[2] })
        let convictions = cohort.column("conviction_date")
        var absent = 0
        for (row, fields) in truth.rows.enumerated() {
            #expect(fields[0] == String(row + 1))
            if fields[2] == "1" {
                #expect(people.contains(fields[1]))
                #expect(sentences.contains(fields[1] + fields[3] + convictions[row]))
            } else {
                absent += 1
                #expect(!people.contains(cohort.rows[row][8]))
                #expect(!numbers.contains(cohort.rows[row][9]))
            }
        }
        #expect(absent == fixture.truth.absent)
        #expect(Set(truth.column("pnc_id")).count == fixture.truth.present + 1)
    }

    @Test("an effect of zero is exactly zero, another one nearly what the settings say", arguments: [0, -0.06, 0.1])
    func effect(_ effect: Double) throws {
        var settings = SynthesisSettings()
        settings.effect = effect
        let fixture = try SynthesisFixture(settings: settings)
        let truth = try fixture.table("truth").rows.filter { $0[2] == "1" }
        let differences = try truth.map { try #require(Double($0[5])) - #require(Double($0[4])) }
        let mean = differences.reduce(0, +) / Double(differences.count)
        if effect == 0 {
            #expect(fixture.truth.trueEffect == 0)
            #expect(differences.allSatisfy { $0 == 0 })
        } else {
            #expect(abs(mean - fixture.truth.trueEffect) < 1e-12)
            #expect(abs(fixture.truth.trueEffect - effect) < 0.005)
        }
        let request = try String(contentsOfFile: fixture.folder + "/request.yaml", encoding: .utf8)
        #expect(request.contains("known_effect: \(fixture.truth.trueEffect)\n"))
    }

    @Test("with every rate at zero the cohort says what the extracts say")
    func cleanCohort() throws {
        var settings = SynthesisSettings()
        settings.cohort = .clean
        settings.population.forenameTypo = 0
        settings.population.surnameTypo = 0
        settings.population.namesSwapped = 0
        settings.population.birthDigit = 0
        settings.population.birthDayMonthSwapped = 0
        settings.population.birthMissing = 0
        settings.population.birthFirstOfJanuary = 0
        settings.population.prisonNumberMissing = 0
        let fixture = try SynthesisFixture(settings: settings)
        #expect(fixture.truth.corruptedRows == 0)
        let persons = Set(try fixture.table("persons").rows.map { [$0[0], $0[1], $0[2], $0[4], $0[5]] })
        for row in try fixture.table("cohort").rows {
            #expect(persons.contains([row[8], row[9], row[0], row[1], row[2]]))
        }
    }
}

extension CohortQuality {
    /// A provider who makes no errors and leaves nothing out.
    static var clean: CohortQuality {
        var quality = CohortQuality()
        quality.absent = 0
        quality.pncIDVisible = 1
        quality.pncIDWrong = 0
        quality.prisonNumberVisible = 1
        quality.prisonNumberWrong = 0
        quality.nickname = 0
        quality.forenameTypo = 0
        quality.surnameTypo = 0
        quality.surnameChange = 0
        quality.namesSwapped = 0
        quality.middleNameUsed = 0
        quality.aliasUsed = 0
        quality.birthDayMonthSwapped = 0
        quality.birthDigit = 0
        quality.birthMissing = 0
        quality.birthFirstOfJanuary = 0
        quality.sexWrong = 0
        quality.sexMissing = 0
        quality.upperCase = 0
        quality.indexDateOff = 0
        quality.indexDateMissing = 0
        return quality
    }
}
