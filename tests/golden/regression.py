"""Golden values of metrics, intervals and recalibration of predictives of numbers: NumPy, SciPy, scikit-learn.

    python3 tests/golden/regression.py     rewrites tests/golden/regression.json beside it

Made with Python 3.11, NumPy 1.24.2, SciPy 1.10.1, scikit-learn 1.2.1. Everything by its definition: densities and
distributions of each draw by SciPy, averaged; quantiles by root finding; CRPS and areas by quadrature.
"""

import fractions
import json
import math
import pathlib

import numpy as np
from scipy import integrate, optimize, stats
from scipy.special import logsumexp
from sklearn import metrics

DRAWS, VALIDATION, TEST, TARGETS = 3, 30, 40, 2
COVERAGES = (50, 80, 90, 95)
CONFORMAL_COVERAGE = fractions.Fraction(8, 10)


class Mixture:
    def __init__(self, location, scale, degrees):
        self.location, self.scale, self.degrees = location, scale, degrees
        self.component = stats.norm(location, scale) if degrees is None else stats.t(degrees, location, scale)

    def at(self, rows):
        return Mixture(self.location[:, rows], self.scale[:, rows], self.degrees)

    def mean(self):
        return self.location.mean(0)

    def epistemic(self):
        return self.location.var(0)

    def variance(self):
        return self.component.var().mean(0) + self.epistemic()

    def cdf(self, y):
        return self.component.cdf(y).mean(0)

    def log_density(self, y):
        return logsumexp(self.component.logpdf(y).sum(2), axis=0) - math.log(DRAWS)

    def one(self, n, d):
        """The distribution function of one number."""
        location, scale = self.location[:, n, d], self.scale[:, n, d]
        law = stats.norm if self.degrees is None else stats.t(self.degrees)
        return lambda z: law.cdf((z - location) / scale).mean()

    def quantile(self, shares):
        """shares [D], one for each target."""
        _, examples, targets = self.location.shape
        return np.array([[optimize.brentq(lambda z: self.one(n, d)(z) - shares[d], -1e3, 1e3, xtol=1e-12, rtol=1e-14)
                          for d in range(targets)] for n in range(examples)])

    def crps(self, y):
        def score(n, d):
            cdf, at = self.one(n, d), y[n, d]
            below = integrate.quad(lambda z: cdf(z) ** 2, -np.inf, at, epsabs=1e-11, epsrel=1e-11, limit=500)[0]
            return below + integrate.quad(lambda z: (1 - cdf(z)) ** 2, at, np.inf, epsabs=1e-11, epsrel=1e-11,
                                          limit=500)[0]
        return np.array([[score(n, d) for d in range(y.shape[1])] for n in range(y.shape[0])])


def calibration_area(pit):
    """From the other side: the integral over q of |quantile of the transforms at q - q|."""
    n, area = len(pit), 0.0
    for i, u in enumerate(np.sort(pit)):
        low, high = i / n, (i + 1) / n
        ends = [low] + ([u] if low < u < high else []) + [high]
        area += sum(integrate.quad(lambda q: abs(u - q), a, b)[0] for a, b in zip(ends, ends[1:]))
    return area


def sparsification(errors, rank):
    """Mean error of the 1 … N of lowest rank."""
    kept = errors[np.argsort(rank)]
    return np.array([kept[:k].mean() for k in range(1, len(kept) + 1)])


def measured(mixture, y):
    mean, pit = mixture.mean(), mixture.cdf(y)
    errors = np.abs(y - mean).mean(1)
    oracle = sparsification(errors, errors)
    total = sparsification(errors, mixture.variance().sum(1))
    epistemic = sparsification(errors, mixture.epistemic().sum(1))
    values = {
        "rmse": math.sqrt(metrics.mean_squared_error(y, mean)),
        "rmse_first": math.sqrt(metrics.mean_squared_error(y[:, 0], mean[:, 0])),
        "rmse_second": math.sqrt(metrics.mean_squared_error(y[:, 1], mean[:, 1])),
        "mae": metrics.mean_absolute_error(y, mean),
        "r2": metrics.r2_score(y, mean, multioutput="uniform_average"),
        "nll": -mixture.log_density(y).mean(),
        "crps": mixture.crps(y).mean(),
        "calibration_area": np.mean([calibration_area(pit[:, d]) for d in range(TARGETS)]),
        "sharpness": math.sqrt(mixture.variance().mean()),
        "ause_total": (total - oracle).mean() / errors.mean(),
        "ause_epistemic": (epistemic - oracle).mean() / errors.mean(),
    }
    for percent in COVERAGES:
        tail = (1 - percent / 100) / 2
        low, high = mixture.quantile([tail] * TARGETS), mixture.quantile([1 - tail] * TARGETS)
        values[f"interval_coverage_{percent}"] = ((low <= y) & (y <= high)).mean()
        values[f"interval_width_{percent}"] = (high - low).mean()
    left = [len(y) - percent * len(y) // 100 for percent in range(100)]
    covered = [int(((pit[:, 0] >= 0.5 - k / 40) & (pit[:, 0] <= 0.5 + k / 40)).sum()) for k in range(1, 20)]
    curves = {
        "by_total": [total[k - 1] for k in left],
        "by_epistemic": [epistemic[k - 1] for k in left],
        "oracle": [oracle[k - 1] for k in left],
        "observed": [k / len(y) for k in covered],
        "low": [0.0 if k == 0 else stats.beta.ppf(0.025, k, len(y) - k + 1) for k in covered],
        "high": [1.0 if k == len(y) else stats.beta.ppf(0.975, k + 1, len(y) - k) for k in covered],
        "pit_counts": np.histogram(pit[:, 0], bins=20, range=(0, 1))[0].tolist(),
    }
    return values, curves


def seeds(mixture):
    mean, one = mixture.mean(), np.ones_like(mixture.mean())
    tail = float(1 - CONFORMAL_COVERAGE) / 2
    return {
        "absolute": (mean, mean, one),
        "scaled": (mean, mean, np.sqrt(mixture.variance())),
        "quantiles": (mixture.quantile([tail] * TARGETS), mixture.quantile([1 - tail] * TARGETS), one),
    }


def conformal(validation, y, test):
    rank = math.ceil((len(y) + 1) * CONFORMAL_COVERAGE)  # exact: a fraction
    found = {}
    for (name, (low, high, step)), (low_of, high_of, step_of) in zip(seeds(validation).items(), seeds(test).values()):
        thresholds = []
        for d in range(TARGETS):
            scores = [max(low[n, d] - y[n, d], y[n, d] - high[n, d]) / step[n, d] for n in range(len(y))]
            thresholds.append(sorted(scores)[rank - 1])
        found[name] = {"thresholds": thresholds, "lower": (low_of - thresholds * step_of).tolist(),
                       "upper": (high_of + thresholds * step_of).tolist()}
    return found


def recalibrated(validation, y, test, values):
    pit = np.sort(validation.cdf(y), axis=0)
    n = len(y)
    shares = np.concatenate([[0], np.arange(1, n + 1) / (n + 1), [1]])
    knots = [np.concatenate([[0], pit[:, d], [1]]) for d in range(TARGETS)]
    raw = test.cdf(values)
    return {
        "cdf": np.stack([np.interp(raw[:, d], knots[d], shares) for d in range(TARGETS)], 1).tolist(),
        "quantile": test.quantile([np.interp(0.15, shares, knots[d]) for d in range(TARGETS)]).tolist(),
    }


def main():
    rng = np.random.default_rng(20)
    examples = VALIDATION + TEST
    shared = rng.normal(size=(examples, TARGETS)) * [1.0, 20.0]
    spread = np.exp(0.5 * rng.normal(size=(examples, TARGETS))) * [0.5, 8.0]
    location = shared + 0.6 * spread * rng.normal(size=(DRAWS, examples, TARGETS))
    scale = spread * np.exp(0.2 * rng.normal(size=(DRAWS, examples, TARGETS)))
    y = shared + 1.2 * spread * rng.normal(size=(examples, TARGETS))
    location, scale, y = location.round(3), scale.round(3), y.round(3)
    golden = {"location": location.ravel().tolist(), "scale": scale.ravel().tolist(), "targets": y.ravel().tolist(),
              "draws": DRAWS, "validation": VALIDATION, "test": TEST, "coverage": float(CONFORMAL_COVERAGE),
              "share": 0.15}
    for name, degrees in (("normal", None), ("student_t", 5.0)):
        both = Mixture(location, scale, degrees)
        validation, test = both.at(slice(VALIDATION)), both.at(slice(VALIDATION, None))
        values, curves = measured(test, y[VALIDATION:])
        golden[name] = {"degrees": degrees, "metrics": values, "curves": curves,
                        "conformal": conformal(validation, y[:VALIDATION], test),
                        "recalibrated": recalibrated(validation, y[:VALIDATION], test, y[VALIDATION:])}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
