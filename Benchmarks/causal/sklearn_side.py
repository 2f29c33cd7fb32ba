"""scikit-learn's logistic regression without a penalty, by its fastest exact solver.

    sklearn_side.py FOLDER        FOLDER from population.py; prints seconds and the log-likelihood as JSON
"""
import json
import pathlib
import sys
import time

import numpy
from sklearn.linear_model import LogisticRegression


def main():
    folder = pathlib.Path(sys.argv[1])
    about = json.loads((folder / "about.json").read_text())
    treatment = numpy.fromfile(folder / "treatment.u8", numpy.uint8)
    columns = numpy.fromfile(folder / "design.f64").reshape(about["design_columns"], len(treatment))
    design = numpy.ascontiguousarray(columns.T)
    design -= design.mean(axis=0)
    design /= design.std(axis=0)
    began = time.perf_counter()
    model = LogisticRegression(C=numpy.inf, solver="newton-cholesky", tol=1e-8, max_iter=100).fit(design, treatment)
    seconds = time.perf_counter() - began
    eta = model.decision_function(design)
    likelihood = float(numpy.sum(numpy.where(treatment == 1, eta, 0) - numpy.logaddexp(0, eta)))
    print(json.dumps({"seconds": round(seconds, 3), "passes": int(model.n_iter_[0]), "log_likelihood": likelihood}))


main()
