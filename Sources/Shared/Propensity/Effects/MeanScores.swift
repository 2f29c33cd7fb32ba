/// Two group means, and what each row contributes to their error: its score.
///
/// The score of a row is its part of the linearised error of a mean, such as w (y − ȳ) / Σw. Every robust and clustered
/// variance is a sum of squares of scores, or of sums of scores over a cluster, so it adds up over tiles; those of a ratio
/// follow from the covariance of the two means (the delta method).
package struct MeanScores: Sendable {
    /// The mean if treated.
    package let treatedMean: Double
    /// The mean if not treated.
    package let controlMean: Double
    /// The rows that count, ascending.
    package let rows: [Int]
    /// The score of each of all rows for the treated mean; 0 for rows that do not count.
    package let treated: [Double]
    /// The same for the mean if not treated.
    package let control: [Double]
    /// The leverage of each of all rows in the regression behind the means, 0 to 1; nil when there is none.
    package let leverages: [Double]?
    /// The coefficients of that regression.
    package let parameterCount: Int

    /// Scores of all rows of the data; `rows` are those that count.
    package init(
        means: (treated: Double, control: Double),
        rows: [Int],
        treated: [Double],
        control: [Double],
        leverages: [Double]?,
        parameterCount: Int
    ) {
        precondition(treated.count == control.count, "every row has two scores")
        treatedMean = means.treated
        controlMean = means.control
        self.rows = rows
        self.treated = treated
        self.control = control
        self.leverages = leverages
        self.parameterCount = parameterCount
    }
}

/// The covariance matrix of two means.
package struct MeanCovariance: Equatable, Sendable {
    /// The variance of the mean if treated.
    package var treated: Double
    /// The variance of the mean if not treated.
    package var control: Double
    /// Their covariance.
    package var between: Double

    /// A covariance from its parts.
    package init(treated: Double = 0, control: Double = 0, between: Double = 0) {
        self.treated = treated
        self.control = control
        self.between = between
    }

    /// The variance of the difference.
    package var ofDifference: Double { treated - 2 * between + control }

    /// The variance of a·(mean if treated) − b·(mean if not), as the delta method needs it.
    package func ofContrast(_ a: Double, _ b: Double) -> Double {
        a * a * treated - 2 * a * b * between + b * b * control
    }

    mutating func add(_ first: Double, _ second: Double, times factor: Double = 1) {
        treated += factor * first * first
        control += factor * second * second
        between += factor * first * second
    }

    static func combined(_ parts: [(MeanCovariance, Double)]) -> MeanCovariance {
        var sum = MeanCovariance()
        for (part, factor) in parts {
            sum.treated += factor * part.treated
            sum.control += factor * part.control
            sum.between += factor * part.between
        }
        return sum
    }
}

/// How a robust variance is corrected for small samples.
package enum RobustType: String, CaseIterable, Sendable {
    /// Not at all (White 1980).
    case hc0
    /// By n / (n − k).
    case hc1
    /// Each square by 1 / (1 − h), h the leverage.
    case hc2
    /// Each square by 1 / (1 − h)².
    case hc3
}

extension MeanScores {
    /// The heteroskedasticity-consistent covariance, rows being independent (MacKinnon and White 1985,
    /// doi:10.1016/0304-4076(85)90158-7).
    ///
    /// - Parameter type: The correction; HC2 and HC3 need leverages.
    /// - Returns: The covariance, or nil when the correction is not defined.
    package func robust(_ type: RobustType) -> MeanCovariance? {
        var sum = MeanCovariance()
        switch type {
        case .hc0, .hc1:
            for row in rows { sum.add(treated[row], control[row]) }
            guard type == .hc1 else { return sum }
            let freedom = rows.count - parameterCount
            return freedom > 0 ? .combined([(sum, Double(rows.count) / Double(freedom))]) : nil
        case .hc2, .hc3:
            guard let leverages else { return nil }
            for row in rows {
                let left = 1 - leverages[row]
                // A row that its own group's mean rests on alone has no residual.
                guard left > 1e-14 else { continue }
                sum.add(treated[row], control[row], times: type == .hc2 ? 1 / left : 1 / (left * left))
            }
            return sum
        }
    }

    /// The covariance where scores are influence functions: rows are independent, or people are, who have several.
    package func influence(people: [Int32]?) -> MeanCovariance? {
        people.map { clustered(.people, rowsAlone, people: $0, type: .hc0, isAdjusted: false) } ?? robust(.hc0)
    }

    /// Each row that counts as a set of its own.
    var rowsAlone: SetMemberships {
        var own = Array(repeating: Int32(-1), count: treated.count)
        for (place, row) in rows.enumerated() { own[row] = Int32(place) }
        return SetMemberships(setOfRow: own)
    }

    /// What scores are added up over before they are squared.
    package enum Clustering: Sendable {
        /// Matched sets.
        case sets
        /// People, who may have several rows, or be in several sets.
        case people
        /// Both: sets plus people minus their intersections (Cameron, Gelbach and Miller 2011,
        /// doi:10.1198/jbes.2010.07136).
        case setsAndPeople
    }

    /// The cluster-robust covariance in the data of one row for each member of a set, as R's `sandwich::vcovCL`.
    ///
    /// - Parameters:
    ///   - clustering: What is a cluster.
    ///   - memberships: The members of the sets; rows that are in none are left out.
    ///   - people: The person of each row, numbers from 0; nil when each row is a person.
    ///   - type: HC0, or HC1 with the factor (n − 1) / (n − k) for n members.
    ///   - isAdjusted: Whether there is the factor G / (G − 1) for G clusters.
    /// - Returns: The covariance.
    /// - Complexity: O(*n* + *m*) for *n* rows and *m* members.
    package func clustered(
        _ clustering: Clustering,
        _ memberships: SetMemberships,
        people: [Int32]? = nil,
        type: RobustType = .hc1,
        isAdjusted: Bool = true
    ) -> MeanCovariance {
        precondition(type == .hc0 || type == .hc1, "clusters have the corrections HC0 and HC1")
        var isUsed = Array(repeating: false, count: treated.count)
        for row in rows { isUsed[row] = true }
        let members = memberships.rows.indices.filter { isUsed[Int(memberships.rows[$0])] }
        let count = Double(members.count)
        let freedom = count - Double(parameterCount)
        let small = type == .hc1 && freedom > 0 ? (count - 1) / freedom : 1
        let personCount = people.map { Int($0.max() ?? -1) + 1 } ?? treated.count
        func covariance(_ clusters: Int, _ cluster: (Int) -> Int) -> MeanCovariance {
            var sums = Array(repeating: (0.0, 0.0), count: clusters)
            var isPresent = Array(repeating: false, count: clusters)
            for member in members {
                let row = Int(memberships.rows[member])
                let place = cluster(member)
                sums[place].0 += memberships.shares[member] * treated[row]
                sums[place].1 += memberships.shares[member] * control[row]
                isPresent[place] = true
            }
            let found = isPresent.count { $0 }
            var total = MeanCovariance()
            for place in 0..<clusters where isPresent[place] { total.add(sums[place].0, sums[place].1) }
            let adjustment = isAdjusted ? Double(found) / Double(max(found - 1, 1)) : 1
            return .combined([(total, small * adjustment)])
        }
        let bySet = { (member: Int) in Int(memberships.sets[member]) }
        let byPerson = { (member: Int) in
            let row = Int(memberships.rows[member])
            return people.map { Int($0[row]) } ?? row
        }
        switch clustering {
        case .sets: return covariance(memberships.setCount, bySet)
        case .people: return covariance(personCount, byPerson)
        case .setsAndPeople:
            let (numbers, numberCount) = Self.intersections(members, memberships, byPerson)
            return .combined([
                (covariance(memberships.setCount, bySet), 1), (covariance(personCount, byPerson), 1),
                (covariance(numberCount, { Int(numbers[$0]) }), -1),
            ])
        }
    }

    /// A number for each person in each set.
    private static func intersections(
        _ members: [Int],
        _ memberships: SetMemberships,
        _ person: (Int) -> Int
    ) -> (numbers: [Int32], count: Int) {
        var numbers = Array(repeating: Int32(0), count: memberships.rows.count)
        let order = members.sorted {
            let (left, right) = (memberships.sets[$0], memberships.sets[$1])
            return left != right ? left < right : (person($0), $0) < (person($1), $1)
        }
        var count = 0
        for (place, member) in order.enumerated() {
            if place > 0 {
                let before = order[place - 1]
                let isSame = memberships.sets[before] == memberships.sets[member] && person(before) == person(member)
                if !isSame { count += 1 }
            }
            numbers[member] = Int32(count)
        }
        return (numbers, members.isEmpty ? 0 : count + 1)
    }
}
