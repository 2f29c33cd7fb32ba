"""Makes pairs.json: the number of pairs and least total distance of optimal and full matching of the Lalonde data.

Optimal matching by scipy.optimize.linear_sum_assignment on the full table of costs, a pair that is not allowed costing
more than all allowed ones together. Full matching as the linear program of the edge cover of least total distance, whose
vertices are whole numbers on a bipartite graph, by HiGHS. Run in this folder after matchit.R: python3 pairs.py
"""

import csv
import json

import numpy
import scipy
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_array

with open("../data/lalonde.csv") as file:
    rows = list(csv.DictReader(file))
with open("../matchit/lalonde_ps.csv") as file:
    scores = numpy.array([float(row["ps"]) for row in csv.DictReader(file)])
with open("matchit.json") as file:
    jittered = json.load(file)["jittered"]
treated = numpy.array([row["treat"] == "1" for row in rows])


def column(name):
    return numpy.array(jittered[name]) if name in jittered else numpy.array([row[name] for row in rows])


def table(focal, mahalanobis=(), caliper=numpy.inf, antiexact=(), exact=()):
    apart = abs(scores[focal][:, None] - scores[~focal][None, :])
    distance = apart
    if mahalanobis:
        values = numpy.array([column(name) for name in mahalanobis]).T
        centred = values.copy()
        for group in (treated, ~treated):
            centred[group] -= values[group].mean(axis=0)
        inverse = numpy.linalg.inv(centred.T @ centred / (len(values) - 2))
        difference = values[focal][:, None, :] - values[~focal][None, :, :]
        distance = numpy.sqrt(numpy.einsum("ijk,kl,ijl->ij", difference, inverse, difference))
    allowed = apart <= caliper
    for name in antiexact:
        allowed &= column(name)[focal][:, None] != column(name)[~focal][None, :]
    for name in exact:
        allowed &= column(name)[focal][:, None] == column(name)[~focal][None, :]
    return distance, allowed


def optimal(focal=treated, ratio=1, **conditions):
    distance, allowed = table(focal, **conditions)
    distance = numpy.repeat(distance, ratio, axis=0)
    allowed = numpy.repeat(allowed, ratio, axis=0)
    forbidden = distance[allowed].max() * (min(distance.shape) + 1)
    chosen = linear_sum_assignment(numpy.where(allowed, distance, forbidden))
    made = allowed[chosen]
    return {"pairs": int(made.sum()), "total": float(numpy.sort(distance[chosen][made]).sum())}


def full(**conditions):
    distance, allowed = table(treated, **conditions)
    one, other = numpy.nonzero(allowed)
    costs = distance[one, other]
    nodes = numpy.concatenate([one, other + len(distance)])
    edges = numpy.concatenate([numpy.arange(len(one))] * 2)
    used, places = numpy.unique(nodes, return_inverse=True)
    cover = coo_array((numpy.ones(len(nodes)), (places, edges)), shape=(len(used), len(one))).tocsr()
    # HiGHS's own tolerance of 1e-7 stops a little short of the optimum.
    exactly = {"dual_feasibility_tolerance": 1e-10, "primal_feasibility_tolerance": 1e-10}
    found = linprog(
        costs, A_ub=-cover, b_ub=-numpy.ones(len(used)), bounds=(0, None), method="highs-ds", options=exactly
    )
    assert found.status == 0 and numpy.all((found.x < 1e-9) | (found.x > 1 - 1e-9))
    return {"people": len(used), "total": float(numpy.sort(costs[found.x > 0.5]).sum())}


cases = {
    "optimal": optimal(),
    "optimal_2": optimal(ratio=2),
    "optimal_atc": optimal(focal=~treated),
    "optimal_caliper": optimal(caliper=0.02),
    "optimal_caliper_3": optimal(caliper=0.005, ratio=3),
    "optimal_exact": optimal(exact=["race"]),
    "optimal_antiexact": optimal(antiexact=["married"], caliper=0.1),
    "optimal_mahalanobis": optimal(mahalanobis=["age_j", "re75_j"]),
    "optimal_mahalanobis_caliper": optimal(mahalanobis=["age_j", "re75_j"], caliper=0.05, ratio=2),
    "full": full(),
    "full_caliper": full(caliper=0.01),
    "full_exact": full(exact=["married"], caliper=0.02),
    "full_antiexact": full(antiexact=["race"], caliper=0.3),
    "full_mahalanobis": full(mahalanobis=["age_j", "re75_j"]),
    "full_mahalanobis_caliper": full(mahalanobis=["age_j", "re75_j"], caliper=0.02),
}
with open("pairs.json", "w") as file:
    json.dump(
        {"made": f"pairs.py, numpy {numpy.__version__}, scipy {scipy.__version__}", "cases": cases}, file, indent=1
    )
