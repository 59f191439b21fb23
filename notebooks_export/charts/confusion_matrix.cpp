#include "notebooks_export/charts/confusion_matrix.h"

#include <algorithm>

#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kCountsUpTo = 20;
constexpr std::size_t kListed = 20;

struct Confusion {
  std::size_t truth = 0;
  std::size_t predicted = 0;
  std::int64_t count = 0;
  double share = 0.0;  ///< of the images of the true class
};

/// Cells that hold an image, row by row.
std::vector<Confusion> filled_cells(const std::vector<std::vector<std::int64_t>>& matrix) {
  std::vector<Confusion> cells;
  for (std::size_t truth = 0; truth < matrix.size(); ++truth) {
    double images = 0.0;
    for (const std::int64_t count : matrix[truth]) images += static_cast<double>(count);
    for (std::size_t predicted = 0; predicted < matrix[truth].size(); ++predicted) {
      const std::int64_t count = matrix[truth][predicted];
      if (count > 0) cells.push_back({truth, predicted, count, static_cast<double>(count) / images});
    }
  }
  return cells;
}

std::string class_name(const std::vector<std::string>& names, std::size_t index) {
  return index < names.size() ? names[index] : std::to_string(index);
}

/// Classes are placed by their number: two may have the same name.
ordered_json class_axis(const std::string& field, const std::string& title, const ordered_json& names,
                        const std::vector<std::size_t>& order) {
  return {
      {"field", field},
      {"type", "ordinal"},
      {"title", title},
      {"scale", {{"domain", order}, {"paddingInner", 0.04}}},
      {"axis",
       {{"labelExpr", names.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "[datum.value]"},
        {"labelAngle", 0},
        {"labelLimit", 90},
        {"ticks", false},
        {"domain", false}}}};
}

}  // namespace

Chart confusion_matrix(const SplitRecord& split, const std::vector<std::string>& class_names) {
  const std::size_t classes = split.confusion.size();
  const std::vector<Confusion> cells = filled_cells(split.confusion);
  ordered_json rows = ordered_json::array();
  std::vector<Confusion> mistakes;
  for (const Confusion& cell : cells) {
    const bool right = cell.truth == cell.predicted;
    if (!right) mistakes.push_back(cell);
    rows.push_back({{"truth", cell.truth},
                    {"predicted", cell.predicted},
                    {"truth_name", class_name(class_names, cell.truth)},
                    {"predicted_name", class_name(class_names, cell.predicted)},
                    {"count", cell.count},
                    {"share", cell.share},
                    {"kind", right ? "right" : "wrong"}});
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Confusion& left, const Confusion& right) { return left.count > right.count; });

  Chart chart{"confusion", "What is taken for what", "", {}, {}};
  chart.numbers.columns = {
      {"True class"}, {"Predicted"}, {"Images", Align::kRight}, {"Share of the class", Align::kRight}};
  for (std::size_t at = 0; at < std::min(kListed, mistakes.size()); ++at) {
    chart.numbers.rows.push_back(
        {class_name(class_names, mistakes[at].truth), class_name(class_names, mistakes[at].predicted),
         Cell::figure(grouped(mistakes[at].count)), Cell::figure(percent(mistakes[at].share))});
  }
  double strongest = 0.01;
  for (const Confusion& mistake : mistakes) strongest = std::max(strongest, mistake.share);
  if (mistakes.empty()) {
    chart.reading = "Every image is predicted right.";
  } else {
    chart.reading = "The most frequent confusion: " + class_name(class_names, mistakes.front().truth) +
                    " taken for " + class_name(class_names, mistakes.front().predicted) + ", " +
                    grouped(mistakes.front().count) + " times. " +
                    "Blue: right; orange: wrong, the stronger the larger its share of the true class.";
  }

  ordered_json names = ordered_json::array();
  std::vector<std::size_t> order;
  for (std::size_t of = 0; of < classes; ++of) {
    names.push_back(class_name(class_names, of));
    order.push_back(of);
  }
  const ordered_json x = class_axis("predicted", "Predicted class", names, order);
  const ordered_json y = class_axis("truth", "True class", names, order);
  const ordered_json tooltip{{{"field", "truth_name"}, {"type", "nominal"}, {"title", "true class"}},
                             {{"field", "predicted_name"}, {"type", "nominal"}, {"title", "predicted"}},
                             {{"field", "count"}, {"title", "images"}},
                             {{"field", "share"}, {"format", ".2%"}, {"title", "of the class"}}};
  const auto layer = [&](const char* kind, const char* colour, const ordered_json& opacity) -> ordered_json {
    return {{"transform", {{{"filter", std::string("datum.kind === '") + kind + "'"}}}},
            {"mark", {{"type", "rect"}, {"color", colour}, {"cornerRadius", 2}}},
            {"encoding", {{"x", x}, {"y", y}, {"fillOpacity", opacity}, {"tooltip", tooltip}}}};
  };
  ordered_json layers{
      layer("right", kBlue, {{"value", 0.3}}),
      layer("wrong", kOrange,
            {{"field", "share"},
             {"type", "quantitative"},
             {"legend", nullptr},
             {"scale", {{"type", "sqrt"}, {"domain", {0, strongest}}, {"range", {0.12, 0.85}}}}})};
  if (classes <= kCountsUpTo) {
    layers.push_back(
        {{"mark", {{"type", "text"}, {"fontSize", 11}, {"color", kGrey}}},
         {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", "count"}, {"type", "quantitative"}}}}}});
  }
  chart.spec = chart_head(chart.title, "Confusion matrix. " + chart.reading);
  chart.spec.update({{"width", 440}, {"height", 400}, {"data", {{"values", rows}}}, {"layer", layers}});
  return chart;
}

}  // namespace report
