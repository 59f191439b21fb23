"""Golden values of decisions by costs, by NumPy, every rule by trying all it could do.

    python3 tests/golden/decisions.py     rewrites tests/golden/decisions.json beside it

Made with Python 3.11, NumPy 1.24.2. Probabilities, labels and costs are stored.
"""

import json
import pathlib

import numpy as np

EXAMPLES, CLASSES, REJECT = 120, 4, 1.25


def outcome(p, labels, costs, actions):
    expected = p @ costs
    return {
        "cost": float(np.mean([costs[y, a] for y, a in zip(labels, actions)])),
        "expected": float(np.mean([expected[i, a] for i, a in enumerate(actions)])),
        "rejected": float(np.mean(np.array(actions) >= CLASSES)),
    }


def thresholded(p, threshold):
    return [int(row.argmax()) if row.max() >= threshold else CLASSES for row in p]


def cheapest(p, labels, costs):
    """The lowest of the thresholds that cost least, of all that decide differently."""
    candidates = sorted(set(p.max(axis=1))) + [np.inf]
    found = [outcome(p, labels, costs, thresholded(p, t))["cost"] for t in candidates]
    return next(t for t, cost in zip(candidates, found) if cost <= min(found) + 1e-12)


def main():
    generator = np.random.default_rng(12)
    logits = 1.5 * generator.standard_normal((EXAMPLES, CLASSES))
    p = np.round(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), 4)
    p[:, -1] = 1 - p[:, :-1].sum(axis=1)
    labels = np.array([generator.choice(CLASSES, p=row) for row in p])
    answers = np.round(4 * generator.random((CLASSES, CLASSES)), 2)
    np.fill_diagonal(answers, 0)
    answers[2, 0] = 25  # one mistake that nobody wants
    costs = np.hstack([answers, np.full((CLASSES, 1), REJECT)])
    threshold = cheapest(p, labels, costs)
    rules = {
        "always": outcome(p, labels, answers, p.argmax(axis=1)),
        "bayes": outcome(p, labels, costs, (p @ costs).argmin(axis=1)),
        "bayes_without_rejection": outcome(p, labels, answers, (p @ answers).argmin(axis=1)),
        "threshold": {"at": float(threshold), **outcome(p, labels, costs, thresholded(p, threshold))},
    }
    golden = {"probabilities": p.tolist(), "labels": labels.tolist(), "costs": answers.tolist(), "reject": REJECT, "rules": rules}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
