"""Golden values of the calibrations, by scikit-learn, SciPy and NumPy.

    python3 tests/golden/calibration.py     rewrites tests/golden/calibration.json beside it

Made with Python 3.11, NumPy 1.24.2, SciPy 1.10.1, scikit-learn 1.2.1. Logits and labels are stored: the labels are drawn
from another distribution than the logits claim, so that there is something to calibrate.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

EXAMPLES, CLASSES, BINS = 150, 3, 5
OFF_DIAGONAL, INTERCEPT = 0.3, 0.7


def matrix_scaling(inputs, labels):
    """Without regularisation: multinomial logistic regression."""
    model = LogisticRegression(penalty=None, solver="newton-cg", tol=1e-9, max_iter=1000)
    return model.fit(inputs, labels).predict_proba(inputs)


def odir_objective(flat, inputs, labels):
    weight, intercept = flat[:-CLASSES].reshape(CLASSES, CLASSES), flat[-CLASSES:]
    nll = -log_softmax(inputs @ weight.T + intercept, axis=1)[np.arange(EXAMPLES), labels].mean()
    off_diagonal = np.sum(weight**2) - np.sum(np.diag(weight) ** 2)
    return nll + OFF_DIAGONAL * off_diagonal / (CLASSES * (CLASSES - 1)) + INTERCEPT * np.mean(intercept**2)


def odir_matrix_scaling(inputs, labels):
    start = np.concatenate([np.eye(CLASSES).ravel(), np.zeros(CLASSES)])
    found = minimize(odir_objective, start, (inputs, labels), method="BFGS", options={"gtol": 1e-9})
    return found.x[:-CLASSES].reshape(CLASSES, CLASSES), found.x[-CLASSES:], found.fun


def vector_scaling(inputs, labels):
    def objective(flat):
        scaled = inputs * flat[:CLASSES] + flat[CLASSES:]
        return -log_softmax(scaled, axis=1)[np.arange(EXAMPLES), labels].mean()

    found = minimize(objective, np.repeat([1.0, 0.0], CLASSES), method="BFGS", options={"gtol": 1e-9})
    return softmax(inputs * found.x[:CLASSES] + found.x[CLASSES:], axis=1)


def fitted_temperature(inputs, labels):
    """With the prior of one example."""

    def objective(log_t):
        nll = -log_softmax(inputs / np.exp(log_t), axis=1)[np.arange(EXAMPLES), labels].sum()
        return nll + np.exp(-log_t) - 1 + log_t

    return float(np.exp(minimize_scalar(objective, bracket=(-1, 1), tol=1e-10).x))


def vector_scaling_with_prior(inputs, labels, temperature):
    def objective(flat):
        scaled = inputs * flat[:CLASSES] + flat[CLASSES:]
        nll = -log_softmax(scaled, axis=1)[np.arange(EXAMPLES), labels].sum()
        return nll + 0.5 * np.sum((temperature * flat[:CLASSES] - 1) ** 2) + 0.5 * np.sum(flat[CLASSES:] ** 2)

    found = minimize(objective, np.repeat([1.0, 0.0], CLASSES), method="BFGS", options={"gtol": 1e-8})
    return softmax(inputs * found.x[:CLASSES] + found.x[CLASSES:], axis=1)


def main():
    generator = np.random.default_rng(5)
    logits = np.round(1.5 * generator.standard_normal((EXAMPLES, CLASSES)), 2)
    logits[100:] = logits[:50]  # ties
    truth = softmax(0.6 * logits + [0.5, 0.0, -0.4] + 0.3 * logits[:, [1, 2, 0]], axis=1)
    labels = np.array([generator.choice(CLASSES, p=row) for row in truth])
    inputs = log_softmax(logits, axis=1)
    probabilities = np.exp(inputs)
    temperature = fitted_temperature(inputs, labels)
    weight, intercept, objective = odir_matrix_scaling(inputs, labels)

    isotonic = [IsotonicRegression(out_of_bounds="clip").fit(probabilities[:, c], labels == c) for c in range(CLASSES)]
    grid = np.linspace(0, 1, 41)
    counts = [np.histogram(probabilities[:, c], np.linspace(0, 1, BINS + 1))[0] for c in range(CLASSES)]
    hits = [np.histogram(probabilities[labels == c, c], np.linspace(0, 1, BINS + 1))[0] for c in range(CLASSES)]

    golden = {
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "matrix_probabilities": matrix_scaling(inputs, labels).tolist(),
        "vector_probabilities": vector_scaling(inputs, labels).tolist(),
        "temperature": temperature,
        "vector_prior_probabilities": vector_scaling_with_prior(inputs, labels, temperature).tolist(),
        "odir": {
            "off_diagonal_penalty": OFF_DIAGONAL,
            "intercept_penalty": INTERCEPT,
            "weight": weight.tolist(),
            "intercept": intercept.tolist(),
            "objective": objective,
        },
        "isotonic": {
            "grid": grid.tolist(),
            "curves": [curve.predict(grid).tolist() for curve in isotonic],
            "fitted": [curve.predict(probabilities[:, c]).tolist() for c, curve in enumerate(isotonic)],
        },
        "histogram": {"bins": BINS, "counts": np.array(counts).tolist(), "hits": np.array(hits).tolist()},
    }
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
