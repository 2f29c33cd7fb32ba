#!/usr/bin/env python3
"""One run of Splink on a cohort and a population, in a process of its own so that its memory can be measured.

    splink_side.py DATA --variant names [--no-ids] [--regions] [--chunks 1] [--memory 16GB] --out FOLDER

DATA holds cohort.csv and persons.csv of `jdl synth`. Writes links.csv (cohort_row, pnc_id, probability, weight; greedy
one to one, best first) and figures.json (seconds by phase, pairs). Variants:

    equivalent  the levels and rules of equivalent.yaml, which `jdl link` is given in the same comparison
    names       NameComparison twice with term frequencies, DateOfBirthComparison, exact identifiers, sex
    tuned       the same levels, written as Splink's performance guide advises: Jaro-Winkler once a pair, EM without
                term frequencies, lean output
    fullname    ForenameSurnameComparison (knows exchanged names) with term frequencies of the full name
    expert      tuned, with levels for exchanged names, for day and month exchanged, and rules that find them
"""
import argparse
import json
import logging
import pathlib
import time

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
RANDOM_PAIRS = 1e7
WEIGHT_LEAST = -12  # below it no threshold is looked for; keeps the output small
IDENTIFIERS = ["pnc_id", "prison_number"]

SWAPPED = "l.forename = r.surname and l.surname = r.forename and l.date_of_birth = r.date_of_birth"


def rules(variant, identifiers):
    """The blocking rules of a variant."""
    found = [block_on(name) for name in identifiers] + [
        block_on("surname", "date_of_birth"),
        block_on("forename", "date_of_birth"),
        block_on("forename", "surname"),
        block_on("substr(surname, 1, 3)", "year(date_of_birth)"),
        SWAPPED,
    ]
    if variant in ("fullname", "expert"):
        found[-1:] = [
            "l.forename = r.surname and l.surname = r.forename",
            "l.forename = r.surname and l.date_of_birth = r.date_of_birth",
            "l.surname = r.forename and l.date_of_birth = r.date_of_birth",
        ]
    if variant == "expert":
        found += ["l.surname = r.surname and l.birth_swapped = r.date_of_birth",
                  "l.forename = r.forename and l.birth_swapped = r.date_of_birth"]
    return found


def hoisted_name(column, extra=()):
    """NameComparison's levels, with the similarity in the first branch so that DuckDB computes it once."""
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.CustomLevel(
                f"jaro_winkler_similarity({column}_l, {column}_r) = -100 or {column}_l is null or {column}_r is null",
                label_for_charts="null").configure(is_null_level=True),
            cll.ExactMatchLevel(column, term_frequency_adjustments=True),
            *extra,
            cll.JaroWinklerLevel(column, 0.92),
            cll.JaroWinklerLevel(column, 0.88),
            cll.JaroWinklerLevel(column, 0.7),
            cll.ElseLevel(),
        ])


def birth_date_with_swap():
    """The levels of DateOfBirthComparison and one for day and month exchanged."""
    date = cl.DateOfBirthComparison("date_of_birth", input_is_string=False).create_comparison_levels()
    swap = cll.CustomLevel("birth_swapped_l = date_of_birth_r", label_for_charts="day and month exchanged")
    return cl.CustomComparison(output_column_name="date_of_birth", comparison_levels=date[:2] + [swap] + date[2:])


def comparisons(variant, exact_columns):
    """The comparisons of a variant."""
    exact = [cl.ExactMatch(name) for name in exact_columns]
    birth = cl.DateOfBirthComparison("date_of_birth", input_is_string=False)
    if variant == "fullname":
        names = cl.ForenameSurnameComparison("forename", "surname", forename_surname_concat_col_name="full_name")
        return [names, birth, *exact]
    if variant in ("tuned", "equivalent"):
        return [hoisted_name("forename"), hoisted_name("surname"), birth, *exact]
    if variant == "expert":
        swap = cll.CustomLevel("forename_l = surname_r and surname_l = forename_r", label_for_charts="exchanged")
        return [hoisted_name("forename", [swap]), hoisted_name("surname"), birth_date_with_swap(), *exact]
    return [cl.NameComparison("forename"), cl.NameComparison("surname"), birth, *exact]


def read(connection, data, regions):
    """Both files as tables in standard form: names in capitals, dates as dates, only the columns that are needed."""
    region = ", nullif(region, '') as region" if regions else ""

    def table(name, file, row_id, sex, person):
        clean = lambda column: f"nullif(trim(regexp_replace(upper(strip_accents({column})), '[^A-Z]+', ' ', 'g')), '')"
        connection.execute(f"""
            create table {name} as
            with rows as (select *, row_number() over () as unique_id from read_csv('{data / file}', all_varchar=true)),
            clean as (select unique_id, {person} as person, {clean('forename')} as forename,
                {clean('surname')} as surname, try_cast(date_of_birth as date) as date_of_birth,
                nullif(upper(left({sex}, 1)), '') as sex, pnc_id, prison_number{region} from rows)
            select *, forename || ' ' || surname as full_name,
                try_cast(strftime(date_of_birth, '%Y-%d-%m') as date) as birth_swapped from clean""").fetchall()
    table("cohort", "cohort.csv", "row", "gender", "''")
    table("population", "persons.csv", "row", "sex", "pnc_id")


def train(linker, variant, identifiers):
    """Prior, u from random pairs, m by EM: on narrow blocks for speed, on wide ones for accuracy."""
    linker.training.estimate_probability_two_random_records_match(
        [block_on(name) for name in identifiers] + [block_on("forename", "surname", "date_of_birth")],
        recall=0.85 if identifiers else 0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    iterations = []
    narrow = [("forename", "surname"), ("surname", "date_of_birth"), ("forename", "date_of_birth")]
    wide = [("forename", "surname"), ("date_of_birth",)]
    for columns in wide if variant in ("fullname", "expert") else narrow:
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=variant != "names")
        iterations.append(len(session._core_model_settings_history) - 1)
    return iterations


def greedy(pairs):
    """One-to-one links, best pair first; ties by row and person, so that the result does not depend on order."""
    rows, people, links = set(), set(), []
    for row, person, probability, weight in sorted(pairs, key=lambda pair: (-pair[3], pair[0], pair[1])):
        if row not in rows and person not in people:
            rows.add(row)
            people.add(person)
            links.append((row, person, probability, weight))
    return links


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--variant", default="names", choices=["equivalent", "names", "tuned", "fullname", "expert"])
    parser.add_argument("--no-ids", action="store_true")
    parser.add_argument("--regions", action="store_true", help="compare regions")
    parser.add_argument("--chunks", type=int, default=1, help="parts of the population that predict takes in turn")
    parser.add_argument("--memory", help="DuckDB's memory limit")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    identifiers = [] if options.no_ids else IDENTIFIERS
    seconds, started = {}, time.monotonic()

    def lap(phase):
        nonlocal started
        seconds[phase] = round(time.monotonic() - started, 3)
        started = time.monotonic()

    connection = duckdb.connect()
    connection.execute("set preserve_insertion_order = true").fetchall()
    if options.memory:
        connection.execute(f"set memory_limit = '{options.memory}'").fetchall()
        connection.execute(f"set temp_directory = '{options.out / 'spill'}'").fetchall()
    read(connection, options.data, options.regions)
    lap("read")

    lean = options.variant != "names"
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(options.variant, [*identifiers, "sex", *(["region"] if options.regions else [])]),
        blocking_rules_to_generate_predictions=rules(options.variant, identifiers),
        retain_matching_columns=not lean,
        retain_intermediate_calculation_columns=False,
        additional_columns_to_retain=["person"],  # empty in the cohort
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker([api.register("cohort"), api.register("population")], settings)
    iterations = train(linker, options.variant, identifiers)
    lap("train")
    if options.chunks == 1:
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        lap("block")
    predicted = linker.inference.predict(
        threshold_match_weight=WEIGHT_LEAST if lean else None,
        **({"num_chunks_right": options.chunks} if options.chunks > 1 else {}))
    lap("predict")
    pairs = connection.execute(
        "select if(person_l = '', unique_id_l, unique_id_r), if(person_l = '', person_r, person_l), match_probability, "
        f"match_weight from {predicted.physical_name} where match_weight >= {WEIGHT_LEAST}").fetchall()
    links = greedy(pairs)
    lap("one_to_one")
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "links.csv", "w") as file:
        file.write("cohort_row,pnc_id,probability,weight\n")
        file.writelines(f"{row},{person},{probability!r},{weight!r}\n" for row, person, probability, weight in links)
    lap("write")
    figures = {"seconds": seconds, "total": round(sum(seconds.values()), 3), "iterations": iterations}
    if options.chunks == 1:
        figures["pairs"] = connection.execute(f"select count(*) from {blocked.physical_name}").fetchall()[0][0]
    (options.out / "figures.json").write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
