#include "experiments/saved_run/validation_predictions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/safetensors.h"
#include "experiments/saved_run/checkpoint.h"
#include "experiments/saved_run/run_directory.h"

namespace bnn {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFile[] = "validation.safetensors";
constexpr char kFound[] = "found_on_validation";

[[noreturn]] void refuse(const std::filesystem::path& path) {
  throw bayes::Error("the file does not hold predictions of validation images", path.string(),
                     "put the file back as the run wrote it", bayes::Fault::kData);
}

[[noreturn]] void refuse_found(const std::filesystem::path& path, const std::string& key) {
  throw bayes::Error("what the run found on validation images cannot be read: `" + key + "`", path.string(),
                     "put the file back as the run wrote it", bayes::Fault::kData);
}

bool is_text(const Json& value) { return value.is_string(); }

// Null is infinite.
bool are_thresholds(const Json& values) {
  return values.is_array() && std::all_of(values.begin(), values.end(), [](const Json& value) {
           return value.is_null() || value.is_number();
         });
}

bool are_counts(const Json& values) {
  return values.is_array() && std::all_of(values.begin(), values.end(),
                                          [](const Json& value) { return value.is_number_integer(); });
}

void require_found_set(const Json& set, const std::string& key, const std::filesystem::path& path) {
  const std::pair<std::string, bool (*)(const Json&)> entries[] = {{"name", is_text},
                                                                   {"kind", is_text},
                                                                   {"options", is_text},
                                                                   {"thresholds", are_thresholds},
                                                                   {"validation_images", are_counts}};
  for (const auto& [name, is_right] : entries) {
    if (set.is_object() && set.contains(name) && is_right(set.at(name))) continue;
    refuse_found(path, key + "." + name);
  }
}

}  // namespace

ValidationPredictions averaged(const bayes::CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return {bayes::CategoricalPredictive(predictive.mean_log_probabilities().unsqueeze(/*dim=*/0)), labels,
          predictive.draws()};
}

report::ExportedFile validation_file(const ValidationPredictions& predictions, const Fitted& fitted) {
  auto content = to_arrays({{"log_probabilities", predictions.mean.log_probabilities().squeeze(0)},
                            {"labels", predictions.labels}});
  content.metadata = run_metadata(fitted);
  content.metadata["draws"] = std::to_string(predictions.draws);
  return {kFile, to_safetensors(content)};
}

std::optional<ValidationPredictions> read_validation(const std::filesystem::path& run, const Fitted& fitted) {
  const auto path = run / kFile;
  if (!std::filesystem::exists(path)) return std::nullopt;
  const auto content = from_safetensors(read_file(path, kLargestModel), path.string());
  require_of_run(content.metadata, fitted, path.string());
  const auto state = to_state(content);
  const auto probabilities = state.find("log_probabilities"), labels = state.find("labels");
  const auto draws = content.metadata.find("draws");
  if (probabilities == state.end() || labels == state.end() || draws == content.metadata.end() ||
      probabilities->second.dim() != 2) {
    refuse(path);
  }
  std::int64_t count = 0;
  std::from_chars(draws->second.data(), draws->second.data() + draws->second.size(), count);
  return ValidationPredictions{bayes::CategoricalPredictive(probabilities->second.unsqueeze(/*dim=*/0)),
                               labels->second, count};
}

Json read_found(const std::filesystem::path& run) {
  const auto path = fitted_path(run);
  if (!std::filesystem::exists(path)) return nullptr;
  const auto document = Json::parse(read_file(path, kLargestText), nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || !document.contains(kFound)) return nullptr;
  const auto& found = document.at(kFound);
  const auto key = std::string(kFound) + ".conformal";
  if (!found.is_object() || !found.contains("conformal") || !found.at("conformal").is_array()) {
    refuse_found(path, key);
  }
  for (std::size_t i = 0; i < found.at("conformal").size(); ++i) {
    require_found_set(found.at("conformal")[i], fmt::format("{}[{}]", key, i), path);
  }
  return found;
}

void require_same_draws(const std::string& what, std::int64_t found, std::int64_t wanted) {
  if (found == wanted) return;
  throw bayes::Error(
      fmt::format("{} {} found on predictions of {} draws, and {} are asked for", what,
                  what.back() == 's' ? "were" : "was", found, wanted),
      "evaluation.samples, --samples",
      "leave the number of draws as it is in the run; `bnn evaluate` with the run's data finds "
      "others for any number");
}

}  // namespace bnn
