"""A logistic fit in numpy, the rows in blocks that fit the cache, a process's two threads: what a careful analyst would write.

    irls.py FOLDER        FOLDER from population.py; prints seconds, passes and the log-likelihood as JSON
"""
import concurrent.futures
import json
import os
import pathlib
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy  # noqa: E402

BLOCK = 2_048


def main():
    folder = pathlib.Path(sys.argv[1])
    about = json.loads((folder / "about.json").read_text())
    treatment = numpy.fromfile(folder / "treatment.u8", numpy.uint8).astype(numpy.float64)
    rows, columns = len(treatment), about["design_columns"]
    design = numpy.empty((rows, columns + 1))
    design[:, 0] = 1
    for index, column in enumerate(numpy.fromfile(folder / "design.f64").reshape(columns, rows)):
        design[:, index + 1] = (column - column.mean()) / column.std()
    halves = [range(0, rows // 2, BLOCK), range(rows // 2, rows, BLOCK)]

    def sums(coefficients, starts):
        information = numpy.zeros((columns + 1, columns + 1))
        gradient = numpy.zeros(columns + 1)
        likelihood = 0.0
        stop = rows // 2 if starts.start == 0 else rows
        for start in starts:
            block = design[start:min(start + BLOCK, stop)]
            flags = treatment[start:min(start + BLOCK, stop)]
            predictor = block @ coefficients
            probability = 1 / (1 + numpy.exp(-predictor))
            scaled = block * numpy.sqrt(probability * (1 - probability))[:, None]
            information += scaled.T @ scaled
            gradient += block.T @ (flags - probability)
            likelihood += (flags * predictor - numpy.logaddexp(0, predictor)).sum()
        return information, gradient, likelihood

    began = time.monotonic()
    coefficients, passes = numpy.zeros(columns + 1), 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        while True:
            parts = list(pool.map(lambda starts: sums(coefficients, starts), halves))
            information, gradient, likelihood = (left + right for left, right in zip(*parts))
            passes += 1
            step = numpy.linalg.solve(information, gradient)
            coefficients = coefficients + step
            if step @ gradient < 1e-14:
                break
    print(json.dumps({"seconds": round(time.monotonic() - began, 2), "passes": passes, "log_likelihood": likelihood}))


main()
