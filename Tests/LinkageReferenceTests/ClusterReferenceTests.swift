import Foundation
import Linkage
import Testing

/// Figures of networkx and scipy for random graphs; Resources/clusters/make_graphs.py made them.
private struct ReferenceGraphs: Decodable {
    struct Case: Decodable {
        let records: Int
        let truth: [UInt32]
        let edges: [[Double]]
        let thresholds: [Threshold]
        let averageLinkage: [UInt32]

        var links: [LinkEdge] {
            edges.map { LinkEdge(Int($0[0]), Int($0[1]), weight: $0[2], probability: $0[2]) }
        }
    }

    struct Threshold: Decodable {
        let threshold: Double
        let labels: [UInt32]
        let metrics: [Metrics]
        let accuracy: Accuracy
    }

    struct Metrics: Decodable {
        let cluster: Int
        let records: Int
        let edges: Int
        let density: Double
        let bridges: Int
        let centralisation: Double
    }

    struct Accuracy: Decodable {
        let pairwise: [Double]
        let bCubed: [Double]
    }

    let cases: [Case]

    static func read() throws -> [Case] {
        let url = try #require(
            Bundle.module.url(forResource: "graphs", withExtension: "json", subdirectory: "Resources/clusters")
        )
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ReferenceGraphs.self, from: Data(contentsOf: url)).cases
    }
}

@Suite("Clusters beside networkx and scipy")
struct ClusterReferenceTests {
    private func near(_ left: Double, _ right: Double) -> Bool { abs(left - right) < 1e-12 }

    @Test("connected components, alone and as a hierarchy, are networkx's")
    func components() throws {
        for graph in try ReferenceGraphs.read() {
            let levels = Clustering.hierarchy(
                recordCount: graph.records,
                edges: graph.links,
                thresholds: graph.thresholds.map(\.threshold)
            )
            for (level, wanted) in zip(levels, graph.thresholds) {
                #expect(level.labels == wanted.labels)
                let alone = Clustering.components(
                    recordCount: graph.records,
                    edges: graph.links.reversed(),
                    threshold: wanted.threshold
                )
                #expect(alone == level)
            }
        }
    }

    @Test("density, bridges and centralisation are networkx's")
    func metrics() throws {
        for graph in try ReferenceGraphs.read() {
            for wanted in graph.thresholds {
                let found = ClusterMetrics.all(
                    Clustering(labels: wanted.labels),
                    edges: graph.links,
                    threshold: wanted.threshold
                )
                #expect(found.map(\.cluster) == wanted.metrics.map(\.cluster))
                for (own, other) in zip(found, wanted.metrics) {
                    #expect(own.recordCount == other.records && own.edgeCount == other.edges)
                    #expect(own.bridgeCount == other.bridges)
                    #expect(near(own.density, other.density) && near(own.centralisation, other.centralisation))
                }
            }
        }
    }

    @Test("average linkage divides components as scipy does")
    func averageLinkage() throws {
        for graph in try ReferenceGraphs.read() {
            let whole = Clustering.components(recordCount: graph.records, edges: graph.links, threshold: 0)
            // A density that no cluster reaches: every one is divided.
            let (divided, _) = whole.dividingChains(edges: graph.links, threshold: 0, densityMin: 1.1, bound: 0.5)
            let wanted = Clustering(labels: graph.averageLinkage)
            // Pairs of records stay whole in `dividingChains`, whatever their probability.
            let sizes = whole.sizes
            for record in 0..<graph.records where sizes[Int(whole.labels[record])] > 2 {
                for other in 0..<record where whole.labels[other] == whole.labels[record] {
                    let together = divided.labels[record] == divided.labels[other]
                    #expect(together == (wanted.labels[record] == wanted.labels[other]))
                }
            }
        }
    }

    @Test("pairwise and B-cubed precision and recall follow their definitions")
    func accuracy() throws {
        for graph in try ReferenceGraphs.read() {
            for wanted in graph.thresholds {
                let found = ClusterAccuracy(Clustering(labels: wanted.labels), people: graph.truth)
                #expect(near(found.pairwise.precision, wanted.accuracy.pairwise[0]))
                #expect(near(found.pairwise.recall, wanted.accuracy.pairwise[1]))
                #expect(near(found.bCubed.precision, wanted.accuracy.bCubed[0]))
                #expect(near(found.bCubed.recall, wanted.accuracy.bCubed[1]))
            }
        }
    }
}
