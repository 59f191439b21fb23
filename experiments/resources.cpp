#include "experiments/resources.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "bayes/core/error.h"
#include "experiments/files/free_memory.h"

namespace bnn {
namespace {

// Bytes of one log probability at the two peaks of a run, as its resident memory grew with 2,000 draws: to
// the end, with the probabilities in the record and their file, 22 for each of the test images (1e8 of them);
// while validation (1e8) is predicted beside the test images' own, 10.
constexpr std::uint64_t kToTheEnd = 22;
constexpr std::uint64_t kWhilePredicted = 10;
constexpr std::uint64_t kBesideValidation = 8;
constexpr std::uint64_t kInTheFile = 4;

std::uint64_t log_probabilities(std::int64_t draws, std::int64_t images, std::int64_t classes) {
  return static_cast<std::uint64_t>(draws) * static_cast<std::uint64_t>(images) *
         static_cast<std::uint64_t>(classes);
}

std::uint64_t bytes_of(const bayes::State& state) {
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : state) bytes += tensor.nbytes();
  return bytes;
}

// A checkpoint of LeNet-5 under Adam has four times the bytes of its model: each parameter, its gradient's
// two averages and the best value so far.
constexpr std::uint64_t kParametersOfCheckpoint = 4;
constexpr std::uint64_t kCheckpoints = 3;  // two, and the one being written

}  // namespace

std::uint64_t prediction_bytes(std::int64_t draws, std::int64_t test_images, std::int64_t validation_images,
                               std::int64_t classes) {
  const auto test = log_probabilities(draws, test_images, classes);
  const auto validation = log_probabilities(draws, validation_images, classes);
  return std::max(kToTheEnd * test, kBesideValidation * test + kWhilePredicted * validation);
}

void require_memory(const bayes::InferenceMethod& method, const Splits& splits,
                    const ExperimentConfig& config, std::int64_t classes, std::int64_t at_a_time) {
  const auto draws = method.draws(config.evaluation.samples);
  const auto needed = static_cast<std::uint64_t>(at_a_time) *
                      prediction_bytes(draws, splits.test.size(), splits.validation.size(), classes);
  const auto free = free_memory();
  if (needed <= free.bytes) return;
  throw bayes::Error(
      fmt::format("{} draws of {} test and {} validation images{} need {} of memory, and {} are free ({})",
                  draws, splits.test.size(), splits.validation.size(),
                  at_a_time > 1 ? fmt::format(", in {} runs at a time,", at_a_time) : "", as_bytes(needed),
                  as_bytes(free.bytes), free.limit),
      "evaluation.samples",
      "lower evaluation.samples, data.test_images or data.validation; nothing was started",
      bayes::Fault::kFailed);
}

void require_space(const std::filesystem::path& folder, const bayes::InferenceMethod& method,
                   const Splits& splits, const ExperimentConfig& config, std::int64_t classes) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return;  // writing will tell
  const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  const auto parameters = bytes_of(method.save());
  const auto checkpoints = kCheckpoints * kParametersOfCheckpoint * parameters;
  const auto predictions =
      kInTheFile * log_probabilities(method.draws(config.evaluation.samples), splits.test.size(), classes);
  const auto needed = checkpoints + parameters + predictions;
  if (needed <= free) return;
  throw bayes::Error(
      fmt::format("the run needs about {} on the disk ({} for checkpoints, {} for predictions), and {} are "
                  "free",
                  as_bytes(needed), as_bytes(checkpoints), as_bytes(predictions), as_bytes(free)),
      folder.string(), "make room there, or choose another folder with --output", bayes::Fault::kFailed);
}

}  // namespace bnn
