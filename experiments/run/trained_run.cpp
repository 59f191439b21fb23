#include "experiments/run/trained_run.h"

#include <fmt/format.h>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/sha256.h"
#include "experiments/files/shell_word.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/consistency.h"
#include "experiments/run/problem.h"
#include "experiments/run/runner.h"
#include "experiments/run/start.h"
#include "experiments/saved_run/manifest.h"
#include "experiments/saved_run/run_directory.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;
namespace fs = std::filesystem;

// The model was trained with the configuration that it carries.
void require_own_config(const fs::path& folder, const std::string& true_sha256) {
  const auto path = folder / "config.yaml";
  if (sha256_hex({read_file(path, kLargestText)}) == true_sha256) return;
  throw Error("the configuration was changed after the run: the model was trained with another",
              path.string(),
              "put it back as it was, and for other settings make a new run: `bnn run " +
                  shell_word(path.string()) + " --output DIR`",
              Fault::kData);
}

// What was trained stays as it was trained.
void require_fitted_kept(const Fitted& fitted, const SplitOptions& run, const SplitOptions& wanted) {
  const auto refuse = [](const std::string& key, const std::string& reason) {
    throw Error("`data." + key + "` cannot be changed after training: " + reason, "data." + key,
                "leave it out, or train anew by `bnn run`");
  };
  const auto more = validation_images(wanted, fitted.train.examples + fitted.validation.examples) -
                    fitted.validation_images;
  if (more > 0) {
    refuse("validation", fmt::format("the run left {} of its images for validation, so that {} more would be "
                                     "taken from those that it was trained on",
                                     fitted.validation_images, more));
  }
  if (wanted.training_images != run.training_images || wanted.split_seed != run.split_seed) {
    refuse(wanted.split_seed != run.split_seed ? "split_seed" : "training_images",
           "validation images would be among those that the run was trained on");
  }
  if (wanted.mean != run.mean || wanted.standard_deviation != run.standard_deviation) {
    refuse(wanted.mean != run.mean ? "mean" : "standard_deviation",
           "the network knows pixels as they were standardised in training");
  }
}

// Of a run of an older version, from its configuration and its data.
Fitted fitted_again(const fs::path& folder, const ExperimentConfig& config) {
  say(
      fmt::format("warning: the run is of an older version and has no fitted.json: split and constants are "
                  "computed again from its data: {}\n",
                  terminal_line(folder.string())));
  const Dataset dataset = config.data.dataset.make().load();
  auto fitted = fitted_by(config, dataset, make_splits(dataset, config.data.split, config.seed));
  if (const auto environment = read_environment(folder);
      environment && environment->contains("data_sha256")) {
    fitted.files.clear();
    for (const auto& [file, sum] : environment->at("data_sha256").items()) {
      fitted.files.emplace_back(file, sum.get<std::string>());
    }
    require_same_data(fitted, dataset);
  }
  return fitted;
}

bool names_data(const std::vector<std::string>& overrides) {
  for (const auto& assignment : overrides) {
    const auto key = assignment.substr(0, assignment.find('='));
    if (key == "data" || key == "data.name") return true;
  }
  return false;
}

void require_shape(const Fitted& fitted, const Dataset& dataset) {
  const auto shape = shape_of(dataset);
  if (shape.channels == fitted.shape.channels && shape.height == fitted.shape.height &&
      shape.width == fitted.shape.width && shape.outputs == fitted.shape.outputs) {
    return;
  }
  throw Error(
      fmt::format("the network takes {} × {} × {} pixels and knows {} classes; the data have {} × {} × "
                  "{} and {}",
                  fitted.shape.channels, fitted.shape.height, fitted.shape.width, fitted.shape.outputs,
                  shape.channels, shape.height, shape.width, shape.outputs),
      "data.name", "choose data of the same shape");
}

// The seed gives the split: as long as it gives the same images as when the run was trained.
void require_same_split(const Fitted& fitted) {
  const auto images = fitted.train.examples + fitted.validation.examples;
  const auto index =
      split_indices(images, fitted.validation.examples, static_cast<std::uint64_t>(fitted.split_seed));
  if (index_sum(index.train).sha256 == fitted.train.sha256) return;
  throw Error("the split of the run cannot be made again: its seed gives other images here",
              "data.split_seed", "use the LibTorch that the run was made with (environment.json)",
              Fault::kData);
}

}  // namespace

TrainedRun load_run(const fs::path& folder, const std::vector<std::string>& overrides) {
  require_complete(folder);
  const auto fitted = read_fitted(folder);
  if (fitted) require_own_config(folder, fitted->config_sha256);
  const auto model = read_model_file(model_path(folder));
  if (fitted) {
    require_of_run(model.metadata, *fitted, model_path(folder).string());
  } else if (const auto config = model.metadata.find("config"); config != model.metadata.end()) {
    require_own_config(folder, sha256_hex({config->second}));
  }
  require_intact(folder);  // whose a model is, its own words say better than its sum

  const auto path = (folder / "config.yaml").string();
  const auto trained = load_experiment(path, {});
  TrainedRun run{folder, load_experiment(path, overrides), {}, nullptr, names_data(overrides)};
  run.fitted = fitted ? *fitted : fitted_again(folder, trained);
  require_consistent(run.config, run.fitted.shape,
                     run.fitted.target_names.empty() ? Targets::kClasses : Targets::kNumbers);
  require_fitted_kept(run.fitted, trained.data.split, run.config.data.split);
  const auto& section = run.config.model;
  run.method =
      method_with(run.config, to_be_loaded(architecture_of(run.config, run.fitted.shape), section.start),
                  {run.fitted.shape.outputs, run.fitted.standardisation.target_sd});
  run.method->load(model.state);
  return run;
}

RunData load_data(const TrainedRun& run) {
  RunData data;
  const auto& chosen = run.config.data.dataset;
  data.other = chosen.entry().name != run.fitted.dataset;
  data.dataset = data.other ? chosen.make().load_test() : chosen.make().load();
  require_shape(run.fitted, data.dataset);
  data.other = data.other || (run.data_are_named && !has_same_files(run.fitted, data.dataset));
  if (!data.other) require_same_data(run.fitted, data.dataset);
  auto options = run.config.data.split;
  options.split_seed = run.fitted.split_seed;
  if (!data.other) require_same_split(run.fitted);
  data.splits = data.other ? test_split(data.dataset, options, run.fitted.standardisation)
                           : make_splits(data.dataset, options, run.config.seed, &run.fitted.standardisation);
  return data;
}

}  // namespace bnn
