"""The minimum of a logistic regression with three classes under a Gaussian prior, by scikit-learn.

    python3 tests/golden/logistic_regression.py     rewrites tests/golden/logistic_regression.json beside it

Made with Python 3.11, NumPy 1.24.2, scikit-learn 1.2.1. Without intercept: the weights minimise
sum(NLL) + ||weights||^2 / (2 sigma^2).
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression

EXAMPLES, FEATURES, CLASSES, SIGMA = 40, 4, 3, 1.5

random = np.random.default_rng(6)
labels = np.arange(EXAMPLES) % CLASSES
centres = random.normal(size=(CLASSES, FEATURES))
inputs = np.round(centres[labels] + random.normal(size=(EXAMPLES, FEATURES)), 2)
model = LogisticRegression(C=SIGMA**2, fit_intercept=False, solver="newton-cg", tol=1e-9, max_iter=10000)
model.fit(inputs, labels)

golden = {
    "sigma": SIGMA,
    "inputs": inputs.tolist(),
    "labels": labels.tolist(),
    "weights": model.coef_.tolist(),  # [classes, features]
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden) + "\n", encoding="utf-8")
