#include "notebooks_export/html/prior_report.h"

#include <cmath>
#include <utility>

#include "notebooks_export/charts/prior_charts.h"
#include "notebooks_export/charts/run_charts.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/html/html_page.h"
#include "notebooks_export/text/escaping.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

double class_count(const PriorRecord& prior) { return static_cast<double>(prior.class_names.size()); }

std::string range_of(const std::array<double, 5>& quantiles) {
  return fixed(quantiles[0], 3) + " to " + fixed(quantiles[4], 3);
}

std::string html_of(const PriorRecord& prior) {
  kainjow::mustache::data values;
  values.set("name", text_data(prior.name));
  values.set("model", text_data(prior.model));
  values.set("prior", text_data(prior.prior));
  values.set("dataset", text_data(prior.dataset));
  values.set("seed", std::to_string(prior.seed));
  values.set("draws", grouped(prior.draws));
  values.set("images_count", grouped(prior.images));
  values.set("figures", table_data(prior_table(prior)));
  for (const Chart& chart : prior_charts(prior)) values.set("chart_" + chart.id, chart_data(chart));
  values.set("config", printable_lines(prior.config_yaml));
  values.set("environment", table_data(flat_table(prior.environment)));
  return html_page("prior.mustache", values);
}

}  // namespace

Table prior_table(const PriorRecord& prior) {
  const double classes = class_count(prior), chance = 1.0 / classes, most = std::log(classes);
  Table table{
      "",
      {{"Figure"}, {"Value", Align::kRight}, {"5 to 95 %", Align::kRight}, {"No opinion", Align::kRight}},
      {}};
  const auto add = [&](const char* title, const std::string& value, const std::string& range,
                       const std::string& ignorance) {
    table.rows.push_back({title, Cell::figure(value), Cell::figure(range), Cell::figure(ignorance)});
  };
  add("Top probability of a network (median)", fixed(prior.top_probability[2], 3),
      range_of(prior.top_probability), fixed(chance, 3));
  add("Entropy of a network's prediction, nats (median)", fixed(prior.entropy[2], 3), range_of(prior.entropy),
      fixed(most, 3));
  add("Entropy of a network's prediction, nats (mean)", fixed(prior.mean_entropy, 3), "", fixed(most, 3));
  add("Entropy of their average, nats", fixed(prior.predictive_entropy, 3), "", fixed(most, 3));
  add("Largest less smallest logit (median)", significant(prior.logit_range[2]),
      significant(prior.logit_range[0]) + " to " + significant(prior.logit_range[4]), "0");
  add("Standard deviation of a logit over networks", significant(prior.logit_sd), "", "0");
  add("Two networks agree on an image", percent(prior.agreement), "", percent(chance));
  add("Images in a network's most frequent class", percent(prior.largest_class), "", "");
  return table;
}

nlohmann::ordered_json prior_json(const PriorRecord& prior) {
  nlohmann::ordered_json shares = nlohmann::ordered_json::object();
  for (std::size_t c = 0; c < prior.class_shares.size(); ++c)
    shares[prior.class_names[c]] = prior.class_shares[c];
  return {{"name", prior.name},
          {"model", prior.model},
          {"prior", prior.prior},
          {"dataset", prior.dataset},
          {"seed", prior.seed},
          {"draws", prior.draws},
          {"images", prior.images},
          {"quantiles", {0.05, 0.25, 0.5, 0.75, 0.95}},
          {"top_probability", prior.top_probability},
          {"entropy", prior.entropy},
          {"logit_range", prior.logit_range},
          {"top_probability_counts", prior.top_probability_counts},
          {"entropy_counts", prior.entropy_counts},
          {"mean_entropy", prior.mean_entropy},
          {"predictive_entropy", prior.predictive_entropy},
          {"log_classes", std::log(class_count(prior))},
          {"logit_sd", prior.logit_sd},
          {"class_shares", shares},
          {"agreement", prior.agreement},
          {"chance_agreement", 1.0 / class_count(prior)},
          {"largest_class", prior.largest_class}};
}

std::vector<ExportedFile> export_prior(const PriorRecord& prior) {
  std::vector<ExportedFile> files{{"prior.json", json_text(prior_json(prior))},
                                  {"prior.html", html_of(prior)}};
  for (auto& file : chart_files(prior_charts(prior))) files.push_back(std::move(file));
  return files;
}

}  // namespace report
