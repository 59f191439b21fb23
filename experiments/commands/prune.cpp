#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "bayes/core/error.h"
#include "experiments/commands/command.h"
#include "experiments/commands/print_record.h"
#include "experiments/compare/metrics_difference.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/sha256.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "experiments/run/pruned_run.h"
#include "experiments/run/runner.h"
#include "experiments/saved_run/manifest.h"
#include "experiments/saved_run/output_rules.h"
#include "experiments/saved_run/run_files.h"
#include "experiments/saved_run/sparse_state.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/tables/table.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

struct PruneOptions {
  std::string run;
  std::string by = pruning_orders().front();
  std::optional<double> share;
  std::optional<double> accuracy_loss;
  std::string output;
  int threads = 0;
};

PrunedMethod prune_method(const PruneOptions& options, const TrainedRun& run, const Splits& splits,
                          const WatchedPool& pool) {
  if (options.share.has_value() == options.accuracy_loss.has_value()) {
    throw bayes::Error("how much is to be removed is not said, or said twice", "bnn prune",
                       "give --share or --accuracy-loss");
  }
  const auto score = pruning_order(options.by, run);
  return options.share ? pruned_to(*options.share, *run.method, score)
                       : pruned_within(*options.accuracy_loss, run, splits, score, pool);
}

std::string pruning_text(const PruneOptions& options, const PrunedMethod& pruned, std::int64_t weights) {
  nlohmann::ordered_json document{{"run", options.run},
                                  {"by", options.by},
                                  {"share", pruned.share},
                                  {"removed", pruned.removed},
                                  {"weights", weights},
                                  {"ranked_by_score", pruned.ranked_by_score},
                                  {"ranked_by_mean", pruned.ranked_by_mean}};
  if (options.accuracy_loss) {
    document["accuracy_loss"] = *options.accuracy_loss;
    document["share_chosen_on"] = "validation";
    document["validation_accuracy"] = *pruned.validation_accuracy;
  }
  return report::json_text(document);
}

// What the order was where the score could not say.
std::string ranking_text(const PrunedMethod& pruned) {
  if (pruned.ranked_by_mean == 0) return "";
  return fmt::format(
      "{} of the weights went by |mean|: their |mean| / sd is one number, as behind dropout and of points\n",
      pruned.ranked_by_score == 0 ? "all" : std::to_string(pruned.ranked_by_mean));
}

std::int64_t weights_of(const bayes::InferenceMethod& method) {
  std::int64_t weights = 0;
  for (const auto& network : method.moments_by_network()) {
    for (const auto& tensor : network) weights += tensor.mean.numel();
  }
  return weights;
}

// "runs/a/" becomes "runs/a".
fs::path without_slash(const std::string& folder) {
  return (fs::path(folder).lexically_normal() / "").parent_path();
}

// What an interrupted call has left: nothing was trained there, so that it is made anew.
bool is_left_over(const fs::path& folder) {
  return fs::exists(folder / "config.yaml") && !fs::exists(folder / "metrics.json") &&
         !fs::exists(folder / "checkpoints");
}

// Files of another share would else be taken for those of this one.
void remove_left_over(const fs::path& folder) {
  for (const auto& name : run_files()) {
    if (name != "config.yaml" && name != ".lock") fs::remove_all(folder / name);
  }
}

[[noreturn]] void refuse_output(const fs::path& output) {
  throw bayes::Error("the output folder is not empty", output.string(), "choose another with --output");
}

// Looked at before any work; "runs/a" becomes "runs/a_pruned".
fs::path output_folder(const PruneOptions& options) {
  const auto source = without_slash(options.run);
  const auto output =
      options.output.empty() ? fs::path(source.string() + "_pruned") : without_slash(options.output);
  const bool left_over = is_left_over(output);
  require_harmless(left_over ? output : output / "metrics.json", {{}, source});
  if (left_over || !fs::exists(output) || is_empty_but_for_lock(output)) return output;
  refuse_output(output);
}

// A folder that holds the beginning of something else stays as it is.
void require_own_left_over(const fs::path& output, const std::string& config_yaml) {
  const auto config = output / "config.yaml";
  if (!fs::exists(config) || read_file(config, kLargestText) == config_yaml) return;
  throw bayes::Error("the output folder holds a run of another configuration", config.string(),
                     "choose another with --output, or remove it");
}

void prune(const PruneOptions& options) {
  const auto output = output_folder(options);
  watch_signals(AfterSignal::kBeginsAnew);
  Progress progress;
  const auto pool = make_pool(options.threads);
  const WatchedPool watched{*pool, progress, ""};
  auto run = load_run(options.run);
  run.config.name += ", pruned";
  require_own_left_over(output, to_yaml(run.config));
  const auto data = load_data(run);
  auto pruned = prune_method(options, run, data.splits, watched);
  const auto weights = weights_of(*run.method);
  run.method = std::move(pruned.method);

  const auto measured = measure_run(run, data, watched);
  const auto& record = measured.record;
  auto fitted = run.fitted;
  fitted.name = run.config.name;
  fitted.config_sha256 = sha256_hex({record.config_yaml});
  RunDirectory directory(output, record.config_yaml, RunDirectory::Resume::kYes);
  if (!is_left_over(output)) refuse_output(output);  // another call was quicker
  remove_left_over(output);
  directory.begin(fitted);
  directory.write({"environment.json", report::json_text(record.environment)});
  directory.write({"history.jsonl", history_text(record.history)});
  directory.write({"pruning.json", pruning_text(options, pruned, weights)});
  write_results(directory, measured, fitted, run.config.report.formats, to_sparse(run.method->save()));

  const auto table = metrics_difference(options.run, "before", output, "after");
  directory.write({"pruning.csv", report::csv(table)});
  add_to_manifest(output, {{"pruning.csv", report::csv(table)}});
  print("{} of {} weights removed ({:.1f} %), by {}\n{}{}\n", pruned.removed, weights,
        100.0 * static_cast<double>(pruned.removed) / static_cast<double>(weights), options.by,
        ranking_text(pruned), options.accuracy_loss ? "the share was chosen on the validation images\n" : "");
  print_table(table);
  print_results(output, run.config.report.formats, "bnn show");
}

}  // namespace

void add_prune(CLI::App& app) {
  auto options = std::make_shared<PruneOptions>();
  auto* command =
      app.add_subcommand("prune", "Remove the weights of a run that matter least, into a new run");
  command->footer(
      "Removed weights are exactly 0, with standard deviation 0, and the model's file is small for it. The "
      "new folder is a\n"
      "run: evaluate, predict, show and export take it. pruning.json says what was removed, pruning.csv what "
      "it cost.\n"
      "Weights go by |mean| / sd, or by the nats that each costs under a Gaussian prior. Points and weights "
      "behind dropout,\n"
      "whose |mean| / sd is one number, go by |mean|. With --accuracy-loss the share is chosen on the "
      "validation images.\n\n"
      "  bnn prune runs/mnist_lenet5_bayes_by_backprop --share 0.9\n"
      "  bnn prune runs/mnist_lenet5_bayes_by_backprop --accuracy-loss 0.002 --by kl --output runs/small");
  command->add_option("run", options->run, "Folder of a run")->required()->type_name("RUN");
  command->add_option("--share", options->share, "Share of all weights to remove, in [0, 1]")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 1.0));
  command
      ->add_option("--accuracy-loss", options->accuracy_loss,
                   "Remove as much as keeps the accuracy on the validation images within this, a share")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--by", options->by, "What is removed first: signal_to_noise or kl")
      ->type_name("ORDER");
  command->add_option("-o,--output", options->output, "Folder of the new run; RUN_pruned where none is given")
      ->type_name("DIR");
  command->add_option("--threads", options->threads, "Threads; 0 for one a core. Changes no number")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  command->callback([options] { prune(*options); });
}

}  // namespace bnn
