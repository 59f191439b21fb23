#include "bayes/kernels/elementwise/batch_norm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/kernels/elementwise/batch_norm_paths.h"

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

class BatchNormPaths : public testing::TestWithParam<InstructionSet> {
 protected:
  const BatchNormPath& path = path_for<BatchNormPath>(GetParam());
};

TEST_P(BatchNormPaths, GivenValuesFarFromZeroWhenNormalisedThenMomentsAreThoseOfDoublePrecision) {
  for (const std::int64_t count : {1, 2, 15, 16, 17, 63, 64, 65, 4095, 4096, 4097, 40000}) {
    const ChannelsShape shape{3, count};
    const auto input = random_values(shape.channels * count, 1000.0f, 1);
    const std::vector<float> weight{1.0f, 2.0f, -3.0f}, bias{0.5f, 0.0f, 1.0f};
    std::vector<float> mean(3), variance(3), inverse_sd(3), output(input.size());

    path.batch_norm(shape, {weight.data(), bias.data(), 1e-5, false}, input.data(), nullptr,
                    {mean.data(), variance.data(), inverse_sd.data()}, output.data());

    for (std::int64_t c = 0; c < shape.channels; ++c) {
      const auto expected = moments_of(input.data() + c * count, count);
      EXPECT_NEAR(mean[c], expected.mean, 1e-6 * 1000.0) << count;
      // The mean is rounded to 6e-5, whose square the variance is off by.
      EXPECT_NEAR(variance[c], expected.variance, 2e-6 * expected.variance + 1e-7) << count;
      const double sd = std::sqrt(variance[c] + 1e-5);
      EXPECT_NEAR(inverse_sd[c], 1.0 / sd, 1e-6 / sd) << count;
      for (std::int64_t i = c * count; i < (c + 1) * count; ++i) {
        // The input is rounded to 6e-5 beside its mean.
        ASSERT_NEAR(output[i], weight[c] * (input[i] - mean[c]) / sd + bias[c], 4e-4 * (1.0 + 1.0 / sd));
      }
    }
  }
}

TEST(BatchNorm, GivenScalesWhenAppliedInPlaceThenEachChannelHasItsOwn) {
  std::vector<float> values{1, 2, 3, 4, 5, 6};
  const std::vector<float> scale{2, -1}, shift{10, 0.5};

  scale_channels({2, 3}, values.data(), scale.data(), shift.data(), values.data());

  EXPECT_EQ(values, (std::vector<float>{12, 14, 16, -3.5, -4.5, -5.5}));
}

// What follows a normalised batch in the tests below.
enum class End { kNone, kRectified, kAddedAndRectified };

// sum over values of g * y(x), in double precision: what the gradient is the slope of.
double objective(const ChannelsShape& shape, const std::vector<double>& x, const std::vector<float>& g,
                 const std::vector<double>& weight, const std::vector<double>& bias, double epsilon, End end,
                 const std::vector<double>& addend) {
  double total = 0.0;
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const double* in = x.data() + c * shape.values;
    double mean = 0.0, variance = 0.0;
    for (std::int64_t i = 0; i < shape.values; ++i) mean += in[i] / static_cast<double>(shape.values);
    for (std::int64_t i = 0; i < shape.values; ++i)
      variance += (in[i] - mean) * (in[i] - mean) / static_cast<double>(shape.values);
    for (std::int64_t i = 0; i < shape.values; ++i) {
      double y = weight[c] * (in[i] - mean) / std::sqrt(variance + epsilon) + bias[c];
      if (end == End::kAddedAndRectified) y += addend[c * shape.values + i];
      if (end != End::kNone) y = std::max(y, 0.0);
      total += g[c * shape.values + i] * y;
    }
  }
  return total;
}

TEST_P(BatchNormPaths, GivenABatchWhenDifferentiatedThenGradientsAreFiniteDifferencesInDoublePrecision) {
  const ChannelsShape shape{2, 21};
  const double epsilon = 1e-5, step = 1e-5;
  for (const End end : {End::kNone, End::kRectified, End::kAddedAndRectified}) {
    const auto input = random_values(42, 0.5f, 2), slope = random_values(42, 0.0f, 3);
    const auto addend = random_values(42, 0.0f, 4), part = random_values(42, 0.0f, 5);
    const std::vector<float> weight{1.5f, -0.7f}, bias{0.1f, 0.2f};
    std::vector<double> x(input.begin(), input.end()), w(weight.begin(), weight.end());
    std::vector<double> b(bias.begin(), bias.end()), more(addend.begin(), addend.end());
    std::vector<float> mean(2), variance(2), inverse_sd(2), output(42);
    std::vector<float> of_input(42), of_addend(42), of_weight(2), of_bias(2);
    const BatchNorm norm{weight.data(), bias.data(), epsilon, end != End::kNone};
    const BatchNormMoments moments{mean.data(), variance.data(), inverse_sd.data()};
    const bool adds = end == End::kAddedAndRectified;

    path.batch_norm(shape, norm, input.data(), adds ? addend.data() : nullptr, moments, output.data());
    std::vector<float> rest(slope);
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= part[i];
    path.gradient(shape, norm, moments, input.data(), adds ? output.data() : nullptr,
                  {part.data(), rest.data()},
                  {of_input.data(), adds ? of_addend.data() : nullptr, of_weight.data(), of_bias.data()});

    double sum = 0.0;
    for (std::size_t i = 0; i < output.size(); ++i) sum += static_cast<double>(slope[i]) * output[i];
    EXPECT_NEAR(sum, objective(shape, x, slope, w, b, epsilon, end, more), 1e-5);
    const auto expect_slopes = [&](std::vector<double>& values, const std::vector<float>& gradient) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const double at = values[i];
        values[i] = at + step;
        const double above = objective(shape, x, slope, w, b, epsilon, end, more);
        values[i] = at - step;
        const double below = objective(shape, x, slope, w, b, epsilon, end, more);
        values[i] = at;
        EXPECT_NEAR(gradient[i], (above - below) / (2 * step), 1e-5) << i;
      }
    };
    expect_slopes(x, of_input);
    expect_slopes(w, of_weight);
    expect_slopes(b, of_bias);
    if (adds) expect_slopes(more, of_addend);
  }
}

TEST_P(BatchNormPaths, GivenANumberThatIsNoneWhenRectifiedThenItStaysOne) {
  const std::vector<float> input{1.0f, NAN, 3.0f}, one{1.0f};
  std::vector<float> moments(3), output(3);

  path.batch_norm({1, 3}, {one.data(), one.data(), 1e-5, true}, input.data(), nullptr,
                  {&moments[0], &moments[1], &moments[2]}, output.data());

  EXPECT_TRUE(std::isnan(output[0]) && std::isnan(output[1]) && std::isnan(output[2]));
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, BatchNormPaths, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(BatchNorm, GivenAnyInstructionSetWhenNormalisedThenTheBitsAreTheSame) {
  const ChannelsShape shape{2, 5000};
  const auto input = random_values(10000, 0.5f, 2), slope = random_values(10000, 0.0f, 3);
  const auto addend = random_values(10000, 0.0f, 4);
  const std::vector<float> weight{1.5f, -0.7f}, bias{0.1f, 0.2f};
  const BatchNorm norm{weight.data(), bias.data(), 1e-5, true};
  std::vector<std::vector<float>> results;
  for (const auto set : supported_instruction_sets()) {
    std::vector<float> all(30010);  // moments, gradients of weight and bias, output, gradients
    const BatchNormMoments moments{&all[0], &all[2], &all[4]};
    const auto& path = path_for<BatchNormPath>(set);

    path.batch_norm(shape, norm, input.data(), addend.data(), moments, &all[10]);
    path.gradient(shape, norm, moments, input.data(), &all[10], {slope.data(), nullptr},
                  {&all[10010], &all[20010], &all[6], &all[8]});

    results.push_back(all);
  }
  for (const auto& result : results) EXPECT_EQ(result, results.front());
}

TEST_P(BatchNormPaths, GivenNoAddendWhenDifferentiatedThenTheOutputIsComputedAnewToTheBit) {
  const ChannelsShape shape{2, 5000};
  const auto input = random_values(10000, 0.5f, 2), slope = random_values(10000, 0.0f, 3);
  const std::vector<float> weight{1.5f, -0.7f}, bias{0.1f, 0.2f};
  const BatchNorm norm{weight.data(), bias.data(), 1e-5, true};
  std::vector<float> mean(2), variance(2), inverse_sd(2), output(10000);
  const BatchNormMoments moments{mean.data(), variance.data(), inverse_sd.data()};
  path.batch_norm(shape, norm, input.data(), nullptr, moments, output.data());
  const auto gradients = [&](const float* read) {
    std::vector<float> all(10004);
    path.gradient(shape, norm, moments, input.data(), read, {slope.data(), nullptr},
                  {&all[4], nullptr, &all[0], &all[2]});
    return all;
  };

  EXPECT_EQ(gradients(nullptr), gradients(output.data()));
}

TEST_P(BatchNormPaths, GivenGradientsInPlaceWhenDifferentiatedThenTheBitsAreTheSame) {
  const ChannelsShape shape{2, 5000};
  const auto input = random_values(10000, 0.5f, 2), output = random_values(10000, 0.0f, 3);
  const auto slope = random_values(10000, 0.0f, 4), more = random_values(10000, 0.0f, 5);
  std::vector<float> ones(2, 1.0f), of_weight(2), of_bias(2);
  const BatchNorm norm{ones.data(), ones.data(), 1e-5, true};
  const BatchNormMoments moments{ones.data(), ones.data(), ones.data()};
  for (const bool adds : {false, true}) {
    std::vector<float> of_input(10000), of_addend(10000), first(slope), second(more);

    path.gradient(shape, norm, moments, input.data(), output.data(), {slope.data(), more.data()},
                  {of_input.data(), adds ? of_addend.data() : nullptr, of_weight.data(), of_bias.data()});
    path.gradient(shape, norm, moments, input.data(), output.data(), {first.data(), second.data()},
                  {second.data(), adds ? first.data() : nullptr, of_weight.data(), of_bias.data()});

    EXPECT_EQ(second, of_input);
    EXPECT_EQ(first, adds ? of_addend : slope);
  }
}

TEST(BatchNorm, GivenNoValuesWhenNormalisedThenItIsRefused) {
  float none = 0.0f;

  EXPECT_THROW(batch_norm({1, 0}, {&none, &none, 1e-5, false}, &none, nullptr, {&none, &none, &none}, &none),
               Error);
  EXPECT_THROW(scale_channels({0, 1}, &none, &none, &none, &none), Error);
}

}  // namespace
}  // namespace bayes::kernels
