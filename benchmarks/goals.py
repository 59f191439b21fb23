"""What the engine is meant to reach: ratios within one process of the benchmark, and their limits."""

import collections
import statistics

NETWORKS = {"lenet5": "LeNet-5", "mlp_1200": "MLP 2×1200", "mlp_400": "MLP 2×400", "resnet20": "ResNet-20"}
PLAIN, NAIVE = "plain_libtorch/", "naive_bayes_by_backprop/"
MAP, BBB = "map/threads_2", "bayes_by_backprop/weight_sampling/threads_2"
BBB_ONE_THREAD = "bayes_by_backprop/weight_sampling/threads_1"
LOCAL = "bayes_by_backprop/local_reparameterisation/threads_2"
FLIPOUT = "bayes_by_backprop/flipout/threads_2"
ENSEMBLE = "deep_ensemble/threads_2"

Goal = collections.namedtuple("Goal", "text program network ratio at_least limit stretch unit")


def best_of(prefix):
    """The fastest setting of plain LibTorch or naive Bayes by Backprop, by training speed."""
    return lambda speeds: max(speed for name, speed in speeds.items() if name.startswith(prefix))


def quotient(field, above, below):
    def value(run, of):
        return of(run[field]) if callable(of) else run[field][of]

    return lambda run: value(run, above) / value(run, below)


def speed(above, below):
    return quotient("images_per_second", above, below)


def seconds(above, below):
    return quotient("seconds_for_10000_images", above, below)


def share(name):
    return lambda run: run["share_of_sgemm"][name]


def bytes_per_weight(run):
    point, = (point for point in run["width"]
              if (point["width"], point["method"], point["threads"]) == (1200, "bayes_by_backprop", 2))
    return point["peak_bytes"] / point["weights"]


def training_goals(network, gain, gain_of_map, cost, cost_of_estimators, share_of_peak):
    def goal(text, ratio, at_least, limits, unit="×"):
        return Goal(f"{NETWORKS[network]}, {text}", "training", network, ratio, at_least, *limits, unit)

    return [
        *([goal("MAP, speed against the best plain LibTorch", speed(MAP, best_of(PLAIN)), True, gain_of_map)]
          if gain_of_map else []),
        goal("Bayes by Backprop, speed against the best naive one", speed(BBB, best_of(NAIVE)), True, gain),
        goal("Bayes by Backprop, cost against MAP", speed(MAP, BBB), False, cost),
        goal("local reparameterisation, cost against MAP", speed(MAP, LOCAL), False, cost_of_estimators),
        goal("Flipout, cost against MAP", speed(MAP, FLIPOUT), False, cost_of_estimators),
        goal("Bayes by Backprop, two threads against one", speed(BBB, BBB_ONE_THREAD), True, (1.8, 1.95)),
        goal("Bayes by Backprop, share of what sgemm reaches", share(BBB), True, share_of_peak, ""),
    ]


def prediction_goal(network, text, name, limits):
    return Goal(f"{NETWORKS[network]}, prediction with 32 draws, {text}, cost against 32 passes of MAP",
                "prediction", network, seconds(f"{name}/draws_32", "map/passes_32"), False, *limits, "×")


GOALS = [
    *training_goals("lenet5", (6, 10), (4.5, 7), (1.15, 1.05), (2.2, 1.6), (0.50, 0.65)),
    *training_goals("mlp_1200", (4.5, 7), None, (1.4, 1.15), (2.5, 2.0), (0.40, 0.55)),
    Goal("ResNet-20, Bayes by Backprop, speed against the best naive one", "training", "resnet20",
         speed(BBB, best_of(NAIVE)), True, 2, 4, "×"),
    prediction_goal("lenet5", "Bayes by Backprop", "bayes_by_backprop", (1.10, 0.9)),
    prediction_goal("mlp_1200", "Bayes by Backprop", "bayes_by_backprop", (1.10, 0.9)),
    prediction_goal("lenet5", "MC dropout, fully connected layers", "mc_dropout/fully_connected", (0.20, 0.14)),
    prediction_goal("lenet5", "MC dropout, all layers", "mc_dropout/all_layers", (0.45, 0.38)),
    Goal("MLP 2×1200, training by Bayes by Backprop, peak memory above data and libraries", "growth", "all",
         bytes_per_weight, False, 64, 40, " bytes a weight"),
]


def judged(goal, runs):
    values = [goal.ratio(run) for run in runs[goal.program, goal.network]]
    value = statistics.median(values)
    holds = value >= goal.limit if goal.at_least else value <= goal.limit
    return {"goal": goal.text, "value": value, "lowest": min(values), "highest": max(values), "unit": goal.unit,
            "at_least" if goal.at_least else "at_most": goal.limit, "stretch": goal.stretch, "holds": holds}
