import Foundation
import Linkage
import Testing

@Suite("FEBRL data sets 1 to 3, duplicates within one file")
struct FebrlDuplicatesTests {
    /// What Splink and recordlinkage reach; `Resources/peers/febrl.py` made it.
    private struct Peers: Decodable {
        struct Measures: Decodable {
            let bestF1: Double
            let f1AtHalf: Double
        }
        let splink: Measures
        let recordlinkage: Measures

        static func of(_ name: String) throws -> Peers {
            let url = try #require(
                Bundle.module.url(forResource: "febrl", withExtension: "json", subdirectory: "Resources/peers")
            )
            let all = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Peers.self, from: JSONSerialization.data(withJSONObject: #require(all[name])))
        }
    }

    @Test(
        "F1 over all pairs is no lower than that of the better of two other programs",
        arguments: [1, 2, 3],
        [true, false]
    )
    func f1(number: Int, hasIdentifier: Bool) throws {
        let file = try FebrlFile("dataset\(number)", folder: "febrl\(number)")
        let found = try FebrlDuplicates(file, leavingOut: hasIdentifier ? [] : ["soc_sec_id"])
        let peers = try Peers.of("febrl\(number)" + (hasIdentifier ? "" : " without soc_sec_id"))
        let (best, half) = (found.bestF1, found.f1AtHalf)
        print("FEBRL", number, hasIdentifier ? "with" : "without", "soc_sec_id: best F1", best, "at one half", half)
        print("    clusters:", found.clusters.pairwise.f1)
        // The peers' figures are rounded to five digits.
        #expect(best >= max(peers.splink.bestF1, peers.recordlinkage.bestF1) - 5e-6)
        #expect(half >= max(peers.splink.f1AtHalf, peers.recordlinkage.f1AtHalf) - 5e-6)
        #expect(found.clusters.pairwise.f1 >= max(peers.splink.bestF1, peers.recordlinkage.bestF1) - 5e-6)
    }
}
