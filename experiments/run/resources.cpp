#include "experiments/run/resources.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <system_error>

#include "bayes/core/error.h"
#include "experiments/files/free_memory.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

// Bytes of one log probability at the two peaks of a run, rounded up from how its resident memory grew with
// 5e6 to 2e8 of them (400 to 10,000 draws of 100 to 10,000 images). To the end, with the probabilities in the
// record and their file, 20.4 to 20.9 for the test images, or 16 where the parts of the prediction were given
// back to the system. While validation is predicted beside the test images' own 8, 8.0 to 8.9.
constexpr std::uint64_t kToTheEnd = 22;
constexpr std::uint64_t kWhilePredicted = 10;
constexpr std::uint64_t kBesideValidation = 8;
constexpr std::uint64_t kInTheFile = 4;

// Of a model's bytes. A checkpoint of LeNet-5 under Adam has four times as many: each parameter, its
// gradient's two averages and the best value so far. model.safetensors has them once, weights.npz a mean and
// a standard deviation of each weight: twice where the model is points.
constexpr std::uint64_t kCheckpoint = 4;
constexpr std::uint64_t kCheckpointsKept = 2;
constexpr std::uint64_t kModelAndWeights = 3;

std::uint64_t log_probabilities(std::int64_t draws, std::int64_t images, std::int64_t classes) {
  return static_cast<std::uint64_t>(draws) * static_cast<std::uint64_t>(images) *
         static_cast<std::uint64_t>(classes);
}

std::uint64_t bytes_of(const bayes::State& state) {
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : state) bytes += tensor.nbytes();
  return bytes;
}

std::uint64_t prediction_file(const RunSize& run) {
  return kInTheFile * log_probabilities(run.draws, run.test_images, run.classes);
}

std::uint64_t sum_of_largest(std::vector<std::uint64_t> bytes, std::int64_t count) {
  std::sort(bytes.begin(), bytes.end(), std::greater<>());
  bytes.resize(std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(count)));
  return std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
}

// What all runs come to in one of their figures.
template <class Figure>
std::vector<std::uint64_t> of_each(const std::vector<RunSize>& runs, const Figure& figure) {
  std::vector<std::uint64_t> figures;
  for (const auto& run : runs) figures.push_back(figure(run));
  return figures;
}

}  // namespace

RunSize run_size(const bayes::InferenceMethod& method, const ExperimentConfig& config, const Splits& splits,
                 std::int64_t classes) {
  return {method.draws(config.evaluation.samples),
          splits.test.size(),
          splits.validation.size(),
          classes,
          bytes_of(method.save()),
          /*written=*/0};
}

RunSize run_size(const bayes::InferenceMethod& method, const ExperimentConfig& config,
                 const Dataset& dataset) {
  const auto& split = config.data.split;
  const auto training = split.training_images > 0 ? split.training_images : dataset.train.size();
  return {method.draws(config.evaluation.samples),
          split.test_images > 0 ? split.test_images : dataset.test.size(),
          validation_images(split, training),
          static_cast<std::int64_t>(dataset.class_names.size()),
          bytes_of(method.save()),
          /*written=*/0};
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (!entry->is_regular_file(gone)) continue;
    const auto size = entry->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

std::uint64_t prediction_bytes(const RunSize& run) {
  const auto test = log_probabilities(run.draws, run.test_images, run.classes);
  const auto validation = log_probabilities(run.draws, run.validation_images, run.classes);
  return std::max(kToTheEnd * test, kBesideValidation * test + kWhilePredicted * validation);
}

std::uint64_t bytes_to_write(const std::vector<RunSize>& runs, std::int64_t at_a_time) {
  std::uint64_t bytes = 0;
  for (const auto& run : runs) {
    const auto stays =
        (kCheckpointsKept * kCheckpoint + kModelAndWeights) * run.model_bytes + prediction_file(run);
    bytes += stays - std::min(stays, run.written);
  }
  const auto third = [](const RunSize& run) { return kCheckpoint * run.model_bytes; };
  return bytes + sum_of_largest(of_each(runs, third), at_a_time);
}

void require_free_memory(std::uint64_t needed, const std::string& what, const std::string& where,
                         const std::string& fix) {
  const auto free = free_memory();
  if (needed <= free.bytes) return;
  throw bayes::Error(fmt::format("{} need {} of memory, and {} are free ({})", what, as_bytes(needed),
                                 as_bytes(free.bytes), free.limit),
                     where, fix, bayes::Fault::kFailed);
}

void require_memory(const std::vector<RunSize>& runs, std::int64_t at_a_time) {
  if (runs.empty()) return;
  const auto& largest = *std::max_element(runs.begin(), runs.end(), [](const auto& a, const auto& b) {
    return prediction_bytes(a) < prediction_bytes(b);
  });
  const auto side_by_side = std::min(at_a_time, static_cast<std::int64_t>(runs.size()));
  const auto what = fmt::format("{} draws of {} test and {} validation images", largest.draws,
                                largest.test_images, largest.validation_images);
  const std::string fix = "lower evaluation.samples, data.test_images or data.validation";
  const auto needed = sum_of_largest(of_each(runs, prediction_bytes), at_a_time);
  if (side_by_side == 1) {
    require_free_memory(needed, what, "evaluation.samples", fix);
  } else {
    require_free_memory(needed, fmt::format("{} runs side by side, the largest with {},", side_by_side, what),
                        "evaluation.samples", fix + ", or let fewer go side by side by --threads");
  }
}

void require_space(const fs::path& folder, const std::vector<RunSize>& runs, std::int64_t at_a_time) {
  struct statvfs disk {};
  if (runs.empty() || ::statvfs(folder.c_str(), &disk) != 0) return;  // writing will tell
  const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  const auto needed = bytes_to_write(runs, at_a_time);
  if (needed <= free) return;
  std::uint64_t predictions = 0;
  for (const auto& run : runs) predictions += prediction_file(run);
  throw bayes::Error(
      fmt::format("{} about {} on the disk, and {} are free",
                  runs.size() == 1 ? "the run has yet to write"
                                   : fmt::format("{} runs have yet to write", runs.size()),
                  as_bytes(needed), as_bytes(free)),
      folder.string(),
      fmt::format("make room there, or choose another folder with --output; predictions are {} of it "
                  "(evaluation.samples)",
                  as_bytes(std::min(predictions, needed))),
      bayes::Fault::kFailed);
}

}  // namespace bnn
