#include "experiments/files/generations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <system_error>
#include <utility>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/folders.h"
#include "experiments/files/terminal_text.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKept = 2;
constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 40;
constexpr char kStep[] = "step";

std::string file_name(std::int64_t step) { return fmt::format("step-{:012}.safetensors", step); }

std::optional<std::int64_t> step_of(const std::string& name) {
  std::int64_t step = 0;
  const std::size_t begin = std::min<std::size_t>(name.size(), std::string("step-").size());
  std::from_chars(name.data() + begin, name.data() + name.size(), step);
  if (name != file_name(step)) return std::nullopt;
  return step;
}

/// Steps of the generations in the folder, newest first.
std::vector<std::int64_t> steps_in(const fs::path& folder) {
  std::vector<std::int64_t> steps;
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return steps;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (const auto step = step_of(entry->path().filename().string())) steps.push_back(*step);
  }
  // A folder that cannot be read is not an empty one.
  if (error) {
    throw bayes::Error("cannot list the checkpoints: " + error.message(), folder.string(), "",
                       bayes::Fault::kFailed);
  }
  std::sort(steps.begin(), steps.end(), std::greater<>());
  return steps;
}

Safetensors load(const fs::path& path, std::int64_t step) {
  Safetensors content = from_safetensors(read_file(path, kLargestFile), path.string());
  const auto entry = content.metadata.find(kStep);
  if (entry == content.metadata.end() || entry->second != std::to_string(step)) {
    throw bayes::Error("the file holds another step than its name says", path.string(), "",
                       bayes::Fault::kData);
  }
  content.metadata.erase(entry);
  return content;
}

bool looks_whole(const fs::path& path, std::int64_t step) {
  try {
    const auto header = read_safetensors_header(path);
    const auto entry = header.metadata.find(kStep);
    std::error_code error;
    return entry != header.metadata.end() && entry->second == std::to_string(step) &&
           header.bytes == fs::file_size(path, error) && !error;
  } catch (const bayes::Error&) {
    return false;
  }
}

}  // namespace

void Generations::save(Safetensors content, std::int64_t step) {
  if (step < 0) throw bayes::Error(fmt::format("the step is {}", step), "", "count steps from 0");
  content.metadata[kStep] = std::to_string(step);
  const std::string bytes = to_safetensors(content);
  make_folders(folder_);
  write_file_atomically(folder_ / file_name(step), bytes);

  damaged_.erase(std::remove(damaged_.begin(), damaged_.end(), step), damaged_.end());
  std::size_t kept = 0;
  std::error_code error;
  for (const std::int64_t there : steps_in(folder_)) {
    const bool damaged = std::find(damaged_.begin(), damaged_.end(), there) != damaged_.end();
    // What cannot be removed now is tried again after the next save.
    if (damaged || (there <= step && ++kept > kKept)) fs::remove(folder_ / file_name(there), error);
  }
  damaged_.clear();
  remove_stale_temporaries(folder_);
}

std::optional<Generation> Generations::load_newest(
    const std::function<void(const Safetensors& content)>& require) {
  Generation generation;
  damaged_.clear();
  for (const std::int64_t step : steps_in(folder_)) {
    const fs::path path = folder_ / file_name(step);
    try {
      generation.content = load(path, step);
      if (require) require(generation.content);
      generation.step = step;
      return generation;
    } catch (const bayes::Error& error) {
      // Only what was read and found wrong may go later; a disk that fails now may work again.
      if (error.fault == bayes::Fault::kData) damaged_.push_back(step);
      generation.warnings.push_back(fmt::format("checkpoint of step {} is skipped: {} ({})", step,
                                                error.problem, terminal_line(path.string())));
    }
  }
  if (generation.warnings.empty()) return std::nullopt;
  throw bayes::Error(fmt::format("all {} checkpoints are unusable: {}", generation.warnings.size(),
                                 fmt::join(generation.warnings, "; ")),
                     folder_.string(), "move the folder away to start the run anew", bayes::Fault::kData);
}

std::optional<std::int64_t> Generations::newest_step() const {
  const auto steps = steps_in(folder_);
  if (steps.empty()) return std::nullopt;
  for (const std::int64_t step : steps) {
    if (looks_whole(folder_ / file_name(step), step)) return step;
  }
  throw bayes::Error("no checkpoint is whole", folder_.string(), "move the folder away to start the run anew",
                     bayes::Fault::kData);
}

}  // namespace bnn
