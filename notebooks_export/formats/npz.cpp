#include "notebooks_export/formats/npz.h"

#include <algorithm>

#include "bayes/core/error.h"
#include "notebooks_export/formats/npy.h"
#include "notebooks_export/formats/zip_archive.h"

namespace report {
namespace {

constexpr const char* kCorrected = "mutual_information_corrected.npy";
/// Arrays of numbers, [N, D].
struct OfNumbers {
  const char* name;
  std::vector<double> NumberPredictions::*values;
};
constexpr OfNumbers kOfNumbers[] = {{"targets.npy", &NumberPredictions::targets},
                                    {"mean.npy", &NumberPredictions::mean},
                                    {"sd.npy", &NumberPredictions::sd},
                                    {"aleatoric_sd.npy", &NumberPredictions::aleatoric_sd},
                                    {"epistemic_sd.npy", &NumberPredictions::epistemic_sd}};
constexpr OfNumbers kEndsOfIntervals[] = {{"low.npy", &NumberPredictions::low},
                                          {"high.npy", &NumberPredictions::high}};
constexpr const char* kMean = ".mean.npy";
constexpr const char* kSd = ".sd.npy";

/// The name of an array as one file name: unpacking an archive must not leave its folder.
std::string entry_name(std::string array) {
  for (char& letter : array) {
    if (letter == '/' || letter == '\\' || static_cast<unsigned char>(letter) < 0x20) letter = '_';
  }
  return array;
}

ExportedFile weights_npz(const std::vector<WeightTensor>& weights) {
  std::vector<ExportedFile> arrays;
  for (const WeightTensor& tensor : weights) {
    const std::string name = entry_name(tensor.name);
    arrays.push_back({name + kMean, npy_bytes(tensor.mean, tensor.shape)});
    arrays.push_back({name + kSd, npy_bytes(tensor.sd, tensor.shape)});
  }
  return {"weights.npz", zip_bytes(arrays)};
}

void require(bool fits, const char* problem, const char* file) {
  if (!fits) throw bayes::Error(problem, file, "", bayes::Fault::kData);
}

}  // namespace

ExportedFile predictions_npz(const Predictions& predictions) {
  const std::int64_t draws = predictions.draws;
  const std::int64_t examples = predictions.examples;
  const std::int64_t classes = predictions.classes;
  std::vector<ExportedFile> arrays{
      {"labels.npy", npy_bytes(predictions.labels, {examples})},
      {"predicted.npy", npy_bytes(predictions.predicted, {examples})},
      {"probabilities.npy", npy_bytes(predictions.probabilities, {examples, classes})},
      {"samples.npy", npy_bytes(predictions.samples, {draws, examples, classes})},
      {"predictive_entropy.npy", npy_bytes(predictions.predictive_entropy, {examples})},
      {"expected_entropy.npy", npy_bytes(predictions.expected_entropy, {examples})},
      {"mutual_information.npy", npy_bytes(predictions.mutual_information, {examples})},
  };
  if (!predictions.mutual_information_corrected.empty()) {
    arrays.push_back({kCorrected, npy_bytes(predictions.mutual_information_corrected, {examples})});
  }
  return {"predictions.npz", zip_bytes(arrays)};
}

ExportedFile predictions_npz(const NumberPredictions& predictions) {
  const std::int64_t examples = predictions.examples;
  const auto targets =
      static_cast<std::int64_t>(predictions.targets.size()) / std::max<std::int64_t>(examples, 1);
  std::vector<ExportedFile> arrays{{"indices.npy", npy_bytes(predictions.indices, {examples})}};
  for (const auto& [name, values] : kOfNumbers) {
    arrays.push_back({name, npy_bytes(predictions.*values, {examples, targets})});
  }
  arrays.push_back({"samples.npy", npy_bytes(predictions.samples, {predictions.draws, examples, targets})});
  for (const auto& [name, values] : kEndsOfIntervals) {
    if ((predictions.*values).empty()) continue;
    arrays.push_back({name, npy_bytes(predictions.*values, {examples, targets})});
  }
  return {"predictions.npz", zip_bytes(arrays)};
}

ExportedFile predictions_npz(const RunRecord& run) {
  return run.numbers.examples > 0 ? predictions_npz(run.numbers) : predictions_npz(run.predictions);
}

Predictions read_mean_predictions(const std::string& npz) {
  Predictions predictions;
  predictions.labels = npy_integers(zip_entry(npz, "labels.npy"));
  predictions.probabilities = npy_doubles(zip_entry(npz, "probabilities.npy"));
  predictions.examples = static_cast<std::int64_t>(predictions.labels.size());
  const auto values = static_cast<std::int64_t>(predictions.probabilities.size());
  require(predictions.examples > 0 && values % predictions.examples == 0,
          "labels and probabilities do not fit each other", "predictions.npz");
  predictions.classes = values / predictions.examples;
  return predictions;
}

Predictions read_predictions(const std::string& npz) {
  auto predictions = read_mean_predictions(npz);
  const auto of_each_image = [&](auto values) {
    require(values.size() == predictions.labels.size(), "arrays do not fit each other", "predictions.npz");
    return values;
  };
  const auto doubles = [&](const char* name) { return of_each_image(npy_doubles(zip_entry(npz, name))); };
  predictions.predicted = of_each_image(npy_integers(zip_entry(npz, "predicted.npy")));
  predictions.predictive_entropy = doubles("predictive_entropy.npy");
  predictions.expected_entropy = doubles("expected_entropy.npy");
  predictions.mutual_information = doubles("mutual_information.npy");
  const auto names = zip_names(npz);
  if (std::find(names.begin(), names.end(), kCorrected) != names.end()) {
    predictions.mutual_information_corrected = doubles(kCorrected);
  }
  const std::string samples = zip_entry(npz, "samples.npy");
  const auto shape = npy_shape(samples);
  require(shape.size() == 3 && shape[1] == predictions.examples && shape[2] == predictions.classes,
          "samples and probabilities do not fit each other", "predictions.npz");
  predictions.draws = shape[0];
  predictions.samples = npy_floats(samples);
  const auto is_class = [&](std::int64_t at) { return at >= 0 && at < predictions.classes; };
  for (const auto* of : {&predictions.labels, &predictions.predicted}) {
    require(std::all_of(of->begin(), of->end(), is_class), "a class has no probability", "predictions.npz");
  }
  return predictions;
}

NumberPredictions read_number_predictions(const std::string& npz) {
  NumberPredictions predictions;
  predictions.indices = npy_integers(zip_entry(npz, "indices.npy"));
  predictions.examples = static_cast<std::int64_t>(predictions.indices.size());
  const auto shape = npy_shape(zip_entry(npz, "targets.npy"));
  require(shape.size() == 2 && shape[0] == predictions.examples, "indices and targets do not fit each other",
          "predictions.npz");
  const auto read = [&](const char* name) {
    const std::string array = zip_entry(npz, name);
    require(npy_shape(array) == shape, "arrays do not fit each other", "predictions.npz");
    return npy_doubles(array);
  };
  for (const auto& [name, values] : kOfNumbers) predictions.*values = read(name);
  const auto names = zip_names(npz);
  for (const auto& [name, values] : kEndsOfIntervals) {
    if (std::find(names.begin(), names.end(), name) != names.end()) predictions.*values = read(name);
  }
  const std::string samples = zip_entry(npz, "samples.npy");
  const auto of_samples = npy_shape(samples);
  require(of_samples.size() == 3 && of_samples[1] == shape[0] && of_samples[2] == shape[1],
          "samples and targets do not fit each other", "predictions.npz");
  predictions.draws = of_samples[0];
  predictions.samples = npy_floats(samples);
  return predictions;
}

std::vector<WeightTensor> read_weights(const std::string& npz) {
  std::vector<WeightTensor> weights;
  const auto names = zip_names(npz);
  for (std::size_t at = 0; at < names.size(); at += 2) {
    const std::string name = names[at].substr(0, names[at].rfind(kMean));
    require(at + 1 < names.size() && names[at] == name + kMean && names[at + 1] == name + kSd,
            "a mean without its standard deviation", "weights.npz");
    const std::string mean = zip_entry(npz, names[at]);
    const std::string sd = zip_entry(npz, names[at + 1]);
    weights.push_back({name, npy_shape(mean), npy_floats(mean), npy_floats(sd)});
    require(npy_shape(sd) == weights.back().shape, "a mean and its standard deviation differ in shape",
            "weights.npz");
  }
  return weights;
}

std::vector<ExportedFile> export_npz(const RunRecord& run) {
  std::vector<ExportedFile> files{predictions_npz(run)};
  if (!run.weights.empty()) files.push_back(weights_npz(run.weights));
  return files;
}

}  // namespace report
