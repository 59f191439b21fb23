#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "bayes/core/error.h"
#include "bayes/prediction/prior_logits.h"
#include "bayes/predictive/prior_summary.h"
#include "experiments/commands/command.h"
#include "experiments/config/experiment_config.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/folders.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/progress.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "experiments/process/watched_pool.h"
#include "experiments/run/problem.h"
#include "experiments/run/resources.h"
#include "experiments/run/runner.h"
#include "experiments/saved_run/output_rules.h"
#include "notebooks_export/html/prior_report.h"

namespace bnn {
namespace {

struct PriorCommandOptions {
  std::string config;
  std::vector<std::string> overrides;
  std::int64_t draws = 200;
  std::int64_t images = 100;
  std::string output;
  int threads = 0;
};

report::PriorRecord record_of(const ExperimentConfig& config, const Dataset& dataset,
                              const bayes::PriorSummary& summary, const bayes::ThreadPool& pool) {
  report::PriorRecord record;
  record.name = config.name;
  record.model = config.model.architecture.entry().name;
  record.prior = config.model.prior.entry().title;
  record.dataset = config.data.dataset.entry().name;
  record.seed = config.seed;
  record.draws = summary.draws;
  record.images = summary.images;
  record.class_names = dataset.class_names;
  record.top_probability = summary.top_probability;
  record.entropy = summary.entropy;
  record.logit_range = summary.logit_range;
  record.top_probability_counts = summary.top_probability_counts;
  record.entropy_counts = summary.entropy_counts;
  record.mean_entropy = summary.mean_entropy;
  record.predictive_entropy = summary.predictive_entropy;
  record.logit_sd = summary.logit_sd;
  record.class_shares = summary.class_shares;
  record.agreement = summary.agreement;
  record.largest_class = summary.largest_class;
  record.config_yaml = to_yaml(config);
  record.environment = describe_environment(pool, dataset);
  return record;
}

// Bytes of one logit at the peak of their summary, as resident memory grew with 2e7 to 1e8 of them: itself,
// its probability, their logarithm, whether it is the largest, and what entropies are made of.
constexpr std::uint64_t kBytesOfLogit = 70;

void require_memory_of(std::int64_t draws, std::int64_t images, std::size_t classes) {
  const auto logits = static_cast<std::uint64_t>(draws) * static_cast<std::uint64_t>(images) * classes;
  require_free_memory(kBytesOfLogit * logits, fmt::format("{} networks on {} images", draws, images),
                      "--draws", "lower --draws or --images; nothing was started");
}

void check_prior(const PriorCommandOptions& options) {
  if (!options.output.empty()) {
    for (const char* file : {"prior.html", "prior.json"}) {
      require_harmless(std::filesystem::path(options.output) / file, {{options.config}});
    }
  }
  const auto config = load_experiment(options.config, options.overrides);
  watch_signals(AfterSignal::kBeginsAnew);
  Progress progress;
  const auto pool = make_pool(options.threads);
  const WatchedPool watched{*pool, progress, ""};
  const auto known = config.data.dataset.make();
  if (known.targets != Targets::kClasses) {
    throw bayes::Error("`bnn prior` shows what networks say about classes, and the targets are " +
                           std::string(words_of(known.targets)),
                       options.config, "choose data with classes");
  }
  const Dataset dataset = known.load();
  const auto seed = static_cast<std::uint64_t>(config.seed);
  const Splits splits = splits_of(config, dataset);
  const auto images = splits.train.inputs.narrow(0, 0, std::min(options.images, splits.train.size()));
  require_memory_of(options.draws, images.size(0), dataset.class_names.size());
  torch::Tensor logits;
  watched.stage("prior", options.draws, "networks", [&](const WatchedPool::Done& done) {
    logits = bayes::prior_logits(architecture_of(config, shape_of(dataset)), *config.model.prior.make(),
                                 images, options.draws, seed, *pool, [&] {
                                   stop_if_interrupted();
                                   done(1);
                                 });
  });
  bayes::PriorSummary summary;
  watched.stage("summary", logits.numel(), "logits", [&](const WatchedPool::Done& done) {
    summary = bayes::prior_summary(logits);
    done(logits.numel());
  });
  const auto record = record_of(config, dataset, summary, *pool);
  print("{} networks from the prior {} on {} training images of {}\n", record.draws,
        config.model.prior.entry().name, record.images, record.dataset);
  print_table(report::prior_table(record));
  if (options.output.empty()) return;
  for (const auto& file : report::export_prior(record)) {
    const auto path = std::filesystem::path(options.output) / file.name;
    make_folders(path.parent_path());
    write_file_atomically(path, file.bytes);
  }
  print("\nreport: {}\n", terminal_line((std::filesystem::path(options.output) / "prior.html").string()));
}

}  // namespace

void add_prior(CLI::App& app) {
  auto options = std::make_shared<PriorCommandOptions>();
  auto* command = app.add_subcommand("prior", "What networks drawn from the prior predict, before any data");
  command->footer(
      "Draws every weight of the configured model from the configured prior, many times, and tells how sure "
      "the\n"
      "networks are, which classes they name, and whether they agree. Nothing is trained.\n\n"
      "  bnn prior configs/mnist_lenet5_bayes_by_backprop.yaml\n"
      "  bnn prior configs/mnist_lenet5_map.yaml 'model.prior={name: scaled_gaussian}' --output runs/prior");
  command->add_option("config", options->config, "Configuration file (YAML)")
      ->required()
      ->type_name("CONFIG.yaml");
  command->add_option("overrides", options->overrides, "Settings instead of the file's")
      ->type_name("key.path=value");
  command->add_option("--draws", options->draws, "Networks to draw")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--images", options->images, "Training images to show them")
      ->type_name("N")
      ->check(CLI::Range(1, 100000));
  command
      ->add_option("-o,--output", options->output,
                   "Folder for prior.html, prior.json and charts; only the table where none is given")
      ->type_name("DIR");
  command->add_option("--threads", options->threads, "Threads; 0 for one a core. Changes no number")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  command->callback([options] { check_prior(*options); });
}

}  // namespace bnn
