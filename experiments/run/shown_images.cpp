#include "experiments/run/shown_images.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace bnn {
namespace {

// The places of the `count` highest scores, highest first; equal ones in their order.
std::vector<std::int64_t> highest(std::vector<std::int64_t> places, std::int64_t count,
                                  const std::function<double(std::int64_t)>& score) {
  std::stable_sort(places.begin(), places.end(),
                   [&](std::int64_t a, std::int64_t b) { return score(a) > score(b); });
  if (static_cast<std::int64_t>(places.size()) > count) places.resize(count);
  return places;
}

report::ShownImage shown(const torch::Tensor& pixels, const report::Predictions& predictions,
                         std::int64_t index) {
  auto image = shown_pixels(pixels, index);
  add_prediction(predictions, image);
  return image;
}

}  // namespace

report::ShownImage shown_pixels(const torch::Tensor& pixels, std::int64_t index) {
  report::ShownImage image;
  image.index = index;
  const auto plane = pixels[index][0].contiguous();
  image.height = plane.size(0);
  image.width = plane.size(1);
  image.pixels.assign(plane.data_ptr<std::uint8_t>(), plane.data_ptr<std::uint8_t>() + plane.numel());
  return image;
}

void add_prediction(const report::Predictions& predictions, report::ShownImage& image) {
  const auto index = static_cast<std::size_t>(image.index);
  image.label = predictions.labels[index];
  image.predicted = predictions.predicted[index];
  image.predictive_entropy = predictions.predictive_entropy[index];
  image.mutual_information = predictions.mutual_information[index];
  if (!predictions.mutual_information_corrected.empty()) {
    image.mutual_information_corrected = predictions.mutual_information_corrected[index];
  }
  const auto* row = predictions.probabilities.data() + image.index * predictions.classes;
  image.probabilities.assign(row, row + predictions.classes);
}

void show_images(const torch::Tensor& pixels, std::int64_t count, report::RunRecord& record) {
  const auto& predictions = record.predictions;
  std::vector<std::int64_t> all;
  std::vector<std::int64_t> wrong;
  for (std::int64_t i = 0; i < predictions.examples; ++i) {
    all.push_back(i);
    if (predictions.predicted[i] != predictions.labels[i]) wrong.push_back(i);
  }
  const auto entropy = [&](std::int64_t i) { return predictions.predictive_entropy[i]; };
  const auto confidence = [&](std::int64_t i) {
    return predictions.probabilities[i * predictions.classes + predictions.predicted[i]];
  };
  for (const auto i : highest(all, count, entropy))
    record.most_uncertain.push_back(shown(pixels, predictions, i));
  for (const auto i : highest(wrong, count, confidence))
    record.confidently_wrong.push_back(shown(pixels, predictions, i));
}

}  // namespace bnn
