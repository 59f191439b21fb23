#pragma once

#include "notebooks_export/records/run_record.h"
#include "notebooks_export/tables/table.h"

/// Results as a person reads them, for the terminal and the reports: shares in percent, four digits
/// elsewhere.
namespace report {

/// One line a shown metric of the test examples (see `test_split`): value, 95 %
/// interval over images, Monte Carlo error.
Table run_table(const RunRecord& run);
/// The same of one split: of the metrics `shown`, of all where that is empty.
Table split_table(const SplitRecord& split, const std::vector<std::string>& shown = {});

/// One line for the test split as it is and one for each calibration: shown metrics with their 95 % intervals
/// over images. Empty where nothing was calibrated.
Table calibration_table(const RunRecord& run);

/// One line a class: precision, recall, F1 in percent, and the number of its images.
Table class_table(const SplitRecord& split, const std::vector<std::string>& class_names);

/// One line a rule: its threshold, mean cost with the labels and as expected, and the share handed on.
Table decision_table(const DecisionRecord& decision);

/// The matrix of costs that was given: one line a true class, a column an answer, and the cost of handing on
/// where that is a choice. Empty where all wrong answers cost the same.
Table cost_table(const DecisionRecord& decision, const std::vector<std::string>& class_names);

/// One line a number that was learnt with a weight tensor.
Table learnt_scale_table(const std::vector<LearntScale>& scales);

/// One line a method: each metric as mean ± standard error over seeds, then seconds of training and of 10,000
/// predictions. Columns are the shown metrics of the first method; a metric that another lacks is an en dash.
Table comparison_table(const ComparisonRecord& comparison);

/// One line a method but the first: each shown metric's difference to the first method, paired by seed, with
/// its 95 % t interval. Empty with fewer than two methods.
Table difference_table(const ComparisonRecord& comparison);

/// One line a method but the first: each shown metric's difference to the first method with its 95 % interval
/// over images, and the p-values of McNemar's test, seed by seed. Empty with fewer than two methods.
Table images_table(const ComparisonRecord& comparison);

/// The metric of a method by its key; null where it has none.
const ComparedMetric* find_metric(const ComparedMethod& method, const std::string& key);
/// What the test examples are called in prose: "images" where classes are predicted, "examples" where
/// numbers.
std::string examples_name(const RunRecord& run);
/// What was measured on the test examples, with the predictive as it is; without such the last set; null
/// where there is none.
const SplitRecord* test_split(const RunRecord& run);

}  // namespace report
