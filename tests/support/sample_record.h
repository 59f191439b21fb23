#pragma once

#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

/// Made-up records that look like those of a LeNet on digits: what the exporters' tests and previews are fed
/// with.
namespace support {

/// A run with 1,500 test images, 8 draws, 10 classes, 12 epochs of 2 members. The same in every call; what
/// can be derived from its predictions (confusion, reliability, accuracy, entropies) is consistent with them.
report::RunRecord sample_run();

/// A run that predicts one number for each of 300 test examples with 8 draws; a measurement of every kind was
/// found. Mean and standard deviations follow from the samples.
report::RunRecord sample_regression();

/// Four methods, three seeds.
report::ComparisonRecord sample_comparison();

/// Strings that try to leave the place they are written to: markup, scripts, formulas, paths, control
/// characters, bidirectional overrides, bytes that are no UTF-8, great length.
const std::vector<std::string>& hostile_strings();

/// `sample_run` and `sample_comparison` with `text` wherever a name, label, class, path or note can stand.
report::RunRecord run_with_text_everywhere(const std::string& text);
report::ComparisonRecord comparison_with_text_everywhere(const std::string& text);

}  // namespace support
