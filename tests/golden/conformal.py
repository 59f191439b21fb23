"""Golden values of the prediction sets, by NumPy, one example at a time.

    python3 tests/golden/conformal.py     rewrites tests/golden/conformal.json beside it

Made with Python 3.11, NumPy 1.24.2, SciPy 1.10.1. Logits, labels and the uniform numbers of randomised scores are stored.
"""

import fractions
import json
import math
import pathlib

import numpy as np
from scipy.special import softmax
from scipy.stats import beta

VALIDATION, TEST, CLASSES = 70, 40, 5
COVERAGE = fractions.Fraction(8, 10)
LAMBDA, K_REG = 0.05, 2


def lac(p, u, c):
    return 1 - p[c]


def aps(p, u, c):
    return sum(p[other] for other in range(CLASSES) if p[other] > p[c]) + u * p[c]


def deterministic_aps(p, u, c):
    return aps(p, 0, c)


def raps(p, u, c):
    rank = 1 + sum(p[other] > p[c] for other in range(CLASSES))
    return aps(p, u, c) + LAMBDA * max(0, rank - K_REG)


def threshold(scores):
    rank = math.ceil((len(scores) + 1) * COVERAGE)  # exact: a fraction
    return sorted(scores)[rank - 1] if rank <= len(scores) else math.inf


def sets_of(score, validation, test, labels, by_class):
    (p, u), (p_test, u_test) = validation, test
    scores = [score(p[i], u[i], labels[i]) for i in range(VALIDATION)]
    thresholds = [threshold([s for s, y in zip(scores, labels) if y == c or not by_class]) for c in range(CLASSES)]
    sets = ["".join(str(int(score(p_test[i], u_test[i], c) <= thresholds[c])) for c in range(CLASSES)) for i in range(TEST)]
    return {"thresholds": [None if math.isinf(t) else t for t in thresholds], "sets": sets}


def main():
    generator = np.random.default_rng(8)
    logits = np.round(1.5 * generator.standard_normal((VALIDATION + TEST, CLASSES)), 5)
    p = softmax(logits, axis=1)
    assert all(len(np.unique(row)) == CLASSES for row in p)
    u = np.round(generator.random(VALIDATION + TEST), 6)
    labels = [int(generator.choice(CLASSES, p=row)) for row in p]
    labels[:VALIDATION] = [0 if y == 4 and i > 30 else y for i, y in enumerate(labels[:VALIDATION])]
    validation, test = (p[:VALIDATION], u[:VALIDATION]), (p[VALIDATION:], u[VALIDATION:])
    methods = {"lac": lac, "aps": aps, "deterministic_aps": deterministic_aps, "raps": raps}
    golden = {
        "logits": logits.tolist(),
        "uniform": u.tolist(),
        "labels": labels,
        "validation": VALIDATION,
        "coverage": float(COVERAGE),
        "lambda": LAMBDA,
        "k_reg": K_REG,
        "marginal": {name: sets_of(score, validation, test, labels, False) for name, score in methods.items()},
        "by_class": {name: sets_of(score, validation, test, labels, True) for name, score in methods.items()},
        "clopper_pearson": [
            [k, n, beta.ppf(0.025, k, n - k + 1) if k > 0 else 0.0, beta.ppf(0.975, k + 1, n - k) if k < n else 1.0]
            for k, n in [(0, 7), (7, 7), (1, 30), (9012, 10000), (45, 50)]
        ],
    }
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
