#pragma once

#include <cstdint>
#include <functional>

#include "bayes/prediction/sample_predictive.h"

namespace bayes {

/// Images whose predictive is wanted, in pieces: [count, …] from `first` on, with the keys of their noise.
struct ImageSource {
  std::int64_t count = 0;
  std::function<KeyedImages(std::int64_t first, std::int64_t count)> images;
};

/// Hands the predictive of all images to `consume`, one portion after the other, in order: each holds all
/// draws of so many images as fit `memory` bytes, so that a million images under a thousand draws need no
/// more. The noise is that of one `sample_predictive` of all of them.
///   memory  bytes for a portion's draws; a portion has one image at least
///   first   of the images in `portion`, among all
/// Throws `Error` where draws or the number of images is less than 1.
void predict_in_portions(
    const SampleLogits& sample_logits, const ImageSource& source, std::int64_t draws, const Draw::Key& key,
    ThreadPool& pool, std::int64_t memory,
    const std::function<void(const CategoricalPredictive& portion, std::int64_t first)>& consume);

}  // namespace bayes
