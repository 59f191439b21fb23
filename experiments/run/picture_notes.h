#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bayes/core/error.h"
#include "experiments/pictures/unlike_training.h"

namespace bnn {

/// What is to be said about pictures after all have been predicted that can be: one bad file among many ends
/// nothing.
class PictureNotes {
 public:
  explicit PictureNotes(const PixelStatistics& training) : training_(training) {}

  /// Compares pictures that are predicted, [N, 1, height, width], uint8, with those of training.
  void look_at(const std::string& file, const torch::Tensor& pixels);
  /// A file that cannot be predicted.
  void refuse(const std::string& file, const bayes::Error& error);

  std::int64_t refused() const { return static_cast<std::int64_t>(refused_.size()); }
  /// Lines about pictures that are unlike those of training, with what to do; empty where there are none.
  std::string warnings() const;
  /// Throws `bayes::Error` (kData) with all files that were refused, where there are any.
  ///   files  how many there were in all
  void throw_refused(std::int64_t files) const;

 private:
  struct Refused {
    std::string file;
    bayes::Error error;
  };
  struct Counts {
    std::int64_t inverted = 0, blank = 0;
    std::vector<std::string> inverted_files, blank_files;
  };

  PixelStatistics training_;
  std::int64_t pictures_ = 0;
  Counts counts_;
  std::vector<Refused> refused_;
};

}  // namespace bnn
