#include "experiments/run/picture_page.h"

#include <fmt/format.h>

#include <utility>

#include "bayes/core/error.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "experiments/run/shown_images.h"

namespace bnn {
namespace {

constexpr std::int64_t kMostOnPage = 1000;

}  // namespace

void require_fits_page(std::int64_t pictures) {
  if (pictures <= kMostOnPage) return;
  throw bayes::Error(fmt::format("there are more than {} pictures for one page", kMostOnPage),
                     "bnn predict --page", "give fewer, or leave --page out: --output takes any number");
}

PicturePage::PicturePage(const TrainedRun& run, std::int64_t draws)
    : page_{run.config.name,
            title_of(run.config),
            run.config.model.architecture.entry().name,
            run.fitted.dataset,
            draws,
            run.fitted.class_names,
            {}} {}

void PicturePage::begin_file(const std::string& name, const PictureFile& file) {
  page_.files.push_back({name, {}, {}});
  for (const auto& original : file.originals) {
    report::ShownImage shown;
    shown.height = original.height;
    shown.width = original.width;
    shown.pixels = original.pixels;
    page_.files.back().originals.push_back(std::move(shown));
  }
  pixels_ = file.pixels;
}

void PicturePage::add(const bayes::CategoricalPredictive& predictive,
                      const bayes::CategoricalPredictive& answer, std::int64_t first) {
  const auto probabilities = answer.mean_probabilities().contiguous();
  const auto predicted = probabilities.argmax(/*dim=*/1);
  const auto entropy = bayes::entropy_decomposition(predictive);
  const auto of_answer = bayes::predictive_entropy(answer);
  const auto classes = probabilities.size(1);
  for (std::int64_t i = 0; i < predictive.examples(); ++i) {
    auto picture = shown_pixels(pixels_, first + i);
    picture.predicted = picture.label = predicted[i].item<std::int64_t>();
    picture.predictive_entropy = of_answer[i].item<double>();
    picture.mutual_information = entropy.mutual_information[i].item<double>();
    picture.mutual_information_corrected = entropy.mutual_information_corrected[i].item<double>();
    const double* row = probabilities.data_ptr<double>() + i * classes;
    picture.probabilities.assign(row, row + classes);
    page_.files.back().pictures.push_back(std::move(picture));
  }
}

}  // namespace bnn
