import Foundation
import Linkage
import Testing

@Suite("What a reviewer sees of a pair")
struct PairSheetTests {
    @Test(
        "differences are marked character by character",
        arguments: [
            ("Smith", "Smyth", "Sm[i]th", "Sm[y]th"),
            ("Ann", "Anne", "Ann[]", "Ann[e]"),
            ("SMITH", "Smith", "SMITH", "Smith"),
            ("Zoë", "ZOE", "Zoë", "ZOE"),
            ("Kieran", "Marcus", "[Kieran]", "[Marcus]"),
            ("1990-01-31", "1990-07-31", "1990-0[1]-31", "1990-0[7]-31"),
            ("", "Jones", "", "Jones"),
            ("👩‍👧a", "👩‍👧b", "👩‍👧[a]", "👩‍👧[b]"),
            ("Núñez", "Núñes", "Núñe[z]", "Núñe[s]"),
        ]
    )
    func marks(left: String, right: String, markedLeft: String, markedRight: String) {
        let marks = MarkedText.marks(left, right)
        #expect(marks.left.bracketed == markedLeft)
        #expect(marks.right.bracketed == markedRight)
    }

    @Test("marks leave the text as it is, and are the same from both sides", arguments: 0..<200)
    func marksKeepText(seed: Int) {
        let words = SmallFiles.surnames + SmallFiles.forenames + ["Ödön", "李小龙", "O'Brien", "e\u{301}te"]
        let left = words[seed % words.count] + words[(seed * 7) % words.count]
        let right = words[seed % words.count] + words[(seed * 13 + 5) % words.count]
        let marks = MarkedText.marks(left, right)
        #expect(marks.left.runs.map(\.text).joined() == left)
        #expect(marks.right.runs.map(\.text).joined() == right)
        let same = (marks.left, marks.right)
        let common = [same.0, same.1].map { $0.runs.filter { !$0.differs }.map(\.text).joined().count }
        #expect(common[0] == common[1])
    }

    private static let weights: ReviewWeights = {
        let population = SmallFiles.population(500, seed: 41)
        var plan = LinkPlan.service(seed: 1)
        plan.randomPairCount = 2_000
        guard let cohort = try? population.cohort(60, absent: 0).columns(), let pool = try? population.columns(),
            var model = try? LocalLinkage(plan: plan, cohort: cohort, pool: pool).estimate()
        else { preconditionFailure("small files can be linked") }
        model.personCount = 1_024
        for position in model.comparisons.indices {
            for level in model.comparisons[position].levels.indices {
                let isLast = level + 1 == model.comparisons[position].levels.count
                model.comparisons[position].levels[level].m = 0.5
                model.comparisons[position].levels[level].u = isLast ? 1 : 0.0625
            }
        }
        return ReviewWeights(model: model, frequencies: ["surname": ["SMITH": 0.125]])
    }()

    private static func pair(_ levels: [String: Level], weight: Double) -> ReviewPair {
        ReviewPair(
            rows: ReviewPair.Rows(cohort: 1, pool: 1),
            weight: weight,
            probability: 0.5,
            grade: .suspect,
            levels: LinkPlan.service(seed: 1).comparisons.map { levels[$0.field] }
        )
    }

    @Test("the bits of the columns run from the number of people to the match weight; frequent values weigh less")
    func waterfall() throws {
        let pair = Self.pair(["forename": .exact, "surname": .exact, "sex": .otherwise], weight: 4)
        let cohort = ["forename": "Ann", "surname": "Smith", "sex": "F", "date_of_birth": "31/01/1990"]
        let pool = ["forename": "ANN", "surname": "SMITH", "sex": "M"]
        let sheet = PairSheet(pair, cohort: cohort, pool: pool, weights: Self.weights)
        let bits = Dictionary(uniqueKeysWithValues: sheet.lines.map { ($0.field, $0.bits) })
        #expect(sheet.startBits == -10)
        #expect(bits["forename"] == 3)
        #expect(bits["surname"] == 2)
        #expect(bits["sex"] == -1)
        #expect(bits["date_of_birth"] == 0)
        #expect(sheet.lines.last?.runningBits == -6)
        #expect(sheet.otherBits == 0)
        #expect(sheet.endBits == -6)
        let birth = try #require(sheet.lines.first { $0.field == "date_of_birth" })
        #expect(birth.cohort.bracketed == "1990-01-31")
        #expect(birth.pool.runs.isEmpty)
        let more = PairSheet(
            Self.pair(["forename": .exact], weight: 5.5),
            cohort: cohort,
            pool: pool,
            weights: Self.weights
        )
        #expect(more.otherBits == 2.5)
    }

    @Test("names that stand exchanged are marked against each other")
    func swapped() {
        let sheet = PairSheet(
            Self.pair(["forename": .namesSwapped], weight: 3),
            cohort: ["forename": "Smith", "surname": "Anna"],
            pool: ["forename": "Ann", "surname": "Smyth"],
            weights: Self.weights
        )
        let marked = sheet.lines.filter { ["forename", "surname"].contains($0.field) }
        #expect(marked.map(\.cohort.bracketed) == ["Sm[i]th", "Ann[a]"])
        #expect(marked.map(\.pool.bracketed) == ["Ann[]", "Sm[y]th"])
    }

    @Test("records of other files do not fit a pair whose columns agreed")
    func fits() {
        let pair = Self.pair(["surname": .exact, "date_of_birth": .exact, "pnc_id": .exact], weight: 9)
        let cohort = ["surname": "O'Brien", "date_of_birth": "31/01/1990", "pnc_id": "10/123456A"]
        let pool = ["surname": "OBRIEN", "date_of_birth": "1990-01-31", "pnc_id": "2010/0123456A"]
        #expect(Self.weights.fits(pair, cohort: cohort, pool: pool))
        #expect(!Self.weights.fits(pair, cohort: cohort.merging(["surname": "Brown"]) { $1 }, pool: pool))
    }

    @Test("accepted links are confident and rejected ones are none, by person and not by record")
    func settledLinks() throws {
        let population = SmallFiles.population(2_000, seed: 31)
        var plan = LinkPlan.service(seed: 1)
        plan.randomPairCount = 20_000
        let linkage = try LocalLinkage(
            plan: plan,
            cohort: population.cohort(80, absent: 5).columns(),
            pool: population.columns()
        )
        let model = try linkage.estimate()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan)
        let linked = result.links.filter { $0.candidate != nil }
        let (first, second) = (linked[0], linked[1])
        // Row 5,000 of the pool is taken for another record of the second person.
        let labels = [
            LabelledPair(cohortRow: first.cohortRow + 1, poolRow: 1, isMatch: true, weight: 1),
            LabelledPair(cohortRow: second.cohortRow + 1, poolRow: 5_000, isMatch: false, weight: 1),
            LabelledPair(cohortRow: second.cohortRow + 1, poolRow: 6_000, isMatch: true, weight: 1),
        ]
        let people = [1: first.candidate, 5_000: second.candidate]
        let settled = ReviewedLinks(result, labels: labels, cohortRows: result.links.map(\.cohortRow)) {
            row,
            candidate in
            people[row].flatMap { $0 } == candidate
        }
        #expect(settled.outcomes[first.cohortRow] == .accepted)
        #expect(settled.result.links[first.cohortRow].grade == .confident)
        #expect(settled.result.links[first.cohortRow].probability == first.probability)
        #expect(settled.outcomes[second.cohortRow] == .rejected)
        #expect(settled.result.links[second.cohortRow].grade == .none)
        #expect(settled.unused == [labels[2]])
        #expect(settled.outcomes.count { $0 != nil } == 2)
    }
}
