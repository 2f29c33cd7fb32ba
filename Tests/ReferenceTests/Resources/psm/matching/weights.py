"""Makes weights.json: kernel, inverse probability, overlap and entropy weights of the Lalonde data by their definitions.

Scores are those of ../matchit/lalonde_ps.csv. Run in this folder: python3 weights.py
"""

import csv
import json

import numpy
import scipy
from scipy.optimize import minimize

with open("../data/lalonde.csv") as file:
    rows = list(csv.DictReader(file))
with open("../matchit/lalonde_ps.csv") as file:
    scores = numpy.array([float(row["ps"]) for row in csv.DictReader(file)])
treated = numpy.array([row["treat"] == "1" for row in rows])

KERNELS = {
    "epan": lambda u: numpy.where(abs(u) <= 1, 1 - u**2, 0),
    "gaussian": lambda u: numpy.exp(-(u**2) / 2),
    "biweight": lambda u: numpy.where(abs(u) <= 1, (1 - u**2) ** 2, 0),
    "uniform": lambda u: numpy.where(abs(u) <= 1, 1.0, 0),
    "tricube": lambda u: numpy.where(abs(u) <= 1, (1 - abs(u) ** 3) ** 3, 0),
}


def kernel(name, bandwidth, focal):
    table = KERNELS[name]((scores[focal][:, None] - scores[~focal][None, :]) / bandwidth)
    totals = table.sum(axis=1)
    supported = totals > 0
    weights = numpy.zeros(len(scores))
    weights[numpy.flatnonzero(focal)[supported]] = 1
    weights[~focal] = (table[supported] / totals[supported][:, None]).sum(axis=0)
    return weights


def inverse(estimand, stabilised=False, trim=0.0, cap=None):
    kept = (scores >= trim) & (1 - scores >= trim)
    share = treated[kept].mean()
    if estimand == "att":
        weights = numpy.where(treated, 1, scores / (1 - scores) * ((1 - share) / share if stabilised else 1))
    elif estimand == "atc":
        weights = numpy.where(treated, (1 - scores) / scores * (share / (1 - share) if stabilised else 1), 1)
    elif estimand == "ate":
        weights = numpy.where(treated, 1 / scores, 1 / (1 - scores))
        if stabilised:
            weights = weights * numpy.where(treated, share, 1 - share)
    else:
        weights = numpy.where(treated, 1 - scores, scores)
    weights = numpy.where(kept, weights, 0)
    if cap:
        for group in (treated & kept, ~treated & kept):
            weights[group] = numpy.minimum(weights[group], numpy.quantile(weights[group], cap))
    return weights


def columns(squares):
    numbers = [[float(row[name]) for row in rows] for name in ("age", "educ", "married", "nodegree", "re74", "re75")]
    dummies = [[float(row["race"] == level) for row in rows] for level in ("hispan", "white")]
    table = numpy.array(numbers + dummies).T
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    if squares:
        table = numpy.hstack([table, table[:, [0, 1, 4, 5]] ** 2])
    return table


def entropy(group, target, squares):
    table = columns(squares)
    shifted = table[group] - table[target].mean(axis=0)

    def value(multipliers):
        exponents = shifted @ multipliers
        highest = exponents.max()
        return highest + numpy.log(numpy.exp(exponents - highest).sum())

    def gradient(multipliers):
        exponents = shifted @ multipliers
        weights = numpy.exp(exponents - exponents.max())
        return weights @ shifted / weights.sum()

    found = minimize(value, numpy.zeros(shifted.shape[1]), jac=gradient, method="BFGS", options={"gtol": 1e-9})
    # Newton steps from there, to the last digit.
    multipliers = found.x
    for _ in range(20):
        exponents = shifted @ multipliers
        weights = numpy.exp(exponents - exponents.max())
        weights /= weights.sum()
        mean = weights @ shifted
        covariance = (shifted * weights[:, None]).T @ shifted - numpy.outer(mean, mean)
        multipliers = multipliers - numpy.linalg.solve(covariance, mean)
    exponents = shifted @ multipliers
    weights = numpy.exp(exponents - exponents.max())
    assert abs(weights @ shifted / weights.sum()).max() < 1e-11
    return weights / weights.sum() * target.sum()


def balanced(estimand, squares=False):
    weights = numpy.ones(len(rows))
    everyone = numpy.ones(len(rows), dtype=bool)
    if estimand in ("att", "ate"):
        weights[~treated] = entropy(~treated, treated if estimand == "att" else everyone, squares)
    if estimand in ("atc", "ate"):
        weights[treated] = entropy(treated, ~treated if estimand == "atc" else everyone, squares)
    return weights


cases = {}
for name in KERNELS:
    cases[f"kernel_{name}"] = kernel(name, 0.06, treated)
cases["kernel_epan_narrow"] = kernel("epan", 0.002, treated)
cases["kernel_tricube_atc"] = kernel("tricube", 0.1, ~treated)
cases["kernel_epan_ate"] = kernel("epan", 0.06, treated) + kernel("epan", 0.06, ~treated)
for estimand in ("att", "atc", "ate"):
    cases[f"ipw_{estimand}"] = inverse(estimand)
    cases[f"ipw_{estimand}_stabilised"] = inverse(estimand, stabilised=True)
    cases[f"entropy_{estimand}"] = balanced(estimand)
cases["ipw_ate_trimmed"] = inverse("ate", stabilised=True, trim=0.1)
cases["ipw_att_capped"] = inverse("att", cap=0.95)
cases["overlap"] = inverse("ato")
cases["entropy_att_squares"] = balanced("att", squares=True)

with open("weights.json", "w") as file:
    json.dump(
        {
            "made": f"weights.py, numpy {numpy.__version__}, scipy {scipy.__version__}",
            "cases": {name: list(map(float, weights)) for name, weights in cases.items()},
        },
        file,
    )
