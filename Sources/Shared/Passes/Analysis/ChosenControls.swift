package import Linkage
import MapReduce
package import Tables

/// The comparison people that were chosen one by one, with their weights: what matching by turns sends to the partitions.
package struct ChosenControls: Equatable, Sendable, WireCodable {
    /// One of them.
    package struct Choice: Equatable, Sendable {
        /// Who it is.
        package let person: PersonReference
        /// The sum of the shares that the person has in the weight of those who chose it.
        package let weight: Double
        /// Key of the treated person who chose it; where several may have, the person's own.
        package let set: UInt64

        /// A choice.
        package init(person: PersonReference, weight: Double, set: UInt64) {
            self.person = person
            self.weight = weight
            self.set = set
        }
    }

    /// Ascending by person.
    package let choices: [Choice]

    /// Choices in any order, each person once.
    package init(_ choices: [Choice]) {
        self.choices = choices.sorted { $0.person < $1.person }
    }

    package init(from reader: inout ByteReader) throws {
        let partitions = try reader.readArray(UInt32.self)
        let people = try reader.readArray(UInt32.self)
        let weights = try reader.readArray(Double.self)
        let sets = try reader.readArray(UInt64.self)
        guard [partitions.count, people.count, sets.count].allSatisfy({ $0 == weights.count }),
            weights.allSatisfy({ $0 > 0 && $0.isFinite })
        else { throw DecodingFault.malformed("the chosen comparison people") }
        self.init(
            weights.indices.map { index in
                Choice(
                    person: PersonReference(partition: Int(partitions[index]), person: Int(people[index])),
                    weight: weights[index],
                    set: sets[index]
                )
            }
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: choices.map(\.person.partition))
        writer.write(array: choices.map(\.person.person))
        writer.write(array: choices.map(\.weight))
        writer.write(array: choices.map(\.set))
    }

    /// Hands each chosen person of a tile to a closure, by row.
    ///
    /// - Parameters:
    ///   - people: Positions of the tile's people in their partition, ascending.
    ///   - partition: Its number.
    ///   - body: Receives the row and the place among the choices.
    func forEach(of people: [Int32], partition: Int, _ body: (_ row: Int, _ place: Int) -> Void) {
        guard let first = people.first else { return }
        var place = choices.firstPlace { $0.person >= PersonReference(partition: partition, person: Int(first)) }
        for (row, person) in people.enumerated() {
            let reference = PersonReference(partition: partition, person: Int(person))
            while place < choices.count, choices[place].person < reference { place += 1 }
            guard place < choices.count else { return }
            if choices[place].person == reference { body(row, place) }
        }
    }
}
