/// Links set against labels: which are right, which are wrong, and whom linkage should have found.
///
/// A link is right when its person is labelled `yes`; wrong when that pair is labelled `no`, or when the record's person is
/// labelled as somebody else or nobody. Others are not judged and are in no figure.
package struct JudgedLinks: Hashable, Sendable {
    /// A judged link.
    package struct Entry: Hashable, Sendable {
        /// The probability of the link.
        package let probability: Double
        /// Its grade.
        package let grade: LinkGrade
        /// Whether it is right.
        package let isRight: Bool

        /// A judged link.
        package init(probability: Double, grade: LinkGrade, isRight: Bool) {
            self.probability = probability
            self.grade = grade
            self.isRight = isRight
        }
    }

    /// The judged links by falling probability, right ones first among equals.
    package let entries: [Entry]
    /// Records of the cohort whose person is labelled as one of the population.
    package let positiveCount: Int
    /// Links that the labels say nothing about.
    package let unjudgedCount: Int

    /// Judged links that are known.
    package init(entries: [Entry], positiveCount: Int, unjudgedCount: Int) {
        self.entries = entries.sorted { left, right in
            left.probability != right.probability
                ? left.probability > right.probability : left.isRight && !right.isRight
        }
        self.positiveCount = positiveCount
        self.unjudgedCount = unjudgedCount
    }

    /// Judges links.
    ///
    /// - Parameters:
    ///   - result: The links.
    ///   - labels: What people decided.
    ///   - cohortRows: For each record of the result its row in the cohort's file, from 0.
    ///   - person: The person of the population whom a label names, or nil when its file has no such row or identifier.
    /// - Throws: ``LinkageError/unusable(_:)`` when a label names a row that a file does not have.
    package init(
        _ result: LinkResult,
        labels: LinkLabels,
        cohortRows: [Int],
        person: (LinkLabels.Target) -> PersonReference?
    ) throws(LinkageError) {
        let known = try Self.decisions(labels, rowCount: cohortRows.count, person: person)
        var entries: [Entry] = []
        var unjudged = 0
        for link in result.links {
            guard let candidate = link.candidate else { continue }
            guard let decisions = known[cohortRows[link.cohortRow]],
                let isRight = decisions.judge(PersonReference(candidate))
            else {
                unjudged += 1
                continue
            }
            entries.append(Entry(probability: link.probability, grade: link.grade, isRight: isRight))
        }
        self.init(
            entries: entries,
            positiveCount: known.values.count { $0.answers.values.contains(.yes) },
            unjudgedCount: unjudged
        )
    }

    /// What is known of one record of the cohort.
    private struct Decisions {
        var answers: [PersonReference: LinkLabels.Answer] = [:]
        var isNobody = false

        mutating func isNobodyHere() {
            isNobody = true
            answers = answers.filter { $0.value != .yes }
        }

        /// Whether a link to a person is right, or nil where that is not known.
        func judge(_ person: PersonReference) -> Bool? {
            switch answers[person] {
            case .yes: true
            case .no: false
            case .unsure: nil
            case nil: isNobody || answers.values.contains(.yes) ? false : nil
            }
        }
    }

    private static func decisions(
        _ labels: LinkLabels,
        rowCount: Int,
        person: (LinkLabels.Target) -> PersonReference?
    ) throws(LinkageError) -> [Int: Decisions] {
        var known: [Int: Decisions] = [:]
        for (index, label) in labels.labels.enumerated() {
            guard label.cohortRow <= rowCount else {
                throw .unusable(
                    "Row \(index + 1) of the labels names row \(label.cohortRow) of the cohort, which has \(rowCount) rows; "
                        + "give the labels of these files."
                )
            }
            var decisions = known[label.cohortRow - 1] ?? Decisions()
            if let person = person(label.target) {
                decisions.answers[person] = label.answer
                if label.answer == .yes { decisions.isNobody = false }
            } else if case .row(let row) = label.target {
                throw .unusable(
                    "Row \(index + 1) of the labels names row \(row) of the population, which has no such row; give the "
                        + "labels of these files."
                )
            } else if label.answer == .yes {
                // The true person is not in the population's file: the record should have no link.
                decisions.isNobodyHere()
            }
            known[label.cohortRow - 1] = decisions
        }
        return known
    }
}
