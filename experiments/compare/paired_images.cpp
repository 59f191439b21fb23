#include "experiments/compare/paired_images.h"

#include <algorithm>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/metrics/resampling/bootstrap.h"
#include "bayes/metrics/resampling/mcnemar.h"
#include "bayes/metrics/resampling/resampling_interval.h"
#include "experiments/catalog/metrics.h"
#include "experiments/files/atomic_file.h"
#include "notebooks_export/formats/npz.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestPredictions = std::uint64_t{16} << 30;

/// What a run predicted for its test images, averaged over draws, and how each metric varies with them.
struct MeasuredImages {
  torch::Tensor labels;                                              // [N], int64
  bayes::CategoricalPredictive predictive{torch::zeros({1, 1, 1})};  // [1, N, C]
  std::int64_t events = 0;
  std::vector<bayes::ResampledValue> metrics;
};

MeasuredImages measure_images(const fs::path& run, std::int64_t resamples, std::uint64_t seed,
                              const WatchedPool& pool) {
  const auto path = run / "predictions.npz";
  try {
    const auto read = report::read_mean_predictions(read_file(path, kLargestPredictions));
    const auto labels = torch::tensor(read.labels, torch::kInt64);
    const auto probabilities =
        torch::tensor(read.probabilities, torch::kFloat64).view({1, read.examples, read.classes});
    bayes::CategoricalPredictive predictive(probabilities.log());
    const auto measured = bayes::measured(metrics(), predictive, labels);
    MeasuredImages images{labels, predictive, measured.events(), {}};
    const auto values = measured.values();
    auto resampled = bayes::bootstrap_values(
        measured, resamples, seed,
        pool.jobs(run.parent_path().filename().string() + "/" + run.filename().string(), "resamples"));
    for (std::size_t m = 0; m < values.size(); ++m) {
      images.metrics.push_back({values[m], std::move(resampled[m])});
    }
    return images;
  } catch (const bayes::Error& error) {
    throw bayes::Error("the predictions of the run cannot be read: " + error.problem, path.string(),
                       "remove the folder of that run, and go on with --resume", bayes::Fault::kData);
  }
}

bool same_images(const std::vector<MeasuredImages>& runs, const std::vector<MeasuredImages>& first) {
  for (std::size_t seed = 0; seed < runs.size(); ++seed) {
    if (!runs[seed].labels.equal(first[0].labels) || !first[seed].labels.equal(first[0].labels)) return false;
  }
  return true;
}

/// The interval of the difference of metric `m`, averaged over seeds; none where a run has too few events.
bayes::Interval difference_over_images(const std::vector<MeasuredImages>& runs,
                                       const std::vector<MeasuredImages>& first, std::size_t m) {
  const auto& metric = metrics()[m];
  std::vector<bayes::ResampledValue> ours, theirs;
  for (std::size_t seed = 0; seed < runs.size(); ++seed) {
    // Of shares the images count on which both disagree, however few are wrong.
    if (!metric.share_of && std::min(runs[seed].events, first[seed].events) < metric.least_events) {
      return bayes::Interval::none();
    }
    ours.push_back(runs[seed].metrics[m]);
    theirs.push_back(first[seed].metrics[m]);
  }
  return bayes::difference_interval(metric.resampling, ours, theirs);
}

void compare_with_first(const std::vector<MeasuredImages>& runs, const std::vector<MeasuredImages>& first,
                        report::ComparedMethod& method) {
  for (std::size_t m = 0; m < method.metrics.size(); ++m) {
    const auto [low, high] = difference_over_images(runs, first, m);
    method.metrics[m].images_low = low;
    method.metrics[m].images_high = high;
  }
  if (&runs == &first) return;
  for (std::size_t seed = 0; seed < runs.size(); ++seed) {
    const auto test = bayes::mcnemar_test(first[seed].predictive, runs[seed].predictive, first[seed].labels);
    method.mcnemar.push_back({test.only_first_right, test.only_second_right, test.p_value});
  }
}

}  // namespace

void compare_by_image(const fs::path& folder, std::int64_t resamples, std::uint64_t seed,
                      const WatchedPool& pool, report::ComparisonRecord& record) {
  // Predictions of numbers hold too little of their draws.
  if (record.methods.front().metrics.size() != metrics().size()) return;
  const std::size_t methods = record.methods.size();
  const std::size_t seeds = record.seeds.size();
  std::vector<std::vector<MeasuredImages>> measured(methods, std::vector<MeasuredImages>(seeds));
  pool.pool.run(static_cast<std::int64_t>(methods * seeds), [&](std::int64_t job) {
    const auto at = static_cast<std::size_t>(job);
    const auto& run = record.methods[at / seeds].run_directories[at % seeds];
    measured[at / seeds][at % seeds] = measure_images(folder / run, resamples, seed, pool);
  });
  for (std::size_t at = 0; at < methods; ++at) {
    if (same_images(measured[at], measured[0])) {
      compare_with_first(measured[at], measured[0], record.methods[at]);
    }
  }
}

}  // namespace bnn
