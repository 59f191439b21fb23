"""Folds of 10 rows and of 9 rows in two classes: tests/experiments/datasets/folds_test.cpp."""

MASK = 2**64 - 1


def splitmix64(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def shuffled(rows, seed):
    # No value is drawn again here: with such small bounds that happens once in 2^60 draws.
    random, order = splitmix64(seed), list(range(rows))
    for bound in range(rows, 1, -1):
        place = next(random) % bound
        order[bound - 1], order[place] = order[place], order[bound - 1]
    return order


generator = splitmix64(1234567)
assert next(generator) == 6457827717110365317  # Rosetta Code, "Pseudo-random numbers/Splitmix64"
assert next(generator) == 3203168211198807973

order = shuffled(10, seed=7)
print([sorted(order[fold::3]) for fold in range(3)])

classes = [0, 1, 0, 1, 0, 1, 0, 0, 0]
order = sorted(shuffled(9, seed=7), key=lambda row: classes[row])
print([sorted(order[fold::3]) for fold in range(3)])
print(sorted(row for place, row in enumerate(order) if (place + 1) * 3 // 9 > place * 3 // 9))
