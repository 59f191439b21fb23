#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// history.jsonl of a run while it trains: a line for each epoch, appended as epochs end.
///
/// A checkpoint names the epochs that it follows instead of holding them all: for each member of an ensemble
/// how many, and a SHA-256 of their lines. It holds only the lines that came since the checkpoint before it,
/// so that a file that is behind by one checkpoint is put right. Lines beyond those that it names (a crash
/// came before the next checkpoint), and a last line that was torn, go when the checkpoint is taken up.
class RunHistory {
 public:
  using Metadata = std::map<std::string, std::string>;

  explicit RunHistory(const std::filesystem::path& run) : path_(run / "history.jsonl") {}

  /// Appends the epochs of `history` that are not in the file yet, to be on the disk before the checkpoint
  /// is, and names all of them in the checkpoint's metadata. Throws `bayes::Error` (kFailed).
  void save(const std::vector<report::EpochRecord>& history, Metadata& checkpoint);

  /// The lines up to a checkpoint, those of a member together. Old checkpoints hold them themselves.
  /// Throws `bayes::Error` (kData) where the file does not hold the epochs that the checkpoint names.
  std::string lines_of(const Metadata& checkpoint) const;

  /// Makes these lines the file, to go on from there.
  void go_on_from(const std::string& lines);

 private:
  struct Epochs {
    std::int64_t count = 0;
    std::string sha256;  // of the line before's and this line
    void add(const std::string& line);
  };
  using ByMember = std::map<std::int64_t, Epochs>;

  void append(const std::string& lines, const std::vector<report::EpochRecord>& history);

  std::filesystem::path path_;
  ByMember written_;
  bool begun_ = false;  // the file is this run's, not what an earlier attempt left
};

/// What history.jsonl holds, and the way back: in the order of members, then epochs. A last line without an
/// end was torn by a crash and does not count.
std::string history_text(const std::vector<report::EpochRecord>& history);
std::vector<report::EpochRecord> parse_history(const std::string& lines);

std::vector<report::EpochRecord> read_history(const std::filesystem::path& run);

}  // namespace bnn
