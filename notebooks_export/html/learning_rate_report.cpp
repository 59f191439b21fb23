#include "notebooks_export/html/learning_rate_report.h"

#include "notebooks_export/charts/learning_rate_curve.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/html/html_page.h"
#include "notebooks_export/text/escaping.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

std::string learning_rate_json(const LearningRateRecord& record) {
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const auto& step : record.steps) {
    steps.push_back(
        {{"learning_rate", step.learning_rate}, {"loss", step.loss}, {"smoothed", step.smoothed}});
  }
  return json_text(
      {{"name", record.name},
       {"method", record.method_title},
       {"model", record.model},
       {"dataset", record.dataset},
       {"optimizer", record.optimizer},
       {"seed", record.seed},
       {"suggestions", {{"steepest", record.steepest}, {"tenth_of_lowest", record.tenth_of_lowest}}},
       {"configured", record.configured},
       {"diverged", record.diverged},
       {"steps", steps},
       {"environment", record.environment}});
}

std::string learning_rate_csv(const LearningRateRecord& record) {
  Table table{
      "", {{"learning_rate", Align::kRight}, {"loss", Align::kRight}, {"smoothed", Align::kRight}}, {}};
  for (const auto& step : record.steps) table.rows.push_back({step.learning_rate, step.loss, step.smoothed});
  return csv(table);
}

std::string learning_rate_html(const LearningRateRecord& record) {
  kainjow::mustache::data values;
  values.set("name", text_data(record.name));
  values.set("method", text_data(record.method_title));
  values.set("model", text_data(record.model));
  values.set("dataset", text_data(record.dataset));
  values.set("optimizer", text_data(record.optimizer));
  values.set("seed", std::to_string(record.seed));
  values.set("steps", grouped(static_cast<std::int64_t>(record.steps.size())));
  values.set("rates", table_data(suggested_rates(record)));
  values.set("curve", chart_data(learning_rate_curve(record)));
  values.set("config", printable_lines(record.config_yaml));
  values.set("environment", table_data(flat_table(record.environment)));
  return html_page("learning_rates.mustache", values);
}

}  // namespace

Table suggested_rates(const LearningRateRecord& record) {
  const auto rate = [](double value) { return Cell::figure(significant(value)); };
  return {"",
          {{"Learning rate"}, {"Value", Align::kRight}},
          {{"Steepest descent of the loss", rate(record.steepest)},
           {"A tenth of where the loss is lowest", rate(record.tenth_of_lowest)},
           {"In the configuration", rate(record.configured)}}};
}

std::vector<ExportedFile> export_learning_rates(const LearningRateRecord& record) {
  return {{"lr_find.csv", learning_rate_csv(record)},
          {"lr_find.html", learning_rate_html(record)},
          {"lr_find.json", learning_rate_json(record)}};
}

}  // namespace report
