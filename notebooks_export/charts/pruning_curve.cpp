#include "notebooks_export/charts/pruning_curve.h"

#include "notebooks_export/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

constexpr double kBearable = 0.005;

const PruningPoint& last_bearable(const std::vector<PruningPoint>& points) {
  const PruningPoint* last = &points.front();
  for (const PruningPoint& point : points) {
    if (point.accuracy < points.front().accuracy - kBearable) break;
    last = &point;
  }
  return *last;
}

}  // namespace

Chart pruning_curve(const std::vector<PruningPoint>& points) {
  Chart chart{"pruning", "What the network loses with its weights", "", {}, {}};
  chart.numbers.columns = {{"Share removed", Align::kRight},
                           {"Weights removed", Align::kRight},
                           {"Accuracy", Align::kRight},
                           {"NLL (nats)", Align::kRight}};
  ordered_json rows = ordered_json::array();
  for (const PruningPoint& point : points) {
    rows.push_back({{"share", point.share}, {"accuracy", point.accuracy}, {"removed", point.removed}});
    chart.numbers.rows.push_back({Cell::figure(percent(point.share, 1)), Cell::figure(grouped(point.removed)),
                                  Cell::figure(percent(point.accuracy)), Cell::figure(fixed(point.nll))});
  }
  if (points.empty()) return chart;

  const PruningPoint& marked = last_bearable(points);
  chart.reading = percent(marked.share, 0) +
                  " of the weights can be removed, the most uncertain first, with a loss of " +
                  "at most 0.5 percentage points of accuracy.";
  ordered_json x = quantity("share", "Share of weights removed", "%");
  x["scale"] = {{"domain", {0, 1}}};
  ordered_json y = quantity("accuracy", "Accuracy on the test images", "%");
  y["scale"] = {{"zero", false}};
  const ordered_json place{{"share", marked.share},
                           {"accuracy", marked.accuracy},
                           {"label", percent(marked.share, 0) + " removed: " + percent(marked.accuracy)}};
  const ordered_json at{{"x", {{"field", "share"}, {"type", "quantitative"}}},
                        {"y", {{"field", "accuracy"}, {"type", "quantitative"}}}};
  ordered_json labelled = at;
  labelled["text"] = {{"field", "label"}};
  const bool left = marked.share > 0.45;
  chart.spec = chart_head(chart.title, "Accuracy against the share of weights removed. " + chart.reading);
  chart.spec.update({{"width", 440},
                     {"height", 260},
                     {"layer",
                      {{{"data", {{"values", rows}}},
                        {"mark",
                         {{"type", "line"},
                          {"color", kBlue},
                          {"point", {{"filled", true}, {"size", 45}, {"color", kBlue}}}}},
                        {"encoding",
                         {{"x", x},
                          {"y", y},
                          {"tooltip",
                           {{{"field", "share"}, {"format", ".1%"}, {"title", "removed"}},
                            {{"field", "removed"}, {"title", "weights"}},
                            {{"field", "accuracy"}, {"format", ".2%"}}}}}}},
                       {{"data", {{"values", {place}}}},
                        {"mark",
                         {{"type", "point"},
                          {"shape", "diamond"},
                          {"size", 150},
                          {"color", kOrange},
                          {"filled", true},
                          {"opacity", 1}}},
                        {"encoding", at}},
                       {{"data", {{"values", {place}}}},
                        {"mark",
                         {{"type", "text"},
                          {"align", left ? "right" : "left"},
                          {"baseline", "top"},
                          {"dx", left ? -6 : 6},
                          {"dy", 12},
                          {"fontSize", 12},
                          {"fontWeight", 600},
                          {"color", kOrange}}},
                        {"encoding", labelled}}}}});
  return chart;
}

}  // namespace report
