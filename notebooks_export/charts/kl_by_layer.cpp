#include "notebooks_export/charts/kl_by_layer.h"

#include <algorithm>

#include "notebooks_export/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

// "conv1" of "conv1.weight"; a tensor outside of any layer is one.
std::string layer_of(const std::string& tensor) { return tensor.substr(0, tensor.rfind('.')); }

std::vector<TensorKl> layer_kls(const EpochRecord& epoch) {
  std::vector<TensorKl> layers;
  for (const TensorKl& tensor : epoch.kl_by_tensor) {
    const std::string layer = layer_of(tensor.name);
    if (layers.empty() || layers.back().name != layer) layers.push_back({layer, 0.0});
    layers.back().kl += tensor.kl;
  }
  return layers;
}

}  // namespace

Chart kl_by_layer(const std::vector<EpochRecord>& history) {
  Chart chart{
      "kl-layers",
      "KL of each layer",
      "What the weights of each layer have learnt beyond the prior, epoch by epoch (−log prior for a point "
      "estimate). A layer whose KL stays near zero has kept its prior: the network does without it. The "
      "vertical axis is linear around zero and logarithmic beyond.",
      {},
      {"", {{"Member", Align::kRight}, {"Epoch", Align::kRight}}, {}}};
  std::vector<std::string> layers;
  for (const TensorKl& layer : layer_kls(history.front())) {
    layers.push_back(layer.name);
    chart.numbers.columns.push_back({layer.name, Align::kRight});
  }
  ordered_json rows = ordered_json::array();
  for (const EpochRecord& epoch : history) {
    std::vector<Cell> cells{epoch.member, epoch.epoch};
    const auto kls = layer_kls(epoch);
    for (std::size_t at = 0; at < kls.size(); ++at) {
      rows.push_back({{"epoch", epoch.epoch},
                      {"member", epoch.member},
                      {"layer", kls[at].name},
                      {"series", at},
                      {"kl", kls[at].kl}});
      cells.push_back(Cell::figure(significant(kls[at].kl, 5)));
    }
    cells.resize(chart.numbers.columns.size(), Cell(""));
    chart.numbers.rows.push_back(cells);
  }

  const auto by_layer = [](ordered_json scale) -> ordered_json {
    return {{"field", "layer"}, {"type", "nominal"}, {"title", "Layer"}, {"scale", std::move(scale)}};
  };
  ordered_json y = quantity("kl", "KL (nats)", ",d");
  y["scale"] = {{"type", "symlog"}};
  y["axis"]["values"] = {-1e6, -1e5, -1e4, -1e3, -1e2, -10, 0, 10, 1e2, 1e3, 1e4, 1e5, 1e6};
  const auto last_epoch = std::max_element(history.begin(), history.end(), [](const auto& a, const auto& b) {
                            return a.epoch < b.epoch;
                          })->epoch;
  chart.spec = chart_head(chart.title, "Lines of KL over epochs, one a layer. " + chart.reading);
  chart.spec.update({{"width", 560},
                     {"height", 260},
                     {"data", {{"values", rows}}},
                     {"mark",
                      {{"type", "line"},
                       {"point", {{"filled", true}, {"size", 26}}},
                       {"strokeWidth", 1.8},
                       {"opacity", 0.85}}},
                     {"encoding",
                      {{"x",
                        {{"field", "epoch"},
                         {"type", "quantitative"},
                         {"title", "Epoch"},
                         {"axis",
                          {{"tickCount", std::clamp<std::int64_t>(last_epoch - 1, 1, 10)},
                           {"format", "d"},
                           {"grid", false}}},
                         {"scale", {{"zero", false}, {"nice", false}}}}},
                       {"y", y},
                       {"detail", {{"field", "member"}, {"type", "nominal"}}},
                       {"color", by_layer(series_colours(layers))},
                       {"strokeDash", series_dash()},
                       {"shape", by_layer(series_shapes(layers))},
                       {"tooltip",
                        {{{"field", "layer"}, {"type", "nominal"}},
                         {{"field", "epoch"}},
                         {{"field", "member"}},
                         {{"field", "kl"}, {"format", ".4~g"}}}}}}});
  return chart;
}

}  // namespace report
