"""Golden values of mixtures of normals and of Student-t, by SciPy, one example at a time.

    python3 tests/golden/mixture.py     rewrites tests/golden/mixture.json beside it

Made with Python 3.11, NumPy 1.24.2, SciPy 1.10.1. Locations, scales and targets are stored.
"""

import json
import pathlib

import numpy as np
from scipy import integrate, optimize, stats
from scipy.special import logsumexp

DRAWS, EXAMPLES, TARGETS = 5, 6, 2
SHARES = [0.001, 0.025, 0.5, 0.8, 0.975]


def crps(cdf, y, knots):
    """Integral of (F(x) - 1{x >= y})^2, piece by piece between the components' centres."""
    below = [-np.inf, *[k for k in knots if k < y], y]
    above = [y, *[k for k in knots if k > y], np.inf]
    pieces = [(lambda x: cdf(x) ** 2, a, b) for a, b in zip(below, below[1:])]
    pieces += [(lambda x: (1 - cdf(x)) ** 2, a, b) for a, b in zip(above, above[1:])]
    return sum(integrate.quad(f, a, b, epsabs=1e-12, epsrel=1e-11, limit=400)[0] for f, a, b in pieces)


def values(location, scale, targets, standard):
    parts = standard.logpdf((targets - location) / scale) - np.log(scale)  # [S, N, D]
    by_draw = parts.sum(axis=2)
    found = {"log_density_by_draw": by_draw.tolist(),
             "log_density": (logsumexp(by_draw, axis=0) - np.log(DRAWS)).tolist(),
             "cdf": standard.cdf((targets - location) / scale).mean(axis=0).tolist(),
             "crps": [], "quantiles": []}
    for n in range(EXAMPLES):
        for d in range(TARGETS):
            m, s = location[:, n, d], scale[:, n, d]
            cdf = lambda x: standard.cdf((x - m) / s).mean()
            found["crps"].append(crps(cdf, targets[n, d], sorted(m)))
            found["quantiles"].append([optimize.brentq(lambda x: cdf(x) - q, -500, 500, xtol=1e-13, rtol=1e-15)
                                       for q in SHARES])
    return found


def main():
    generator = np.random.default_rng(4)
    location = np.round(2.0 * generator.standard_normal((DRAWS, EXAMPLES, TARGETS)), 4)
    scale = np.round(np.exp(0.7 * generator.standard_normal((DRAWS, EXAMPLES, TARGETS))), 4)
    targets = np.round(2.0 * generator.standard_normal((EXAMPLES, TARGETS)), 4)
    targets[0, 0] = 40.0  # far outside
    golden = {"location": location.tolist(), "scale": scale.tolist(), "targets": targets.tolist(), "shares": SHARES,
              "normal": values(location, scale, targets, stats.norm),
              "student_t": values(location, scale, targets, stats.t(df=3.5))}
    file = pathlib.Path(__file__).with_name("mixture.json")
    file.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
