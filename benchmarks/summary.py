"""What the benchmark's processes printed, as performance.json and performance.md.

A ratio is taken within one process, whose variants took turns; what is stated is its median over the processes,
and how far it went up and down.
"""

import argparse
import collections
import json
import os
import pathlib
import platform
import statistics

NETWORKS = {"lenet5": "LeNet-5", "mlp_1200": "MLP 2×1200", "mlp_400": "MLP 2×400", "resnet20": "ResNet-20"}
PLAIN, NAIVE = "plain_libtorch/", "naive_bayes_by_backprop/"

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


MAP, BBB = "map/threads_2", "bayes_by_backprop/weight_sampling/threads_2"
BBB_ONE_THREAD = "bayes_by_backprop/weight_sampling/threads_1"
LOCAL = "bayes_by_backprop/local_reparameterisation/threads_2"
FLIPOUT = "bayes_by_backprop/flipout/threads_2"


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
                "prediction", network, seconds(name, "map"), False, *limits, "×")


GOALS = [
    *training_goals("lenet5", (6, 10), (4.5, 7), (1.15, 1.05), (2.2, 1.6), (0.50, 0.65)),
    *training_goals("mlp_1200", (4.5, 7), None, (1.4, 1.15), (2.5, 2.0), (0.40, 0.55)),
    Goal("ResNet-20, Bayes by Backprop, speed against the best naive one", "training", "resnet20",
         speed(BBB, best_of(NAIVE)), True, 2, 4, "×"),
    prediction_goal("lenet5", "Bayes by Backprop", "bayes_by_backprop", (1.10, 0.9)),
    prediction_goal("mlp_1200", "Bayes by Backprop", "bayes_by_backprop", (1.10, 0.9)),
    prediction_goal("lenet5", "MC dropout, fully connected layers", "mc_dropout/fully_connected", (0.20, 0.14)),
    prediction_goal("lenet5", "MC dropout, all layers", "mc_dropout/all_layers", (0.45, 0.38)),
    Goal("MLP 2×1200, training by Bayes by Backprop, peak memory above data and libraries", "memory", "mlp_1200",
         lambda run: run["bytes_per_weight"], False, 64, 40, " bytes a weight"),
]


def read_results(folder):
    """(program, network) -> what each process printed."""
    runs = collections.defaultdict(list)
    for path in sorted(folder.glob("*.json")):
        program, network, _ = path.name.split(".", 2)
        runs[program, network].append(json.loads(path.read_text()))
    return runs


def judged(goal, runs):
    values = [goal.ratio(run) for run in runs[goal.program, goal.network]]
    value = statistics.median(values)
    holds = value >= goal.limit if goal.at_least else value <= goal.limit
    return {"goal": goal.text, "value": value, "lowest": min(values), "highest": max(values), "unit": goal.unit,
            "at_least" if goal.at_least else "at_most": goal.limit, "stretch": goal.stretch, "holds": holds}


def medians(runs, field):
    return {name: statistics.median(run[field][name] for run in runs) for name in runs[0][field]}


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def summary(runs, revision):
    some = runs["training", "lenet5"]
    tables = collections.defaultdict(dict)
    for (program, network), of_all in runs.items():
        if program == "training":
            tables[program][network] = {
                "batch_size": of_all[0]["batch_size"],
                "training_flops_per_image": of_all[0]["training_flops_per_image"],
                **{field: medians(of_all, field)
                   for field in ("sgemm_flops_per_second", "images_per_second", "share_of_sgemm")}}
        elif program == "prediction":
            tables[program][network] = {
                "images": of_all[0]["images"], "draws": of_all[0]["draws"],
                "seconds_for_10000_images": medians(of_all, "seconds_for_10000_images")}
        else:
            tables[program][network] = {
                "weights": of_all[0]["weights"],
                "bytes_per_weight": statistics.median(run["bytes_per_weight"] for run in of_all)}
    return {"revision": revision,
            "machine": {"processor": processor(), "cores": len(os.sched_getaffinity(0)),
                        "system": f"{platform.system()} {platform.release()}"},
            "environment": some[0]["environment"],
            "processes": len(some),
            "goals": [judged(goal, runs) for goal in GOALS],
            **tables}


def rows(*cells):
    return ["| " + " | ".join(str(cell) for cell in row) + " |" for row in cells]


def goal_table(goals):
    lines = rows(("", "measured", "lowest, highest", "goal", "holds"), ("---",) * 5)
    for goal in goals:
        sign, limit = ("≥", goal["at_least"]) if "at_least" in goal else ("≤", goal["at_most"])
        lines += rows((goal["goal"], f"{goal['value']:.2f}{goal['unit']}",
                       f"{goal['lowest']:.2f}, {goal['highest']:.2f}", f"{sign} {limit:g}",
                       "yes" if goal["holds"] else "**no**"))
    return lines


def training_table(table):
    lines = rows(("", "images/s", "share of sgemm"), ("---", "---:", "---:"))
    for name, value in sorted(table["images_per_second"].items(), key=lambda item: -item[1]):
        lines += rows((f"`{name}`", f"{value:,.0f}", f"{100 * table['share_of_sgemm'][name]:.1f} %"))
    return lines


def prediction_table(table):
    lines = rows(("", "seconds"), ("---", "---:"))
    for name, value in sorted(table["seconds_for_10000_images"].items(), key=lambda item: item[1]):
        lines += rows((f"`{name}`", f"{value:.2f}"))
    return lines


def page(result):
    machine, environment = result["machine"], result["environment"]
    variables = ", ".join(f"{name}={value}" for name, value in (environment["variables"] or {}).items())
    lines = [
        "# Performance", "",
        "Every number here comes from one run of `scripts/benchmark.sh`, which wrote this page and "
        "`performance.json`. The variants took turns in one process; ratios are taken within a process and stated as "
        f"the median over {result['processes']}. Plain LibTorch and naive Bayes by Backprop have the same "
        "environment as this library, and are compared by their best setting.", "",
        f"- Revision {result['revision']}",
        f"- {machine['processor']}, {machine['cores']} cores, {machine['system']}; this library's kernels use "
        f"{environment['instruction_set']}",
        f"- LibTorch {environment['libtorch']}; {environment['blas']}; {environment['compiler']}"
        + (f"; {variables}" if variables else ""), "",
        "## Goals", "", *goal_table(result["goals"])]
    for network, table in result["training"].items():
        gflops = [f"{value / 1e9:,.0f}" for value in table["sgemm_flops_per_second"].values()]
        lines += ["", f"## Training, {NETWORKS[network]}, batches of {table['batch_size']}", "",
                  f"Adam. {table['training_flops_per_image'] / 1e6:.2f} MFLOP an image: 2 per multiplication with a "
                  "weight, three times (output, gradient by the weights, gradient by the input), but twice in the "
                  f"first layer. Products of 2048×2048 matrices reach {gflops[0]} GFLOP/s on one thread and "
                  f"{gflops[1]} on two: the share is of that on as many threads."
                  + (" Batch normalisation by shards of 64 images." if network == "resnet20" else ""), "",
                  *training_table(table)]
    for network, table in result["prediction"].items():
        lines += ["", f"## Prediction, {NETWORKS[network]}, 10,000 images under {table['draws']} draws", "",
                  f"Scaled from {table['images']:,} images. `map` and plain LibTorch take as many passes.", "",
                  *prediction_table(table)]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=pathlib.Path, help="folder of PROGRAM.NETWORK.PROCESS.json")
    parser.add_argument("--revision", required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--name", default="performance", help="of the two files")
    arguments = parser.parse_args()
    result = summary(read_results(arguments.results), arguments.revision)
    (arguments.output / f"{arguments.name}.json").write_text(
        json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    text = page(result)
    (arguments.output / f"{arguments.name}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
