import Glibc
import Statistics

/// Selects whole covariates for a score model: all columns of a term, or none.
package struct CovariateSelector<Fitter: DesignFitter> {
    /// The mean deviance of left-out rows at each strength of a lasso penalty.
    package typealias CrossValidation = ([Double]) throws(Fitter.Failure) -> [Double]

    private let fitter: Fitter
    private let specification: DesignSpecification
    private let groups: [CovariateGroup]
    private let settings: SelectionSettings
    private let crossValidation: CrossValidation?

    /// A selector.
    ///
    /// - Parameters:
    ///   - fitter: Fits designs to the rows.
    ///   - specification: The design of all terms.
    ///   - groups: The terms.
    ///   - settings: How terms are selected.
    ///   - crossValidation: Judges a lasso path on rows left out; nil where that is not offered.
    package init(
        fitter: Fitter,
        specification: DesignSpecification,
        groups: [CovariateGroup],
        settings: SelectionSettings,
        crossValidation: CrossValidation?
    ) {
        self.fitter = fitter
        self.specification = specification
        self.groups = groups
        self.settings = settings
        self.crossValidation = crossValidation
    }

    /// The design of the covariates selected, and how they were.
    ///
    /// - Throws: What the fitter throws when a model cannot be fitted or nothing is selected.
    package func select() throws(Fitter.Failure) -> (design: DesignSpecification, selection: CovariateSelection) {
        let present = groups.indices.filter { place in
            specification.terms.contains { groups[place].covariates.contains($0.covariate) }
        }
        var kept: [Int] = present
        var changes: [CovariateSelection.Change] = []
        var path: [CovariateSelection.PathPoint] = []
        var chosen: Int?
        switch settings.method {
        case .none: break
        case .backward: (kept, changes) = try backward(present)
        case .forward: (kept, changes) = try forward(present)
        case .lasso: (kept, path, chosen) = try lasso(present)
        }
        guard !kept.isEmpty else { throw fitter.failure(.nothingSelected) }
        return (
            design(kept),
            CovariateSelection(
                method: settings.method,
                selected: kept.map { groups[$0].name },
                removed: present.filter { !kept.contains($0) }.map { groups[$0].name },
                changes: changes,
                path: path,
                chosen: chosen
            )
        )
    }

    private func design(_ kept: [Int]) -> DesignSpecification {
        specification.restricted(to: kept.reduce(into: Set<Int>()) { $0.formUnion(groups[$1].covariates) })
    }

    private func fit(_ kept: [Int]) throws(Fitter.Failure) -> PropensityFit {
        try fitter.fit(design(kept), estimation: .likelihood)
    }

    // MARK: - Significance

    private func backward(
        _ present: [Int]
    ) throws(Fitter.Failure) -> (kept: [Int], changes: [CovariateSelection.Change]) {
        var kept = present
        var changes: [CovariateSelection.Change] = []
        while !kept.isEmpty {
            let whole = try fit(kept)
            var worst: (group: Int, change: CovariateSelection.Change)?
            for group in kept where !kept.contains(where: { groups[$0].requires.contains(group) }) {
                let others = kept.filter { $0 != group }
                let change = try change(group, whole: whole) { () throws(Fitter.Failure) in try fit(others) }
                if let worst, !Self.isMoreSignificant(worst.change, change) { continue }
                worst = (group, change)
            }
            guard let worst, worst.change.pValue > settings.threshold else { break }
            kept.removeAll { $0 == worst.group }
            changes.append(worst.change)
        }
        return (kept, changes)
    }

    private func forward(
        _ present: [Int]
    ) throws(Fitter.Failure) -> (kept: [Int], changes: [CovariateSelection.Change]) {
        var kept: [Int] = []
        var changes: [CovariateSelection.Change] = []
        while kept.count < present.count {
            let base = try fit(kept)
            var best: (group: Int, change: CovariateSelection.Change)?
            for group in present where !kept.contains(group) && groups[group].requires.allSatisfy(kept.contains) {
                let whole = try fit((kept + [group]).sorted())
                let change = try change(group, whole: whole) { () throws(Fitter.Failure) in base }
                if let best, !Self.isMoreSignificant(change, best.change) { continue }
                best = (group, change)
            }
            guard let best, best.change.pValue <= settings.threshold else { break }
            kept = (kept + [best.group]).sorted()
            changes.append(best.change)
        }
        return (kept, changes)
    }

    /// By the p-value; where both are 0, or equal, by χ² for each degree of freedom.
    private static func isMoreSignificant(_ left: CovariateSelection.Change, _ right: CovariateSelection.Change) -> Bool
    {
        if left.pValue != right.pValue { return left.pValue < right.pValue }
        return left.statistic / Double(max(1, left.degreesOfFreedom))
            > right.statistic / Double(max(1, right.degreesOfFreedom))
    }

    /// The test of a group in the model that has it, against the model without.
    private func change(
        _ group: Int,
        whole: PropensityFit,
        without: () throws(Fitter.Failure) -> PropensityFit
    ) throws(Fitter.Failure) -> CovariateSelection.Change {
        let statistic: Double
        let freedom: Int
        switch settings.test {
        case .wald: (statistic, freedom) = wald(group, whole)
        case .lr:
            let reduced = try without()
            statistic = max(0, 2 * (whole.logLikelihood - reduced.logLikelihood))
            freedom = whole.rank - reduced.rank
        }
        return CovariateSelection.Change(
            term: groups[group].name,
            statistic: statistic,
            degreesOfFreedom: freedom,
            pValue: freedom > 0 ? ChiSquared(degreesOfFreedom: Double(freedom)).survival(statistic) : 1
        )
    }

    /// b'V⁻¹b over the columns of a group that are not aliased.
    private func wald(_ group: Int, _ fit: PropensityFit) -> (statistic: Double, freedom: Int) {
        let terms = fit.specification.terms.filter { groups[group].covariates.contains($0.covariate) }
        let columns = Set(terms.flatMap(\.columns).filter { $0 >= 0 }.map { Int($0) })
            .filter { fit.covariance[$0, $0] > 0 }.sorted()
        var covariance = PackedSymmetric(order: columns.count)
        for row in columns.indices {
            for column in 0...row { covariance[row, column] = fit.covariance[columns[row], columns[column]] }
        }
        let estimates = columns.map { fit.workingCoefficients[$0] }
        let factor = OrderedCholesky(covariance, tolerance: 0)
        let solution = factor.solve(estimates)
        return (zip(estimates, solution).reduce(0) { $0 + $1.0 * $1.1 }, factor.kept.count)
    }

    // MARK: - Lasso

    private func lasso(
        _ present: [Int]
    ) throws(Fitter.Failure) -> (kept: [Int], path: [CovariateSelection.PathPoint], chosen: Int) {
        let points = try fitter.lassoPoints(settings.path, of: specification)
        let criteria: [Double]
        switch settings.tuning {
        case .bic:
            // The starting pass has everybody's weight.
            let total = try fitter.sums(specification, at: nil).weight
            criteria = points.map { -2 * $0.logLikelihood + log(total) * Double($0.selected.count) }
        case .cv:
            guard let crossValidation else {
                throw fitter.failure(.unsupported(what: "Cross-validation here", instead: "choose by bic"))
            }
            criteria = try crossValidation(points.map(\.lambda))
        }
        let chosen = criteria.indices.reduce(0) { criteria[$1] < criteria[$0] ? $1 : $0 }
        let columns = Set(points[chosen].selected)
        let covariates = Set(
            specification.terms.filter { $0.columns.contains { columns.contains(Int($0)) } }.map(\.covariate)
        )
        var kept = present.filter { !groups[$0].covariates.isDisjoint(with: covariates) }
        for group in kept { kept += groups[group].requires.filter { present.contains($0) && !kept.contains($0) } }
        let path = zip(points, criteria).map { point, criterion in
            CovariateSelection.PathPoint(lambda: point.lambda, columns: point.selected.count, criterion: criterion)
        }
        return (kept.sorted(), path, chosen)
    }
}

extension DesignSpecification {
    /// The design of some covariates alone.
    func restricted(to covariates: Set<Int>) -> DesignSpecification {
        let kept = terms.filter { covariates.contains($0.covariate) }
        let columns = Set(kept.flatMap(\.columns).filter { $0 >= 0 })
        var places = Array(repeating: Int32(-1), count: columnCount)
        var names: [String] = []
        for (column, name) in columnNames.enumerated() where column == 0 || columns.contains(Int32(column)) {
            places[column] = Int32(names.count)
            names.append(name)
        }
        return DesignSpecification(
            columnNames: names,
            terms: kept.map { term in
                DesignTerm(
                    covariate: term.covariate,
                    kind: term.kind,
                    columns: term.columns.map { $0 < 0 ? -1 : places[Int($0)] },
                    centre: term.centre,
                    scale: term.scale
                )
            },
            dropped: dropped,
            merged: merged
        )
    }
}
