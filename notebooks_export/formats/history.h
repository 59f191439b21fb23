#pragma once

#include <string>
#include <string_view>

#include "notebooks_export/records/run_record.h"

/// history.jsonl: one JSON object per epoch and line.
namespace report {

/// The line of one epoch, with its line feed: {"member":0,"epoch":1,"train_loss":0.41,…}. What is not finite
/// is null. The keys of its figure say which it is: "train_accuracy" or "train_rmse".
std::string history_line(const EpochRecord& epoch);

/// The epoch that `line` (with or without its line feed) tells of; null gives NaN.
/// Throws `bayes::Error` (Fault::kData) where it is no JSON object or a field is missing or of another type.
EpochRecord parse_history_line(std::string_view line);

}  // namespace report
