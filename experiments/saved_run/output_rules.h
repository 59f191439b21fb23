#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bnn {

/// What the output of a command must leave as it is.
struct OutputRules {
  std::vector<std::filesystem::path> inputs{};  ///< files that the command reads
  std::filesystem::path owner{};                ///< folder of the run or comparison it is about; may be empty
  bool renews = false;                          ///< whether it writes the owner's own files anew
  std::string option = "--output";              ///< with which the user chose the place
};

/// Throws `bayes::Error` (kUsage), before anything is written, where a file at `output` would take the place
/// of one of `inputs`; of a file that is part of a run or a comparison (config.yaml, model.safetensors,
/// checkpoints, reports, …), unless the command renews it; or would lie among the files of a run that is not
/// `owner`. Symbolic links are followed, and a file is known by another of its names (hard links).
/// What else there is may be overwritten: an older output of the same command.
void require_harmless(const std::filesystem::path& output, const OutputRules& rules);

/// The same for text (CSV, HTML), which never takes the place of a file that is none: a picture, a model, an
/// array. So the first of `--output *.png` stays, which the shell made the output, and the others inputs.
void require_harmless_text(const std::filesystem::path& output, const OutputRules& rules);

}  // namespace bnn
