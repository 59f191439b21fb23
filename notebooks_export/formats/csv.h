#pragma once

#include <vector>

#include "notebooks_export/records/run_record.h"
#include "notebooks_export/tables/table.h"

/// Tables for spreadsheets and data frames, in full precision. A cell is empty where a number is not finite.
namespace report {

/// Per layer, "total" last: count, mean |mean|, mean sd, quantiles of |mean| / sd, KL in nats and its Monte
/// Carlo error, which is 0 where it has a closed form.
Table weights_table(const std::vector<LayerSummary>& layers);
/// Per image of the test split: label, predicted class, whether that is right, entropies in nats, class
/// probabilities.
Table predictions_table(const RunRecord& run);
/// Per example of the test split and target, in the target's unit: its place in the data set, the name of the
/// target where there are several, target, mean, standard deviation and both parts of it, and the 95 %
/// interval where there is one.
Table predictions_table(const NumberPredictions& predictions);
/// Per method and metric: mean and standard error over seeds, paired difference to the first method with its
/// intervals over seeds and over images, and seconds.
Table comparison_values_table(const ComparisonRecord& comparison);

/// Per method but the first and seed: McNemar's test against the first.
Table mcnemar_table(const ComparisonRecord& comparison);

/// weights.csv, predictions.csv, and <key>.csv of each measurement found on the test split.
std::vector<ExportedFile> export_csv(const RunRecord& run);
/// comparison.csv and comparison_mcnemar.csv.
std::vector<ExportedFile> export_csv(const ComparisonRecord& comparison);

}  // namespace report
