"""Golden p-values of McNemar's test, by SciPy.

    python3 tests/golden/mcnemar.py     prints the rows of tests/bayes/metrics/resampling/mcnemar_test.cpp

Made with Python 3.11 and SciPy 1.10.1. As statsmodels' `mcnemar(table, exact, correction=True)` computes them.
"""

from scipy.stats import binomtest, chi2

for b, c in [(0, 1), (3, 9), (9, 3), (0, 24), (12, 13), (10, 15), (30, 10), (5, 120)]:
    exact = b + c < 25
    p = binomtest(min(b, c), b + c, 0.5).pvalue if exact else chi2.sf((abs(b - c) - 1) ** 2 / (b + c), 1)
    print(f"{{{b}, {c}, {p!r}}},  // {'binomtest' if exact else 'chi2.sf'}")
