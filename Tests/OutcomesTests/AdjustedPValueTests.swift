import Outcomes
import Testing

struct AdjustedPValueTests {
    @Test("Holm and Benjamini–Hochberg agree with the reference case r_p_adjust")
    func reference() {
        let raw = [0.003, 0.012, 0.04, 0.049, 0.2, 0.6]
        let holm = [0.018, 0.06, 0.16, 0.16, 0.4, 0.6]
        let falseDiscovery = [0.018, 0.036, 0.0735, 0.0735, 0.24, 0.6]
        for (value, expected) in zip(MultipleTesting.holm(raw), holm) { #expect(abs(value - expected) < 1e-12) }
        for (value, expected) in zip(MultipleTesting.benjaminiHochberg(raw), falseDiscovery) {
            #expect(abs(value - expected) < 1e-12)
        }
    }
}
