#include "experiments/run/table_prediction.h"

#include "bayes/core/content_keys.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "bayes/predictive/mixture_predictive.h"
#include "experiments/datasets/table.h"
#include "experiments/datasets/table_encoding.h"
#include "experiments/run/problem.h"
#include "notebooks_export/text/figures.h"

namespace bnn {
namespace {

using report::Align;
using report::Cell;

Cell cell(const torch::Tensor& value, bool for_people) {
  const auto number = value.item<double>();
  return for_people ? Cell::figure(report::significant(number, 4)) : Cell(number);
}

void add_numbers(const bayes::MixturePredictive& predictive, const std::vector<std::string>& names,
                 bool for_people, report::Table& table) {
  const auto mean = predictive.mean(), sd = predictive.variance().sqrt();
  const auto aleatoric = predictive.aleatoric_variance().sqrt();
  const auto epistemic = predictive.epistemic_variance().sqrt();
  const auto low = predictive.quantile(0.025), high = predictive.quantile(0.975);
  const std::string of = names.size() > 1 ? "_" : "";
  for (const auto& name : names) {
    const auto suffix = names.size() > 1 ? of + name : of;
    for (const auto& column : {name, "sd" + suffix, "aleatoric_sd" + suffix, "epistemic_sd" + suffix,
                               "low_95" + suffix, "high_95" + suffix}) {
      table.columns.push_back({column, Align::kRight});
    }
  }
  for (std::int64_t i = 0; i < predictive.examples(); ++i) {
    for (std::int64_t d = 0; d < predictive.targets(); ++d) {
      for (const auto* values : {&mean, &sd, &aleatoric, &epistemic, &low, &high}) {
        table.rows[static_cast<std::size_t>(i)].push_back(cell((*values)[i][d], for_people));
      }
    }
  }
}

void add_classes(const bayes::CategoricalPredictive& predictive, const std::vector<std::string>& names,
                 bool for_people, report::Table& table) {
  table.columns.push_back({"class"});
  for (const char* column : {"probability", "predictive_entropy", "mutual_information"}) {
    table.columns.push_back({column, Align::kRight});
  }
  const auto [probability, predicted] = predictive.mean_probabilities().max(/*dim=*/1);
  const auto entropy = bayes::entropy_decomposition(predictive);
  for (std::int64_t i = 0; i < predictive.examples(); ++i) {
    auto& row = table.rows[static_cast<std::size_t>(i)];
    row.push_back(names.at(static_cast<std::size_t>(predicted[i].item<std::int64_t>())));
    for (const auto& value : {probability[i], entropy.predictive_entropy[i], entropy.mutual_information[i]}) {
      row.push_back(cell(value, for_people));
    }
  }
}

}  // namespace

report::Table predict_table(const TrainedRun& run, const std::string& file, std::int64_t draws,
                            bool for_people, const WatchedPool& pool) {
  const auto& fitted = run.fitted;
  const auto encoding = encoding_from_json(fitted.encoding, fitted_path(run.folder).string());
  const auto rows = encode(read_csv(file, encoding.format), encoding, WithTargets::kNo);
  const auto inputs = torch::tensor(rows.inputs, torch::kFloat64).view({rows.rows(), fitted.shape.width});
  const auto likelihood = likelihood_of(run.config, {fitted.shape.outputs, fitted.standardisation.target_sd});
  const auto predictive = pool.predict(
      file, *likelihood,
      [&](const torch::Tensor& some, const bayes::Draw::Key& of_draw, const torch::Tensor& examples) {
        return run.method->sample_logits(some, of_draw, examples);
      },
      {fitted.standardisation.inputs(inputs), bayes::content_keys(inputs)}, draws,
      {static_cast<std::uint64_t>(run.config.seed), bayes::Stream::kPrediction, 0, 0});
  report::Table table{"", {{"file"}, {"line", Align::kRight}}, {}};
  for (const auto line : rows.lines) table.rows.push_back({file, line});
  if (fitted.target_names.empty()) {
    add_classes(bayes::as<bayes::CategoricalPredictive>(*predictive), fitted.class_names, for_people, table);
  } else {
    add_numbers(bayes::as<bayes::MixturePredictive>(*predictive)
                    .in_unit(fitted.standardisation.target_mean, fitted.standardisation.target_sd),
                fitted.target_names, for_people, table);
  }
  return table;
}

}  // namespace bnn
