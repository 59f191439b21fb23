#include "experiments/run/start_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "bayes/core/error.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/saved_run/run_directory.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;

// Weights of an older version say with which configuration they were trained.
std::optional<Fitted> fitted_by_config(const std::string& yaml, const std::string& file) {
  Diagnostics diagnostics;
  const auto config = read_experiment(parse_yaml(yaml, file), diagnostics);
  diagnostics.throw_if_any();
  Fitted fitted;
  fitted.name = config.name;
  fitted.dataset = config.data.dataset.entry().name;
  fitted.split_seed = split_seed(config.data.split, config.seed);
  fitted.validation_images = validation_images(config.data.split, /*training_images=*/0);  // a count then
  fitted.training_images = config.data.split.training_images;
  return fitted;
}

std::int64_t shared(const torch::Tensor& some, const torch::Tensor& others, std::int64_t images) {
  auto is_among = torch::zeros({images}, torch::kBool);
  is_among.index_fill_(0, others, true);
  return is_among.index_select(0, some).sum().item<std::int64_t>();
}

}  // namespace

std::optional<Fitted> fitted_of_start(const StartSection& start) {
  if (start.from.empty()) return std::nullopt;
  const bool is_run = std::filesystem::is_directory(start.from);
  const auto file = is_run ? model_path(start.from) : std::filesystem::path(start.from);
  const auto metadata = read_model_file(file, Checksum::kIfPresent).metadata;
  if (const auto fitted = metadata.find("fitted"); fitted != metadata.end()) {
    return fitted_from_json(
        nlohmann::ordered_json::parse(fitted->second, nullptr, /*allow_exceptions=*/false), file.string());
  }
  const auto config = metadata.find("config");
  return config == metadata.end() ? std::nullopt : fitted_by_config(config->second, file.string());
}

void require_apart_from_start(const Fitted& start, const std::string& dataset_name, const Dataset& dataset,
                              const Splits& splits) {
  if (start.start) require_apart_from_start(*start.start, dataset_name, dataset, splits);
  if (start.dataset != dataset_name) return;
  require_same_data(start, dataset);
  const auto images = start.training_images == 0 ? dataset.train.size()
                                                 : std::min(start.training_images, dataset.train.size());
  const auto trained_on =
      split_indices(images, start.validation_images, static_cast<std::uint64_t>(start.split_seed)).train;
  if (const auto sum = index_sum(trained_on);
      !start.train.sha256.empty() && sum.sha256 != start.train.sha256) {
    throw Error(
        fmt::format("the images that the start {} was trained on cannot be told: its seed gives others "
                    "here",
                    called(start)),
        "model.start.from", "train it again with this version", Fault::kData);
  }
  const auto both = shared(splits.validation_index, trained_on, dataset.train.size());
  if (both == 0) return;
  throw Error(fmt::format("{} of {} validation images are among those that the start {} was trained on: what "
                          "is fitted or chosen on them would look better than it is",
                          both, splits.validation.size(), called(start)),
              "model.start.from",
              fmt::format("take its split: data.split_seed={} data.validation={} data.training_images={}",
                          start.split_seed, start.validation_images, start.training_images));
}

}  // namespace bnn
