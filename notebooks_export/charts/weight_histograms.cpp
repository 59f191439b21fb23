#include "notebooks_export/charts/weight_histograms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "notebooks_export/records/complexity.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kPanels = 24;

std::vector<LayerSummary> shown_layers(const std::vector<LayerSummary>& layers) {
  if (layers.size() <= kPanels) return layers;
  std::vector<LayerSummary> shown(layers.begin(), layers.begin() + kPanels - 1);
  shown.push_back(layers.back());
  return shown;
}

std::string layer_title(const std::string& name) { return name == "total" ? "all weights" : name; }

ordered_json panel(const std::string& name, const Histogram& histogram, const std::string& axis,
                   const char* colour) {
  double total = 0.0;
  for (const std::int64_t count : histogram.counts) total += static_cast<double>(count);
  ordered_json rows = ordered_json::array();
  for (std::size_t bin = 0; bin < histogram.counts.size() && bin + 1 < histogram.edges.size(); ++bin) {
    const auto count = static_cast<double>(histogram.counts[bin]);
    rows.push_back({{"low", histogram.edges[bin]},
                    {"high", histogram.edges[bin + 1]},
                    {"count", histogram.counts[bin]},
                    {"share", total > 0.0 ? count / total : 0.0}});
  }
  return {{"title", {{"text", layer_title(name)}, {"limit", 220}}},
          {"width", 200},
          {"height", 110},
          {"data", {{"values", rows}}},
          {"mark", {{"type", "bar"}, {"color", colour}, {"binSpacing", 0}, {"fillOpacity", 0.75}}},
          {"encoding",
           {{"x",
             {{"field", "low"},
              {"bin", "binned"},
              {"type", "quantitative"},
              {"title", axis},
              {"axis", {{"tickCount", 5}, {"grid", false}, {"format", "~g"}}},
              {"scale", {{"zero", false}, {"nice", false}}}}},
            {"x2", {{"field", "high"}}},
            {"y",
             {{"field", "share"},
              {"type", "quantitative"},
              {"title", "Weights"},
              {"axis", {{"format", "%"}, {"tickCount", 3}}}}},
            {"tooltip",
             {{{"field", "low"}, {"format", ".3~g"}, {"title", "from"}},
              {{"field", "high"}, {"format", ".3~g"}, {"title", "to"}},
              {{"field", "count"}, {"title", "weights"}}}}}}};
}

bool has_spread(const LayerSummary& layer) { return layer.mean_sd > 0.0; }

Chart histograms(Chart chart, const ordered_json& panels) {
  chart.spec = chart_head(chart.title, chart.reading);
  chart.spec["concat"] = panels;
  chart.spec["columns"] = 3;
  return chart;
}

}  // namespace

Chart weight_mean_histograms(const std::vector<LayerSummary>& layers, Complexity complexity) {
  ordered_json panels = ordered_json::array();
  for (const LayerSummary& layer : shown_layers(layers)) {
    panels.push_back(panel(layer.name, layer.means, "Posterior mean", kBlue));
  }
  return histograms({"weight-means",
                     "Posterior means of the weights",
                     "Where the weights of each layer lie. Mass piled up at zero is weights that the network "
                     "could do without.",
                     {},
                     layer_table(layers, complexity)},
                    panels);
}

Chart weight_sd_histograms(const std::vector<LayerSummary>& layers, Complexity complexity) {
  ordered_json panels = ordered_json::array();
  for (const LayerSummary& layer : shown_layers(layers)) {
    if (has_spread(layer))
      panels.push_back(panel(layer.name, layer.sds, "Posterior standard deviation", kOrange));
  }
  return histograms(
      {"weight-sds",
       "Posterior standard deviations of the weights",
       "How firmly the data pin down the weights of each layer: the smaller, the more was learnt about them.",
       {},
       layer_table(layers, complexity)},
      panels);
}

Table layer_table(const std::vector<LayerSummary>& layers, Complexity complexity) {
  Table table{"", {{"Layer"}}, {}};
  for (const std::string& title :
       std::vector<std::string>{"Weights", "Mean |mean|", "Mean sd", "|mean|/sd 5 %", "25 %", "50 %", "75 %",
                                "95 %", complexity_title(complexity) + " (nats)"}) {
    table.columns.push_back({title, Align::kRight});
  }
  for (const LayerSummary& layer : layers) {
    std::vector<Cell> row{layer_title(layer.name), Cell::figure(grouped(layer.count)),
                          Cell::figure(significant(layer.mean_absolute_mean)),
                          Cell::figure(significant(layer.mean_sd))};
    for (std::size_t at = 0; at < 5; ++at) {
      const bool known = at < layer.signal_to_noise.size();
      row.push_back(Cell::figure(
          significant(known ? layer.signal_to_noise[at] : std::numeric_limits<double>::quiet_NaN())));
    }
    const std::string error = layer.kl_error > 0.0 ? " ± " + significant(layer.kl_error, 2) : "";
    row.push_back(Cell::figure(significant(layer.kl, 5) + error));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace report
