#include "bayes/kernels/batch_norm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

// Values far from 0, which a one-pass variance in single precision would lose.
std::vector<float> random_values(std::int64_t count, float centre, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(centre, 1.0f);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = normal(random);
  return values;
}

struct Moments {
  double mean = 0.0, variance = 0.0;
};

Moments moments_of(const float* values, std::int64_t count) {
  Moments moments;
  for (std::int64_t i = 0; i < count; ++i) moments.mean += values[i] / static_cast<double>(count);
  for (std::int64_t i = 0; i < count; ++i) {
    moments.variance += std::pow(values[i] - moments.mean, 2) / static_cast<double>(count);
  }
  return moments;
}

TEST(BatchNorm, GivenValuesFarFromZeroWhenSummedThenMomentsAreThoseOfDoublePrecision) {
  for (const std::int64_t count : {1, 2, 15, 16, 17, 1023, 1024, 1025, 40000}) {
    const ChannelsShape shape{3, count};
    const auto input = random_values(shape.channels * count, 1000.0f, 1);
    std::vector<float> mean(3), variance(3);

    channel_moments(shape, input.data(), mean.data(), variance.data());

    for (std::int64_t c = 0; c < shape.channels; ++c) {
      const auto expected = moments_of(input.data() + c * count, count);
      EXPECT_NEAR(mean[c], expected.mean, 1e-6 * 1000.0) << count;
      // The mean is rounded to 6e-5, whose square the variance is off by.
      EXPECT_NEAR(variance[c], expected.variance, 2e-6 * expected.variance + 1e-7) << count;
    }
  }
}

TEST(BatchNorm, GivenScalesWhenAppliedInPlaceThenEachChannelHasItsOwn) {
  std::vector<float> values{1, 2, 3, 4, 5, 6};
  const std::vector<float> scale{2, -1}, shift{10, 0.5};

  scale_channels({2, 3}, values.data(), scale.data(), shift.data(), values.data());

  EXPECT_EQ(values, (std::vector<float>{12, 14, 16, -3.5, -4.5, -5.5}));
}

// sum over values of g * batch_norm(x), in double precision: what the gradient is the slope of.
double objective(const ChannelsShape& shape, const std::vector<double>& x, const std::vector<float>& g,
                 const std::vector<double>& weight, const std::vector<double>& bias, double epsilon) {
  double total = 0.0;
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const double* in = x.data() + c * shape.values;
    double mean = 0.0, variance = 0.0;
    for (std::int64_t i = 0; i < shape.values; ++i) mean += in[i] / static_cast<double>(shape.values);
    for (std::int64_t i = 0; i < shape.values; ++i)
      variance += (in[i] - mean) * (in[i] - mean) / static_cast<double>(shape.values);
    for (std::int64_t i = 0; i < shape.values; ++i) {
      const double y = weight[c] * (in[i] - mean) / std::sqrt(variance + epsilon) + bias[c];
      total += g[c * shape.values + i] * y;
    }
  }
  return total;
}

TEST(BatchNorm, GivenABatchWhenDifferentiatedThenGradientsAreFiniteDifferencesInDoublePrecision) {
  const ChannelsShape shape{2, 21};
  const double epsilon = 1e-5, step = 1e-5;
  const auto input = random_values(42, 0.5f, 2), slope = random_values(42, 0.0f, 3);
  const std::vector<float> weight{1.5f, -0.7f};
  std::vector<double> x(input.begin(), input.end()), w(weight.begin(), weight.end()), b{0.1, 0.2};
  std::vector<float> mean(2), variance(2), inverse_sd(2), of_input(42), of_weight(2), of_bias(2);
  channel_moments(shape, input.data(), mean.data(), variance.data());
  for (int c = 0; c < 2; ++c) inverse_sd[c] = static_cast<float>(1.0 / std::sqrt(variance[c] + epsilon));

  batch_norm_gradient(shape, {mean.data(), inverse_sd.data(), weight.data()}, input.data(), slope.data(),
                      of_input.data(), of_weight.data(), of_bias.data());

  const auto expect_slopes = [&](std::vector<double>& values, const std::vector<float>& gradient) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double at = values[i];
      values[i] = at + step;
      const double above = objective(shape, x, slope, w, b, epsilon);
      values[i] = at - step;
      const double below = objective(shape, x, slope, w, b, epsilon);
      values[i] = at;
      EXPECT_NEAR(gradient[i], (above - below) / (2 * step), 1e-5) << i;
    }
  };
  expect_slopes(x, of_input);
  expect_slopes(w, of_weight);
  expect_slopes(b, of_bias);
}

TEST(BatchNorm, GivenNoValuesWhenNormalisedThenItIsRefused) {
  float none = 0.0f;

  EXPECT_THROW(channel_moments({1, 0}, &none, &none, &none), Error);
  EXPECT_THROW(scale_channels({0, 1}, &none, &none, &none, &none), Error);
}

}  // namespace
}  // namespace bayes::kernels
