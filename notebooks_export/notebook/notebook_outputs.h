#pragma once

#include <string>

#include "notebooks_export/records/run_record.h"

/// What the cells of the notebook print, computed here by the same formulas; a test runs the cells and
/// compares.
namespace report {

std::string loaded_output(const Predictions& predictions);
std::string loaded_output(const NumberPredictions& predictions);
/// Of each target: RMSE, mean absolute error, and the share of targets within mean ± 1.96 sd.
std::string recomputed_output(const NumberPredictions& predictions);
/// The ten examples whose first target has the largest standard deviation.
std::string uncertain_output(const NumberPredictions& predictions);
/// Accuracy, NLL (nats), Brier score and expected calibration error (15 bins) of the mean probabilities.
std::string recomputed_output(const Predictions& predictions);
/// The metrics of a split as metrics.json holds them.
std::string stored_output(const SplitRecord& split);
/// Precision, recall and F1 of each class; a dash where there is nothing to divide by.
std::string classes_output(const Predictions& predictions);
/// Mean and standard error of each metric of each method as comparison.json holds them.
std::string compared_output(const ComparisonRecord& comparison);
/// The ten images of highest predictive entropy.
std::string uncertain_output(const Predictions& predictions);

}  // namespace report
