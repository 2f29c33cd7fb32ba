"""Makes graphs.json: what networkx 3.6 and scipy find in random graphs, for ClusterReferenceTests.

Run in this folder: python3 make_graphs.py
"""

import json
import random
from itertools import combinations

import networkx as nx
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy import __version__ as scipy_version


def labels(groups, count):
    """The number of each node's group, counted by smallest node."""
    result = [0] * count
    for number, group in enumerate(sorted(groups, key=min)):
        for node in group:
            result[node] = number
    return result


def graph(seed):
    chance = random.Random(seed)
    count = chance.choice([5, 12, 40, 80])
    truth = [chance.randrange(max(count // 3, 1)) for _ in range(count)]
    edges = []
    for a, b in combinations(range(count), 2):
        if chance.random() < (0.7 if truth[a] == truth[b] else 0.6 / count):
            high = 0.4 if truth[a] == truth[b] else 0.0
            edges.append([a, b, round(high + (1 - high) * chance.random(), 6)])
    chance.shuffle(edges)
    return count, truth, edges


def metrics(count, edges, threshold):
    network = nx.Graph()
    network.add_nodes_from(range(count))
    network.add_edges_from((a, b) for a, b, p in edges if p >= threshold)
    groups = [set(g) for g in nx.connected_components(network)]
    rows = []
    for number, group in enumerate(sorted(groups, key=min)):
        if len(group) < 2:
            continue
        part = network.subgraph(group)
        degrees = [d for _, d in part.degree()]
        n = len(group)
        spread = sum(max(degrees) - d for d in degrees)
        rows.append({
            "cluster": number,
            "records": n,
            "edges": part.number_of_edges(),
            "density": nx.density(part),
            "bridges": sum(1 for _ in nx.bridges(part)),
            "centralisation": spread / ((n - 1) * (n - 2)) if n > 2 else 0.0,
        })
    return labels(groups, count), rows


def average_linkage(count, edges, component_labels, bound):
    """Unweighted average linkage within each component; a pair without an edge has probability 0."""
    probability = {(a, b): p for a, b, p in edges}
    groups = []
    for component in set(component_labels):
        nodes = [i for i in range(count) if component_labels[i] == component]
        if len(nodes) == 1:
            groups.append(set(nodes))
            continue
        distance = [[0.0 if a == b else 1 - probability.get((min(a, b), max(a, b)), 0.0) for b in nodes] for a in nodes]
        tree = linkage(squareform(distance), method="average")
        parts = fcluster(tree, t=1 - bound, criterion="distance")
        for part in set(parts):
            groups.append({node for node, p in zip(nodes, parts) if p == part})
    return labels(groups, count)


def accuracy(found, truth):
    """Pairwise and B-cubed precision and recall, by their definitions."""
    count = len(truth)
    joined = {(i, j) for i, j in combinations(range(count), 2) if found[i] == found[j]}
    together = {(i, j) for i, j in combinations(range(count), 2) if truth[i] == truth[j]}
    right = len(joined & together)
    precision = recall = 0.0
    for i in range(count):
        mine = {j for j in range(count) if found[j] == found[i]}
        true = {j for j in range(count) if truth[j] == truth[i]}
        precision += len(mine & true) / len(mine)
        recall += len(mine & true) / len(true)
    return {
        "pairwise": [right / len(joined) if joined else 1.0, right / len(together) if together else 1.0],
        "b_cubed": [precision / count, recall / count],
    }


def case(seed):
    count, truth, edges = graph(seed)
    thresholds = []
    for threshold in [0.5, 0.8, 0.2]:
        found, rows = metrics(count, edges, threshold)
        thresholds.append({
            "threshold": threshold,
            "labels": found,
            "metrics": rows,
            "accuracy": accuracy(found, truth),
        })
    everything, _ = metrics(count, edges, 0.0)
    return {
        "records": count,
        "truth": truth,
        "edges": edges,
        "thresholds": thresholds,
        "average_linkage": average_linkage(count, edges, everything, 0.5),
    }


with open("graphs.json", "w") as file:
    json.dump(
        {"networkx": nx.__version__, "scipy": scipy_version, "cases": [case(seed) for seed in range(24)]},
        file,
        separators=(",", ":"),
    )
    file.write("\n")
