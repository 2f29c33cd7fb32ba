import Extracts
import Tables
import TestSupport
import Testing

/// Follow-ups from the index date 1 March 2020, of twelve months and six of waiting; group 5 is violent, 9 a breach.
@Suite struct FollowUpDetailTests {
    private let rule = FollowUpRule(followUpMonths: 12, waitingMonths: 6, breachGroups: [9], violentGroups: [5])
    private let index = day("2020-03-01")

    private func history(
        _ offences: [HistoryBuilder.Offence] = [],
        spells: [HistoryBuilder.Spell] = [],
        died: String? = nil
    ) throws -> History {
        var builder = HistoryBuilder()
        builder.add(died: died, offences: offences, spells: spells)
        return try builder.history()
    }

    @Test("tiers, custody and violence count the reoffences of the window, the first decides for itself")
    func kinds() throws {
        let result = rule.reoffending(
            of: 0,
            from: index,
            in: try history([
                .init("2020-02-01", proven: "2020-04-01", group: 5, tier: .indictable, custodial: true),
                // The same day: the more severe is the first.
                .init("2020-06-01", proven: "2020-07-01", severity: 10, tier: .summary),
                .init("2020-06-01", proven: "2020-07-01", severity: 90, tier: .eitherWay, custodial: true),
                .init("2020-08-01", proven: "2020-09-01", group: 5, tier: .indictable, custodial: true),
                .init("2020-08-02", proven: "2020-09-01", tier: .summary, custodial: true),
                .init("2020-10-01", proven: "2020-11-01", group: 9, tier: .summary, custodial: true),
                .init("2020-12-01", proven: "2021-01-01", .penaltyNotice, group: 5, tier: .indictable),
                .init("2021-03-02", proven: "2021-04-01", group: 5, tier: .indictable, custodial: true),
            ])
        )
        #expect(result.count == 4)
        #expect(result.firstTier == .eitherWay && result.firstIsCustodial)
        #expect([result.indictable, result.eitherWay, result.summary] == [1, 1, 2])
        // Two days on which reoffences led to custody, although three did.
        #expect(result.custodialSentences == 2)
        #expect(result.violentCount == 1)
        #expect(result.daysToFirstViolent == day("2020-08-01").number - index.number)
    }

    @Test("nobody reoffended: no tier, no custody, no violence")
    func nothing() throws {
        let result = rule.reoffending(of: 0, from: index, in: try history())
        #expect(result.firstTier == nil && !result.firstIsCustodial && result.custodialSentences == 0)
        #expect(result.violentCount == 0 && result.daysToFirstViolent == -1)
    }

    @Test("days in work count once each, from the day after the index date to the last day of follow-up")
    func spellDays() throws {
        let days = rule.spellDays(
            of: 0,
            from: index,
            in: try history(spells: [
                // Ends on the index date: no day of the follow-up.
                .init(.employment, from: "2019-01-01", to: "2020-03-01"),
                // Five days, of which two are counted again by neither of the next two.
                .init(.employment, from: "2020-03-10", to: "2020-03-14"),
                .init(.employment, from: "2020-03-13", to: "2020-03-20"),
                .init(.employment, from: "2020-03-15", to: "2020-03-16"),
                // The last ten days of the follow-up, and beyond.
                .init(.employment, from: "2021-02-20"),
                .init(.jobseekersAllowance, from: "2020-02-01", to: "2020-03-03"),
                .init(.outOfWorkBenefit, from: "2020-03-02", to: "2020-03-04"),
                .init(.outOfWorkBenefit, from: "2021-03-02", to: "2021-06-01"),
            ])
        )
        #expect(days.employed == 11 + 10)
        #expect(days.onBenefit == 3)
        #expect(rule.spellDays(of: 0, from: index, in: try history()) == SpellDays())
    }

    private func delayed(
        _ offences: [HistoryBuilder.Offence],
        by days: Int32 = 30,
        died: String? = nil,
        end: String = "2024-12-31"
    ) throws -> DelayedFollowUp {
        rule.delayed(of: 0, from: index, by: days, extractEnd: day(end), in: try history(offences, died: died))
    }

    @Test("a delayed follow-up asks for a delay without offences and looks twelve months on from its end")
    func delays() throws {
        // The delay ends on 31 March 2020, the follow-up on 31 March 2021, the waiting time on 30 September.
        #expect(try delayed([]) == .free)
        #expect(try delayed([.init("2020-03-31", proven: "2020-09-01")]) == .excluded)
        #expect(try delayed([.init("2020-03-01", proven: "2020-09-01")]) == .free)
        #expect(try delayed([.init("2020-04-01", proven: "2020-09-01")]) == .reoffended)
        #expect(try delayed([.init("2021-03-31", proven: "2021-09-30")]) == .reoffended)
        #expect(try delayed([.init("2021-03-31", proven: "2021-10-01")]) == .free)
        #expect(try delayed([.init("2021-04-01", proven: "2021-05-01")]) == .free)
        #expect(try delayed([.init("2020-03-10", proven: "2020-04-01", .penaltyNotice)]) == .free)
        #expect(try delayed([.init("2020-03-10", proven: "2020-04-01", group: 9)]) == .free)
        #expect(try delayed([], died: "2021-03-31") == .excluded)
        #expect(try delayed([], died: "2021-04-01") == .free)
        #expect(try delayed([], end: "2021-09-29") == .excluded)
        #expect(try delayed([], end: "2021-09-30") == .free)
        #expect(try delayed([.init("2020-03-31", proven: "2020-09-01")], by: 0) == .reoffended)
    }

    @Test("free through the longest delay means free for every shorter one")
    func free() throws {
        for offence in ["2020-03-01", "2020-03-02", "2020-05-30", "2021-05-30", "2021-05-31"] {
            let history = try history([.init(offence, proven: "2021-06-15")])
            let end = day("2024-12-31")
            guard rule.isFree(0, from: index, throughDelay: 90, extractEnd: end, in: history) else { continue }
            for days in Int32(0)...90 {
                #expect(rule.delayed(of: 0, from: index, by: days, extractEnd: end, in: history) == .free)
            }
        }
        let late = try history([.init("2021-05-31", proven: "2021-06-15")])
        #expect(rule.isFree(0, from: index, throughDelay: 90, extractEnd: day("2024-12-31"), in: late))
        let inside = try history([.init("2021-05-30", proven: "2021-06-15")])
        #expect(!rule.isFree(0, from: index, throughDelay: 90, extractEnd: day("2024-12-31"), in: inside))
    }
}
