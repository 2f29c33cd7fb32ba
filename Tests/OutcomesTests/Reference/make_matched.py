"""Writes matched.json: outcomes and weights of matched samples with the survey-weighted t test of R's survey package.

Cases of MatchIt 4.7.2 and survey 4.1.1 on the Lalonde and Rossi data. Usage: python3 make_matched.py PSM_FOLDER > matched.json
"""
import csv
import json
import sys

folder = sys.argv[1]
outcome = {"lalonde": "re78", "rossi": "arrest"}
names = ["lalonde_nn1", "lalonde_ratio3_logit_cal0.2", "lalonde_replace", "rossi_replace"]
cases = {case["id"]: case["expect"] for case in json.load(open(f"{folder}/expected.json"))["cases"]}
lines = []
for name in names:
    data = name.split("_")[0]
    values = {row["id"]: float(row[outcome[data]]) for row in csv.DictReader(open(f"{folder}/data/{data}.csv"))}
    groups = {"1": ([], []), "0": ([], [])}
    for row in csv.DictReader(open(f"{folder}/matchit/{name}_units.csv")):
        if float(row["weight"]) > 0:
            groups[row["treat"]][0].append(values[row["id"]])
            groups[row["treat"]][1].append(float(row["weight"]))
    assert all(weight == 1 for weight in groups["1"][1])
    expect = cases[name]
    lines.append(json.dumps({
        "name": name, "treated": groups["1"][0], "comparison": groups["0"][0], "weights": groups["0"][1],
        "estimate": expect["svyttest"]["diff"], "statistic": expect["svyttest"]["t"],
        "degrees_of_freedom": expect["svyttest"]["df"], "p_value": expect["svyttest"]["p"],
        "effective_size": expect["ess_control"]}))
print("[\n" + ",\n".join(lines) + "\n]")
