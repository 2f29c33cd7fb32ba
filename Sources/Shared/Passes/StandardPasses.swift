package import MapReduce

extension PassRegistry {
    /// Every pass of the service: what a worker can run.
    package static var standard: PassRegistry {
        var registry = PassRegistry()
        registry.register(LinkEvidencePass.self)
        registry.register(CandidatesPass.self)
        registry.register(IndexEventsPass.self)
        registry.register(SurveyPass.self)
        registry.register(DistributionsPass.self)
        registry.register(DesignSurveyPass.self)
        registry.register(NewtonPass.self)
        registry.register(FirthPass.self)
        registry.register(ScoresPass.self)
        registry.register(AccuracyPass.self)
        registry.register(MatchCountsPass.self)
        registry.register(PoolScoresPass.self)
        registry.register(KernelTotalsPass.self)
        registry.register(OutcomesPass.self)
        registry.register(ChosenOutcomesPass.self)
        registry.register(MatchedSetsPass.self)
        registry.register(NearestOthersPass.self)
        registry.register(BootstrapPass.self)
        registry.register(WeightingPass.self)
        registry.register(EntropyStepPass.self)
        registry.register(EntropyOutcomesPass.self)
        registry.register(AdjustedStepPass.self)
        registry.register(AdjustedPredictionPass.self)
        registry.register(AdjustedErrorPass.self)
        registry.register(DelayedCountsPass.self)
        registry.register(DelayedSumsPass.self)
        return registry
    }
}
