#include "notebooks_export/charts/kl_by_layer.h"

#include <utility>

#include "notebooks_export/charts/lines_over_epochs.h"
#include "notebooks_export/records/complexity.h"

namespace report {
namespace {

using nlohmann::ordered_json;

// "conv1" of "conv1.weight"; a tensor outside of any layer is one.
std::string layer_of(const std::string& tensor) { return tensor.substr(0, tensor.rfind('.')); }

std::vector<std::pair<std::string, double>> layer_kls(const EpochRecord& epoch) {
  std::vector<std::pair<std::string, double>> layers;
  for (const TensorKl& tensor : epoch.kl_by_tensor) {
    const std::string layer = layer_of(tensor.name);
    if (layers.empty() || layers.back().first != layer) layers.push_back({layer, 0.0});
    layers.back().second += tensor.kl;
  }
  return layers;
}

}  // namespace

Chart kl_by_layer(const std::vector<EpochRecord>& history, Complexity complexity) {
  const std::string title = complexity_title(complexity);
  ordered_json y = quantity("kl", title + " (nats)", ",d");
  y["scale"] = {{"type", "symlog"}};
  y["axis"]["values"] = {-1e6, -1e5, -1e4, -1e3, -1e2, -10, 0, 10, 1e2, 1e3, 1e4, 1e5, 1e6};
  return lines_over_epochs(
      history,
      {"kl-layers", title + " of each layer",
       complexity_reading(complexity) +
           (complexity == Complexity::kMinusLogPrior
                ? ""
                : " A layer whose KL stays near zero has kept its prior: the network does without it.") +
           " The vertical axis is linear around zero and logarithmic beyond.",
       "kl", "layer", y, layer_kls});
}

}  // namespace report
