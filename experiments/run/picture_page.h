#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "bayes/predictive/categorical_predictive.h"
#include "experiments/datasets/picture_file.h"
#include "experiments/run/runner.h"
#include "notebooks_export/html/predicted_pictures.h"

namespace bnn {

/// Throws `bayes::Error` where there are more pictures than a page shows: 1,000, as browsers take long for
/// more. To be asked before any is predicted.
void require_fits_page(std::int64_t pictures);

/// Gathers predicted pictures, file by file, for a page that shows them.
class PicturePage {
 public:
  ///   draws  of which a prediction is the average
  PicturePage(const TrainedRun& run, std::int64_t draws);

  /// What is added from now on is of this file.
  void begin_file(const std::string& name, const PictureFile& file);
  /// Pictures `first`, `first` + 1, … of the file.
  void add(const bayes::CategoricalPredictive& predictive, const bayes::CategoricalPredictive& answer,
           std::int64_t first);

  std::string html() const { return report::pictures_html(page_); }

 private:
  report::PredictedPictures page_;
  torch::Tensor pixels_;
};

}  // namespace bnn
