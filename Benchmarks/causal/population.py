"""A treated group and a pool of controls with known selection: a CSV for `jdl match`, and the same design as raw doubles.

    population.py FOLDER --treated 58000 --controls 1000000 --covariates 60

Of the covariates 4 are categorical (3 to 6 levels), a seventh are counts, the rest numbers around 50 with three decimals. They
are correlated through four common factors. Selection is logistic; the treated are those with the highest sum of predictor and
logistic noise, so the counts are exact. The files: data.csv; design.f64, the columns of the design without the intercept, one
after another, dummies for every level but the first; treatment.u8; about.json.
"""
import argparse
import json
import pathlib

import numpy

LEVELS = (3, 4, 5, 6)
SEED = 20
CHUNK = 1 << 16


def covariates(rows, count):
    """Whole thousandths of numbers, counts and level indices, a column each, and the design's names and predictor."""
    random = numpy.random.default_rng(numpy.random.SeedSequence([SEED, rows, count]))
    factors = random.standard_normal((4, rows), dtype=numpy.float32)
    categorical = len(LEVELS)
    counts = (count - categorical) // 7
    predictor = numpy.zeros(rows, numpy.float32)
    columns = []
    for index in range(count - categorical):
        value = 0.4 * factors[index % 4] + 0.9165 * random.standard_normal(rows, dtype=numpy.float32)
        slope = (-1) ** index * (0.04 + 0.145 * ((index * 37) % 60) / 60) * (60 / count) ** 0.5
        predictor += numpy.float32(slope) * value
        if index < counts:
            columns.append(("count", numpy.minimum(99, numpy.exp(1.2 + 0.8 * value)).astype(numpy.int32)))
        else:
            columns.append(("number", numpy.clip(50_000 + 10_000 * value, 10_000, 99_999).astype(numpy.int32)))
    for index, levels in enumerate(LEVELS):
        value = factors[index] + random.standard_normal(rows, dtype=numpy.float32)
        level = numpy.clip(((value + 2.5) / 5 * levels).astype(numpy.int32), 0, levels - 1)
        predictor += numpy.float32(0.3) * (level / levels - 0.5)
        columns.append(("level", level))
    return columns, predictor, random


def digits(values, count):
    """The decimal digits of whole numbers as characters, one row a value."""
    return ((values[:, None] // 10 ** numpy.arange(count - 1, -1, -1)) % 10 + 48).astype(numpy.uint8)


def text(kind, values):
    """A column as characters of a fixed width, with the comma."""
    rows = len(values)
    comma = numpy.full((rows, 1), ord(","), numpy.uint8)
    if kind == "level":
        return numpy.hstack([(values[:, None] + ord("A")).astype(numpy.uint8), comma])
    if kind == "count":
        return numpy.hstack([digits(values, 2), comma])
    point = numpy.full((rows, 1), ord("."), numpy.uint8)
    return numpy.hstack([digits(values // 1000, 2), point, digits(values % 1000, 3), comma])


def write_csv(path, columns, treatment, outcome):
    names = [f"{kind}{index + 1}" for index, (kind, _) in enumerate(columns)]
    with open(path, "wb") as file:
        file.write((",".join(["id"] + names + ["treated", "outcome"]) + "\n").encode())
        for start in range(0, len(treatment), CHUNK):
            rows = slice(start, min(start + CHUNK, len(treatment)))
            count = rows.stop - start
            prefix = numpy.full((count, 1), ord("P"), numpy.uint8)
            parts = [prefix, digits(numpy.arange(start, rows.stop), 8), numpy.full((count, 1), ord(","), numpy.uint8)]
            parts += [text(kind, values[rows]) for kind, values in columns]
            parts += [digits(treatment[rows].astype(numpy.int32), 1), numpy.full((count, 1), ord(","), numpy.uint8)]
            parts += [digits(outcome[rows].astype(numpy.int32), 1), numpy.full((count, 1), ord("\n"), numpy.uint8)]
            file.write(numpy.hstack(parts).tobytes())
    return names


def write_design(path, columns):
    count = 0
    with open(path, "wb") as file:
        for kind, values in columns:
            if kind == "level":
                for level in range(1, values.max() + 1):
                    (values == level).astype(numpy.float64).tofile(file)
                    count += 1
            else:
                (values / 1000 if kind == "number" else values.astype(numpy.float64)).tofile(file)
                count += 1
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--treated", type=int, default=58_000)
    parser.add_argument("--controls", type=int, default=1_000_000)
    parser.add_argument("--covariates", type=int, default=60)
    parser.add_argument("--no-design", action="store_true", help="the CSV only")
    options = parser.parse_args()
    rows = options.treated + options.controls
    columns, predictor, random = covariates(rows, options.covariates)
    latent = predictor + random.logistic(size=rows)
    treatment = numpy.zeros(rows, numpy.uint8)
    treatment[numpy.argpartition(-latent, options.treated)[:options.treated]] = 1
    risk = 1 / (1 + numpy.exp(0.8 - 0.5 * predictor + 0.25 * treatment))
    outcome = (random.random(rows) < risk).astype(numpy.uint8)
    order = numpy.argsort(predictor)
    ranks = numpy.empty(rows)
    ranks[order] = numpy.arange(1, rows + 1)
    treated = options.treated
    area = (ranks[treatment == 1].sum() - treated * (treated + 1) / 2) / (treated * options.controls)
    options.folder.mkdir(parents=True, exist_ok=True)
    names = write_csv(options.folder / "data.csv", columns, treatment, outcome)
    design = None if options.no_design else write_design(options.folder / "design.f64", columns)
    treatment.tofile(options.folder / "treatment.u8")
    levels = {name: int(values.max()) + 1 for name, (kind, values) in zip(names, columns) if kind == "level"}
    about = {"treated": treated, "controls": options.controls, "covariates": options.covariates, "names": names,
             "levels": levels, "design_columns": design, "auc": round(float(area), 4),
             "csv_bytes": (options.folder / "data.csv").stat().st_size}
    (options.folder / "about.json").write_text(json.dumps(about, indent=1) + "\n")
    print(f"AUC {area:.3f}, {len(columns)} covariates, {rows} rows")


main()
