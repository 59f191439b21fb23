#include "bayes/prediction/predict_in_portions.h"

#include <gtest/gtest.h>

#include <vector>

#include "bayes/core/error.h"

namespace bayes {
namespace {

const Draw::Key kKey{3, Stream::kPrediction, 0, 0};

// Logits that are nothing but the noise of each example.
torch::Tensor noise_as_logits(const torch::Tensor& images, const Draw::Key& key,
                              const torch::Tensor& examples) {
  Draw draw(key, examples, Draw::Kl::kSkip);
  return draw.example_normal({images.size(0), 3}, torch::kFloat32);
}

ImageSource blank_images(std::int64_t count) {
  return {count, [](std::int64_t first, std::int64_t some) {
            return KeyedImages{torch::zeros({some, 1, 2, 2}), torch::arange(first, first + some)};
          }};
}

TEST(PredictInPortions, GivenAnyMemoryWhenPredictedThenPortionsTogetherAreTheWholePredictive) {
  ThreadPool pool(2);
  const auto whole =
      sample_predictive(noise_as_logits, keyed_by_place(torch::zeros({300, 1, 2, 2})), 4, kKey, pool);

  // Of 4 draws x 3 classes x 24 bytes: less than one image, 10 images, 100 (fewer than a chunk), 130 (a
  // chunk).
  for (const std::int64_t memory : {1, 2880, 28800, 37440, 1 << 30}) {
    std::vector<torch::Tensor> parts;
    std::int64_t next = 0;
    predict_in_portions(noise_as_logits, blank_images(300), 4, kKey, pool, memory,
                        [&](const CategoricalPredictive& portion, std::int64_t first) {
                          EXPECT_EQ(first, next);
                          EXPECT_LE(portion.examples(), std::max<std::int64_t>(1, memory / 288));
                          next += portion.examples();
                          parts.push_back(portion.log_probabilities());
                        });

    EXPECT_TRUE(torch::cat(parts, /*dim=*/1).equal(whole.log_probabilities())) << memory;
  }
}

TEST(PredictInPortions, GivenNoImagesOrDrawsWhenAskedThenItRefuses) {
  ThreadPool pool(1);
  const auto nothing = [](const CategoricalPredictive&, std::int64_t) {};

  EXPECT_THROW(predict_in_portions(noise_as_logits, blank_images(0), 4, kKey, pool, 1, nothing), Error);
  EXPECT_THROW(predict_in_portions(noise_as_logits, blank_images(1), 0, kKey, pool, 1, nothing), Error);
}

}  // namespace
}  // namespace bayes
