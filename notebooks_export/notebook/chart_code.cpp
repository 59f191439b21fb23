#include "notebooks_export/notebook/chart_code.h"

#include <map>

namespace report {
namespace {

constexpr const char* kSetup = R"py(import json

import matplotlib.pyplot as plt


def panels(name):
    """The panels of a chart: their titles, and their numbers as a dictionary a row."""
    with open(f"charts/{name}.vl.json", encoding="utf-8") as file:
        chart = json.load(file)
    views = chart.get("vconcat") or chart.get("concat") or [chart]
    shown = []
    for view in views:
        title = view["title"]["text"] if isinstance(view.get("title"), dict) else ""
        shown.append((title, (view.get("data") or view["layer"][0]["data"])["values"]))
    return shown


def y_titles(name):
    """What the vertical axes of a chart's panels say."""
    with open(f"charts/{name}.vl.json", encoding="utf-8") as file:
        chart = json.load(file)
    views = chart.get("vconcat") or chart.get("concat") or [chart]
    return [(view.get("encoding") or view["layer"][0]["encoding"])["y"].get("title", "") for view in views]


def lines(axes, rows, x, y, series):
    """A line for each name in `series`; members of an ensemble have lines of their own in the same colour."""
    names = list(dict.fromkeys(row[series] for row in rows))
    for name, member in dict.fromkeys((row[series], row.get("member", 0)) for row in rows):
        some = [row for row in rows if (row[series], row.get("member", 0)) == (name, member)]
        axes.plot([row[x] for row in some], [row[y] for row in some], "o-", markersize=3,
                  color=f"C{names.index(name)}", label=None if member else name)
    axes.legend()


def grid(count, columns, width, height):
    """Axes of `count` panels."""
    rows = -(-count // columns)
    size = (width, height * rows)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    for spare in axes.flat[count:]:
        spare.remove()
    return axes.flat)py";

constexpr const char* kReliability =
    R"py(edges, count = np.linspace(0, 1, 16), np.bincount(bins, minlength=15)
full = count > 0
accuracy = np.bincount(bins, right, minlength=15)[full] / count[full]
figure, axes = plt.subplots(figsize=(6, 4.5))
axes.bar(edges[:-1][full], accuracy, width=1 / 15, align="edge", alpha=0.25)
axes.plot(np.bincount(bins, confidence, minlength=15)[full] / count[full], accuracy, "o")
axes.plot([0, 1], [0, 1], "--", color="grey")
axes.set(xlabel="Confidence (probability of the predicted class)", ylabel="Accuracy")
axes.set(xlim=(0, 1), ylim=(0, 1.02))
plt.show())py";

constexpr const char* kEntropy = R"py(entropy = predictions["predictive_entropy"]
edges = np.linspace(0, np.log(probabilities.shape[1]), 25)
figure, axes = plt.subplots(figsize=(6, 4))
for name, group in [("right", right), ("wrong", ~right)]:
    share = np.histogram(entropy[group], edges)[0] / max(group.sum(), 1)
    axes.stairs(share, edges, fill=True, alpha=0.4, label=name)
axes.set_yscale("function", functions=(np.sqrt, np.square))
axes.set(xlabel="Predictive entropy (nats)", ylabel="Share of its group (square-root scale)")
axes.legend(title="Prediction")
plt.show())py";

constexpr const char* kConfusion = R"py(counts = np.zeros((probabilities.shape[1],) * 2, dtype=int)
np.add.at(counts, (labels, predicted), 1)
shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
figure, axes = plt.subplots(figsize=(6, 5.5))
axes.imshow(np.sqrt(shares), cmap="Blues", vmax=1.6)
if len(counts) <= 20:
    for (true, taken), number in np.ndenumerate(counts):
        axes.text(taken, true, number or "", ha="center", va="center")
axes.set(xlabel="Predicted class", ylabel="True class")
plt.show())py";

constexpr const char* kDraws = R"py(figure, axes = plt.subplots(figsize=(6.5, 4.5))
lines(axes, panels("draws")[0][1], "draws", "ratio", "metric")
axes.axhline(0.1, linestyle="--", color="grey")
axes.set_xscale("log", base=2)
axes.set_yscale("log")
axes.set(xlabel="Posterior draws", ylabel="Monte Carlo error / standard error over images")
plt.show())py";

constexpr const char* kLearning =
    R"py(titles = y_titles("learning")
for axes, title, (_, rows) in zip(grid(3, 3, 12, 3.2), titles, panels("learning")):
    lines(axes, rows, "epoch", "value", "split")
    axes.set(xlabel="Epoch", ylabel=title)
plt.show())py";

constexpr const char* kKlLayers = R"py(figure, axes = plt.subplots(figsize=(7, 4))
lines(axes, panels("kl-layers")[0][1], "epoch", "kl", "layer")
axes.set_yscale("symlog")
axes.set(xlabel="Epoch", ylabel=y_titles("kl-layers")[0])
plt.show())py";

constexpr const char* kLearntScales = R"py(figure, axes = plt.subplots(figsize=(7, 4))
lines(axes, panels("learnt-scales")[0][1], "epoch", "value", "weights")
axes.set(xlabel="Epoch", ylabel="Learnt with the weights")
plt.show())py";

constexpr const char* kHistograms = R"py(shown = panels("ID")
for axes, (title, rows) in zip(grid(len(shown), 3, 10, 2.4), shown):
    axes.stairs([row["share"] for row in rows], [rows[0]["low"], *(row["high"] for row in rows)], fill=True)
    axes.set(title=title, xlabel="Posterior NAME")
plt.show())py";

constexpr const char* kPruning = R"py(_, rows = panels("pruning")[0]
figure, axes = plt.subplots(figsize=(6, 4))
axes.plot([row["share"] for row in rows], [row["accuracy"] for row in rows], "o-")
axes.set(xlabel="Share of weights removed", ylabel="Accuracy on the test images", xlim=(0, 1))
plt.show())py";

constexpr const char* kIntervals = R"py(shown = panels("ID")
for axes, (title, rows) in zip(grid(len(shown), 2, 10, 2.2), shown):
    for place, row in enumerate(reversed(rows)):
        colour = f"C{len(rows) - 1 - place}"
        if row["from"] is not None:
            axes.plot([row["from"], row["to"]], [place, place], color=colour)
        axes.plot(row["value"], place, "o", color=colour)
    axes.set_yticks(range(len(rows)), [row["method"] for row in reversed(rows)])
    axes.locator_params(axis="x", nbins=4)
    axes.set(title=title, ylim=(-0.5, len(rows) - 0.5))ZERO
plt.show())py";

constexpr const char* kOverlay = R"py(figure, axes = plt.subplots(figsize=(6, 5))
lines(axes, panels("reliability")[0][1], "confidence", "accuracy", "method")
axes.plot([0, 1], [0, 1], "--", color="grey")
axes.set(xlabel="Confidence (probability of the predicted class)", ylabel="Accuracy")
axes.set(xlim=(0, 1), ylim=(0, 1.02))
plt.show())py";

// Of every kind: `measurement_chart` calls the fields of its rows x, x2, y, low and high.
constexpr const char* kMeasurement = R"py(with open("charts/ID.vl.json", encoding="utf-8") as file:
    chart = json.load(file)
figure, axes = plt.subplots(figsize=(6.5, 4.5))
for layer in chart["layer"]:
    kind, rows = layer["mark"]["type"], layer["data"]["values"]
    for name in dict.fromkeys(row.get("name") for row in rows):
        some = [row for row in rows if row.get("name") == name]
        x, x2, y, low, high = ([row.get(key) for row in some] for key in ("x", "x2", "y", "low", "high"))
        dashed = "strokeDash" in layer["mark"]
        look = {"color": "grey", "linestyle": "--"} if dashed else {"color": f"C{some[0].get('series', 0)}"}
        if kind == "area":
            axes.fill_between(x, low, high, alpha=0.2, linewidth=0, **look)
        elif kind == "line":
            axes.plot(x, y, label=name, **look)
        elif kind == "bar":
            axes.stairs(y, [*x, x2[-1]], fill=True, alpha=0.6)
        elif kind == "point":
            axes.plot(x, y, "o", markersize=3, alpha=0.6)
        elif dashed:
            axes.axhline(y[0], **look)
        else:
            axes.vlines(x, low, high, alpha=0.25)
channels = next(layer["encoding"] for layer in chart["layer"] if "x" in layer["encoding"])
axes.set(xlabel=channels["x"]["title"], ylabel=channels["y"]["title"])
if len(axes.get_legend_handles_labels()[1]) > 1:
    axes.legend()
plt.show())py";

std::string filled(std::string text, const std::string& place, const std::string& with) {
  return text.replace(text.find(place), place.size(), with);
}

}  // namespace

std::string chart_setup_code() { return kSetup; }

std::string chart_code(const std::string& id, const std::string& kind) {
  static const std::map<std::string, std::string> code{
      {"run reliability", kReliability},
      {"run entropy", kEntropy},
      {"run confusion", kConfusion},
      {"run draws", kDraws},
      {"run learning", kLearning},
      {"run kl-layers", kKlLayers},
      {"run learnt-scales", kLearntScales},
      {"run weight-means", filled(filled(kHistograms, "ID", "weight-means"), "NAME", "mean")},
      {"run weight-sds", filled(filled(kHistograms, "ID", "weight-sds"), "NAME", "standard deviation")},
      {"run pruning", kPruning},
      {"comparison metrics", filled(filled(kIntervals, "ID", "metrics"), "ZERO", "")},
      {"comparison differences", filled(filled(kIntervals, "ID", "differences"), "ZERO",
                                        "\n    axes.axvline(0, linestyle=\"--\", color=\"grey\")")},
      {"comparison reliability", kOverlay}};
  const auto found = code.find(kind + " " + id);
  return found == code.end() ? filled(kMeasurement, "ID", id) : found->second;
}

}  // namespace report
