"""Golden values of the metrics, by scikit-learn, SciPy and NumPy.

    python3 tests/golden/metrics.py     rewrites tests/golden/metrics.json beside it

Made with Python 3.11, NumPy 1.24.2, SciPy 1.10.1, scikit-learn 1.2.1. The logits follow from integers by one division
each, so that the C++ test computes the same ones; labels are stored.
"""

import json
import pathlib

import numpy as np
from scipy.linalg import hadamard
from scipy.special import logsumexp, softmax
from scipy.stats import entropy, rankdata
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    confusion_matrix,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
    top_k_accuracy_score,
)
from sklearn.preprocessing import label_binarize

DRAWS, EXAMPLES, CLASSES, BINS = 4, 200, 5, 15


def logits():
    s, n, c = np.meshgrid(np.arange(DRAWS), np.arange(EXAMPLES), np.arange(CLASSES), indexing="ij")
    shared = ((n * 7919 + c * 104729 + 31 * n * c) % 1009) / 250
    own = ((n * 37 + c * 61 + s * 733 + s * n * c) % 97) / 60
    return shared + own


def binned_gaps(confidence, outcome, bins=BINS):
    """Per bin of (lo, hi]: count and |sum of (outcome - confidence)|."""
    index = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    count = np.bincount(index, minlength=bins)
    return count, np.abs(np.bincount(index, weights=outcome - confidence, minlength=bins))


def area_under_risk_coverage(confidence, wrong):
    """No two confidences are equal here, so that a plain sort will do."""
    assert len(np.unique(confidence)) == len(confidence)
    ordered = wrong[np.argsort(-confidence)]
    return np.mean(np.cumsum(ordered) / np.arange(1, len(ordered) + 1))


def excess_area(confidence, wrong):
    """Less the area of the same errors, all ranked last."""
    best = np.concatenate([np.zeros(np.sum(wrong == 0)), np.ones(np.sum(wrong == 1))])
    best_area = np.mean(np.cumsum(best) / np.arange(1, len(best) + 1))
    return area_under_risk_coverage(confidence, wrong) - best_area


def brier_parts(mean, one_hot, bins=BINS):
    """Reliability, resolution and uncertainty, each class against the rest, summed; of the binned probabilities."""
    parts = np.zeros(3)
    for probability, outcome in zip(mean.T, one_hot.T):
        index = np.digitize(probability, np.linspace(0, 1, bins + 1)[1:-1], right=True)
        forecast, frequency = (
            np.array([values[index == k].mean() for k in index]) for values in (probability, outcome)
        )
        base_rate = outcome.mean()
        parts += [
            np.mean((forecast - frequency) ** 2),
            np.mean((frequency - base_rate) ** 2),
            base_rate * (1 - base_rate),
        ]
        # Murphy's identity, with the Brier score of the binned probabilities as scikit-learn computes it.
        binned = brier_score_loss(outcome, forecast)
        assert np.isclose(
            np.mean((forecast - frequency) ** 2) - np.var(frequency) + np.var(outcome), binned, rtol=0, atol=1e-12
        )
    return parts


def debiased_l2(confidence, correct, bins=BINS):
    index = np.floor(bins * (rankdata(confidence) - 0.5) / len(confidence)).astype(int)
    square = 0.0
    for k in np.unique(index):
        inside = index == k
        if inside.sum() < 2:
            continue
        # The sample variance of 0/1 values over n is what noise adds to the squared gap.
        noise = np.var(correct[inside], ddof=1) / inside.sum()
        square += inside.mean() * ((confidence[inside] - correct[inside]).mean() ** 2 - noise)
    return np.sqrt(max(square, 0.0))


def maximum_mean_calibration_error(confidence, correct, width=0.4):
    """All pairs, some rows at a time."""
    gap = correct - confidence
    rows = np.array_split(np.arange(len(gap)), max(1, len(gap) // 500))
    kernel_sum = sum(
        gap[r] @ np.exp(-np.abs(confidence[r, None] - confidence[None, :]) / width) @ gap for r in rows
    )
    return np.sqrt(kernel_sum) / len(gap)


def selective_accuracy(confidence, correct, percent):
    """The mean over a tie at the end, as if it were spread evenly over the places it spans."""
    order = np.argsort(-confidence)
    confidence, correct = confidence[order], correct[order]
    spread = np.array([correct[confidence == value].mean() for value in confidence])
    return spread[: -(-percent * len(correct) // 100)].mean()


def additional_metrics(mean, labels):
    confidence, classes = mean.max(axis=1), range(mean.shape[1])
    correct = (mean.argmax(axis=1) == labels).astype(float)
    one_hot = label_binarize(labels, classes=classes)
    reliability, resolution, uncertainty = brier_parts(mean, one_hot)
    return {
        "brier_root": np.sqrt(np.mean(np.sum((mean - one_hot) ** 2, axis=1))),
        "brier_reliability": reliability,
        "brier_resolution": resolution,
        "brier_uncertainty": uncertainty,
        "ece_l2_debiased": debiased_l2(confidence, correct),
        "mmce": maximum_mean_calibration_error(confidence, correct),
        "top2_accuracy": top_k_accuracy_score(labels, mean, k=2, labels=classes),
        "top3_accuracy": top_k_accuracy_score(labels, mean, k=3, labels=classes),
        "confident_share_99": float(np.mean(confidence > 0.99)),
        "selective_accuracy_80": selective_accuracy(confidence, correct, 80),
        "selective_accuracy_90": selective_accuracy(confidence, correct, 90),
        "selective_accuracy_95": selective_accuracy(confidence, correct, 95),
    }


def class_scores(labels, predicted, classes):
    rows = precision_recall_fscore_support(labels, predicted, labels=classes)
    return [list(map(float, row)) for row in zip(*rows)]


def half_sample_error(probabilities, statistic):
    """Balanced half-samples of eight sections (four or two where there are fewer draws)."""
    count = next(k for k in (8, 4, 2) if k <= DRAWS)
    size = DRAWS // count
    sections = probabilities[: count * size].reshape(count, size, *probabilities.shape[1:]).mean(axis=1)
    differences = [
        statistic(sections[row > 0].mean(axis=0)) - statistic(sections[row < 0].mean(axis=0))
        for row in hadamard(count)[1:]
    ]
    return np.sqrt(np.mean(np.square(differences)) / 4 * count * size / DRAWS)


def main():
    draws = softmax(logits(), axis=2)
    mean = draws.mean(axis=0)
    generator = np.random.default_rng(1)
    labels = np.array([generator.choice(CLASSES, p=row) for row in mean])
    confidence, predicted = mean.max(axis=1), mean.argmax(axis=1)
    correct = (predicted == labels).astype(float)
    one_hot = label_binarize(labels, classes=range(CLASSES))

    count, gap = binned_gaps(confidence, correct)
    equal_mass = np.floor(BINS * (rankdata(confidence) - 0.5) / EXAMPLES).astype(int)
    classwise = [binned_gaps(mean[:, c], one_hot[:, c])[1].sum() / EXAMPLES for c in range(CLASSES)]
    total_entropy = entropy(mean, axis=1)
    expected_entropy = entropy(draws, axis=2).mean(axis=0)

    golden = {
        "labels": labels.tolist(),
        "metrics": {
            "accuracy": accuracy_score(labels, predicted),
            "nll": log_loss(labels, mean, labels=range(CLASSES)),
            "brier": np.mean(np.sum((mean - one_hot) ** 2, axis=1)),
            "ece": gap.sum() / EXAMPLES,
            "ece_adaptive": np.abs(np.bincount(equal_mass, weights=correct - confidence)).sum() / EXAMPLES,
            "ece_classwise": np.mean(classwise),
            "mce": np.max(gap[count > 0] / count[count > 0]),
            "aurc": area_under_risk_coverage(confidence, 1 - correct),
            "eaurc": excess_area(confidence, 1 - correct),
            "misclassification_auroc": roc_auc_score(1 - correct, total_entropy),
            **additional_metrics(mean, labels),
        },
        "monte_carlo_error": {
            "nll": half_sample_error(draws, lambda p: log_loss(labels, p, labels=range(CLASSES))),
            "brier": half_sample_error(draws, lambda p: np.mean(np.sum((p - one_hot) ** 2, axis=1))),
        },
        "bin_counts": count.tolist(),
        "confusion": confusion_matrix(labels, predicted, labels=range(CLASSES)).tolist(),
        "per_class": class_scores(labels, predicted, range(CLASSES)),
        "mean_predictive_entropy": total_entropy.mean(),
        "mean_expected_entropy": expected_entropy.mean(),
        "mean_mutual_information": np.mean(total_entropy - expected_entropy),
    }
    # The mixture in log space must be what averaging probabilities gives.
    assert np.allclose(logsumexp(np.log(draws), axis=0) - np.log(DRAWS), np.log(mean), rtol=0, atol=1e-12)
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(golden, indent=1, default=float) + "\n")


if __name__ == "__main__":
    main()
