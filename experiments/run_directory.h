#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bayes/core/state.h"
#include "experiments/files/file_lock.h"
#include "experiments/files/generations.h"
#include "experiments/run_history.h"
#include "notebooks_export/run_record.h"

namespace bnn {

/// The folder of one run, locked while this lives. config.yaml is written first and says whose folder it is;
/// metrics.json comes last and says that the run is complete.
class RunDirectory {
 public:
  enum class Resume { kNo, kYes };

  /// Makes the folder, or takes up the one that is there. Throws `bayes::Error`: kTryAgain where another
  /// process holds it; kUsage where it holds a run and resume is kNo, a run of another configuration, or
  /// files that are no run.
  RunDirectory(std::filesystem::path path, const std::string& config_yaml, Resume resume);

  const std::filesystem::path& path() const { return path_; }
  bool is_complete() const;

  /// Makes the folders that the file's name has.
  void write(const report::ExportedFile& file) const;

  struct Checkpoint {
    bayes::State state;
    std::vector<report::EpochRecord> history;  ///< up to the checkpoint
    std::int64_t step;                         ///< that it was saved with
    std::vector<std::string> warnings;
  };
  void save_checkpoint(const bayes::State& state, const std::vector<report::EpochRecord>& history,
                       std::int64_t step);
  /// Also puts history.jsonl back to where the checkpoint is: a crash may have come between the two.
  /// Nothing where no checkpoint was made yet. Throws `bayes::Error` (kData) where all are damaged, or none
  /// fits the history.
  std::optional<Checkpoint> load_checkpoint();

 private:
  void require_run_or_empty() const;
  void take(const std::string& config_yaml, Resume resume);

  std::filesystem::path path_;
  std::unique_ptr<FileLock> lock_;
  Generations checkpoints_;
  RunHistory history_;
};

/// What of a run is safe after something failed, as a line of an error: "\n  intact: the checkpoint of step
/// 1800". Empty where the folder holds no run.
std::string what_is_intact(const std::filesystem::path& run);

/// Throws `bayes::Error` (kFailed) where it cannot be made.
void make_output_folder(const std::filesystem::path& path);
/// Whether the folder holds nothing but what a program that was stopped leaves behind.
bool is_empty_but_for_lock(const std::filesystem::path& folder);

/// environment.json of a run; empty where it has none yet. Throws `bayes::Error` (kData) where it is damaged.
std::optional<nlohmann::ordered_json> read_environment(const std::filesystem::path& run);

/// The parameters are stored as they are given (see sparse_state.h), and read in full.
/// Parameters with the configuration that gives them meaning: model.safetensors.
inline std::filesystem::path model_path(const std::filesystem::path& run) {
  return run / "model.safetensors";
}
/// Bytes; a larger file is not read.
constexpr std::uint64_t kLargestModel = std::uint64_t{16} << 30;
report::ExportedFile model_file(const bayes::State& state, const std::string& config_yaml);
bayes::State read_model(const std::filesystem::path& run);
/// A safetensors file of any program: a checksum is checked where there is one; float16 and bfloat16 become
/// float32, which holds them exactly.
bayes::State read_foreign_model(const std::filesystem::path& file);

}  // namespace bnn
