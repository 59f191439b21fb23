#include "bayes/kernels/noise/noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/kernels/noise/noise_paths.h"

namespace bayes::kernels {
namespace {

std::vector<float> normals(const NoiseKey& key, std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  fill_normal(key, count, values.data());
  return values;
}

double mean_of_power(const std::vector<float>& values, int power) {
  double sum = 0.0;
  for (const float value : values) sum += std::pow(static_cast<double>(value), power);
  return sum / static_cast<double>(values.size());
}

double correlation(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum / static_cast<double>(a.size());
}

TEST(FillNormal, GivenTheWordsWhenFilledThenTheValuesAreBoxMullerInDoublePrecision) {
  constexpr std::int64_t kCount = 1 << 22;
  constexpr double kTurn = 6.283185307179586;
  const NoiseKey key{42, 1, 2, 3};
  std::vector<std::uint32_t> words(kCount);
  path_for<NoisePath>(InstructionSet::kPortable).fill_words(key, kCount, words.data());

  const std::vector<float> values = normals(key, kCount);

  // libm in double; u is what single precision can say of the word, which the header promises nothing finer
  // about.
  constexpr double kUlp = std::numeric_limits<float>::epsilon();
  double worst = 0.0;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const double u = static_cast<float>((words[i] + 1.0) * 0x1p-32);
    const double radius = std::sqrt(-2.0 * std::log(u)), angle = kTurn * words[i + 1] * 0x1p-32;
    worst = std::max({worst, std::abs(values[i] - radius * std::cos(angle)) / std::max(radius, 1e-30),
                      std::abs(values[i + 1] - radius * std::sin(angle)) / std::max(radius, 1e-30)});
  }
  EXPECT_LT(worst, 2 * kUlp);
}

TEST(FillNormal, GivenFourMillionDrawsWhenMomentsAreTakenThenTheyAreTheNormals) {
  constexpr std::int64_t kCount = 1 << 22;

  const std::vector<float> values = normals({7, 0, 0, 0}, kCount);

  // Moments 0, 1, 0, 3 and their variances 1, 2, 15, 96 in closed form; 5 standard errors.
  const double error = 5.0 / std::sqrt(static_cast<double>(kCount));
  EXPECT_NEAR(mean_of_power(values, 1), 0.0, error);
  EXPECT_NEAR(mean_of_power(values, 2), 1.0, error * std::sqrt(2.0));
  EXPECT_NEAR(mean_of_power(values, 3), 0.0, error * std::sqrt(15.0));
  EXPECT_NEAR(mean_of_power(values, 4), 3.0, error * std::sqrt(96.0));
}

TEST(FillNormal, GivenFourMillionDrawsWhenComparedWithTheNormalThenKolmogorovSmirnovDoesNotReject) {
  constexpr std::int64_t kCount = 1 << 22;
  std::vector<float> values = normals({8, 0, 0, 0}, kCount);
  std::sort(values.begin(), values.end());

  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double cdf = 0.5 * std::erfc(-values[i] / std::sqrt(2.0));
    distance = std::max(
        {distance, cdf - static_cast<double>(i) / kCount, static_cast<double>(i + 1) / kCount - cdf});
  }

  // The limit law gives P(sqrt(n) D > 2.22) = 2 exp(-2 * 2.22^2) = 1e-4.
  EXPECT_LT(std::sqrt(static_cast<double>(kCount)) * distance, 2.22);
}

TEST(FillNormal, GivenFourMillionDrawsWhenTailsAreCountedThenTheyAreNeitherCutNorHeavy) {
  constexpr double kCount = 1 << 22;

  const std::vector<float> values = normals({9, 0, 0, 0}, 1 << 22);

  for (const double bound : {3.0, 4.0}) {
    const double expected = kCount * std::erfc(bound / std::sqrt(2.0));
    const auto beyond =
        std::count_if(values.begin(), values.end(), [&](float v) { return std::abs(v) > bound; });
    EXPECT_NEAR(static_cast<double>(beyond), expected, 5.0 * std::sqrt(expected)) << bound;  // Poisson
  }
}

TEST(FillNormal, GivenNeighbouringCoordinatesWhenFilledThenTheDrawsAreUncorrelated) {
  constexpr std::int64_t kCount = 1 << 20;
  const NoiseKey key{1, 2, 3, 4};
  const std::vector<NoiseKey> others = {
      {2, 2, 3, 4},               // seed
      {1ull << 32 | 1, 2, 3, 4},  // upper half of the key
      {1, 3, 3, 4},               // step
      {1, 2, 4, 4},               // place
      {1, 2, 3, 5},               // row
      {1, 3, 2, 4},               // step and place exchanged
      {1, 2, 4, 3},               // place and row exchanged
  };
  const std::vector<float> values = normals(key, kCount);

  for (std::size_t i = 0; i < others.size(); ++i) {
    const std::vector<float> other = normals(others[i], kCount);

    EXPECT_LT(std::abs(correlation(values, other)), 5.0 / std::sqrt(static_cast<double>(kCount))) << i;
  }
}

TEST(FillNormal, GivenOneStreamWhenShiftedThenTheDrawsAreUncorrelated) {
  constexpr std::size_t kCount = 1 << 20;
  const std::vector<float> values = normals({1, 2, 3, 4}, kCount + 64);
  const std::vector<float> head(values.begin(), values.begin() + kCount);

  for (const int lag : {1, 2, 3, 4, 64}) {
    const std::vector<float> shifted(values.begin() + lag, values.begin() + lag + kCount);

    EXPECT_LT(std::abs(correlation(head, shifted)), 5.0 / std::sqrt(static_cast<double>(kCount))) << lag;
  }
}

TEST(FillNormal, GivenANegativeOrTooLargeCountWhenFilledThenItIsRefused) {
  EXPECT_THROW(fill_normal({}, -1, nullptr), Error);
  EXPECT_THROW(fill_normal({}, (std::int64_t{1} << 34) + 1, nullptr), Error);
}

TEST(FillNormal, GivenAFirstElementOffTheCountersOrBehindTheLastWhenFilledThenItIsRefused) {
  for (const std::int64_t first : {std::int64_t{-4}, std::int64_t{2}, (std::int64_t{1} << 34) - 4}) {
    EXPECT_THROW(fill_normal({}, first, /*count=*/5, nullptr), Error) << first;
  }
}

TEST(FillBernoulli, GivenAShareWhenFilledThenSoManyAreOne) {
  constexpr std::int64_t kCount = 1 << 20;
  std::vector<float> values(kCount);

  for (const double keep : {0.01, 0.3, 0.5, 0.9}) {
    fill_bernoulli({3, 0, 0, 0}, keep, kCount, values.data());

    const auto ones = std::count(values.begin(), values.end(), 1.0f);
    EXPECT_EQ(ones + std::count(values.begin(), values.end(), 0.0f), kCount);
    EXPECT_NEAR(static_cast<double>(ones), keep * kCount, 5.0 * std::sqrt(kCount * keep * (1.0 - keep)))
        << keep;
  }
}

TEST(FillBernoulli, GivenZeroOrOneWhenFilledThenAllAreZeroOrOne) {
  constexpr std::int64_t kCount = 100'001;
  std::vector<float> values(kCount, 0.5f);

  fill_bernoulli({3, 0, 0, 0}, 0.0, kCount, values.data());
  EXPECT_EQ(std::count(values.begin(), values.end(), 0.0f), kCount);

  fill_bernoulli({3, 0, 0, 0}, 1.0, kCount, values.data());
  EXPECT_EQ(std::count(values.begin(), values.end(), 1.0f), kCount);
}

TEST(FillBernoulli, GivenNoProbabilityWhenFilledThenItIsRefused) {
  float value = 0.0f;

  for (const double keep : {-0.1, 1.1, std::nan("")})
    EXPECT_THROW(fill_bernoulli({}, keep, 1, &value), Error) << keep;
}

TEST(FillSign, GivenAMillionDrawsWhenCountedThenHalfArePositiveAndNeighboursAreIndependent) {
  constexpr std::int64_t kCount = 1 << 20;
  std::vector<float> values(kCount), next_row(kCount);

  fill_sign({3, 0, 0, 0}, kCount, values.data());
  fill_sign({3, 0, 0, 1}, kCount, next_row.data());

  EXPECT_EQ(std::count(values.begin(), values.end(), 1.0f) + std::count(values.begin(), values.end(), -1.0f),
            kCount);
  const double error = 5.0 / std::sqrt(static_cast<double>(kCount));
  EXPECT_NEAR(mean_of_power(values, 1), 0.0, error);
  EXPECT_NEAR(correlation(values, next_row), 0.0, error);
}

TEST(MirroredNoise, GivenAKeyWhenMirroredThenNormalsChangeSignAndUniformsAreOneMinusThem) {
  constexpr std::int64_t kCount = 100000;
  const NoiseKey key{1, 2, 3, 4};
  NoiseKey mirrored = key;
  mirrored.mirrored = true;
  std::vector<float> plain(kCount), other(kCount), sum(kCount);

  fill_normal(key, kCount, plain.data());
  fill_normal(mirrored, kCount, other.data());
  for (std::int64_t i = 0; i < kCount; ++i) ASSERT_EQ(plain[i], -other[i]);

  // u < 0.3 and 1 - u < 0.3 exclude each other and happen 30 % of the time each; with 0.7 one of them always.
  for (const double keep : {0.3, 0.7}) {
    fill_bernoulli(key, keep, kCount, plain.data());
    fill_bernoulli(mirrored, keep, kCount, other.data());
    for (std::int64_t i = 0; i < kCount; ++i) sum[i] = plain[i] + other[i];
    EXPECT_EQ(std::count(sum.begin(), sum.end(), keep < 0.5 ? 2.0f : 0.0f), 0);
    const auto kept = static_cast<double>(std::count(other.begin(), other.end(), 1.0f)) / kCount;
    EXPECT_NEAR(kept, keep, 5.0 * std::sqrt(0.21 / kCount));
  }

  fill_sign(key, kCount, plain.data());
  fill_sign(mirrored, kCount, other.data());
  EXPECT_EQ(plain, other);
}

TEST(MirroredNoise, GivenRowsWhenMirroredThenTheyAreThoseOfTheirRowAlone) {
  const std::vector<std::uint32_t> rows{5, 9};
  NoiseKey key{1, 2, 3, 0, /*mirrored=*/true};
  std::vector<float> normal(2 * 6), kept(2 * 6), row(6);

  fill_normal_rows(key, rows.data(), 2, 6, normal.data());
  fill_bernoulli_rows(key, 0.25, 4.0f, rows.data(), 2, 6, kept.data());

  for (std::size_t n = 0; n < 2; ++n) {
    key.row = rows[n];
    fill_normal(key, 6, row.data());
    for (std::size_t c = 0; c < 6; ++c) EXPECT_EQ(normal[c * 2 + n], row[c]);
    fill_bernoulli(key, 0.25, 6, row.data());
    for (std::size_t c = 0; c < 6; ++c) EXPECT_EQ(kept[c * 2 + n], 4.0f * row[c]);
  }
}

}  // namespace
}  // namespace bayes::kernels
