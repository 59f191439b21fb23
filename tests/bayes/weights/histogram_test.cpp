#include "bayes/weights/histogram.h"

#include <gtest/gtest.h>

#include <numeric>

namespace bayes {
namespace {

std::int64_t total(const Histogram& histogram) {
  return std::accumulate(histogram.counts.begin(), histogram.counts.end(), std::int64_t{0});
}

bool ascends(const std::vector<double>& edges) {
  for (std::size_t i = 1; i < edges.size(); ++i) {
    if (!(edges[i - 1] < edges[i])) return false;
  }
  return true;
}

TEST(Histogram, GivenEvenlySpreadValuesWhenCountedThenBinsHoldEquallyMany) {
  std::vector<double> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = (static_cast<double>(i) + 0.5) / 1000;

  const auto result = histogram(values, /*bins=*/10);

  ASSERT_EQ(result.edges.size(), 11U);
  ASSERT_EQ(result.counts.size(), 10U);
  EXPECT_EQ(total(result), 1000);
  for (const auto count : result.counts)
    EXPECT_NEAR(static_cast<double>(count), 100.0, 2.0);  // the tails' 0.1 %
}

TEST(Histogram, GivenOneFarOutlierWhenCountedThenItDoesNotSqueezeTheOthers) {
  std::vector<double> values(10000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) / 10000;
  values.push_back(1e30);

  const auto result = histogram(values);

  EXPECT_LT(result.edges.back(), 1.0);
  EXPECT_GE(result.counts.back(), 1);
  EXPECT_EQ(total(result), 10001);
}

TEST(Histogram, GivenEqualValuesWhenCountedThenBinsSurroundThem) {
  for (const double value : {0.0, 0.05, -3.0, 1e-20}) {
    const auto result = histogram(std::vector<double>(7, value));

    EXPECT_TRUE(ascends(result.edges)) << value;
    EXPECT_LT(result.edges.front(), value);
    EXPECT_GT(result.edges.back(), value);
    EXPECT_EQ(total(result), 7) << value;
  }
}

TEST(Histogram, GivenNearlyAllEqualValuesWhenCountedThenTheOthersAreStillShown) {
  std::vector<double> values(100000, 0.0);
  values.push_back(2.0);

  const auto result = histogram(values);

  EXPECT_EQ(result.edges.front(), 0.0);
  EXPECT_EQ(result.edges.back(), 2.0);
  EXPECT_EQ(result.counts.front(), 100000);
  EXPECT_EQ(result.counts.back(), 1);
}

TEST(Histogram, GivenNoValuesWhenCountedThenThereAreNoBins) { EXPECT_TRUE(histogram({}).counts.empty()); }

}  // namespace
}  // namespace bayes
