#include "experiments/conformal_evaluation.h"

#include <cstddef>
#include <map>

#include "bayes/conformal/set_figures.h"
#include "experiments/config/yaml_printer.h"

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

std::vector<report::ConformalRecord> evaluate_conformal(const Selections<MakeConformalMethod>& selections,
                                                        const LabelledPredictive& validation,
                                                        const LabelledPredictive& test, std::uint64_t seed) {
  std::vector<report::ConformalRecord> records;
  const auto all = fit_conformal(selections, validation, seed);
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
  }
  return records;
}

}  // namespace bnn
