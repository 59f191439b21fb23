"""What the benchmark's processes printed, as performance.json, performance.md and two pictures.

A ratio is taken within one process, whose variants took turns; what is stated is its median over the processes,
and how far it went up and down.
"""

import argparse
import collections
import json
import os
import pathlib
import platform
import re
import statistics

import page
from goals import BBB, ENSEMBLE, GOALS, MAP, NAIVE, PLAIN, best_of, judged, speed


def read_results(folder):
    """(program, network) -> what each process printed."""
    runs = collections.defaultdict(list)
    for path in sorted(folder.glob("*.json")):
        program, network, _ = path.name.split(".", 2)
        runs[program, network].append(json.loads(path.read_text()))
    return runs


def networks_of(runs, program):
    return {network: of_all for (name, network), of_all in runs.items() if name == program}


def median_of(of_all, value):
    return statistics.median(value(run) for run in of_all)


def medians(of_all, field):
    return {name: median_of(of_all, lambda run: run[field][name]) for name in of_all[0][field]}


def medians_of_points(of_all, field):
    """Points of a curve, alike in all processes but for what was measured."""
    return [{name: value if isinstance(value, str) else median_of(of_all, lambda run: run[field][i][name])
             for name, value in point.items()} for i, point in enumerate(of_all[0][field])]


def training(of_all):
    return {"batch_size": of_all[0]["batch_size"],
            "training_flops_per_image": of_all[0]["training_flops_per_image"],
            **{field: medians(of_all, field)
               for field in ("sgemm_flops_per_second", "images_per_second", "share_of_sgemm")}}


def of_batch(of_all):
    """The best LibTorch has, and this library on two threads: speeds and ratios."""
    names = [name for name in of_all[0]["images_per_second"]
             if name.endswith("/threads_2") and not name.startswith((PLAIN, NAIVE, "deep_ensemble"))]
    best = {prefix[:-1]: median_of(of_all, lambda run: best_of(prefix)(run["images_per_second"]))
            for prefix in (PLAIN, NAIVE)}
    return {"images_per_second": {**best, **{name.removesuffix("/threads_2"):
                                             median_of(of_all, lambda run: run["images_per_second"][name])
                                             for name in names}},
            "map_against_plain_libtorch": median_of(of_all, speed(MAP, best_of(PLAIN))),
            "bayes_by_backprop_against_naive": median_of(of_all, speed(BBB, best_of(NAIVE))),
            "cost_against_map": {name.removesuffix("/threads_2"): median_of(of_all, speed(MAP, name))
                                 for name in names if name != MAP}}


def batches(runs):
    """network -> batch size -> speeds; for the networks that were trained with several."""
    tables = collections.defaultdict(dict)
    for (program, network), of_all in runs.items():
        if re.fullmatch(r"training(_\d+)?", program):
            tables[network][of_all[0]["batch_size"]] = of_all
    return {network: {str(size): of_batch(of_all) for size, of_all in sorted(sizes.items())}
            for network, sizes in tables.items() if len(sizes) > 1}


def draws(of_all):
    """method -> number of draws -> seconds for 10,000 images, and how many times those of one draw."""
    table = collections.defaultdict(dict)
    for name in of_all[0]["seconds_for_10000_images"]:
        method, _, count = name.rpartition("_")
        one = f"{method}_1"
        method = method.removesuffix("/draws")
        if one not in of_all[0]["seconds_for_10000_images"]:
            continue
        table[method][count] = {
            "seconds": median_of(of_all, lambda run: run["seconds_for_10000_images"][name]),
            "against_one": median_of(of_all, lambda run: run["seconds_for_10000_images"][name]
                                     / run["seconds_for_10000_images"][one])}
    return table


def ensembles(runs):
    """network -> training and prediction of a deep ensemble against those of one network."""
    table = {}
    for network, of_all in networks_of(runs, "training").items():
        members, predictions = of_all[0]["members"], runs.get(("prediction", network))
        if members == 0 or predictions is None:
            continue
        name = f"deep_ensemble/draws_{members}"
        table[network] = {
            "members": members,
            "training_images_per_second": median_of(
                of_all, lambda run: run["images_per_second"][ENSEMBLE] / members),
            "training_cost_against_map": median_of(of_all, lambda run: members * speed(MAP, ENSEMBLE)(run)),
            "prediction_seconds_for_10000_images": median_of(
                predictions, lambda run: run["seconds_for_10000_images"][name]),
            "prediction_cost_against_map": median_of(
                predictions, lambda run: run["seconds_for_10000_images"][name]
                / run["seconds_for_10000_images"]["map/draws_1"])}
    return table


def gradients(of_all):
    """estimator -> variances and time of a step against weight sampling's; their product is the cost of equal variance."""
    def against(name, field):
        return median_of(of_all, lambda run: run["cases"][name][field] / run["cases"]["weight_sampling"][field])

    return {name: {**{field: against(name, field)
                      for field in ("variance_of_mu", "variance_of_rho", "seconds_a_step")},
                   "cost_for_equal_variance": median_of(of_all, lambda run: (
                       run["cases"][name]["variance_of_mu"] * run["cases"][name]["seconds_a_step"]
                       / run["cases"]["weight_sampling"]["variance_of_mu"]
                       / run["cases"]["weight_sampling"]["seconds_a_step"]))}
            for name in of_all[0]["cases"]}


def phases(of_all):
    """method -> seconds of a step and the shares of its phases; what is left for the backward pass is a difference."""
    table = {}
    for method in (name.removesuffix("/step") for name in of_all[0]["seconds"] if name.endswith("/step")):
        def part(run, phase):
            return run["seconds"][f"{method}/{phase}"]

        def share(phase):
            return median_of(of_all, lambda run: part(run, phase) / part(run, "step"))

        table[method] = {"seconds": median_of(of_all, lambda run: part(run, "step")),
                         **{phase: share(phase) for phase in ("data", "forward", "update")},
                         "backward": median_of(of_all, lambda run: 1 - sum(
                             part(run, phase) for phase in ("data", "forward", "update")) / part(run, "step"))}
    return table


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def summary(runs, revision):
    some, growth, kernels = runs["training", "lenet5"], runs["growth", "all"], runs["kernels", "all"]
    return {"revision": revision,
            "machine": {"processor": processor(), "cores": len(os.sched_getaffinity(0)),
                        "system": f"{platform.system()} {platform.release()}"},
            "environment": some[0]["environment"],
            "processes": len(some),
            "goals": [judged(goal, runs) for goal in GOALS],
            "training": {network: training(of_all) for network, of_all in networks_of(runs, "training").items()},
            "batches": batches(runs),
            "prediction": {network: {"images": of_all[0]["images"],
                                     "images_of_libtorch": of_all[0]["images_of_libtorch"],
                                     "passes_of_libtorch": of_all[0]["passes_of_libtorch"],
                                     "seconds_for_10000_images": medians(of_all, "seconds_for_10000_images"),
                                     "draws": draws(of_all)}
                           for network, of_all in networks_of(runs, "prediction").items()},
            "ensembles": ensembles(runs),
            "growth": {field: medians_of_points(growth, field) for field in ("width", "examples", "draws")},
            "kernels": {"images": kernels[0]["images"], "roofs": medians(kernels, "roofs"),
                        "kernels": medians_of_points(kernels, "kernels")},
            "gradients": {network: gradients(of_all) for network, of_all in networks_of(runs, "variance").items()},
            "phases": {network: {"batch_size": of_all[0]["batch_size"], "methods": phases(of_all)}
                       for network, of_all in networks_of(runs, "phases").items()}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=pathlib.Path, help="folder of PROGRAM.NETWORK.PROCESS.json")
    parser.add_argument("--revision", required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--name", default="performance", help="of the files")
    arguments = parser.parse_args()
    result = summary(read_results(arguments.results), arguments.revision)
    text = page.page(result, arguments.name)
    files = {f"{arguments.name}.json": json.dumps(result, indent=2, ensure_ascii=False) + "\n",
             f"{arguments.name}.md": text,
             f"{arguments.name}_growth.svg": page.growth_picture(result["growth"]),
             f"{arguments.name}_roofline.svg": page.roofline_picture(result["kernels"])}
    for name, content in files.items():
        (arguments.output / name).write_text(content, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
