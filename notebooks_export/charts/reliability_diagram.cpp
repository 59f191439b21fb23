#include "notebooks_export/charts/reliability_diagram.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

/// A line's y axis and that of the counts below it start at the same place.
constexpr int kAxisWidth = 56;

/// 95 % interval of a share observed as `share` in `count` images.
std::pair<double, double> wilson_interval(double share, double count) {
  constexpr double kNormal = 1.959963984540054;
  const double square = kNormal * kNormal / count;
  const double middle = (share + square / 2.0) / (1.0 + square);
  const double half = std::sqrt(square * (share * (1.0 - share) + square / 4.0)) / (1.0 + square);
  return {middle - half, middle + half};
}

ordered_json bin_rows(const std::vector<ReliabilityBin>& bins) {
  ordered_json rows = ordered_json::array();
  for (const ReliabilityBin& bin : bins) {
    ordered_json row{{"low", bin.low}, {"high", bin.high}, {"count", bin.count}};
    if (bin.count > 0) {
      const auto [from, to] = wilson_interval(bin.accuracy, static_cast<double>(bin.count));
      row.update(
          {{"confidence", bin.mean_confidence}, {"accuracy", bin.accuracy}, {"from", from}, {"to", to}});
    }
    rows.push_back(row);
  }
  return rows;
}

ordered_json share_axis(const std::string& field, const std::string& title) {
  ordered_json channel = quantity(field, title, ".0%");
  channel["scale"] = {{"domain", {0, 1}}, {"nice", false}};
  return channel;
}

ordered_json diagonal() {
  return {{"data", {{"values", {{{"at", 0}}, {{"at", 1}}}}}},
          {"mark", {{"type", "line"}, {"color", kGrey}, {"strokeDash", {5, 4}}, {"strokeWidth", 1.5}}},
          {"encoding",
           {{"x", {{"field", "at"}, {"type", "quantitative"}}},
            {"y", {{"field", "at"}, {"type", "quantitative"}}}}}};
}

ordered_json accuracy_panel(const ordered_json& rows) {
  ordered_json x = share_axis("low", "Confidence (probability of the predicted class)");
  x["bin"] = "binned";
  ordered_json y = share_axis("accuracy", "Accuracy");
  y["axis"]["minExtent"] = y["axis"]["maxExtent"] = kAxisWidth;
  const ordered_json tooltip{{{"field", "confidence"}, {"format", ".1%"}, {"title", "mean confidence"}},
                             {{"field", "accuracy"}, {"format", ".1%"}},
                             {{"field", "count"}, {"title", "images"}}};
  const ordered_json filled{{{"filter", "datum.count > 0"}}};
  const ordered_json confidence{{"field", "confidence"}, {"type", "quantitative"}};
  return {{"width", 440},
          {"height", 300},
          {"data", {{"values", rows}}},
          {"layer",
           {{{"transform", filled},
             {"mark", {{"type", "bar"}, {"color", kBlue}, {"fillOpacity", 0.22}, {"binSpacing", 1}}},
             {"encoding", {{"x", x}, {"x2", {{"field", "high"}}}, {"y", y}, {"tooltip", tooltip}}}},
            diagonal(),
            {{"transform", filled},
             {"mark", {{"type", "rule"}, {"color", kOrange}, {"strokeWidth", 2}}},
             {"encoding",
              {{"x", confidence},
               {"y", {{"field", "from"}, {"type", "quantitative"}}},
               {"y2", {{"field", "to"}}}}}},
            {{"transform", filled},
             {"mark", {{"type", "point"}, {"filled", true}, {"color", kBlue}, {"opacity", 1}, {"size", 55}}},
             {"encoding",
              {{"x", confidence},
               {"y", {{"field", "accuracy"}, {"type", "quantitative"}}},
               {"tooltip", tooltip}}}}}}};
}

ordered_json count_panel(const ordered_json& rows) {
  ordered_json x = share_axis("low", "Images in each bin (square-root scale)");
  x["bin"] = "binned";
  ordered_json y{{"field", "count"},
                 {"type", "quantitative"},
                 {"title", "Images"},
                 {"scale", {{"type", "sqrt"}}},
                 {"axis", {{"tickCount", 3}, {"minExtent", kAxisWidth}, {"maxExtent", kAxisWidth}}}};
  return {{"width", 440},
          {"height", 70},
          {"data", {{"values", rows}}},
          {"mark", {{"type", "bar"}, {"color", kGrey}, {"binSpacing", 1}}},
          {"encoding",
           {{"x", x},
            {"x2", {{"field", "high"}}},
            {"y", y},
            {"tooltip", {{{"field", "count"}, {"title", "images"}}}}}}};
}

Table bin_table(const std::vector<ReliabilityBin>& bins) {
  Table table{"",
              {{"Confidence from", Align::kRight},
               {"to", Align::kRight},
               {"Images", Align::kRight},
               {"Mean confidence", Align::kRight},
               {"Accuracy", Align::kRight}},
              {}};
  for (const ReliabilityBin& bin : bins) {
    table.rows.push_back({Cell::figure(percent(bin.low, 1)), Cell::figure(percent(bin.high, 1)),
                          Cell::figure(grouped(bin.count)), Cell::figure(percent(bin.mean_confidence)),
                          Cell::figure(percent(bin.accuracy))});
  }
  return table;
}

}  // namespace

std::string reliability_sentence(const std::vector<ReliabilityBin>& bins) {
  constexpr std::int64_t kEnough = 10;
  const ReliabilityBin* fullest = nullptr;
  for (std::size_t at = 0; at + 1 < bins.size(); ++at) {
    const bool fuller = fullest == nullptr || bins[at].count > fullest->count;
    if (bins[at].count >= kEnough && fuller) fullest = &bins[at];
  }
  if (fullest == nullptr) return "";
  return "Of 100 predictions made with about " + fixed(100.0 * fullest->mean_confidence, 0) +
         " % confidence, " + fixed(100.0 * fullest->accuracy, 0) + " are right.";
}

Chart reliability_diagram(const SplitRecord& split) {
  const ordered_json rows = bin_rows(split.reliability);
  Chart chart{"reliability", "Reliability", "", {}, bin_table(split.reliability)};
  chart.reading = reliability_sentence(split.reliability) +
                  " Where the points lie on the dashed line, confidence can be taken at its word; below it "
                  "the network is "
                  "too sure of itself, above it too modest. Orange: 95 % intervals.";
  chart.spec = chart_head(chart.title, "Accuracy against confidence in bins. " + chart.reading);
  chart.spec["vconcat"] = {accuracy_panel(rows), count_panel(rows)};
  return chart;
}

Chart reliability_overlay(const std::vector<ComparedMethod>& methods) {
  Chart chart{"reliability", "Reliability of each method", "", {}, {}};
  chart.reading =
      "Accuracy against confidence, test images of all seeds together; bins of fewer than 10 images are left "
      "out. The "
      "dashed line is perfect calibration.";
  chart.numbers.columns = {
      {"Method"}, {"Mean confidence", Align::kRight}, {"Accuracy", Align::kRight}, {"Images", Align::kRight}};
  std::vector<std::string> labels;
  ordered_json rows = ordered_json::array();
  for (const ComparedMethod& method : methods) {
    const std::size_t series = labels.size();
    labels.push_back(method.label);
    for (const ReliabilityBin& bin : method.reliability) {
      if (bin.count < 10) continue;
      rows.push_back({{"method", method.label},
                      {"series", series},
                      {"confidence", bin.mean_confidence},
                      {"accuracy", bin.accuracy},
                      {"count", bin.count}});
      chart.numbers.rows.push_back({method.label, Cell::figure(percent(bin.mean_confidence)),
                                    Cell::figure(percent(bin.accuracy)), Cell::figure(grouped(bin.count))});
    }
  }
  const auto by_method = [](ordered_json scale) -> ordered_json {
    return {{"field", "method"}, {"type", "nominal"}, {"title", "Method"}, {"scale", std::move(scale)}};
  };
  chart.spec = chart_head(chart.title, chart.reading);
  chart.spec.update({{"width", 440},
                     {"height", 340},
                     {"data", {{"values", rows}}},
                     {"layer",
                      {diagonal(),
                       {{"mark", {{"type", "line"}, {"point", {{"filled", true}, {"size", 60}}}}},
                        {"encoding",
                         {{"x", share_axis("confidence", "Confidence (probability of the predicted class)")},
                          {"y", share_axis("accuracy", "Accuracy")},
                          {"color", by_method(series_colours(labels))},
                          {"strokeDash", series_dash()},
                          {"shape", by_method(series_shapes(labels))},
                          {"tooltip",
                           {{{"field", "method"}, {"type", "nominal"}, {"title", "method"}},
                            {{"field", "confidence"}, {"format", ".1%"}, {"title", "mean confidence"}},
                            {{"field", "accuracy"}, {"format", ".1%"}},
                            {{"field", "count"}, {"title", "images"}}}}}}}}}});
  return chart;
}

}  // namespace report
