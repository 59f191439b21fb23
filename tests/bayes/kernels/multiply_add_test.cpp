// The build for processors that cannot fuse a multiplication with an addition; the others have an
// instruction.
#define BAYES_KERNEL_SET without_instruction
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "bayes/kernels/multiply_add_loops.h"

namespace bayes::kernels {
namespace {

float float_of(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void expect_same(float a, float b, float c) {
  const float got = without_instruction::multiply_add(a, b, c), expected = std::fma(a, b, c);
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(got)) << a << " * " << b << " + " << c;
  } else {
    EXPECT_EQ(got, expected) << a << " * " << b << " + " << c;
    EXPECT_EQ(std::signbit(got), std::signbit(expected)) << a << " * " << b << " + " << c;
  }
}

TEST(MultiplyAdd, GivenAnyBitsWhenMultipliedAndAddedThenTheResultIsRoundedOnce) {
  std::mt19937 random(1);
  for (int i = 0; i < 200000; ++i) {
    expect_same(float_of(static_cast<std::uint32_t>(random())),
                float_of(static_cast<std::uint32_t>(random())),
                float_of(static_cast<std::uint32_t>(random())));
  }
}

TEST(MultiplyAdd, GivenSumsBetweenTwoFloatsWhenRoundedThenTheSmallRestDecides) {
  // 1 + 2^-24 lies between two floats; what is 2^-48 to 2^-126 on either side of it is lost in double
  // precision.
  const float half = std::ldexp(1.0f, -24);
  std::mt19937 random(2);
  for (int power = 30; power < 126; ++power) {
    for (const float sign : {1.0f, -1.0f}) {
      const float factor = 1.0f + std::ldexp(sign, -23);
      expect_same(half * factor, factor, 1.0f);
      expect_same(std::ldexp(sign, -power), 1.0f, 1.0f + 2.0f * half);
      expect_same(half, 1.0f + std::ldexp(sign, -22), 1.0f);
      const auto noise = static_cast<float>(random() % 4096) - 2048.0f;
      expect_same(std::ldexp(noise, -power), std::ldexp(sign, -12), 1.0f + half * noise);
    }
  }
}

TEST(MultiplyAdd, GivenInfinitiesZerosAndTheSmallestWhenMultipliedAndAddedThenTheyAreThoseOfTheStandard) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> values{0.0f,     -0.0f,     1.0f,
                                  -1.0f,    infinity,  -infinity,
                                  1.0e-45f, -1.0e-45f, std::numeric_limits<float>::min(),
                                  3.4e38f,  -3.4e38f,  std::numeric_limits<float>::quiet_NaN(),
                                  1.0e-30f};
  for (const float a : values) {
    for (const float b : values) {
      for (const float c : values) expect_same(a, b, c);
    }
  }
}

}  // namespace
}  // namespace bayes::kernels
