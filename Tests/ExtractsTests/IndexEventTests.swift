import Extracts
import Tables
import TestSupport
import Testing

/// The rule of a custody programme with the default windows.
private func rule(disposals: [Disposal] = [.custody], extractEnd: String = "2024-12-31") -> IndexEventRule {
    IndexEventRule(
        disposals: disposals.map(\.rawValue),
        toleranceDays: 7,
        daysBefore: 30,
        daysAfter: 180,
        firstYear: 2_002,
        extractEnd: day(extractEnd),
        followUp: FollowUpRule(followUpMonths: 12, waitingMonths: 6, breachGroups: [9])
    )
}

private func dates(
    index: String? = nil,
    conviction: String? = nil,
    start: String? = nil
) -> InterventionDates {
    InterventionDates(
        index: index.map(day) ?? .missing,
        conviction: conviction.map(day) ?? .missing,
        start: start.map(day) ?? .missing,
        end: .missing
    )
}

@Suite struct IndexEventTests {
    private static let twoReleases = [
        HistoryBuilder.Sentence.custody(convicted: "2019-01-10", released: "2020-03-01"),
        HistoryBuilder.Sentence.custody(convicted: "2020-03-03", released: "2020-03-09"),
    ]

    private func find(
        _ dates: InterventionDates,
        sentences: [HistoryBuilder.Sentence],
        offences: [HistoryBuilder.Offence] = [],
        died: String? = nil,
        sex: Sex = .male,
        rule: IndexEventRule = rule()
    ) throws -> Result<Day, LossReason> {
        var builder = HistoryBuilder()
        builder.add(sex: sex, died: died, sentences: sentences, offences: offences)
        let found = rule.event(ofTreated: 0, dates: dates, in: try builder.history())
        return found.map(\.date)
    }

    @Test("the event nearest to the stated index date wins, then the earlier")
    func nearest() throws {
        #expect(try find(dates(index: "2020-03-08"), sentences: Self.twoReleases).get() == day("2020-03-09"))
        #expect(try find(dates(index: "2020-03-05"), sentences: Self.twoReleases).get() == day("2020-03-01"))
    }

    @Test("seven days from the stated date still fit, eight do not", arguments: [(7, true), (8, false)])
    func tolerance(days: Int, fits: Bool) throws {
        let sentence = HistoryBuilder.Sentence.custody(convicted: "2019-01-10", released: "2020-03-01")
        let stated = day("2020-03-01").adding(days: days)
        let found = try find(dates(index: stated.description), sentences: [sentence])
        #expect(found == (fits ? .success(day("2020-03-01")) : .failure(.noQualifyingSentence)))
    }

    @Test("the conviction date is used only when no index date is given")
    func conviction() throws {
        #expect(try find(dates(conviction: "2019-01-12"), sentences: Self.twoReleases).get() == day("2020-03-01"))
        let both = dates(index: "2021-01-01", conviction: "2019-01-12")
        #expect(try find(both, sentences: Self.twoReleases) == .failure(.noQualifyingSentence))
    }

    @Test("without dates of the sentence the intervention must begin in the window or during the sentence")
    func intervention() throws {
        let one = [HistoryBuilder.Sentence.custody(convicted: "2019-01-10", released: "2020-03-01")]
        #expect(try find(dates(start: "2019-06-01"), sentences: one).get() == day("2020-03-01"))
        #expect(try find(dates(start: "2020-08-28"), sentences: one).get() == day("2020-03-01"))
        #expect(try find(dates(start: "2020-08-29"), sentences: one) == .failure(.sentenceDoesNotFit))
    }

    @Test("a sentence of another kind than the setting is a loss of its own")
    func disposal() throws {
        let order = HistoryBuilder.Sentence.community(
            .communityOrder,
            convicted: "2020-02-01",
            start: "2020-03-01",
            end: "2021-03-01"
        )
        #expect(try find(dates(index: "2020-03-01"), sentences: [order]) == .failure(.disposalOutsideSetting))
        let found = try find(dates(index: "2020-03-01"), sentences: [order], rule: rule(disposals: [.communityOrder]))
        #expect(found == .success(day("2020-03-01")))
    }

    @Test(
        "losses are found in their order",
        arguments: [
            ("2023-07-01", LossReason.followUpIncomplete), ("2001-03-01", .outsideYears),
        ]
    )
    func order(released: String, reason: LossReason) throws {
        let sentence = HistoryBuilder.Sentence.custody(convicted: "2000-01-10", released: released)
        #expect(try find(dates(index: released), sentences: [sentence]) == .failure(reason))
    }

    @Test("a follow-up that ends with the extract is complete")
    func lastDay() throws {
        let sentence = HistoryBuilder.Sentence.custody(convicted: "2020-01-10", released: "2023-06-30")
        #expect(try find(dates(index: "2023-06-30"), sentences: [sentence]).get() == day("2023-06-30"))
    }

    @Test("death within the follow-up is a loss, death after it is not")
    func death() throws {
        let one = [HistoryBuilder.Sentence.custody(convicted: "2019-01-10", released: "2020-03-01")]
        #expect(try find(dates(index: "2020-03-01"), sentences: one, died: "2021-03-01") == .failure(.died))
        #expect(try find(dates(index: "2020-03-01"), sentences: one, died: "2021-03-02").get() == day("2020-03-01"))
    }

    @Test("an offence between release and the intervention is a loss")
    func reoffendedBefore() throws {
        let one = [HistoryBuilder.Sentence.custody(convicted: "2019-01-10", released: "2020-03-01")]
        let offence = HistoryBuilder.Offence("2020-04-01", proven: "2020-05-01")
        let late = dates(index: "2020-03-01", start: "2020-04-15")
        #expect(try find(late, sentences: one, offences: [offence]) == .failure(.reoffendedBefore))
        let early = dates(index: "2020-03-01", start: "2020-03-15")
        #expect(try find(early, sentences: one, offences: [offence]).get() == day("2020-03-01"))
    }

    @Test("somebody without a recorded sex cannot be matched")
    func missingData() throws {
        let one = [HistoryBuilder.Sentence.custody(convicted: "2019-01-10", released: "2020-03-01")]
        #expect(try find(dates(index: "2020-03-01"), sentences: one, sex: .notRecorded) == .failure(.missingData))
    }
}

@Suite struct FollowUpTests {
    private func reoffending(_ offences: [HistoryBuilder.Offence], index: String = "2020-03-01") throws -> Reoffending {
        var builder = HistoryBuilder()
        builder.add(offences: offences)
        return rule().followUp.reoffending(of: 0, from: day(index), in: try builder.history())
    }

    @Test(
        "the day of the index does not count, the last day of the follow-up does",
        arguments: [
            ("2020-03-01", 0), ("2020-03-02", 1), ("2021-03-01", 1), ("2021-03-02", 0),
        ]
    )
    func window(date: String, count: Int32) throws {
        #expect(try reoffending([.init(date, proven: "2021-04-01")]).count == count)
    }

    @Test(
        "an offence must be proven by the end of the waiting period",
        arguments: [
            ("2021-09-01", 1), ("2021-09-02", 0),
        ]
    )
    func waiting(proven: String, count: Int32) throws {
        #expect(try reoffending([.init("2020-06-01", proven: proven)]).count == count)
    }

    @Test("penalty notices and breaches do not count, cautions do")
    func whatCounts() throws {
        let offences: [HistoryBuilder.Offence] = [
            .init("2020-06-01", proven: "2020-06-01", .penaltyNotice),
            .init("2020-07-01", proven: "2020-07-01", group: 9),
            .init("2020-08-01", proven: "2020-08-01", .caution),
        ]
        let result = try reoffending(offences)
        #expect(result.count == 1)
        #expect(result.daysToFirst == day("2020-08-01").number - day("2020-03-01").number)
    }

    @Test("of two offences on one day the more severe is the first")
    func firstOfADay() throws {
        var builder = HistoryBuilder()
        builder.add(offences: [
            .init("2020-06-01", proven: "2020-06-02", severity: 1),
            .init("2020-06-01", proven: "2020-07-02", severity: 5),
        ])
        let history = try builder.history()
        let result = rule().followUp.reoffending(of: 0, from: day("2020-03-01"), in: history)
        #expect(history.offences.severities[result.firstRow] == 5)
    }

    @Test("twelve months after 29 February end on 28 February")
    func leapDay() throws {
        #expect(try reoffending([.init("2021-02-28", proven: "2021-03-01")], index: "2020-02-29").count == 1)
        #expect(try reoffending([.init("2021-03-01", proven: "2021-03-01")], index: "2020-02-29").count == 0)
    }
}
