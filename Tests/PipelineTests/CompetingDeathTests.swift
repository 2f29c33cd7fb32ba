import Foundation
import MapReduce
import Outcomes
import Passes
import Pipeline
import Propensity
import Reports
import Tables
import Testing

/// Deaths within the follow-up as competing events, against curves of the same people in one table.
@Suite("Time to the first reoffence with death as a competing event")
struct CompetingDeathTests {
    /// Of every few people one dies on a day within the years of the index events.
    private func study(isWanted: Bool = true) throws -> StudyFixture {
        try StudyFixture(people: 8_000, cohort: 500) { text in
            text.replacing("sub_analyses: [site]", with: "sub_analyses: []").replacing("[24]", with: "[]")
                .replacing("assessments: yes", with: "assessments: no").replacing("[London]", with: "[]")
                .replacing(
                    "violent: yes",
                    with: "violent: no\n  competing_deaths: \(isWanted ? "yes" : "no")\n  delayed_start: no"
                )
        } prepare: {
            try addDeaths(folder: $0)
        }
    }

    private func addDeaths(folder: String) throws {
        let path = folder + "/persons.csv"
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
        let column = try #require(header.firstIndex(of: "date_of_death"))
        for line in lines.indices.dropFirst() where line % 4 == 0 {
            var cells = lines[line].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == header.count else { continue }
            cells[column] = "\(2014 + line / 4 % 8)-0\(1 + line / 32 % 9)-1\(line / 4 % 10)"
            lines[line] = cells.joined(separator: ",")
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test("shares are those of curves over the people of one table")
    func curves() throws {
        let study = try study()
        let pooled = try PooledStudy(study, match: 1)
        let headline = try PooledStudy(study)
        let weights = try pooled.weights { settings in
            settings.caliper = pooled.matching.plan.caliper
            settings.caliperUnit = .absolute
        }
        var counts = TimeToEventCounts(horizon: 372)
        for row in weights.indices where weights[row] > 0 {
            let outcome = pooled.outcomes[row]
            let index = pooled.indexDates[row]
            let (day, ending): (Int, TimeEnding) =
                outcome.reoffences > 0
                ? (Int(outcome.daysToFirst), .event)
                : outcome.daysToDeath >= 0
                    ? (Int(outcome.daysToDeath), .competing)
                    : (Int(index.adding(months: 12).number - index.number), .censored)
            let group: StudyGroup = pooled.frame.treatment[row] == 1 ? .treated : .comparison
            counts.add(day: day, ending: ending, weight: weights[row], group: group)
        }
        let found = try #require(pooled.report.timeToFirst?.competingDeaths)
        for (group, shares) in [(StudyGroup.treated, found.treatment), (.comparison, found.comparison)] {
            let reoffended = SurvivalCurve.incidence(counts, group).points.last
            let died = SurvivalCurve.incidence(counts, group, of: .competing).points.last
            let free = SurvivalCurve.kaplanMeier(counts, group).points.last
            #expect(abs(shares.reoffended.estimate - (reoffended?.estimate ?? 0)) < 1e-10)
            #expect(abs(shares.reoffended.lower - (reoffended?.interval?.lower ?? 0)) < 1e-10)
            #expect(abs(shares.died.estimate - (died?.estimate ?? 0)) < 1e-10)
            #expect(abs(shares.kaplanMeier.estimate - (1 - (free?.estimate ?? 0))) < 1e-10)
            #expect(shares.people == counts.peopleCount(group) && shares.deaths > 0)
            #expect(shares.kaplanMeier.estimate > shares.reoffended.estimate)
        }
        // Deaths are a loss of the headline, and nobody else is.
        let deaths = try #require(headline.report.attrition.losses.first { $0.code == "died" }).count
        #expect(deaths > 0 && pooled.frame.treatment.count { $0 == 1 } > headline.frame.treatment.count { $0 == 1 })
        #expect(headline.outcomes.allSatisfy { $0.daysToDeath < 0 })
        #expect(HTMLReport.text(pooled.report).contains("With deaths counted"))
    }

    @Test("nothing of it is made unless it is asked for, and every worker gives the same bytes")
    func optional() throws {
        #expect(try PooledStudy(study(isWanted: false)).report.timeToFirst?.competingDeaths == nil)
        let study = try study()
        let local = try study.run(on: LocalExecutor(source: StorePartitions(study.store)), name: "local")
        let encoded = try study.run(on: EncodingExecutor(source: StorePartitions(study.store)), name: "encoded")
        for (file, bytes) in local { #expect(encoded[file] == bytes, "\(file)") }
    }
}
