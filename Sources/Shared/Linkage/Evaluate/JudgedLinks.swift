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
        /// How many links this one stands for.
        package let weight: Double

        /// A judged link.
        package init(probability: Double, grade: LinkGrade, isRight: Bool, weight: Double = 1) {
            self.probability = probability
            self.grade = grade
            self.isRight = isRight
            self.weight = weight
        }
    }

    /// The judged links by falling probability; among equals right ones first, then by falling weight.
    package let entries: [Entry]
    /// The weights of the records whose person is labelled as one of the population, ascending.
    package let positives: [Double]
    /// Links that the labels say nothing about.
    package let unjudgedCount: Int

    /// Judged links that are known.
    package init(entries: [Entry], positives: [Double], unjudgedCount: Int) {
        self.entries = entries.sorted { left, right in
            if left.probability != right.probability { return left.probability > right.probability }
            return left.isRight != right.isRight ? left.isRight : left.weight > right.weight
        }
        self.positives = positives.sorted()
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
            guard let verdict = known[cohortRows[link.cohortRow]]?.judge(PersonReference(candidate)) else {
                unjudged += 1
                continue
            }
            entries.append(
                Entry(
                    probability: link.probability,
                    grade: link.grade,
                    isRight: verdict.isRight,
                    weight: verdict.weight
                )
            )
        }
        self.init(
            entries: entries,
            positives: known.values.compactMap(\.positiveWeight),
            unjudgedCount: unjudged
        )
    }

    /// What is known of one record of the cohort.
    private struct Decisions {
        private var answers: [PersonReference: (answer: LinkLabels.Answer, weight: Double)] = [:]
        /// The weight of a label that the person is not in the population.
        private var nobody: Double?

        /// The weight of the label that names its person, the greatest of several.
        var positiveWeight: Double? { answers.values.filter { $0.answer == .yes }.map(\.weight).max() }

        mutating func take(_ label: LinkLabels.Label, person: PersonReference) {
            answers[person] = (label.answer, label.weight)
            if label.answer == .yes { nobody = nil }
        }

        mutating func takeNobody(weight: Double) {
            nobody = weight
            answers = answers.filter { $0.value.answer != .yes }
        }

        /// Whether a link to a person is right, and what that stands for; nil where it is not known.
        func judge(_ person: PersonReference) -> (isRight: Bool, weight: Double)? {
            switch answers[person]?.answer {
            case .yes: (true, answers[person]?.weight ?? 1)
            case .no: (false, answers[person]?.weight ?? 1)
            case .unsure: nil
            case nil: (nobody ?? positiveWeight).map { (false, $0) }
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
                decisions.take(label, person: person)
            } else if case .row(let row) = label.target {
                throw .unusable(
                    "Row \(index + 1) of the labels names row \(row) of the population, which has no such row; give the "
                        + "labels of these files."
                )
            } else if label.answer == .yes {
                // The true person is not in the population's file: the record should have no link.
                decisions.takeNobody(weight: label.weight)
            }
            known[label.cohortRow - 1] = decisions
        }
        return known
    }
}
