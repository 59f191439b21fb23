#include "notebooks_export/charts/learning_rate_curve.h"

#include <algorithm>
#include <cmath>

#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

constexpr double kHeadroom = 1.5;  // of the first loss; what diverges is cut off above it

ordered_json loss_line(const ordered_json& rows, const char* field, const std::string& name,
                       const char* colour, double width, double highest) {
  ordered_json x = quantity("learning_rate", "Learning rate", "~e");
  x["scale"] = {{"type", "log"}, {"nice", false}};
  ordered_json y = quantity(field, "Negative log likelihood (nats)");
  y["scale"] = {{"domain", {0, highest}}};
  return {{"data", {{"values", rows}}},
          {"mark", {{"type", "line"}, {"clip", true}, {"strokeWidth", width}, {"color", colour}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"tooltip",
             {{{"field", "learning_rate"}, {"format", ".2e"}, {"title", "learning rate"}},
              {{"field", field}, {"format", ".4f"}, {"title", name}}}}}}};
}

ordered_json marked_rate(double rate, const std::string& label, const char* colour, bool is_left) {
  const ordered_json data{{"values", {{{"learning_rate", rate}, {"label", label}}}}};
  const ordered_json x{{"field", "learning_rate"}, {"type", "quantitative"}};
  return {{"data", data},
          {"layer",
           {{{"mark", {{"type", "rule"}, {"color", colour}, {"strokeDash", {4, 3}}, {"strokeWidth", 1.6}}},
             {"encoding", {{"x", x}}}},
            {{"mark",
              {{"type", "text"},
               {"align", is_left ? "right" : "left"},
               {"dx", is_left ? -5 : 5},
               {"y", 10},
               {"fontSize", 12},
               {"fontWeight", 600},
               {"color", colour}}},
             {"encoding", {{"x", x}, {"text", {{"field", "label"}}}}}}}}};
}

std::string reading_of(const LearningRateRecord& record) {
  if (!std::isfinite(record.steepest)) return "The loss never falls: try more steps, or other rates.";
  return "The loss falls fastest at " + significant(record.steepest) +
         "; a tenth of the rate where it is lowest is " + significant(record.tenth_of_lowest) +
         (record.diverged ? ". It diverged before the highest rate was reached."
                          : ". It did not diverge: higher rates may serve too.");
}

}  // namespace

Chart learning_rate_curve(const LearningRateRecord& record) {
  Chart chart{"learning-rates", "Loss against learning rate", reading_of(record), {}, {}};
  chart.numbers.columns = {
      {"Learning rate", Align::kRight}, {"Loss (nats)", Align::kRight}, {"Smoothed (nats)", Align::kRight}};
  ordered_json rows = ordered_json::array();
  for (const auto& step : record.steps) {
    rows.push_back({{"learning_rate", step.learning_rate}, {"loss", step.loss}, {"smoothed", step.smoothed}});
    chart.numbers.rows.push_back({Cell::figure(significant(step.learning_rate)),
                                  Cell::figure(fixed(step.loss)), Cell::figure(fixed(step.smoothed))});
  }
  if (record.steps.empty()) return chart;

  const double highest = kHeadroom * record.steps.front().smoothed;
  ordered_json layers{loss_line(rows, "loss", "loss of the batch", kGrey, 0.8, highest),
                      loss_line(rows, "smoothed", "smoothed loss", kBlue, 2.2, highest)};
  if (std::isfinite(record.steepest)) {
    const bool is_left = record.steepest < record.tenth_of_lowest;  // so that the two texts do not meet
    layers.push_back(
        marked_rate(record.steepest, "steepest: " + significant(record.steepest), kOrange, is_left));
    layers.push_back(marked_rate(record.tenth_of_lowest,
                                 "lowest / 10: " + significant(record.tenth_of_lowest), kGreen, !is_left));
  }
  chart.spec =
      chart_head(chart.title, "Loss against learning rate, on a logarithmic scale. " + chart.reading);
  chart.spec.update({{"width", 560}, {"height", 300}, {"layer", layers}});
  return chart;
}

}  // namespace report
