"""Makes estimated_scores.json: standard errors of nearest neighbours with replacement on an estimated score, worked out from
the definitions of Abadie and Imbens (2016, Econometrica 84(2), 781-807) with Stata's estimators of their parts.

    python3 estimated_scores.py > estimated_scores.json        (in this folder; numpy)

`printed` is what Stata 18's `teffects psmatch (re78) (treat ...)` prints for the same data and model, as published by others; nsw.csv
is the data set `lalonde` of R's Matching 4.10-8, whose earnings have two decimals less than Stata's. Every neighbour
at the same distance counts; rows of equal covariates have equal scores, because the index is worked out once for them.
"""
import json
import math

import numpy


def table(path, text=()):
    lines = [line.rstrip("\n").replace('"', "").split(",") for line in open(path)]
    columns = {name: [line[place] for line in lines[1:]] for place, name in enumerate(lines[0])}
    return {name: numpy.array(values if name in text else [float(value) for value in values]) for name, values in columns.items()}


def normal(x):
    return numpy.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in x])


def fit(z, t, link):
    """Maximum likelihood by Fisher scoring: probabilities, densities and the inverse of the observed information."""
    _, first, place = numpy.unique(z, axis=0, return_index=True, return_inverse=True)
    rows, b = z[first], numpy.zeros(z.shape[1])
    for _ in range(100):
        eta = (rows @ b)[place.ravel()]
        if link == "logit":
            p = 1 / (1 + numpy.exp(-eta))
            f = p * (1 - p)
        else:
            p, f = normal(eta), numpy.exp(-eta * eta / 2) / numpy.sqrt(2 * numpy.pi)
        expected = z.T @ (z * (f * f / (p * (1 - p)))[:, None])
        step = numpy.linalg.solve(expected, z.T @ ((t - p) * f / (p * (1 - p))))
        if numpy.abs(step).max() < 1e-13 * max(1, numpy.abs(b).max()):
            break
        b = b + step
    if link == "logit":
        return p, f, numpy.linalg.inv(expected)
    one, none = f / p, f / (1 - p)
    weight = numpy.where(t == 1, one * (one + eta), none * (none - eta))
    return p, f, numpy.linalg.inv(z.T @ (z * weight[:, None]))


def nearest(distances, count):
    """The places of the nearest, with all that are as far as the last of them."""
    limit = numpy.sort(distances)[min(count, len(distances)) - 1]
    return numpy.flatnonzero(distances <= limit)


def covariance(z, y):
    return (z - z.mean(0)).T @ (y - y.mean()) / (len(y) - 1)


def errors(z, y, t, p, f, v, matches=1, near=2):
    n, count = len(y), t.sum()
    arms = [numpy.flatnonzero(t == 0), numpy.flatnonzero(t == 1)]
    imputed = numpy.zeros(n)
    sums, squares = numpy.zeros(n), numpy.zeros(n)
    of_treated = numpy.zeros((2, n))
    spread = numpy.zeros(n)
    local = numpy.zeros((2, n, z.shape[1]))
    smooth = numpy.zeros((2, n))
    by_covariates = numpy.zeros(n)
    for i in range(n):
        own, other = arms[int(t[i])], arms[1 - int(t[i])]
        chosen = other[nearest(abs(p[other] - p[i]), matches)]
        imputed[i] = y[chosen].mean()
        sums[chosen] += 1 / len(chosen)
        squares[chosen] += 1 / len(chosen) ** 2
        if t[i] == 1:
            of_treated[0][chosen] += 1 / len(chosen)
            of_treated[1][chosen] += 1 / len(chosen) ** 2
        same = own[nearest(abs(p[own] - p[i]), near)]
        spread[i] = y[same].var(ddof=1)
        local[int(t[i]), i] = covariance(z[same], y[same])
        others = own[own != i]
        smooth[int(t[i]), i] = y[others[nearest(abs(p[others] - p[i]), near)]].mean()
        across = other[nearest(abs(p[other] - p[i]), near)]
        local[1 - int(t[i]), i] = covariance(z[across], y[across])
        smooth[1 - int(t[i]), i] = y[across].mean()
        by_covariates[i] = y[other[nearest(((z[other] - z[i]) ** 2).sum(1), matches)]].mean()
    sign = 2 * t - 1
    effects = sign * (y - imputed)
    ate = effects.mean()
    ate_known = (((effects - ate) ** 2).sum() + (spread * (sums ** 2 + 2 * sums - squares)).sum()) / n ** 2
    c = (f[:, None] * (local[1] / p[:, None] + local[0] / (1 - p)[:, None])).sum(0) / n
    treated = t == 1
    att = effects[treated].mean()
    att_known = (((effects[treated] - att) ** 2).sum() + (spread * (of_treated[0] ** 2 - of_treated[1])).sum()) / count ** 2
    c1 = ((z * f[:, None]).T @ (smooth[1] - smooth[0] - att)) / count
    c2 = (f[:, None] * (local[1] + local[0] * (p / (1 - p))[:, None])).sum(0) / count
    d = ((z * f[:, None]).T @ (sign * (y - by_covariates) - att)) / count
    return {"ate": ate, "ate_se": (ate_known - c @ v @ c) ** 0.5, "ate_known_score_se": ate_known ** 0.5, "att": att,
            "att_se": (att_known - (c1 + c2) @ v @ (c1 + c2) + d @ v @ d) ** 0.5, "att_known_score_se": att_known ** 0.5}


PRINTED = {
    "nsw_logit": {"att": 2686.832, "att_se": 691.0373, "ate_se": 662.6717},
    "nsw_probit": {"att": 2375.279, "att_se": 672.2979, "ate_se": 651.6872},
    "discrete_logit": {"att": 1209.718, "att_se": 1261.376, "ate_se": 973.734},
    "all_logit": {"ate_se": 1076.527},
    "all_probit": {"ate_se": 1029.85},
}


def main():
    nsw = table("../data/nsw.csv")
    lalonde = table("../data/lalonde.csv", text=("id", "race"))
    for race in ("black", "hispan"):
        lalonde[race] = (lalonde["race"] == race).astype(float)
    discrete = ["age", "educ", "black", "hispan", "married", "nodegree"]
    designs = {"nsw": (nsw, ["age", "educ", "black", "hisp", "married", "nodegr"]), "discrete": (lalonde, discrete),
               "all": (lalonde, discrete + ["re74", "re75"])}
    cases = {}
    for name, printed in PRINTED.items():
        data, names = designs[name.split("_")[0]]
        z = numpy.column_stack([numpy.ones(len(data["treat"]))] + [data[one] for one in names])
        p, f, v = fit(z, data["treat"], name.split("_")[1])
        cases[name] = {"covariates": names}
        for matches in (1, 3):
            for which, t, q in (("", data["treat"], p), ("controls_", 1 - data["treat"], 1 - p)):
                found = errors(z, data["re78"], t, q, f, v, matches)
                # With the groups exchanged "treated" are the controls; the effect on everybody is the same.
                kept = {f"{which}{key}": float(value) for key, value in found.items() if not which or key.startswith("att")}
                cases[name].setdefault(f"nearest_{matches}", {}).update(kept)
        for key, value in printed.items():
            assert abs(cases[name]["nearest_1"][key] / value - 1) < 1e-6, (name, key)
        cases[name]["printed"] = printed
    print(json.dumps({"numpy": numpy.__version__, "cases": cases}, indent=1))


main()
