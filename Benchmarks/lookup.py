#!/usr/bin/env python3
"""How long a look-up of one record in a pool takes, and how often it is right.

    Benchmarks/lookup.py DATA [--jdl PATH] [--model FILE] [--records 1000] [--json FILE]

DATA is a folder of `jdl synth` (cohort.csv, persons.csv, truth.csv). Without --model one is estimated with `jdl link`
first. Records are the first of the cohort; every look-up is timed by the program itself, from the record's text to the answer.
"""
import argparse
import csv
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def quantile(ordered, share):
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--jdl", type=pathlib.Path, default=ROOT / ".build/release/jdl", help="the program")
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    cohort, pool = options.data / "cohort.csv", options.data / "persons.csv"
    with tempfile.TemporaryDirectory() as folder:
        model = options.model
        if model is None:
            linked = pathlib.Path(folder) / "linked"
            subprocess.run([options.jdl, "link", "--cohort", cohort, "--pool", pool, "--out", linked, "--json"],
                           check=True, stdout=subprocess.DEVNULL)
            model = linked / "model.json"
        with open(cohort) as file:
            records = "".join(itertools.islice(file, options.records + 1))
        started = time.monotonic()
        result = subprocess.run([options.jdl, "lookup", "--pool", pool, "--model", model, "--timing"], input=records,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        seconds = time.monotonic() - started
        if result.returncode:
            sys.exit(result.stderr)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    # The first look-ups find nothing in the processor's caches; they count too.
    times = sorted(answer["microseconds"] for answer in answers)
    with open(pool, newline="") as file:
        people = [row["pnc_id"] for row in csv.DictReader(file)]
    with open(options.data / "truth.csv", newline="") as file:
        truth = [row["pnc_id"] for row in itertools.islice(csv.DictReader(file), options.records)]
    best = [people[a["matches"][0]["row"] - 1] if a["matches"] and a["matches"][0]["match_probability"] >= 0.5 else ""
            for a in answers]
    figures = {
        "pool_rows": len(people),
        "records": len(answers),
        "microseconds": {
            "p50": quantile(times, 0.5), "p90": quantile(times, 0.9), "p99": quantile(times, 0.99), "max": times[-1],
        },
        "rows_compared_mean": round(sum(a["pairs"] for a in answers) / len(answers), 1),
        "right": sum(b == t for b, t in zip(best, truth) if t),
        "present": sum(1 for t in truth if t),
        "absent_linked": sum(1 for b, t in zip(best, truth) if b and not t),
        "seconds_in_all": round(seconds, 2),
        "memory": result.stderr.strip().removeprefix("jdl: "),
        "load_before": round(load, 1),
    }
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
