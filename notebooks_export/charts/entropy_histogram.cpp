#include "notebooks_export/charts/entropy_histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kBins = 24;

struct Group {
  std::vector<std::int64_t> counts = std::vector<std::int64_t>(kBins, 0);
  std::vector<double> entropies;

  double share(std::size_t bin) const {
    return entropies.empty() ? 0.0 : static_cast<double>(counts[bin]) / static_cast<double>(entropies.size());
  }
  double median() const {
    if (entropies.empty()) return std::nan("");
    std::vector<double> sorted = entropies;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
  }
};

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::string information_sentence(const Predictions& predictions) {
  if (predictions.draws < 2 || predictions.mutual_information_corrected.empty()) return "";
  return " Of it, the " + grouped(predictions.draws) + " draws disagree on " +
         significant(mean_of(predictions.mutual_information)) +
         " nats on average (mutual information, which grows with their number); corrected for that, " +
         significant(mean_of(predictions.mutual_information_corrected)) + ".";
}

}  // namespace

Chart entropy_histogram(const Predictions& predictions) {
  const double highest = std::log(static_cast<double>(std::max<std::int64_t>(predictions.classes, 2)));
  Group right;
  Group wrong;
  for (std::size_t image = 0; image < predictions.predictive_entropy.size(); ++image) {
    Group& group = predictions.labels[image] == predictions.predicted[image] ? right : wrong;
    const double entropy = predictions.predictive_entropy[image];
    const double place = std::clamp(entropy / highest * kBins, 0.0, static_cast<double>(kBins - 1));
    ++group.counts[static_cast<std::size_t>(place)];
    group.entropies.push_back(entropy);
  }

  Chart chart{"entropy", "Uncertainty of right and wrong predictions", "", {}, {}};
  chart.reading =
      "The median predictive entropy is " + significant(right.median()) + " nats for the " +
      grouped(static_cast<std::int64_t>(right.entropies.size())) + " images that are predicted right and " +
      significant(wrong.median()) + " nats for the " +
      grouped(static_cast<std::int64_t>(wrong.entropies.size())) +
      " that are wrong. The further the two lie apart, the better uncertainty warns of mistakes." +
      information_sentence(predictions);
  chart.numbers.columns = {{"Entropy from", Align::kRight},
                           {"to (nats)", Align::kRight},
                           {"Right", Align::kRight},
                           {"Wrong", Align::kRight}};
  ordered_json rows = ordered_json::array();
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const double low = highest * static_cast<double>(bin) / kBins;
    const double high = highest * static_cast<double>(bin + 1) / kBins;
    rows.push_back({{"low", low},
                    {"high", high},
                    {"group", "right"},
                    {"series", 0},
                    {"share", right.share(bin)},
                    {"count", right.counts[bin]}});
    rows.push_back({{"low", low},
                    {"high", high},
                    {"group", "wrong"},
                    {"series", 1},
                    {"share", wrong.share(bin)},
                    {"count", wrong.counts[bin]}});
    chart.numbers.rows.push_back({Cell::figure(fixed(low, 3)), Cell::figure(fixed(high, 3)),
                                  Cell::figure(grouped(right.counts[bin])),
                                  Cell::figure(grouped(wrong.counts[bin]))});
  }

  ordered_json y = quantity("share", "Share of its group (square-root scale)", ".0%");
  y["scale"] = {{"type", "sqrt"}};
  y["stack"] = nullptr;
  const std::vector<std::string> groups{"right", "wrong"};
  const auto by_group = [](ordered_json scale) -> ordered_json {
    return {{"field", "group"}, {"type", "nominal"}, {"title", "Prediction"}, {"scale", std::move(scale)}};
  };
  chart.spec = chart_head(chart.title, "Histogram of predictive entropy. " + chart.reading);
  chart.spec.update(
      {{"width", 440},
       {"height", 260},
       {"data", {{"values", rows}}},
       {"mark", {{"type", "bar"}, {"binSpacing", 0}, {"fillOpacity", 0.28}, {"strokeWidth", 1.5}}},
       {"encoding",
        {{"x",
          {{"field", "low"},
           {"bin", "binned"},
           {"type", "quantitative"},
           {"title", "Predictive entropy (nats)"},
           {"scale", {{"nice", false}}}}},
         {"x2", {{"field", "high"}}},
         {"y", y},
         {"color", by_group(series_colours(groups))},
         {"stroke", by_group(series_colours(groups))},
         {"strokeDash", series_dash()},
         {"tooltip",
          {{{"field", "group"}, {"type", "nominal"}, {"title", "prediction"}},
           {{"field", "low"}, {"format", ".2f"}, {"title", "entropy from"}},
           {{"field", "high"}, {"format", ".2f"}, {"title", "to"}},
           {{"field", "count"}, {"title", "images"}}}}}}});
  return chart;
}

}  // namespace report
