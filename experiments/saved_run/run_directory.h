#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bayes/core/state.h"
#include "experiments/files/file_lock.h"
#include "experiments/files/generations.h"
#include "experiments/files/safetensors.h"
#include "experiments/saved_run/fitted.h"
#include "experiments/saved_run/run_history.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// The folder of one run, locked while this lives. config.yaml is written first and says whose folder it is;
/// metrics.json comes last and says that the run is complete.
class RunDirectory {
 public:
  enum class Resume { kNo, kYes };

  /// Makes the folder, or takes up the one that is there. Throws `bayes::Error`: kTryAgain where another
  /// process holds it; kUsage where it holds a run and resume is kNo, a run of another configuration (more
  /// epochs may be asked for), or files that are no run. The same configuration as an older version wrote it
  /// stays as it is.
  RunDirectory(std::filesystem::path path, const std::string& config_yaml, Resume resume);

  const std::filesystem::path& path() const { return path_; }
  /// What config.yaml has, or gets from `begin`.
  const std::string& config_yaml() const { return config_yaml_; }
  bool is_complete() const;

  /// Makes the folders that the file's name has.
  void write(const report::ExportedFile& file) const;

  struct Checkpoint {
    bayes::State state;
    std::vector<report::EpochRecord> history;  ///< up to the checkpoint
    std::int64_t step;                         ///< that it was saved with
    std::vector<std::string> warnings;
  };
  /// Says what the run is fitted on, before training: writes fitted.json, and config.yaml anew where the run
  /// goes on for longer. From here on the run is not complete, until metrics.json is written again.
  void begin(const Fitted& fitted);
  /// Whether the configuration is that of the run with more epochs than it was begun with.
  bool is_longer() const { return is_longer_; }

  void save_checkpoint(const bayes::State& state, const std::vector<report::EpochRecord>& history,
                       std::int64_t step);
  /// Also puts history.jsonl back to where the checkpoint is: a crash may have come between the two.
  /// Nothing where no checkpoint was made yet. Throws `bayes::Error` (kData) where all are damaged, none fits
  /// the history, or the newest is another run's.
  std::optional<Checkpoint> load_checkpoint();

 private:
  void require_run_or_empty() const;
  void take(Resume resume);

  std::filesystem::path path_;
  std::string config_yaml_;
  bool is_longer_ = false;
  std::optional<Fitted> fitted_;  // from `begin` on
  std::unique_ptr<FileLock> lock_;
  Generations checkpoints_;
  RunHistory history_;
};

/// Throws `bayes::Error` (kUsage) where the folder holds no complete run.
void require_complete(const std::filesystem::path& run);

/// What of a run is safe after something failed, as a line of an error: "\n  intact: the checkpoint of step
/// 1800". Empty where the folder holds no run. By the checkpoints' headers: memory may be what failed.
std::string what_is_intact(const std::filesystem::path& run);

/// Throws `bayes::Error` (kFailed) where it cannot be made.
void make_output_folder(const std::filesystem::path& path);
/// Whether the folder holds nothing but what a program that was stopped leaves behind.
bool is_empty_but_for_lock(const std::filesystem::path& folder);

/// environment.json of a run; empty where it has none yet. Throws `bayes::Error` (kData) where it is damaged,
/// or an entry that is used has another type, with its key.
std::optional<nlohmann::ordered_json> read_environment(const std::filesystem::path& run);

/// The parameters are stored as they are given (see sparse_state.h), and read in full.
/// Parameters with the configuration that gives them meaning: model.safetensors.
inline std::filesystem::path model_path(const std::filesystem::path& run) {
  return run / "model.safetensors";
}
/// Bytes; larger files are not read.
constexpr std::uint64_t kLargestModel = std::uint64_t{16} << 30;
constexpr std::uint64_t kLargestText = 64u << 20;
report::ExportedFile model_file(const bayes::State& state,
                                const std::map<std::string, std::string>& metadata);

/// Weights with what their file says of them.
struct ModelFile {
  bayes::State state;
  std::map<std::string, std::string> metadata;
};
/// A file of this program needs its checksum; of other programs (kIfPresent) it is checked where there is
/// one.
ModelFile read_model_file(const std::filesystem::path& file, Checksum checksum = Checksum::kRequired);
bayes::State read_model(const std::filesystem::path& run);
/// A safetensors file of any program: a checksum is checked where there is one; float16 and bfloat16 become
/// float32, which holds them exactly.
bayes::State read_foreign_model(const std::filesystem::path& file);

}  // namespace bnn
