import Glibc
import Propensity
import Statistics

/// A made-up frame: levels, small whole numbers with gaps, wide numbers, and a treatment that depends on them.
struct SyntheticFrame {
    let covariates: [Covariate]
    let frame: CovariateFrame

    init(rowCount: Int, seed: UInt64, strata: Int = 1) {
        let random = CounterRandom(seed: seed, purpose: "frame")
        func uniform(_ row: Int, _ column: Int) -> Double { random.uniform(at: UInt64(row * 16 + column)) }
        covariates = [
            Covariate(name: "sex", kind: .categorical(levels: ["male", "female"], reference: nil)),
            Covariate(name: "region", kind: .categorical(levels: ["north", "south", "east", "west"], reference: 0)),
            Covariate(name: "convictions", kind: .continuous),
            Covariate(name: "sentence", kind: .continuous),
        ]
        let rows = 0..<rowCount
        let sex = rows.map { uniform($0, 0) < 0.2 ? UInt8(1) : 0 }
        let region = rows.map { uniform($0, 1) < 0.05 ? UInt16.max : UInt16(4 * uniform($0, 2)) }
        let convictions = rows.map { uniform($0, 3) < 0.1 ? Float.nan : Float(Int(20 * uniform($0, 4))) }
        let sentence = rows.map { 1e6 + 1000 * uniform($0, 5) }
        let treatment = rows.map { row -> UInt8 in
            let count = convictions[row].isNaN ? 8 : Double(convictions[row])
            let predictor = -1.5 + 0.8 * Double(sex[row]) + 0.08 * (count - 8) + 0.002 * (sentence[row] - 1_000_500)
            return uniform(row, 6) < 1 / (1 + exp(-predictor)) ? 1 : 0
        }
        frame = CovariateFrame(
            columns: [.codes(sex), .wideCodes(region), .singles(convictions), .doubles(sentence)],
            treatment: treatment,
            strata: rows.map { UInt16(Double(strata) * uniform($0, 7)) }
        )
    }
}
