"""performance.md and its pictures, from the numbers of performance.json."""

from chart import Panel, Series, svg
from goals import NAIVE, NETWORKS, PLAIN


def rows(*cells):
    return ["| " + " | ".join(str(cell) for cell in row) + " |" for row in cells]


def heading(*cells, left=1):
    """The first lines of a table; from the `left`-th column on, cells are numbers."""
    return rows(cells, ["---"] * left + ["---:"] * (len(cells) - left))


def section(title, text, *lines):
    return ["", f"## {title}", "", text, "", *lines]


def percent(share):
    return f"{100 * share:.1f} %"


def megabytes(size):
    return f"{size / 1e6:,.1f}"


def goal_table(goals):
    lines = heading("", "measured", "lowest, highest", "goal", "holds", left=5)
    for goal in goals:
        sign, limit = ("≥", goal["at_least"]) if "at_least" in goal else ("≤", goal["at_most"])
        lines += rows((goal["goal"], f"{goal['value']:.2f}{goal['unit']}",
                       f"{goal['lowest']:.2f}, {goal['highest']:.2f}", f"{sign} {limit:g}",
                       "yes" if goal["holds"] else "**no**"))
    return lines


def training_section(network, table):
    gflops = [f"{value / 1e9:,.0f}" for value in table["sgemm_flops_per_second"].values()]
    lines = heading("", "images/s", "share of sgemm")
    for name, value in sorted(table["images_per_second"].items(), key=lambda item: -item[1]):
        lines += rows((f"`{name}`", f"{value:,.0f}", percent(table["share_of_sgemm"][name])))
    return section(
        f"Training, {NETWORKS[network]}, batches of {table['batch_size']}",
        f"Adam. {table['training_flops_per_image'] / 1e6:.2f} MFLOP an image: 2 per multiplication with a "
        "weight, three times (output, gradient by the weights, gradient by the input), but twice in the "
        f"first layer. Products of 2048×2048 matrices reach {gflops[0]} GFLOP/s on one thread and "
        f"{gflops[1]} on two: the share is of that on as many threads, and may be above 100 %, since Winograd's "
        "algorithm makes do with fewer multiplications."
        + (" Batch normalisation by shards of 64 images." if network == "resnet20" else "")
        + (" An image of the deep ensemble counts once for each member that is trained on it."
           if any(name.startswith("deep_ensemble") for name in table["images_per_second"]) else ""), *lines)


def batch_section(network, sizes):
    lines = heading("", *(f"{size} a batch" for size in sizes))
    for name in next(iter(sizes.values()))["images_per_second"]:
        lines += rows((f"`{name}`", *(f"{table['images_per_second'][name]:,.0f}" for table in sizes.values())))
    ratios = [("`map` against `plain_libtorch`", lambda table: table["map_against_plain_libtorch"]),
              ("`bayes_by_backprop/weight_sampling` against `naive_bayes_by_backprop`",
               lambda table: table["bayes_by_backprop_against_naive"])]
    for name in next(iter(sizes.values()))["cost_against_map"]:
        ratios.append((f"cost of `{name}` against `map`", lambda table, name=name: table["cost_against_map"][name]))
    for text, ratio in ratios:
        lines += rows((text, *(f"{ratio(table):.2f}×" for table in sizes.values())))
    return section(f"Batch sizes, training, {NETWORKS[network]}",
                   "Images a second, LibTorch by its best setting, this library on two threads; below, ratios.", *lines)


def prediction_section(network, table, draws=32):
    passes = table["passes_of_libtorch"]
    times = {}
    for name, value in table["seconds_for_10000_images"].items():
        method, _, count = name.rpartition("_")
        method = method.removesuffix("/draws")
        if method.startswith((PLAIN, NAIVE)):
            times[method] = value * draws / passes
        elif count == str(draws):
            times[method] = value
    lines = heading("", "seconds")
    for name, value in sorted(times.items(), key=lambda item: item[1]):
        lines += rows((f"`{name}`", f"{value:.2f}"))
    return section(f"Prediction, {NETWORKS[network]}, 10,000 images under {draws} draws",
                   f"LibTorch's scaled from {table['images_of_libtorch']:,} images and {passes} passes. Plain LibTorch and "
                   f"`map/passes` take {draws} passes; draws of `map` are shared.", *lines)


def draw_section(network, table):
    lines = heading("", "draws", "seconds", "images/s", "against 1 draw")
    for method, counts in table["draws"].items():
        for count, point in counts.items():
            lines += rows((f"`{method}`", count, f"{point['seconds']:.3f}", f"{10000 / point['seconds']:,.0f}",
                           f"{point['against_one']:.1f}×"))
    return section(f"Prediction, {NETWORKS[network]}, by the number of draws",
                   "10,000 images on two threads, with more than 32 draws scaled from fewer. What draws share (the layout of the images, MC dropout's layers "
                   "before the first mask) keeps the last column below the number of draws.", *lines)


def ensemble_section(table):
    lines = heading("", "members", "training, images/s", "cost against MAP", "prediction, seconds for 10,000 images",
                    "cost against one pass of MAP")
    for network, row in table.items():
        lines += rows((NETWORKS[network], row["members"], f"{row['training_images_per_second']:,.0f}",
                       f"{row['training_cost_against_map']:.2f}×",
                       f"{row['prediction_seconds_for_10000_images']:.3f}",
                       f"{row['prediction_cost_against_map']:.2f}×"))
    return section("Deep ensembles",
                   "Two threads; training is the whole `fit` of all members, on images that each of them sees.", *lines)


def growth_section(growth, name):
    width = heading("units a layer", "weights", "method", "threads", "µs an image", "peak MB", "bytes a weight")
    for point in growth["width"]:
        width += rows((f"{point['width']:.0f}", f"{point['weights']:,.0f}", f"`{point['method']}`",
                       f"{point['threads']:.0f}", f"{1e6 * point['seconds_per_image']:.1f}",
                       megabytes(point["peak_bytes"]), f"{point['peak_bytes'] / point['weights']:.0f}"))
    examples = heading("images", "data MB", "seconds an epoch", "µs an image", "peak MB above the data")
    for point in growth["examples"]:
        examples += rows((f"{point['examples']:,.0f}", megabytes(point["data_bytes"]),
                          f"{point['seconds_per_epoch']:.3f}",
                          f"{1e6 * point['seconds_per_epoch'] / point['examples']:.1f}",
                          megabytes(point["peak_bytes"])))
    draws = heading("draws", "images", "seconds", "peak MB above network and images")
    for point in growth["draws"]:
        draws += rows((f"{point['draws']:.0f}", f"{point['images']:,.0f}", f"{point['seconds']:.3f}",
                       megabytes(point["peak_bytes"])))
    return section(
        "Growth", f"![Growth of time and memory]({name}_growth.svg)", "Training of fully connected networks with two "
        "hidden layers, batches of 128; peak memory above data and libraries.", "", *width, "",
        "Training of LeNet-5 by Bayes by Backprop on two threads, by the size of the data set.", "", *examples, "",
        "Prediction by LeNet-5, Bayes by Backprop, two threads, by the number of draws; all draws' probabilities are "
        "kept.", "", *draws)


def growth_picture(growth):
    def curve(field, x, y, scale=1.0, keep=lambda point: True):
        return [(point[x], scale * point[y]) for point in growth[field] if keep(point)]

    def widths(y, scale, threads):
        return [Series(f"{method}, {count} thread{'s' if count > 1 else ''}", curve(
            "width", "width", y, scale, lambda point: (point["method"], point["threads"]) == (method, count)))
            for method in ("map", "bayes_by_backprop") for count in threads]

    return svg([
        Panel("Training, two hidden layers", "units a layer", "µs an image", widths("seconds_per_image", 1e6, (1, 2))),
        Panel("Training, two hidden layers", "units a layer", "peak MB", widths("peak_bytes", 1e-6, (2,))),
        *(Panel("LeNet-5, Bayes by Backprop, two threads", x, y, [Series(name, curve(*of_curve))])
          for name, x, y, of_curve in (
              ("training", "images in the data set", "seconds an epoch",
               ("examples", "examples", "seconds_per_epoch")),
              ("training, above the data", "images in the data set", "peak MB",
               ("examples", "examples", "peak_bytes", 1e-6)),
              ("prediction", "draws", "seconds", ("draws", "draws", "seconds")),
              ("prediction, above network and images", "draws", "peak MB", ("draws", "draws", "peak_bytes", 1e-6))))])


def kernel_section(table, name):
    roofs = table["roofs"]
    lines = heading("", "kernel", "of", "µs", "GFLOP/s", "share of peak", "GB/s", "FLOP/byte", left=3)
    for i, kernel in enumerate(table["kernels"], start=1):
        rate = kernel["flops"] / kernel["seconds"]
        arithmetic = ((f"{rate / 1e9:.1f}", percent(rate / roofs["flops_per_second"])) if kernel["flops"]
                      else ("–", "–"))
        lines += rows((i, f"`{kernel['name']}`", kernel["size"], f"{1e6 * kernel['seconds']:.1f}", *arithmetic,
                       f"{kernel['bytes'] / kernel['seconds'] / 1e9:.1f}",
                       f"{kernel['flops'] / kernel['bytes']:.2f}" if kernel["flops"] else "–"))
    return section(
        "Kernels", f"One thread, {table['images']} images: a shard's half of a batch of 128. FLOP as the formula is "
        "written (Winograd's algorithm makes do with fewer), exp, log, root and comparison counting 1 each; bytes "
        "as if every argument were read and every result written once. Of noise (integers above all) and of what only moves values, bytes alone are stated. In the same process multiply-adds "
        f"reach {roofs['flops_per_second'] / 1e9:.0f} GFLOP/s, a = b + 3c moves "
        f"{roofs['memory_bytes_per_second'] / 1e9:.0f} GB/s from memory and "
        f"{roofs['cache_bytes_per_second'] / 1e9:.0f} GB/s from the first-level cache: the roofs of the picture, "
        "whose numbers are those of the table.", f"![Roofline]({name}_roofline.svg)", "", *lines)


def roofline_picture(table):
    roofs, kernels = table["roofs"], [kernel for kernel in table["kernels"] if kernel["flops"]]
    intensities = [kernel["flops"] / kernel["bytes"] for kernel in kernels]
    low, high, peak = min(intensities) / 2, 2 * max(intensities), roofs["flops_per_second"]

    def roof(text, bandwidth):
        corner = peak / bandwidth
        places = [low, *([corner] if low < corner < high else []), high]
        return Series(text, [(x, min(peak, bandwidth * x) / 1e9) for x in places])

    numbers = [str(i) for i, kernel in enumerate(table["kernels"], start=1) if kernel["flops"]]
    points = [(x, kernel["flops"] / kernel["seconds"] / 1e9) for x, kernel in zip(intensities, kernels)]
    return svg([Panel("Kernels under their roofs, one thread", "FLOP/byte", "GFLOP/s",
                      [roof("from memory", roofs["memory_bytes_per_second"]),
                       roof("from the first-level cache", roofs["cache_bytes_per_second"]),
                       Series("kernels, by their number in the table", points, numbers)])], zoom=1.6)


def phase_section(phases):
    lines = heading("", "method", "µs a step", "data", "forward", "backward", "update", left=2)
    for network, table in phases.items():
        for method, row in table["methods"].items():
            lines += rows((NETWORKS[network], f"`{method}`", f"{1e6 * row['seconds']:,.0f}",
                           *(percent(row[phase]) for phase in ("data", "forward", "backward", "update"))))
    sizes = {table["batch_size"] for table in phases.values()}
    return section(
        "Phases of a training step", f"Batches of {', '.join(map(str, sizes))} on two threads. No clock is in the "
        "library: the whole step is measured, and in turn with it, on a network of their own, the gathering of the "
        "batch, the forward pass under the step's weights with its graph, and the pass that ends the step (shards added "
        "up, prior, optimiser, the next draw). What is left counts as backward, the loss and the hand-overs between "
        "threads with it.", *lines)


def gradient_section(gradients):
    lines = heading("", "estimator", "variance, mu", "variance, rho", "time of a step", "cost for equal variance", left=2)
    for network, table in gradients.items():
        for name, row in table.items():
            lines += rows((NETWORKS[network], f"`{name}`", f"{row['variance_of_mu']:.3f}",
                           f"{row['variance_of_rho']:.3f}", f"{row['seconds_a_step']:.2f}",
                           f"{row['cost_for_equal_variance']:.2f}"))
    return section(
        "Variance of the gradient", "By how much the gradient of Bayes by Backprop varies from draw to draw on one batch, "
        "summed over weights, against that of weight sampling; after three epochs on images whose classes a fixed random "
        "network tells. Two shards see one draw, or each its own (`draw_per_shard`); `two_draws` and `antithetic` let two "
        "draws see the whole batch, mirrored in the latter. The last column is variance (of mu) times time: what a step of "
        "the same variance costs, were its draws or batches multiplied until then.", *lines)


def page(result, name):
    machine, environment = result["machine"], result["environment"]
    variables = ", ".join(f"{key}={value}" for key, value in (environment["variables"] or {}).items())
    lines = [
        "# Performance", "",
        "Every number here comes from one run of `scripts/benchmark.sh`, which wrote this page, its pictures and "
        f"`{name}.json`. The variants took turns in one process; ratios are taken within a process and stated as "
        f"the median over {result['processes']}. Plain LibTorch and naive Bayes by Backprop have the same "
        "environment as this library, and are compared by their best setting.", "",
        f"- Revision {result['revision']}",
        f"- {machine['processor']}, {machine['cores']} cores, {machine['system']}; this library's kernels use "
        f"{environment['instruction_set']}",
        f"- LibTorch {environment['libtorch']}; {environment['blas']}; {environment['compiler']}"
        + (f"; {variables}" if variables else ""), "",
        "## Goals", "", *goal_table(result["goals"])]
    for network, table in result["training"].items():
        lines += training_section(network, table)
    for network, sizes in result["batches"].items():
        lines += batch_section(network, sizes)
    for network, table in result["prediction"].items():
        lines += prediction_section(network, table)
    for network, table in result["prediction"].items():
        lines += draw_section(network, table)
    lines += ensemble_section(result["ensembles"])
    lines += growth_section(result["growth"], name)
    lines += kernel_section(result["kernels"], name)
    lines += phase_section(result["phases"])
    lines += gradient_section(result["gradients"])
    return "\n".join(lines) + "\n"
