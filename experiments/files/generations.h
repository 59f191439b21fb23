#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiments/files/safetensors.h"

namespace bnn {

/// A checkpoint as it came back.
struct Generation {
  std::int64_t step = 0;
  Safetensors content;
  std::vector<std::string> warnings;  ///< one for each newer generation that was damaged and skipped
};

/// The checkpoints of a run: `step-000000000123.safetensors` in one folder, the newest two of them.
///
/// Two, because the newest may be lost to the disk; not more, because a full disk ends more runs.
class Generations {
 public:
  explicit Generations(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Writes generation `step` (its number also goes to metadata entry "step"), then removes what is older
  /// than the two newest up to `step`, and left-over temporaries. Makes the folder where it is missing.
  /// Generations after `step` stay, unless `load_newest` found them damaged.
  /// Throws `bayes::Error`: kUsage where `step` is negative or `content` is not sound, kFailed where the disk
  /// refuses; the generations that were there before are then still there.
  void save(Safetensors content, std::int64_t step);

  /// The newest whole generation; nothing where the folder has none at all.
  ///   require  throws `bayes::Error` (kData) where a whole one is of no use either
  /// Throws `bayes::Error` (kData) where there are some and all are damaged: that is never "none".
  std::optional<Generation> load_newest(const std::function<void(const Safetensors& content)>& require = {});

  /// The step of the newest generation whose header and size are as it was saved; nothing where the folder
  /// has none at all. Reads no array: a damaged one is only found by `load_newest`.
  /// Throws `bayes::Error` (kData) where there are some and none is so.
  std::optional<std::int64_t> newest_step() const;

 private:
  std::filesystem::path folder_;
  std::vector<std::int64_t> damaged_;
};

}  // namespace bnn
