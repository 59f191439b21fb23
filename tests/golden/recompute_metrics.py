"""Computes the metrics of a run again from its predictions.npz, by scikit-learn, SciPy and NumPy.

    python3 tests/golden/recompute_metrics.py RUN

Prints each metric of the test split in RUN/metrics.json that differs by more than 1e-6. Exit status: 0 none does, 1 some
do, 77 where scikit-learn is not installed.
"""

import json
import pathlib
import sys

try:
    from metrics import BINS, additional_metrics, area_under_risk_coverage, binned_gaps, class_scores, excess_area
    import numpy as np
    from scipy.stats import entropy, rankdata
    from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, roc_auc_score
except ImportError:
    sys.exit(77)


def recompute(arrays):
    labels, samples = arrays["labels"], arrays["samples"].astype(float)
    mean = samples.mean(axis=0)
    mean /= mean.sum(axis=1, keepdims=True)  # samples are float32
    assert np.allclose(mean, arrays["probabilities"], rtol=0, atol=1e-6)
    mean = arrays["probabilities"]
    examples, classes = mean.shape
    confidence, predicted = mean.max(axis=1), mean.argmax(axis=1)
    assert np.array_equal(predicted, arrays["predicted"])
    correct = (predicted == labels).astype(float)
    one_hot = np.eye(classes)[labels]
    total, expected = entropy(mean, axis=1), entropy(samples, axis=2).mean(axis=0)
    assert np.allclose(total, arrays["predictive_entropy"], rtol=0, atol=1e-6)
    assert np.allclose(expected, arrays["expected_entropy"], rtol=0, atol=1e-6)
    assert np.allclose(total - expected, arrays["mutual_information"], rtol=0, atol=2e-6)
    draws = len(samples)
    if draws > 1:
        without = [entropy((samples.sum(axis=0) - draw) / (draws - 1), axis=1) for draw in samples]
        jackknife = draws * total - (draws - 1) * np.mean(without, axis=0)
        # Rounding of float32 samples counts as often as there are draws.
        assert np.allclose(jackknife - expected, arrays["mutual_information_corrected"], rtol=0, atol=4e-6 * draws)

    count, gap = binned_gaps(confidence, correct)
    equal_mass = np.floor(BINS * (rankdata(confidence) - 0.5) / examples).astype(int)
    classwise = [binned_gaps(mean[:, c], one_hot[:, c])[1].sum() / examples for c in range(classes)]
    figures = {
        "accuracy": accuracy_score(labels, predicted),
        "nll": log_loss(labels, mean, labels=range(classes)),
        "brier": np.mean(np.sum((mean - one_hot) ** 2, axis=1)),
        "ece": gap.sum() / examples,
        "ece_adaptive": np.abs(np.bincount(equal_mass, weights=correct - confidence)).sum() / examples,
        "ece_classwise": np.mean(classwise),
        "mce": np.max(gap[count > 0] / count[count > 0]),
        "aurc": area_under_risk_coverage(confidence, 1 - correct),
        "eaurc": excess_area(confidence, 1 - correct),
        "misclassification_auroc": roc_auc_score(1 - correct, total),
        **additional_metrics(mean, labels),
    }
    scores = class_scores(labels, predicted, range(classes))
    return figures, count, confusion_matrix(labels, predicted, labels=range(classes)), scores


def main():
    run = pathlib.Path(sys.argv[1])
    document = json.loads((run / "metrics.json").read_text())
    with np.load(run / "predictions.npz") as arrays:
        figures, count, confusion, scores = recompute(arrays)
    written = document["test"]
    assert set(written) == set(figures), set(written) ^ set(figures)
    details = document["details"]["test"]
    assert details["confusion"] == confusion.tolist()
    for row, score in zip(details["per_class"], scores, strict=True):
        # What is not defined is null here and 0, with a warning, in scikit-learn.
        found = [row[key] or 0.0 for key in ("precision", "recall", "f1", "support")]
        assert np.allclose(found, score, rtol=0, atol=1e-12), (row, score)
    assert [row["count"] for row in details["reliability"]] == count.tolist()
    differ = [key for key in figures if not abs(written[key]["value"] - figures[key]) <= 1e-6]
    for key in differ:
        print(f"{key}: {written[key]['value']} in metrics.json, {figures[key]} here")
    # Null where too few images are wrong to tell an interval.
    given = {key: row for key, row in written.items() if row["low"] is not None}
    outside = [key for key, row in given.items() if not row["low"] <= row["value"] <= row["high"]]
    for key in outside:
        print(f"{key}: its value lies outside of its interval")
    sys.exit(1 if differ or outside else 0)


if __name__ == "__main__":
    main()
