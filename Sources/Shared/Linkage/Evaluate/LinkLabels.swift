/// What people decided about pairs: the truth, or a part of it, against which links are judged.
package struct LinkLabels: Hashable, Sendable {
    /// A decision.
    package enum Answer: String, Codable, Hashable, Sendable, CaseIterable {
        /// The two records are one person.
        case yes
        /// They are two people.
        case no
        /// The records do not say; the pair is left out of every figure.
        case unsure
    }

    /// Whom a label names on the population's side.
    package enum Target: Hashable, Sendable {
        /// A row of the population's file, counted from 1.
        case row(Int)
        /// A person by the identifier that the population's file has for people.
        case person(String)
        /// Nobody: a label that the record's person is not in the population (`yes`), so that any link is wrong.
        case nobody
    }

    /// One labelled pair.
    package struct Label: Hashable, Sendable {
        /// The row of the cohort's file, counted from 1.
        package let cohortRow: Int
        /// The other side.
        package let target: Target
        /// The decision.
        package let answer: Answer
        /// How many pairs this one stands for: 1, or more in a sample that drew some kinds of pairs more rarely.
        package let weight: Double

        /// A label.
        package init(cohortRow: Int, target: Target, answer: Answer, weight: Double = 1) {
            precondition(weight > 0 && weight.isFinite, "a label stands for some pairs")
            self.cohortRow = cohortRow
            self.target = target
            self.answer = answer
            self.weight = weight
        }
    }

    /// The labels in the order given; of two about one pair the later one holds.
    package let labels: [Label]

    /// Labels that are known.
    package init(_ labels: [Label]) {
        self.labels = labels
    }

    /// Labels from the columns of a file, all of one length.
    ///
    /// - Parameters:
    ///   - cohortRows: Column `cohort_row`: rows of the cohort's file, from 1.
    ///   - poolRows: Column `pool_row`, if the file has it: rows of the population's file, from 1, or empty.
    ///   - poolPeople: Column `pool_id`, if the file has it: identifiers of people, or empty. A label without a row and
    ///     without an identifier says that the person is not in the population.
    ///   - answers: Column `match`: yes, no or unsure.
    /// - Throws: ``LinkageError/unusable(_:)`` with the row that is wrong.
    package init(
        cohortRows: [String],
        poolRows: [String]?,
        poolPeople: [String]?,
        answers: [String]
    ) throws(LinkageError) {
        var labels: [Label] = []
        for index in cohortRows.indices {
            let place = "Row \(index + 1) of the labels"
            guard let row = Int(cohortRows[index]), row >= 1 else {
                throw .unusable("\(place) has no row number from 1 in cohort_row; write the row of the cohort's file.")
            }
            guard let answer = Answer(rawValue: answers[index].lowercased()) else {
                throw .unusable("\(place) has another word than yes, no or unsure in match; write one of these.")
            }
            let poolRow = poolRows?[index] ?? ""
            let person = poolPeople?[index] ?? ""
            if !poolRow.isEmpty {
                guard let number = Int(poolRow), number >= 1 else {
                    throw .unusable("\(place) has no row number from 1 in pool_row; write one or leave it empty.")
                }
                labels.append(Label(cohortRow: row, target: .row(number), answer: answer))
            } else if !person.isEmpty {
                labels.append(Label(cohortRow: row, target: .person(person), answer: answer))
            } else {
                // "no match" without a partner and "nobody: yes" say the same.
                labels.append(Label(cohortRow: row, target: .nobody, answer: answer == .no ? .yes : answer))
            }
        }
        self.labels = labels
    }
}
