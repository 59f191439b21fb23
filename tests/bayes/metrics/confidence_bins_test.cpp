#include "bayes/metrics/confidence_bins.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(ConfidenceBins, GivenProbabilitiesOnEdgesWhenBinnedThenBinsAreClosedAbove) {
  EXPECT_EQ(equal_width_bin(0.0, 4), 0);  // the trap: no (lo, hi] holds it, yet it must not be dropped
  EXPECT_EQ(equal_width_bin(0.25, 4), 0);
  EXPECT_EQ(equal_width_bin(0.2500001, 4), 1);
  EXPECT_EQ(equal_width_bin(0.5, 4), 1);
  EXPECT_EQ(equal_width_bin(0.75, 4), 2);
  EXPECT_EQ(equal_width_bin(1.0, 4), 3);  // the trap: floor(1.0 * 4) is a fifth bin
}

TEST(ConfidenceBins, GivenNoBinsWhenRequiredThenErrorIsThrown) {
  EXPECT_THROW(require_bins(0), Error);
  EXPECT_NO_THROW(require_bins(1));
}

}  // namespace
}  // namespace bayes
