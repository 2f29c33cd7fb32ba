import Extracts
import Tables

/// Makes a person's employment and benefit spells along the career, as time goes on.
///
/// Nobody works in prison here: custody ends a spell on the day it begins, and the next one starts after release.
struct EmploymentHistory {
    /// Probability that the next spell is employment rather than a benefit.
    private let employability: Double
    private var cursor: Day
    private let extractEnd: Day

    /// A history that starts on some day.
    ///
    /// - Parameters:
    ///   - start: No spell begins before it.
    ///   - traits: People with less frailty and above the youngest ages are more often employed.
    ///   - extractEnd: Nothing is known after it.
    ///   - stream: Where chance comes from.
    init(start: Day, traits: Traits, extractEnd: Day, stream: inout RandomStream) {
        let ethnicityTerm = traits.ethnicity == 2 || traits.ethnicity == 4 ? -0.05 : 0
        let draw = 0.36 - 0.12 * traits.frailty + 0.12 * stream.normal() + ethnicityTerm
        employability = min(max(draw, 0.03), 0.95)
        cursor = start.adding(days: stream.below(240))
        self.extractEnd = extractEnd
    }

    /// Makes every spell that begins before a day.
    mutating func advance(to day: Day, career: inout Career, stream: inout RandomStream) {
        let limit = min(day, extractEnd)
        while cursor < limit {
            let kind: EmploymentKind =
                stream.chance(employability)
                ? .employment : (stream.chance(0.6) ? .outOfWorkBenefit : .jobseekersAllowance)
            let length = 14 + Int(stream.exponential(mean: kind == .employment ? 270 : 230))
            career.spells.append(Career.Spell(kind: kind, start: cursor, end: cursor.adding(days: length)))
            cursor = cursor.adding(days: length + 10 + Int(stream.exponential(mean: 280)))
        }
    }

    /// Makes the spells up to the day on which custody begins, cuts off the one that lasts, and goes on after release.
    mutating func interrupt(from start: Day, to release: Day, career: inout Career, stream: inout RandomStream) {
        advance(to: start, career: &career, stream: &stream)
        if let last = career.spells.last, last.end > start {
            career.spells[career.spells.count - 1].end = start
        }
        cursor = release.adding(days: 7 + Int(stream.exponential(mean: 150)))
    }

    /// Whether the spells so far hold employment within the twelve months before a day.
    func isEmployed(inYearBefore day: Day, career: Career) -> Bool {
        let from = day.adding(days: -1).adding(months: -12)
        return career.spells.contains { $0.kind == .employment && $0.start < day && $0.end > from }
    }

    /// Leaves open the ends of spells that last beyond the extract.
    func close(career: inout Career) {
        for index in career.spells.indices where career.spells[index].end > extractEnd {
            career.spells[index].end = .missing
        }
    }
}
