#include "bayes/calibration/calibration.h"

namespace bayes {
namespace {

constexpr std::int64_t kExamplesPerParameter = 10;

void add_sentence(std::string& text, const std::string& sentence) {
  if (sentence.empty()) return;
  text += (text.empty() ? "" : " ") + sentence;
}

}  // namespace

std::string too_few_examples(const Calibration& calibration, std::int64_t examples) {
  const std::int64_t wanted = kExamplesPerParameter * calibration.parameters;
  if (examples >= wanted) return "";
  return std::to_string(calibration.parameters) + " numbers were fitted to " + std::to_string(examples) +
         " examples, fewer than " + std::to_string(kExamplesPerParameter) +
         " for each: what was found may not hold for other images. Take " + std::to_string(wanted) +
         " or a calibration that fits fewer.";
}

std::string warnings_of(const Calibration& calibration, std::int64_t examples) {
  std::string text = too_few_examples(calibration, examples);
  if (!calibration.converged) add_sentence(text, "The fit did not converge.");
  if (!calibration.has_maximum) {
    add_sentence(
        text,
        "The likelihood of the validation labels has no maximum at finite numbers: only the "
        "calibration's prior and penalties say how far to go or, without any, where the search ended.");
  }
  add_sentence(text, calibration.warning);
  return text;
}

}  // namespace bayes
