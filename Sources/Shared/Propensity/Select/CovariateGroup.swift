/// A term of the model and what belongs to it: what a selection keeps or leaves out as a whole.
package struct CovariateGroup: Sendable {
    /// The term as it is shown.
    package let name: String
    /// Its covariates in the model's frame.
    package let covariates: Set<Int>
    /// The groups that must be in the model when this one is: those that an interaction multiplies.
    package let requires: [Int]

    /// Each covariate by itself.
    package static func each(_ covariates: [Covariate]) -> [CovariateGroup] {
        covariates.indices.map { CovariateGroup(name: covariates[$0].name, covariates: [$0], requires: []) }
    }

    /// The terms of a recipe.
    package static func terms(_ recipe: DesignRecipe) -> [CovariateGroup] {
        recipe.terms.indices.map { term in
            CovariateGroup(
                name: recipe.terms[term],
                covariates: Set(recipe.covariates.indices.filter { recipe.termOfCovariate[$0] == term }),
                requires: recipe.requirements[term]
            )
        }
    }
}
