#include "experiments/run/recorded_run.h"

#include <limits>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"
#include "experiments/run/shown_images.h"
#include "experiments/saved_run/manifest.h"
#include "experiments/saved_run/run_directory.h"
#include "experiments/saved_run/saved_figures.h"
#include "experiments/saved_run/validation_predictions.h"
#include "notebooks_export/formats/npz.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// The arrays of `folder / name`, with its path where they are damaged.
template <class Read>
auto read_arrays(const fs::path& folder, const char* name, const Read& read) {
  const auto path = folder / name;
  try {
    return read(read_file(path, kLargestModel));
  } catch (const bayes::Error& error) {
    throw bayes::Error(error.problem, path.string(), "put the file back as the run wrote it", error.fault);
  }
}

std::vector<double> numbers_of(const Json& list, double null) {
  std::vector<double> numbers;
  for (const auto& number : list) numbers.push_back(number.is_null() ? null : number.get<double>());
  return numbers;
}

// What was fitted to validation images; fitted.json holds it for those who apply it elsewhere.
void add_found(const Json& found, report::RunRecord& record) {
  for (const auto& calibration : found.at("calibration")) {
    for (auto& split : record.splits) {
      if (split.name != calibration.at("split")) continue;
      for (const auto& [name, numbers] : calibration.at("numbers").items()) {
        split.numbers.emplace_back(name, numbers_of(numbers, std::numeric_limits<double>::quiet_NaN()));
      }
    }
  }
  const auto& sets = found.at("conformal");
  for (std::size_t i = 0; i < sets.size() && i < record.conformal.size(); ++i) {
    auto& conformal = record.conformal[i];
    conformal.set_name = sets[i].at("name").get<std::string>();
    conformal.thresholds = numbers_of(sets[i].at("thresholds"), std::numeric_limits<double>::infinity());
    conformal.validation_images = sets[i].at("validation_images").get<std::vector<std::int64_t>>();
  }
}

void add_found(const fs::path& folder, report::RunRecord& record) {
  const auto found = read_found(folder);
  if (!found.is_object()) return;
  try {
    add_found(found, record);
  } catch (const Json::exception& error) {
    throw bayes::Error(std::string("what the run found on validation cannot be read: ") + error.what(),
                       fitted_path(folder).string(), "put the file back as the run wrote it",
                       bayes::Fault::kData);
  }
}

void add_predictions(const fs::path& folder, std::vector<report::ShownImage>& images,
                     const report::Predictions& predictions) {
  for (auto& image : images) {
    if (image.index >= predictions.examples) {
      throw bayes::Error("an image to show is none of those that were predicted",
                         (folder / "metrics.json").string(), "put the file back as the run wrote it",
                         bayes::Fault::kData);
    }
    add_prediction(predictions, image);
  }
}

}  // namespace

std::optional<report::RunRecord> read_run_record(const fs::path& folder) {
  require_complete(folder);
  require_intact(folder);
  auto record = read_figures(folder);
  if (record.method.empty()) return std::nullopt;
  record.config_yaml = read_file(folder / "config.yaml", kLargestText);
  if (auto environment = read_environment(folder)) record.environment = std::move(*environment);
  record.history = read_history(folder);
  if (record.numbers.target_names.empty()) {
    record.predictions = read_arrays(folder, "predictions.npz", report::read_predictions);
  } else {
    auto names = std::move(record.numbers.target_names);
    record.numbers = read_arrays(folder, "predictions.npz", report::read_number_predictions);
    record.numbers.target_names = std::move(names);
  }
  if (fs::exists(folder / "weights.npz")) {
    record.weights = read_arrays(folder, "weights.npz", report::read_weights);
  }
  add_found(folder, record);
  add_predictions(folder, record.most_uncertain, record.predictions);
  add_predictions(folder, record.confidently_wrong, record.predictions);
  return record;
}

}  // namespace bnn
