#include "experiments/catalog/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace bnn {
namespace {

using testing::HasSubstr;

// A row for every metric, all with the same value.
report::SplitRecord of_value(double value) {
  report::SplitRecord split;
  split.examples = 200;
  split.confusion.assign(4, std::vector<std::int64_t>(4, 0));
  for (const auto& metric : metrics()) {
    split.metrics.push_back(empty_row(metric));
    split.metrics.back().estimate.value = value;
  }
  add_readings(split);
  return split;
}

const report::MetricRow& row(const report::SplitRecord& split, const std::string& key) {
  for (const auto& metric : split.metrics) {
    if (metric.key == key) return metric;
  }
  throw std::out_of_range(key);
}

TEST(MetricsOfRuns, GivenValuesWhenReadThenASentenceSaysWhatTheyMean) {
  const auto split = of_value(0.25);

  EXPECT_EQ(row(split, "accuracy").reading, "Of 200 test images, 50 are recognised and 150 are not.");
  EXPECT_THAT(row(split, "nll").reading, HasSubstr("77.9\u00A0%"));  // exp(-0.25)
  EXPECT_THAT(row(split, "nll").reading, HasSubstr("guessing would give 25\u00A0%"));
  EXPECT_THAT(row(split, "ece").reading, HasSubstr("off by 25.00 percentage points"));
  EXPECT_THAT(row(split, "misclassification_auroc").reading, HasSubstr("in 25 of 100 such pairs"));
  EXPECT_EQ(row(split, "brier").reading, "");
}

TEST(MetricsOfRuns, GivenWhatIsNotDefinedWhenReadThenItIsSaid) {
  EXPECT_EQ(row(of_value(std::nan("")), "misclassification_auroc").reading, "Not defined for this run.");
}

// Written in percent, and so with two digits more.
TEST(MetricsOfRuns, GivenTheMetricsWhenAskedForUnitsThenSharesAndGapsOfSharesAreShares) {
  for (const char* key : {"accuracy", "top2_accuracy", "ece", "ece_adaptive", "ece_classwise",
                          "ece_l2_debiased", "mce", "selective_accuracy_90", "confident_share_99"}) {
    EXPECT_EQ(row(of_value(0.5), key).unit, report::Unit::kShare) << key;
  }
  for (const char* key : {"brier", "brier_root", "aurc", "eaurc", "mmce", "misclassification_auroc"}) {
    EXPECT_EQ(row(of_value(0.5), key).unit, report::Unit::kPlain) << key;
  }
  EXPECT_EQ(row(of_value(0.5), "nll").unit, report::Unit::kNats);
}

}  // namespace
}  // namespace bnn
