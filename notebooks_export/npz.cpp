#include "notebooks_export/npz.h"

#include "bayes/core/error.h"
#include "notebooks_export/npy.h"
#include "notebooks_export/zip_archive.h"

namespace report {
namespace {

/// The name of an array as one file name: unpacking an archive must not leave its folder.
std::string entry_name(std::string array) {
  for (char& letter : array) {
    if (letter == '/' || letter == '\\' || static_cast<unsigned char>(letter) < 0x20) letter = '_';
  }
  return array + ".npy";
}

ExportedFile weights_npz(const std::vector<WeightTensor>& weights) {
  std::vector<ExportedFile> arrays;
  for (const WeightTensor& tensor : weights) {
    arrays.push_back({entry_name(tensor.name + ".mean"), npy_bytes(tensor.mean, tensor.shape)});
    arrays.push_back({entry_name(tensor.name + ".sd"), npy_bytes(tensor.sd, tensor.shape)});
  }
  return {"weights.npz", zip_bytes(arrays)};
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
    arrays.push_back({"mutual_information_corrected.npy",
                      npy_bytes(predictions.mutual_information_corrected, {examples})});
  }
  return {"predictions.npz", zip_bytes(arrays)};
}

Predictions read_mean_predictions(const std::string& npz) {
  Predictions predictions;
  predictions.labels = npy_integers(zip_entry(npz, "labels.npy"));
  predictions.probabilities = npy_doubles(zip_entry(npz, "probabilities.npy"));
  predictions.examples = static_cast<std::int64_t>(predictions.labels.size());
  const auto values = static_cast<std::int64_t>(predictions.probabilities.size());
  if (predictions.examples == 0 || values % predictions.examples != 0) {
    throw bayes::Error("labels and probabilities do not fit each other", "predictions.npz", "",
                       bayes::Fault::kData);
  }
  predictions.classes = values / predictions.examples;
  return predictions;
}

std::vector<ExportedFile> export_npz(const RunRecord& run) {
  std::vector<ExportedFile> files{predictions_npz(run.predictions)};
  if (!run.weights.empty()) files.push_back(weights_npz(run.weights));
  return files;
}

}  // namespace report
