#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// Accuracy against confidence per bin, with 95 % Wilson intervals, over the number of images in each bin.
/// Source: Guo et al. 2017, figure 1; Wilson 1927 for the intervals.
Chart reliability_diagram(const SplitRecord& split);

/// The reliability of several methods, pooled over seeds, as one line each.
Chart reliability_overlay(const std::vector<ComparedMethod>& methods);

/// "Of 100 predictions made with about 87 % confidence, 74 are right": for the fullest bin below the last
/// one; empty where no bin but the last holds at least 10 images.
std::string reliability_sentence(const std::vector<ReliabilityBin>& bins);

}  // namespace report
