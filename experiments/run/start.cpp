#include "experiments/run/start.h"

#include <filesystem>

#include "bayes/core/error.h"
#include "bayes/layers/families/convert.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/sha256.h"
#include "experiments/saved_run/run_directory.h"

namespace bnn {
namespace {

bayes::Architecture with_centred_priors(const bayes::Architecture& architecture, const StartSection& start) {
  if (!start.centre_prior) return architecture;
  return [architecture](std::shared_ptr<const bayes::LayerFactory> factory) {
    auto network = architecture(std::move(factory));
    bayes::centre_priors(*network);
    return network;
  };
}

}  // namespace

std::string start_checksum(const StartSection& start) {
  if (start.from.empty()) return "";
  std::filesystem::path file = start.from;
  if (std::filesystem::is_directory(file)) file = model_path(file);
  return sha256_hex({read_file(file, kLargestModel)});
}

bayes::Architecture started(const bayes::Architecture& architecture, const StartSection& start) {
  if (start.from.empty()) return to_be_loaded(architecture, start);
  const auto plain = bayes::plain_weights(
      std::filesystem::is_directory(start.from) ? read_model(start.from) : read_foreign_model(start.from));
  const bayes::Architecture with_weights =
      [architecture, plain, share = start.sigma_share](std::shared_ptr<const bayes::LayerFactory> factory) {
        auto network = architecture(std::move(factory));
        bayes::start_from(*network, plain, share);
        return network;
      };
  return with_centred_priors(with_weights, start);
}

bayes::Architecture to_be_loaded(const bayes::Architecture& architecture, const StartSection& start) {
  if (start.centre_prior && start.from.empty()) {
    throw bayes::Error("there are no weights to centre the prior at", "model.start.centre_prior",
                       "name them in model.start.from, or set it to false");
  }
  return with_centred_priors(architecture, start);
}

}  // namespace bnn
