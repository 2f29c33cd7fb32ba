"""Power and sample sizes of two proportions with unpooled variance, by statsmodels and scipy: forecasts.json.

    pip install statsmodels scipy && python3 make_forecasts.py > forecasts.json
"""
import json
import math

from scipy.optimize import brentq
from scipy.stats import norm
from statsmodels.stats.power import normal_power

cases = []
for treated, comparison, baseline, effect in [
    (320, 3200.0, 0.4, -0.06), (60, 900.5, 0.25, -0.1), (5000, 80000.0, 0.31, -0.02), (150, 150.0, 0.6, 0.09),
    (9041, 40000.0, 0.23, -0.05),
]:
    share = baseline + effect

    def sigma(ratio):
        return math.sqrt(share * (1 - share) + baseline * (1 - baseline) / ratio)

    ratio = comparison / treated

    def power(n):
        # One tail, as the chance of a finding in the true direction; alpha is that of the tail.
        return normal_power(abs(effect) / sigma(ratio), n, 0.025, alternative="larger")

    needed = brentq(lambda n: power(n) - 0.8, 2, 1e9, xtol=1e-9, rtol=1e-14)
    null = math.sqrt(baseline * (1 - baseline) * (1 / treated + 1 / comparison))
    cases.append(dict(treated=treated, comparison=comparison, baseline=baseline, effect=effect, power=power(treated),
                      people_needed=math.ceil(needed), half_width=norm.ppf(0.975) * null))
print(json.dumps(cases, indent=1))
