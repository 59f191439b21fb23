#include "notebooks_export/charts/learnt_scales.h"

#include <algorithm>
#include <utility>

#include "notebooks_export/charts/lines_over_epochs.h"
#include "notebooks_export/text/figures.h"

namespace report {

Chart learnt_scales(const std::vector<EpochRecord>& history) {
  const auto& scales = history.front().learnt_scales;
  const std::string first = scales.front().name;
  const bool alike =
      std::all_of(scales.begin(), scales.end(), [&](const auto& s) { return s.name == first; });
  const auto of_epoch = [alike](const EpochRecord& epoch) {
    std::vector<std::pair<std::string, double>> numbers;
    for (const LearntScale& scale : epoch.learnt_scales) {
      numbers.push_back({scale.tensor + (alike ? "" : ", " + scale.name), scale.value});
    }
    return numbers;
  };
  return lines_over_epochs(
      history,
      {"learnt-scales", alike ? scale_title(first) + " of each layer" : "Learnt with the weights",
       "Numbers that all weights of a tensor share and that are learnt with them, epoch by epoch: one "
       "that still moves at the end asks for more epochs.",
       "value", "weights", quantity("value", alike ? scale_title(first) : "Value"), of_epoch});
}

}  // namespace report
