#include "experiments/run/conformal_evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>

#include "bayes/conformal/set_figures.h"
#include "bayes/core/error.h"
#include "experiments/config/yaml/yaml_printer.h"

namespace bnn {
namespace {

report::CoverageRow coverage_row(const bayes::Coverage& coverage) {
  return {coverage.examples, coverage.share, coverage.low, coverage.high};
}

std::vector<report::CoverageRow> coverage_rows(const std::vector<bayes::Coverage>& coverages) {
  std::vector<report::CoverageRow> rows;
  for (const auto& coverage : coverages) rows.push_back(coverage_row(coverage));
  return rows;
}

// "coverage: 0.9, class_conditional: false"
std::string options_in_one_line(Selection<MakeConformalMethod> selection) {
  YamlPrinter printer;
  Selection<MakeConformalMethod>::visit_fields(selection, printer);
  std::string line = printer.text();
  line.erase(0, line.find('\n') + 1);  // its name
  for (std::size_t at; (at = line.find('\n')) != std::string::npos;) {
    line.replace(at, 1, at + 1 == line.size() ? "" : ", ");
  }
  return line;
}

}  // namespace

bayes::Draw::Key conformal_noise(std::uint64_t seed) {
  return {seed, bayes::Stream::kConformal, /*step=*/1, 0};
}

std::vector<NamedSets> fit_conformal(const Selections<MakeConformalMethod>& selections,
                                     const LabelledPredictive& validation, std::uint64_t seed) {
  std::vector<NamedSets> sets;
  std::map<std::string, int> chosen;
  for (const auto& selection : selections) {
    const auto& name = selection.entry().name;
    const int times = ++chosen[name];
    sets.push_back(
        {times == 1 ? name : name + "_" + std::to_string(times),
         bayes::fit_split_conformal(selection.make(), validation.predictive, validation.labels,
                                    {seed, bayes::Stream::kConformal, /*step=*/0, 0}, validation.keys)});
  }
  return sets;
}

std::vector<NamedSets> found_conformal(const Selections<MakeConformalMethod>& selections,
                                       const nlohmann::ordered_json& found) {
  std::vector<NamedSets> sets;
  for (const auto& selection : selections) {
    const auto options = options_in_one_line(selection);
    const auto is_it = [&](const nlohmann::ordered_json& entry) {
      return entry.at("kind") == selection.entry().name && entry.at("options") == options;
    };
    const auto entry = std::find_if(found.begin(), found.end(), is_it);
    if (entry == found.end()) {
      throw bayes::Error(
          fmt::format("the run found no thresholds of \"{}\" ({})", selection.entry().name, options),
          "evaluation.conformal",
          "choose kinds and options that the run has; `bnn evaluate` with its data finds more");
    }
    std::vector<double> thresholds;
    for (const auto& threshold : entry->at("thresholds")) {
      thresholds.push_back(threshold.is_null() ? std::numeric_limits<double>::infinity()
                                               : threshold.get<double>());
    }
    sets.push_back({entry->at("name").get<std::string>(),
                    {selection.make(), torch::tensor(thresholds, torch::kFloat64),
                     entry->at("validation_images").get<std::vector<std::int64_t>>()}});
  }
  return sets;
}

std::vector<report::ConformalRecord> measure_conformal(const Selections<MakeConformalMethod>& selections,
                                                       const std::vector<NamedSets>& all,
                                                       const LabelledPredictive& test, std::uint64_t seed) {
  std::vector<report::ConformalRecord> records;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& selection = *(selections.begin() + static_cast<std::ptrdiff_t>(i));
    const auto& fitted = all[i].fitted;
    const auto sets = fitted.sets(test.predictive, conformal_noise(seed), test.keys);
    const auto figures = bayes::set_figures(sets, test.labels);
    records.push_back({selection.entry().name, selection.entry().title, options_in_one_line(selection),
                       fitted.method.options.coverage, coverage_row(figures.all), figures.mean_size,
                       figures.empty, figures.singletons, coverage_rows(figures.by_class),
                       coverage_rows(figures.by_size), bayes::too_few_for_coverage(fitted),
                       figures.mean_size_low, figures.mean_size_high});
    const auto thresholds = fitted.thresholds.contiguous();
    records.back().set_name = all[i].name;
    records.back().thresholds.assign(thresholds.data_ptr<double>(),
                                     thresholds.data_ptr<double>() + thresholds.numel());
    records.back().validation_images = fitted.calibrated;
  }
  return records;
}

}  // namespace bnn
