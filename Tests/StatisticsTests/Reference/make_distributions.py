"""Writes distributions.json: values of distribution functions at 50 digits (mpmath), rounded to doubles.

SciPy's values are checked against them on the way. Usage: python3 make_distributions.py > distributions.json
"""
import json

import mpmath as mp
from scipy import stats

mp.mp.dps = 50


def rounded(value):
    return float(mp.mpf(value))


def check(exact, other):
    assert abs(exact - other) <= 1e-9 * abs(exact) + 1e-300, (exact, other)
    return exact


def normal():
    rows = []
    for x in [-37.5, -20.5, -8.25, -3, -1.959964, -0.5, -1e-9, 0, 0.1, 1, 2.5, 5.5, 9, 37.5]:
        cdf = rounded(mp.ncdf(mp.mpf(x)))
        survival = rounded(mp.ncdf(-mp.mpf(x)))
        rows.append({"x": x, "cdf": check(cdf, float(stats.norm.cdf(x))), "survival": survival})
    return rows


def normal_quantile():
    rows = []
    for p in [1e-300, 1e-100, 1e-20, 1e-9, 1e-4, 0.025, 0.05, 0.074, 0.076, 0.2, 0.4999, 0.5, 0.7, 0.8, 0.925, 0.975,
              0.9999, 1 - 2.0**-40]:
        guess = mp.mpf(float(stats.norm.ppf(p)))
        for _ in range(6):
            guess -= (mp.ncdf(guess) - mp.mpf(p)) / mp.npdf(guess)
        rows.append({"p": p, "x": rounded(guess) if p != 0.5 else 0.0})
    return rows


def t_cdf(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    tail = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return 1 - tail if t > 0 else tail


def student_t():
    rows = []
    for df in [0.7, 1, 2.5, 9, 58.4, 368, 1e4]:
        for t in [-40, -6.5, -1.96, -0.3, 0, 0.7, 2.2, 11]:
            rows.append({"df": df, "t": t, "cdf": check(rounded(t_cdf(t, df)), float(stats.t.cdf(t, df)))})
    return rows


def student_t_quantile():
    rows = []
    for df in [1, 2.5, 9, 58.4, 368, 1e4]:
        for p in [1e-6, 0.025, 0.3, 0.9, 0.975, 0.9995]:
            guess = mp.mpf(float(stats.t.ppf(p, df)))
            density = lambda x: mp.gamma((df + 1) / mp.mpf(2)) / (
                mp.sqrt(df * mp.pi) * mp.gamma(df / mp.mpf(2))) * (1 + x * x / df) ** (-(mp.mpf(df) + 1) / 2)
            for _ in range(4):
                guess -= (t_cdf(guess, df) - mp.mpf(p)) / density(guess)
            rows.append({"df": df, "p": p, "t": rounded(guess)})
    return rows


def chi_squared():
    rows = []
    for df in [1, 2, 3.5, 40]:
        for x in [1e-8, 0.3, 3.85714285714286, 12, 150]:
            exact = rounded(mp.gammainc(mp.mpf(df) / 2, mp.mpf(x) / 2, mp.inf, regularized=True))
            rows.append({"df": df, "x": x, "survival": check(exact, float(stats.chi2.sf(x, df)))})
    return rows


def binomial():
    rows = []
    for trials in [1, 7, 84, 2000]:
        for probability in [0.01, 0.5, 1 / 2.1, 0.93]:
            for successes in sorted({0, trials // 3, trials * 51 // 84, trials - 1}):
                p = mp.mpf(probability)
                cdf = mp.fsum(mp.binomial(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(successes + 1))
                at_least = mp.fsum(
                    mp.binomial(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(successes, trials + 1))
                rows.append({"trials": trials, "probability": probability, "successes": successes,
                             "cdf": rounded(cdf), "at_least": rounded(at_least)})
    return rows


tables = {"normal": normal(), "normal_quantile": normal_quantile(), "student_t": student_t(),
          "student_t_quantile": student_t_quantile(), "chi_squared": chi_squared(), "binomial": binomial()}
lines = []
for name, rows in tables.items():
    lines.append(json.dumps(name) + ": [\n  " + ",\n  ".join(json.dumps(row) for row in rows) + "\n]")
print("{\n" + ",\n".join(lines) + "\n}")
