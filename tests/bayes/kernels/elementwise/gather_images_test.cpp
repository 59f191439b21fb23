#include "bayes/kernels/elementwise/gather_images.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

TEST(GatherImages, GivenAnySizesWhenGatheredThenEachPixelIsAtItsPlaceAndNothingIsWrittenBehind) {
  constexpr float kUntouched = -1.0f;
  constexpr std::int64_t kImages = 50;
  std::mt19937 random(1);
  for (const std::int64_t pixels : {0, 1, 3, 15, 16, 17, 64, 784}) {
    std::vector<float> images(static_cast<std::size_t>(kImages * pixels));
    std::iota(images.begin(), images.end(), 0.0f);
    for (const std::int64_t count : {0, 1, 3, 15, 16, 17, 32, 100}) {
      std::vector<std::int64_t> examples(static_cast<std::size_t>(count));
      for (std::int64_t& example : examples) example = static_cast<std::int64_t>(random() % kImages);
      std::vector<float> out(static_cast<std::size_t>(pixels * count) + 1, kUntouched);

      gather_images(images.data(), pixels, examples.data(), count, out.data());

      int wrong = out.back() != kUntouched;
      for (std::int64_t p = 0; p < pixels; ++p) {
        for (std::int64_t n = 0; n < count; ++n) {
          wrong += out[p * count + n] != static_cast<float>(examples[n] * pixels + p);
        }
      }
      EXPECT_EQ(wrong, 0) << pixels << " pixels, " << count << " images";
    }
  }
}

TEST(GatherImages, GivenNegativeSizesWhenGatheredThenTheyAreRefused) {
  EXPECT_THROW(gather_images(nullptr, -1, nullptr, 1, nullptr), Error);
  EXPECT_THROW(gather_images(nullptr, 1, nullptr, -1, nullptr), Error);
}

}  // namespace
}  // namespace bayes::kernels
