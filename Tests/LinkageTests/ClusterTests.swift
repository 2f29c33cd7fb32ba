import Linkage
import Testing

@Suite("Clusters")
struct ClusterTests {
    private func edge(_ left: Int, _ right: Int, _ probability: Double) -> LinkEdge {
        LinkEdge(left, right, weight: probability * 10, probability: probability)
    }

    @Test("clusters are numbered by their smallest record, whatever the order of the edges")
    func numbers() {
        let edges = [edge(4, 5, 0.9), edge(0, 2, 0.9), edge(2, 3, 0.6), edge(1, 4, 0.4)]
        let clusters = Clustering.components(recordCount: 6, edges: edges, threshold: 0.5)
        #expect(clusters.labels == [0, 1, 0, 0, 2, 2])
        #expect(clusters.members == [[0, 2, 3], [1], [4, 5]])
        #expect(Clustering.components(recordCount: 6, edges: edges.reversed(), threshold: 0.5) == clusters)
        #expect(clusters.moved(to: [5, 4, 3, 2, 1, 0]).labels == [0, 0, 1, 1, 2, 1])
    }

    @Test("a higher threshold only divides clusters of a lower one")
    func hierarchy() {
        let edges = [edge(0, 1, 0.95), edge(1, 2, 0.7), edge(2, 3, 0.99)]
        let levels = Clustering.hierarchy(recordCount: 4, edges: edges, thresholds: [0.5, 0.97, 0.9])
        #expect(levels.map(\.labels) == [[0, 0, 0, 0], [0, 1, 2, 2], [0, 0, 1, 1]])
    }

    @Test("best links give each cluster one record of a source, the strongest first")
    func bestLinks() {
        let edges = [edge(0, 2, 0.8), edge(0, 3, 0.9), edge(1, 3, 0.85), edge(3, 4, 0.7), edge(1, 2, 0.2)]
        let clusters = Clustering.bestLinks(
            recordCount: 5,
            edges: edges,
            threshold: 0.5,
            sources: [0, 0, 1, 1, 2],
            seed: 1
        )
        #expect(clusters.labels == [0, 1, 2, 0, 0])
    }

    @Test("ties between best links fall the same way in any order, and another seed may turn them")
    func ties() {
        let edges = (0..<8).flatMap { left in (8..<16).map { edge(left, $0, 0.9) } }
        func clusters(_ edges: [LinkEdge], _ seed: UInt64) -> Clustering {
            let sources = (0..<16).map { UInt8($0 / 8) }
            return Clustering.bestLinks(recordCount: 16, edges: edges, threshold: 0.5, sources: sources, seed: seed)
        }
        #expect(clusters(edges, 3) == clusters(edges.reversed(), 3))
        #expect(clusters(edges, 3).clusterCount == 8)
        #expect((4..<12).contains { clusters(edges, $0) != clusters(edges, 3) })
    }

    @Test("a chain between two dense groups is divided, a short one stays")
    func chains() {
        var edges = [edge(3, 4, 0.9)]
        for group in [0, 4] {
            for left in group..<group + 4 {
                for right in left + 1..<group + 4 { edges.append(edge(left, right, 0.98)) }
            }
        }
        let whole = Clustering.components(recordCount: 8, edges: edges, threshold: 0.5)
        #expect(whole.clusterCount == 1)
        let (divided, count) = whole.dividingChains(edges: edges, threshold: 0.5, densityMin: 0.6)
        #expect(divided.labels == [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(count == 1)
        let path = [edge(0, 1, 0.99), edge(1, 2, 0.99)]
        let short = Clustering.components(recordCount: 3, edges: path, threshold: 0.5)
        #expect(short.dividingChains(edges: path, threshold: 0.5, densityMin: 0.6).clusters == short)
    }

    @Test("clusters that agree with the people have precision and recall one")
    func accuracy() {
        let people: [UInt32] = [7, 7, 3, 3, 3, 1]
        let right = ClusterAccuracy(Clustering(labels: [0, 0, 1, 1, 1, 2]), people: people)
        #expect(right.pairwise.f1 == 1 && right.bCubed.f1 == 1)
        let apart = ClusterAccuracy(Clustering(labels: [0, 1, 2, 3, 4, 5]), people: people)
        #expect(apart.pairwise.precision == 1 && apart.pairwise.recall == 0)
        #expect(apart.bCubed.precision == 1 && apart.bCubed.recall == 0.5)
    }
}
