/// Which standard error goes with which kind of matching, fixed before any result is seen.
///
/// The choice can turn a verdict: on Rossi's pairs McNemar's p is 0.0495 and its exact form 0.063. So it follows from the
/// design alone (docs/methods/outcomes.md has the table and the sources).
package struct StandardErrorChoice: Equatable, Sendable {
    /// What matching made, as far as errors depend on it.
    package enum Design: String, CaseIterable, Sendable {
        /// Sets that share nobody, from matching without replacement.
        case pairsWithoutReplacement = "pairs_without_replacement"
        /// Nearest neighbours with replacement.
        case nearestWithReplacement = "nearest_with_replacement"
        /// Everyone within reach at equal or smooth shares: radius, kernel.
        case overlappingSets = "overlapping_sets"
        /// Many disjoint sets of one person and several others: full matching.
        case fullSets = "full_sets"
        /// A few strata of the score.
        case subclasses
        /// Weights of people, no sets: inverse probability, entropy balancing.
        case weights
    }

    /// The error that the interval and the test are made with.
    package let kind: MatchedEffect.ErrorKind
    /// Why, in one sentence.
    package let reason: String
    /// The error to use with covariate adjustment, where each row has a score.
    package let adjustedKind: MatchedEffect.ErrorKind

    /// The choice for a design, before it is known which errors can be computed.
    package init(_ design: Design) {
        switch design {
        case .pairsWithoutReplacement:
            kind = .matchedSets
            adjustedKind = .matchedSets
            reason =
                "Members of a matched set resemble each other and sets share nobody, so sets are the independent units "
                + "(Abadie and Spiess 2022)."
        case .nearestWithReplacement:
            kind = .abadieImbens
            adjustedKind = .matchedSetsAndPeople
            reason =
                "Controls that are used again make sets depend on each other, which this error counts; the bootstrap is not "
                + "valid here (Abadie and Imbens 2006, 2008)."
        case .overlappingSets:
            kind = .survey
            adjustedKind = .survey
            reason =
                "Everyone within reach is shared among many sets, so people, not sets, are the independent units: each "
                + "counts once with its whole weight."
        case .fullSets:
            kind = .matchedSets
            adjustedKind = .matchedSets
            reason =
                "People of one set were weighted together and sets share nobody, so sets are the independent units."
        case .subclasses:
            kind = .robustHC3
            adjustedKind = .robustHC1
            reason =
                "A few subclasses are too few to be the units of a clustered error, so people are, with the correction for "
                + "those who weigh much."
        case .weights:
            kind = .survey
            adjustedKind = .survey
            reason =
                "There are weights and no sets, so people are the independent units; that the weights were estimated is not "
                + "counted, which for weights of a score makes the interval wider than need be."
        }
    }

    /// psmatch2's own error in its dialect.
    package static let psmatch2 = StandardErrorChoice(
        kind: .psmatch2,
        reason: "The error that psmatch2 prints; it takes the matches as given and people as alike in variance.",
        adjustedKind: .survey
    )

    /// Several rows a person: the errors add up over people first, and over sets where the design's own error does.
    ///
    /// - Parameter hasSets: Whether the sets are listed.
    /// - Returns: The choice by people, or by sets and people.
    package func clusteredByPeople(hasSets: Bool) -> StandardErrorChoice {
        let bySets = hasSets && (adjustedKind == .matchedSets || adjustedKind == .matchedSetsAndPeople)
        return StandardErrorChoice(
            kind: bySets ? .matchedSetsAndPeople : .people,
            reason: "People have several rows, so their rows are added up before they are squared"
                + (bySets ? ", and so are matched sets (Cameron, Gelbach and Miller 2011)." : "."),
            adjustedKind: bySets ? .matchedSetsAndPeople : .people
        )
    }

    /// The same choice when its error cannot be computed, as when pairs are too many to list.
    ///
    /// Where the error is defined that counts the score as estimated, it takes the place of the one that does not.
    package func available(among kinds: some Collection<MatchedEffect.ErrorKind>) -> StandardErrorChoice {
        if kind == .abadieImbens, kinds.contains(.abadieImbensEstimatedScore) {
            return StandardErrorChoice(
                kind: .abadieImbensEstimatedScore,
                reason:
                    "Controls that are used again make sets depend on each other, and the score they are matched on was "
                    + "estimated; this error counts both (Abadie and Imbens 2006, 2016).",
                adjustedKind: adjustedKind
            )
        }
        guard !kinds.contains(kind) else { return self }
        return StandardErrorChoice(
            kind: .survey,
            reason:
                "The error of the design is not defined here: there are too many pairs to list, or somebody has no outcome. "
                + "People count once each with their whole weight.",
            adjustedKind: kinds.contains(adjustedKind) ? adjustedKind : .survey
        )
    }

    private init(kind: MatchedEffect.ErrorKind, reason: String, adjustedKind: MatchedEffect.ErrorKind) {
        self.kind = kind
        self.reason = reason
        self.adjustedKind = adjustedKind
    }
}
