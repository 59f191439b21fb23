#pragma once

#include <filesystem>

#include "experiments/process/watched_pool.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// Compares every method of a comparison with the first on the same test images, from the predictions.npz of
/// its runs in `folder`: fills `images_low` and `images_high` of every metric (paired bootstrap, the same
/// resamples of images for all methods and seeds, the difference averaged over seeds;
/// `bayes::difference_interval`, NaN where a run has too few wrong images for the metric) and `mcnemar` of
/// every method but the first. Where a method's runs were not measured on the images of the first method's,
/// its intervals stay NaN and `mcnemar` empty.
///   resamples, seed  of the bootstrap
/// Throws `bayes::Error` (kData) where a file is missing or damaged.
void compare_by_image(const std::filesystem::path& folder, std::int64_t resamples, std::uint64_t seed,
                      const WatchedPool& pool, report::ComparisonRecord& record);

}  // namespace bnn
