#include "notebooks_export/charts/pruning_curve.h"

#include <optional>
#include <string>
#include <vector>

#include "notebooks_export/records/pruning_choice.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

Table numbers_of(const std::vector<PruningPoint>& points, bool has_validation) {
  Table numbers{"",
                {{"Share removed", Align::kRight},
                 {"Weights removed", Align::kRight},
                 {"Accuracy", Align::kRight},
                 {"NLL (nats)", Align::kRight}},
                {}};
  if (has_validation) numbers.columns.push_back({"Accuracy on validation", Align::kRight});
  for (const PruningPoint& point : points) {
    numbers.rows.push_back({Cell::figure(percent(point.share, 1)), Cell::figure(grouped(point.removed)),
                            Cell::figure(percent(point.accuracy)), Cell::figure(fixed(point.nll))});
    if (has_validation) numbers.rows.back().push_back(Cell::figure(percent(point.validation_accuracy)));
  }
  return numbers;
}

std::string reading_of(const RunRecord& run, const std::optional<PruningPoint>& chosen) {
  const std::string order = run.pruned_first.empty() ? "" : ", " + run.pruned_first;
  if (!chosen) {
    return "Weights are removed" + order +
           ". How many can be is not said: that would have to be chosen on validation images, and there are "
           "none.";
  }
  return percent(chosen->share, 0) + " of the weights can be removed" + order +
         ": the most, of these shares, that costs at most 0.5 percentage points of accuracy on the "
         "validation "
         "images. On the test images accuracy is then " +
         percent(chosen->accuracy) + ", with all weights " + percent(run.pruning.front().accuracy) + ".";
}

ordered_json curve_layer(const std::vector<PruningPoint>& points) {
  ordered_json rows = ordered_json::array();
  for (const PruningPoint& point : points) {
    rows.push_back({{"share", point.share}, {"accuracy", point.accuracy}, {"removed", point.removed}});
  }
  ordered_json x = quantity("share", "Share of weights removed", "%");
  x["scale"] = {{"domain", {0, 1}}};
  ordered_json y = quantity("accuracy", "Accuracy on the test images", "%");
  y["scale"] = {{"zero", false}};
  return {
      {"data", {{"values", rows}}},
      {"mark",
       {{"type", "line"}, {"color", kBlue}, {"point", {{"filled", true}, {"size", 45}, {"color", kBlue}}}}},
      {"encoding",
       {{"x", x},
        {"y", y},
        {"tooltip",
         {{{"field", "share"}, {"format", ".1%"}, {"title", "removed"}},
          {{"field", "removed"}, {"title", "weights"}},
          {{"field", "accuracy"}, {"format", ".2%"}}}}}}};
}

/// A diamond at the chosen share, and its figures beside it.
void add_mark(ordered_json& layers, const PruningPoint& chosen) {
  const ordered_json place{{"share", chosen.share},
                           {"accuracy", chosen.accuracy},
                           {"label", percent(chosen.share, 0) + " removed: " + percent(chosen.accuracy)}};
  const ordered_json at{{"x", {{"field", "share"}, {"type", "quantitative"}}},
                        {"y", {{"field", "accuracy"}, {"type", "quantitative"}}}};
  ordered_json labelled = at;
  labelled["text"] = {{"field", "label"}};
  const bool left = chosen.share > 0.45;
  layers.push_back({{"data", {{"values", {place}}}},
                    {"mark",
                     {{"type", "point"},
                      {"shape", "diamond"},
                      {"size", 150},
                      {"color", kOrange},
                      {"filled", true},
                      {"opacity", 1}}},
                    {"encoding", at}});
  layers.push_back({{"data", {{"values", {place}}}},
                    {"mark",
                     {{"type", "text"},
                      {"align", left ? "right" : "left"},
                      {"baseline", "top"},
                      {"dx", left ? -6 : 6},
                      {"dy", 12},
                      {"fontSize", 12},
                      {"fontWeight", 600},
                      {"color", kOrange}}},
                    {"encoding", labelled}});
}

}  // namespace

Chart pruning_curve(const RunRecord& run) {
  const auto chosen = chosen_pruning(run.pruning);
  Chart chart{"pruning", "What the network loses with its weights", "", {}, {}};
  chart.numbers = numbers_of(run.pruning, chosen.has_value());
  if (run.pruning.empty()) return chart;
  chart.reading = reading_of(run, chosen);
  ordered_json layers = ordered_json::array({curve_layer(run.pruning)});
  if (chosen) add_mark(layers, *chosen);
  chart.spec = chart_head(chart.title, "Accuracy against the share of weights removed. " + chart.reading);
  chart.spec.update({{"width", 440}, {"height", 260}, {"layer", layers}});
  return chart;
}

}  // namespace report
