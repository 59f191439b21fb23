#pragma once

#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// Arrays for `numpy.load`; N images, C classes, S draws.
///   predictions.npz  labels, predicted [N] int64; probabilities [N, C] float64, mean over draws; samples [S,
///   N, C]
///                    float32; predictive_entropy, expected_entropy, mutual_information (of S draws) and
///                    mutual_information_corrected (what infinitely many would say) [N] float64, nats
///                    Where numbers are predicted, of D targets: indices [N] int64, places in the data set;
///                    targets, mean, sd, aleatoric_sd, epistemic_sd [N, D] float64; samples [S, N, D]
///                    float32, the mean of each draw; low, high [N, D] float64, the 95 % interval, where
///                    there is one
///   weights.npz      <name>.mean, <name>.sd of every weight tensor, float32, in the tensor's shape; left out
///   where
///                    the run holds no weights
/// The bytes depend on the values only. Throws `bayes::Error` where an array has not the length that S, N and
/// C ask for.
std::vector<ExportedFile> export_npz(const RunRecord& run);

/// predictions.npz alone, of classes or of numbers, and of whichever the run has predicted.
ExportedFile predictions_npz(const Predictions& predictions);
ExportedFile predictions_npz(const NumberPredictions& predictions);
ExportedFile predictions_npz(const RunRecord& run);

/// Labels and mean probabilities of predictions.npz, with the number of images and classes; the rest is left
/// empty. Throws `bayes::Error` (kData) where the bytes are no such file.
Predictions read_mean_predictions(const std::string& npz);

/// All of predictions.npz, and the tensors of weights.npz, to the bit. Throw as `read_mean_predictions`, and
/// where arrays do not fit each other or name classes that there are none of.
Predictions read_predictions(const std::string& npz);
/// All but the names of the targets, which metrics.json has.
NumberPredictions read_number_predictions(const std::string& npz);
std::vector<WeightTensor> read_weights(const std::string& npz);

}  // namespace report
