#include "bayes/calibration/calibration.h"

namespace bayes {
namespace {

constexpr std::int64_t kExamplesPerParameter = 10;

}  // namespace

std::string too_few_examples(const Calibration& calibration, std::int64_t examples) {
  const std::int64_t wanted = kExamplesPerParameter * calibration.parameters;
  if (examples >= wanted) return "";
  return std::to_string(calibration.parameters) + " numbers were fitted to " + std::to_string(examples) +
         " examples, fewer than " + std::to_string(kExamplesPerParameter) +
         " for each: what was found may not hold for other images. Take " + std::to_string(wanted) +
         " or a calibration that fits fewer.";
}

}  // namespace bayes
