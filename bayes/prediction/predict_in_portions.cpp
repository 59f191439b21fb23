#include "bayes/prediction/predict_in_portions.h"

#include <algorithm>
#include <string>

#include "bayes/core/error.h"

namespace bayes {
namespace {

// Of one log probability while a predictive is made: as float32 of its chunk and of all, and once more in
// double when draws are averaged.
constexpr std::int64_t kBytesOfLogProbability = 2 * sizeof(float) + 2 * sizeof(double);

std::int64_t images_of_portion(std::int64_t draws, std::int64_t classes, std::int64_t memory) {
  const std::int64_t images = std::max<std::int64_t>(1, memory / (draws * classes * kBytesOfLogProbability));
  return images < kPredictionChunk ? images : images / kPredictionChunk * kPredictionChunk;
}

}  // namespace

void predict_in_portions(
    const SampleLogits& sample_logits, const ImageSource& source, std::int64_t draws, const Draw::Key& key,
    ThreadPool& pool, std::int64_t memory,
    const std::function<void(const CategoricalPredictive& portion, std::int64_t first)>& consume) {
  if (draws < 1 || source.count < 1) {
    throw Error(std::to_string(draws) + " draws of " + std::to_string(source.count) + " images",
                "predict_in_portions", "give at least one of each");
  }
  const auto predict = [&](std::int64_t first, std::int64_t count, std::int64_t some_draws) {
    return sample_predictive(sample_logits, source.images(first, count), some_draws, key, pool);
  };
  // One image tells how many classes there are.
  const std::int64_t portion = images_of_portion(draws, predict(0, 1, 1).classes(), memory);
  for (std::int64_t first = 0; first < source.count; first += portion) {
    consume(predict(first, std::min(portion, source.count - first), draws), first);
  }
}

}  // namespace bayes
