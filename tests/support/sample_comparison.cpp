#include <cmath>
#include <limits>

#include "tests/support/sample_record.h"

namespace support {
namespace {

struct Level {
  const char* key;
  const char* title;
  report::Better better_is;
  report::Unit unit;
  double first;   ///< of the first method
  double better;  ///< what each further method adds
  double spread;  ///< between seeds
};

constexpr Level kLevels[] = {
    {"accuracy", "Accuracy", report::Better::kHigher, report::Unit::kShare, 0.9891, 0.0009, 0.0004},
    {"nll", "NLL", report::Better::kLower, report::Unit::kNats, 0.0412, -0.0051, 0.0013},
    {"brier", "Brier", report::Better::kLower, report::Unit::kPlain, 0.0171, -0.0011, 0.0005},
    {"ece", "ECE", report::Better::kLower, report::Unit::kShare, 0.0062, -0.0012, 0.0004},
    {"ece_adaptive", "Adaptive ECE", report::Better::kLower, report::Unit::kShare, 0.0058, -0.0011, 0.0004},
    {"misclassification_auroc", "AUROC of wrong images", report::Better::kHigher, report::Unit::kPlain, 0.962,
     0.0065, 0.002},
};

report::ComparedMetric sample_metric(const Level& level, int method) {
  constexpr double kOff[] = {-1.0, 0.2, 0.8};
  constexpr double kStudent = 4.3027;  // 97.5 % quantile of Student's t with 2 degrees of freedom
  report::ComparedMetric metric{{level.key, level.title, level.better_is, level.unit}, {}};
  for (const double off : kOff)
    metric.per_seed.push_back(level.first + level.better * method + level.spread * off);
  metric.mean = level.first + level.better * method;
  metric.standard_error = level.spread * 0.9165 / std::sqrt(3.0);
  metric.difference = level.better * method;
  const double half = method == 0 ? 0.0 : kStudent * metric.standard_error * 0.6;
  metric.difference_low = metric.difference - half;
  metric.difference_high = metric.difference + half;
  metric.images_low = metric.difference - 0.7 * half;
  metric.images_high = metric.difference + 0.7 * half;
  return metric;
}

std::vector<report::ReliabilityBin> sample_bins(int method) {
  constexpr std::int64_t kBins = 15;
  std::vector<report::ReliabilityBin> bins;
  for (std::int64_t at = 0; at < kBins; ++at) {
    const double middle = (static_cast<double>(at) + 0.5) / kBins;
    const double none = std::numeric_limits<double>::quiet_NaN();
    report::ReliabilityBin bin{middle - 0.5 / kBins, middle + 0.5 / kBins, 0, none, none};
    if (at >= 4) {
      bin.count = at + 1 == kBins ? 28000 : 30 + 8 * at;
      bin.mean_confidence = middle;
      bin.accuracy = middle - 0.14 * (1.0 - 0.45 * method) * std::sin(3.14159 * middle);
    }
    bins.push_back(bin);
  }
  return bins;
}

}  // namespace

report::ComparisonRecord sample_comparison() {
  struct Named {
    const char* label;
    const char* method;
    double seconds;
  };
  constexpr Named kMethods[] = {{"MAP", "map", 48.0},
                                {"MC dropout", "mc_dropout", 55.0},
                                {"Bayes by Backprop", "bayes_by_backprop", 148.0},
                                {"Deep ensemble", "deep_ensemble", 241.0}};
  report::ComparisonRecord comparison;
  comparison.name = "mnist_compare";
  comparison.dataset = "mnist";
  comparison.model = "lenet5";
  comparison.seeds = {0, 1, 2};
  comparison.config_yaml = "name: mnist_compare\nbase: mnist_lenet5_map.yaml\nseeds: [0, 1, 2]\n";
  comparison.environment = sample_run().environment;
  comparison.total_seconds = 1476.0;
  int place = 0;
  for (const Named& named : kMethods) {
    report::ComparedMethod method;
    method.label = named.label;
    method.method = named.method;
    if (place == 2) method.note = "training.epochs = 15";
    for (const Level& level : kLevels) method.metrics.push_back(sample_metric(level, place));
    method.training_seconds = named.seconds;
    method.seconds_per_10000_predictions = 0.3 + 1.4 * place;
    method.reliability = sample_bins(place);
    for (const std::int64_t seed : comparison.seeds) {
      if (place > 0) method.mcnemar.push_back({20 - seed, 30 * place, place == 3 ? 1e-5 : 0.0625});
      method.run_directories.push_back(method.label + "/" + std::to_string(seed));
    }
    comparison.methods.push_back(std::move(method));
    ++place;
  }
  return comparison;
}

}  // namespace support
