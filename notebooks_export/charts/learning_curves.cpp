#include "notebooks_export/charts/learning_curves.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "notebooks_export/charts/epoch_axis.h"
#include "notebooks_export/records/complexity.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

void add(ordered_json& rows, const EpochRecord& epoch, const char* split, int series, double value) {
  if (!std::isfinite(value)) return;
  rows.push_back({{"epoch", epoch.epoch},
                  {"member", epoch.member},
                  {"split", split},
                  {"series", series},
                  {"value", value}});
}

ordered_json panel(const ordered_json& x, const ordered_json& rows, const std::string& title,
                   const std::string& format, const std::vector<std::string>& splits) {
  const auto by_split = [&](ordered_json scale) -> ordered_json {
    return {{"field", "split"},
            {"type", "nominal"},
            {"title", splits.size() > 1 ? "Split" : "Of"},
            {"scale", std::move(scale)}};
  };
  ordered_json y = quantity("value", title, format);
  y["scale"] = {{"zero", false}};
  return {{"width", 260},
          {"height", 200},
          {"data", {{"values", rows}}},
          {"mark", epoch_line()},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"detail", {{"field", "member"}, {"type", "nominal"}}},
            {"color", by_split(series_colours(splits))},
            {"strokeDash", series_dash()},
            {"shape", by_split(series_shapes(splits))},
            {"tooltip",
             {{{"field", "epoch"}},
              {{"field", "member"}},
              {{"field", "split"}, {"type", "nominal"}},
              {{"field", "value"}, {"format", format.empty() ? ".4~g" : format}}}}}}};
}

/// "Accuracy" within a title: "accuracy". An abbreviation stays.
std::string within(std::string title) {
  const auto is_upper = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  if (title.size() > 1 && is_upper(title[0]) && !is_upper(title[1])) {
    title[0] = static_cast<char>(title[0] - 'A' + 'a');
  }
  return title;
}

Table history_table(const std::vector<EpochRecord>& history, const MetricInfo& figure,
                    const std::string& complexity) {
  Table table{"", {}, {}};
  for (const std::string& title : std::vector<std::string>{
           "Member", "Epoch", "Training NLL", "Validation NLL", "Training " + within(figure.title),
           "Validation " + within(figure.title), complexity + " (nats)", "Learning rate", "Time"}) {
    table.columns.push_back({title, Align::kRight});
  }
  for (const EpochRecord& epoch : history) {
    table.rows.push_back({epoch.member, epoch.epoch, Cell::figure(fixed(epoch.train_nll)),
                          Cell::figure(fixed(epoch.validation_nll)),
                          Cell::figure(measured_value(figure.unit, epoch.train_figure)),
                          Cell::figure(measured_value(figure.unit, epoch.validation_figure)),
                          Cell::figure(significant(epoch.kl, 5)),
                          Cell::figure(significant(epoch.learning_rate)),
                          Cell::figure(duration(epoch.seconds))});
  }
  return table;
}

}  // namespace

Chart learning_curves(const std::vector<EpochRecord>& history, Complexity complexity) {
  const std::string of_weights = complexity_title(complexity);
  const MetricInfo figure = epoch_figure(history.front().figure);
  ordered_json likelihood = ordered_json::array();
  ordered_json figures = ordered_json::array();
  ordered_json kl = ordered_json::array();
  std::int64_t members = 1;
  for (const EpochRecord& epoch : history) {
    members = std::max(members, epoch.member + 1);
    add(likelihood, epoch, "training", 0, epoch.train_nll);
    add(likelihood, epoch, "validation", 1, epoch.validation_nll);
    add(figures, epoch, "training", 0, epoch.train_figure);
    add(figures, epoch, "validation", 1, epoch.validation_figure);
    add(kl, epoch, "all weights", 0, epoch.kl);
  }

  Chart chart{"learning", "Learning curves", "", {}, history_table(history, figure, of_weights)};
  chart.reading = members > 1 ? "One line for each of the " + std::to_string(members) + " members. " : "";
  chart.reading +=
      "Where the validation curve turns away from the training curve, the network starts to learn the "
      "training examples by heart. " +
      complexity_reading(complexity);
  chart.spec = chart_head(chart.title, "Likelihood, " + within(figure.title) + " and " + of_weights +
                                           " over epochs. " + chart.reading);
  const auto x = epoch_axis(history);
  const std::vector<std::string> splits{"training", "validation"};
  chart.spec["concat"] = {panel(x, likelihood, "Negative log likelihood (nats)", "", splits),
                          panel(x, figures, figure.title, figure.unit == Unit::kShare ? "%" : "", splits),
                          panel(x, kl, of_weights + " of all weights (nats)", "~s", {"all weights"})};
  chart.spec["columns"] = 3;
  return chart;
}

}  // namespace report
