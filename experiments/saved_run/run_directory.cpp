#include "experiments/saved_run/run_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "bayes/core/error.h"
#include "experiments/config/config_differences.h"
#include "experiments/config/experiment_config.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/folders.h"
#include "experiments/saved_run/checkpoint.h"
#include "experiments/saved_run/sparse_state.h"
#include "notebooks_export/formats/json.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;
namespace fs = std::filesystem;

// As this version writes it; as it is where it cannot be read.
std::string as_written_now(const std::string& config_yaml) {
  try {
    Diagnostics diagnostics;
    const auto config = read_experiment(parse_yaml(config_yaml, "config.yaml"), diagnostics);
    return diagnostics.empty() ? to_yaml(config) : config_yaml;
  } catch (const Error&) {
    return config_yaml;
  }
}

// Whether nothing but training.epochs is another, and that is more.
bool asks_for_more_epochs(const std::string& began, const std::string& now) {
  const auto differences =
      config_differences(parse_yaml(began, "config.yaml"), parse_yaml(now, "the configuration"));
  if (differences.size() != 1 || differences.front().key != "training.epochs") return false;
  std::int64_t before = 0, after = 0;
  const auto read = [](const std::string& text, std::int64_t& number) {
    return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
  };
  return read(differences.front().first, before) && read(differences.front().second, after) && after > before;
}

[[noreturn]] void refuse_environment(const std::string& problem, const fs::path& path) {
  throw Error(problem, path.string(), "remove it; the run writes it anew", Fault::kData);
}

bool holds_texts(const nlohmann::ordered_json& values) {
  return std::all_of(values.begin(), values.end(), [](const auto& value) { return value.is_string(); });
}

// Of what is read of it; the rest is for people.
void require_known_types(const nlohmann::ordered_json& environment, const fs::path& path) {
  const auto none = environment.end();
  const auto kernels = environment.find("kernels_changed");
  if (kernels != none && !(kernels->is_array() && holds_texts(*kernels))) {
    refuse_environment("`kernels_changed` is not a list of texts", path);
  }
  const auto sums = environment.find("data_sha256");
  if (sums != none && !sums->is_null() && !(sums->is_object() && holds_texts(*sums))) {
    refuse_environment("`data_sha256` does not have a text for each file", path);
  }
  const auto start = environment.find("start_sha256");
  if (start != none && !start->is_string()) refuse_environment("`start_sha256` is not a text", path);
}

}  // namespace

void make_output_folder(const fs::path& path) {
  try {
    make_folders(path);
  } catch (const Error& error) {
    throw Error(error.problem, error.where, "choose another with --output", Fault::kFailed);
  }
}

void require_complete(const fs::path& run) {
  if (fs::exists(run / "metrics.json")) return;
  throw bayes::Error("there is no complete run", run.string(),
                     "give the folder of a run; `bnn run … --resume` ends one");
}

std::string what_is_intact(const fs::path& run) {
  std::error_code ignored;
  if (!fs::exists(run / "config.yaml", ignored)) return "";
  try {
    const auto newest = Generations(run / "checkpoints").newest_step();
    if (!newest) return "\n  intact: nothing yet, the first epoch had not ended";
    return "\n  intact: the checkpoint of step " + std::to_string(*newest);
  } catch (const std::exception&) {
    return "";  // what failed first is the message
  }
}

bool is_empty_but_for_lock(const fs::path& folder) {
  for (const auto& item : fs::directory_iterator(folder)) {
    const auto name = item.path().filename().string();
    if (name != ".lock" && name.rfind(".bnn-", 0) != 0) return false;
  }
  return true;
}

RunDirectory::RunDirectory(fs::path path, const std::string& config_yaml, Resume resume)
    : path_(std::move(path)),
      config_yaml_(config_yaml),
      checkpoints_(path_ / "checkpoints"),
      history_(path_) {
  make_output_folder(path_);
  require_run_or_empty();  // before the lock, so that what is nobody's run stays as it is
  lock_ = std::make_unique<FileLock>(path_);
  remove_stale_temporaries(path_);
  take(resume);
}

void RunDirectory::require_run_or_empty() const {
  if (fs::exists(path_ / "config.yaml") || is_empty_but_for_lock(path_)) return;
  throw Error("the output folder holds files that are no run", path_.string(),
              "choose another with --output, or empty it");
}

void RunDirectory::take(Resume resume) {
  require_run_or_empty();
  const auto config = path_ / "config.yaml";
  if (!fs::exists(config)) {
    write({"config.yaml", config_yaml_});
    return;
  }
  const auto written = read_file(config, kLargestText);
  const auto began = written == config_yaml_ ? written : as_written_now(written);
  const bool is_same = began == config_yaml_;
  if (is_same) config_yaml_ = written;
  is_longer_ = !is_same && resume == Resume::kYes && asks_for_more_epochs(began, config_yaml_);
  if (!is_same && !is_longer_) {
    throw Error("the output folder holds a run of another configuration", config.string(),
                "choose another with --output, or remove it; more training.epochs alone go on with --resume");
  }
  if (resume == Resume::kNo) {
    throw Error(is_complete() ? "the output folder holds this run already, complete"
                              : "the output folder holds this run, not finished",
                path_.string(),
                is_complete() ? "look at its report, or choose another folder with --output"
                              : "go on with --resume, or choose another folder with --output");
  }
}

void RunDirectory::begin(const Fitted& fitted) {
  fitted_ = fitted;
  // First the figures: what comes after is not yet what they were measured on.
  for (const char* name : {"metrics.json", "manifest.json"}) fs::remove(path_ / name);
  // Reports and figures of the shorter run are not of the longer one.
  for (const char* name : {"report.html", "notebook.ipynb", "charts", "predictions.npz", "predictions.csv",
                           "weights.npz", "weights.csv", "validation.safetensors"}) {
    if (is_longer_) fs::remove_all(path_ / name);
  }
  write({"fitted.json", report::json_text(to_json(fitted))});
  if (is_longer_) write({"config.yaml", config_yaml_});
}

bool RunDirectory::is_complete() const { return fs::exists(path_ / "metrics.json"); }

void RunDirectory::write(const report::ExportedFile& file) const {
  const auto path = path_ / file.name;
  make_folders(path.parent_path());
  write_file_atomically(path, file.bytes);
}

void RunDirectory::save_checkpoint(const bayes::State& state, const std::vector<report::EpochRecord>& history,
                                   std::int64_t step) {
  auto content = to_arrays(state);
  if (fitted_) content.metadata = run_metadata(*fitted_);
  history_.save(history, content.metadata);
  checkpoints_.save(std::move(content), step);
}

std::optional<RunDirectory::Checkpoint> RunDirectory::load_checkpoint() {
  std::string history;
  auto newest = checkpoints_.load_newest(
      [&](const Safetensors& content) { history = history_.lines_of(content.metadata); });
  if (!newest) return std::nullopt;
  if (fitted_ && newest->content.metadata.count("run") == 0) {
    newest->warnings.push_back(fmt::format(
        "the checkpoint of step {} is of an older version and does not say whose it is", newest->step));
  } else if (fitted_) {
    require_of_run(newest->content.metadata, *fitted_, (path_ / "checkpoints").string());
  }
  history_.go_on_from(history);
  return Checkpoint{to_state(newest->content), parse_history(history), newest->step, newest->warnings};
}

std::optional<nlohmann::ordered_json> read_environment(const fs::path& run) {
  const auto path = run / "environment.json";
  if (!fs::exists(path)) return std::nullopt;
  auto environment = nlohmann::ordered_json::parse(read_file(path, kLargestText), nullptr, /*throws=*/false);
  if (!environment.is_object()) refuse_environment("the file is damaged", path);
  require_known_types(environment, path);
  return environment;
}

report::ExportedFile model_file(const bayes::State& state,
                                const std::map<std::string, std::string>& metadata) {
  auto content = to_arrays(state);
  content.metadata = metadata;
  return {"model.safetensors", to_safetensors(content)};
}

ModelFile read_model_file(const fs::path& file, Checksum checksum) {
  const auto content = from_safetensors(read_file(file, kLargestModel), file.string(), checksum);
  return {from_sparse(to_state(content)), content.metadata};
}

bayes::State read_model(const fs::path& run) { return read_model_file(model_path(run)).state; }

bayes::State read_foreign_model(const fs::path& file) {
  auto state = read_model_file(file, Checksum::kIfPresent).state;
  for (auto& [name, tensor] : state) {
    const auto type = tensor.scalar_type();
    if (type == torch::kFloat16 || type == torch::kBFloat16) tensor = tensor.to(torch::kFloat32);
  }
  return state;
}

}  // namespace bnn
